"""Proves, outside the pages, that the history was not altered: names the first break of each kind, then exits 1."""

import hashlib
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from tracker.errors import Unreadable
from tracker.ledgers.checking import Verdict, checked, sentence
from tracker.models import Export
from tracker.queries import verify


class Command(BaseCommand):
    help = "从头核验履历、报批签字、沿革、防改规则和材料文件；有问题时逐类指出第一处，并以 1 退出。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--ledger", metavar="文件", help="只校验一份台账：与系统存档逐个单元格对照")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["ledger"]:
            self._check(Path(options["ledger"]))
        else:
            self._prove()

    def _prove(self) -> None:
        """All checks of the history."""
        for label, count in verify.counts():
            self.stdout.write(f"{label} {count:,}")
        found = [(label, sentence) for label, check in verify.CHECKS if (sentence := check())]
        if found:
            raise CommandError("\n".join(f"{label}：{sentence}" for label, sentence in found))
        self.stdout.write("未发现问题")

    def _check(self, path: Path) -> None:
        """The verdict on one ledger, cell by cell where it differs."""
        try:
            with path.open("rb") as file:
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            found = checked(path, path.name, sha256, Export.objects.all())
        except OSError:
            raise CommandError(f"打不开文件“{path}”。") from None
        except Unreadable as problem:
            raise CommandError(problem.sentence) from None
        for each in found.differences:
            self.stdout.write(f"{each.place}：{each.kept or '（空）'} → {each.this or '（空）'}")
        if found.verdict not in (Verdict.UNTOUCHED, Verdict.SAME):
            raise CommandError(sentence(found))
        self.stdout.write(sentence(found))
