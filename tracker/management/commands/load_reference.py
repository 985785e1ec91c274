"""Loads what every installation needs. It is run at every start: what is there stays as the office left it."""

from typing import Any

from django.core.management.base import BaseCommand

from tracker.actions import reference
from tracker.management.fixtures import read_fixture


class Command(BaseCommand):
    help = "装入任务类别、要点、问题类别和节假日；已有的不改。"

    def handle(self, *args: Any, **options: Any) -> None:
        inserted = sum(load_reference().values())
        if inserted:
            self.stdout.write(f"已装入基础数据 {inserted} 条。")


def load_reference() -> dict[str, int]:
    """Insert what is missing; returns how many rows of each kind."""
    return reference.load(
        sections=read_fixture("reference/categories.json"),
        classes=read_fixture("reference/problem_classes.json"),
        years=read_fixture("reference/holidays.json"),
    )
