"""Fills an empty database with the demo city. What happens there is told in `tracker/management/demo/`."""

import secrets
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction

from tracker import clock
from tracker.actions.deadlines import calendar
from tracker.clock import Calendar
from tracker.management.commands.load_reference import load_reference
from tracker.management.demo import bulk, script
from tracker.management.demo.city import build
from tracker.management.demo.timetable import Timetable
from tracker.models import Item, Unit, User

DAYS_OF_BULK = 2_000  # seven rounds of eight months and a little more


class Command(BaseCommand):
    help = "把演示数据装入空库：一个城市的单位、人员和约三百个事项；--items N 则批量造 N 个事项。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--items", type=int, metavar="N", help="批量造 N 个事项，不走流程")

    def handle(self, *, items: int | None, **options: Any) -> None:
        if items is not None and items < 1:
            raise CommandError("--items 应是大于 0 的整数。")
        password = settings.DEMO_PASSWORD or secrets.token_urlsafe(9)
        with transaction.atomic():
            if Item.objects.exists() or Unit.objects.exists() or User.objects.exists():
                raise CommandError("只能装入空库：数据库中已有单位、账号或事项。")
            load(password, items, self.stdout.write)
        _count_for_the_planner()
        self.stdout.write(f"已装入演示数据：{Unit.objects.count()} 个单位，{Item.objects.count()} 个事项。")
        if not settings.DEMO_PASSWORD:
            self.stdout.write(f"演示账号的口令：{password}")


def _count_for_the_planner() -> None:
    """PostgreSQL plans by counts that its own upkeep brings a minute later; till then a search may read all texts."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def load(password: str, items: int | None, tell: Callable[[str], Any]) -> None:
    """The city, then its items: by script, or `items` of them in bulk.

    Reference data and city stand at the very beginning, so that the times of the chain never go back.
    """
    today, bulk_begins = clock.today(), clock.now() - timedelta(days=DAYS_OF_BULK)
    begins = bulk_begins if items else Timetable(today, Calendar()).morning(script.BEGINS)
    with clock.pretend(begins):
        load_reference()
        city = build(password, today)
    if items:
        bulk.fill(city, items, begins, tell)
    else:
        script.tell(city, Timetable(today, calendar()))
