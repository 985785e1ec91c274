"""Proves, outside the pages, that the history was not altered: names the first break of each kind, then exits 1."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.queries import verify


class Command(BaseCommand):
    help = "从头核验履历、报批签字、沿革、防改规则和材料文件；有问题时逐类指出第一处，并以 1 退出。"

    def handle(self, *args: Any, **options: Any) -> None:
        for label, count in verify.counts():
            self.stdout.write(f"{label} {count:,}")
        found = [(label, sentence) for label, check in verify.CHECKS if (sentence := check())]
        if found:
            raise CommandError("\n".join(f"{label}：{sentence}" for label, sentence in found))
        self.stdout.write("未发现问题")
