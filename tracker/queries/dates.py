"""Dates reckoned by the database itself: on SQLite, Django's own functions call Python for every row.

What the dates mean is told where they are used.
"""

import datetime
from typing import Any

from django.db.models import DateField, FloatField, Func, IntegerField
from django.db.models.functions import TruncDate

from tracker import clock

DAY_NOUGHT = datetime.date(2000, 1, 1)  # any day: `ChinaDayNumber` counts from it


class DaysBetween(Func):
    """Days from the second date to the first."""

    template, arg_joiner = "(%(expressions)s)", " - "
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """SQLite keeps dates as texts."""
        days = self.copy()
        dates = [Func(each, function="julianday", output_field=FloatField()) for each in self.get_source_expressions()]
        days.set_source_expressions(dates)
        return days.as_sql(compiler, connection, **context)


class ChinaDay(TruncDate):
    """The day of a moment in China, which has been eight hours ahead all year round since 1992."""

    output_field = DateField()

    def __init__(self, expression: Any, **extra: Any):
        super().__init__(expression, tzinfo=clock.CHINA, **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """Moments stand there in universal time."""
        text, params = compiler.compile(self.lhs)
        return f"date({text}, '+8 hours')", params


class ChinaDayNumber(Func):
    """The day of a moment in China as a number, counted from `DAY_NOUGHT`; for sums over many rows."""

    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        text, params = compiler.compile(*self.get_source_expressions())
        return f"(({text} AT TIME ZONE INTERVAL '8 hours')::date - DATE '{DAY_NOUGHT.isoformat()}')", params

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """A Julian day begins at noon; numbers of this size are exact to a hundredth of a second."""
        text, params = compiler.compile(*self.get_source_expressions())
        nought = DAY_NOUGHT.toordinal() + 1_721_424
        return f"(CAST(julianday({text}, '+8 hours') - 0.5 AS INTEGER) - {nought})", params
