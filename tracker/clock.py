"""Today in China, and the arithmetic of 自然日, 工作日 and months that every deadline is made of.

Pure: the days off are handed in as a `Calendar`; nothing here reads the database or a file. What a deadline *means*
(lamps, lateness) is told in `marks` and `queries`, not here.
"""

import calendar as gregorian
import contextlib
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from types import MappingProxyType
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)
SATURDAY = 5
_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC: the form in which instants are stored."""
    return _pretended.get() or datetime.now(UTC)


@contextlib.contextmanager
def pretend(moment: datetime) -> Iterator[None]:
    """Let `moment` be now. Only for demo data and tests: a demo's past has to come through the real actions."""
    token = _pretended.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _pretended.reset(token)


def today() -> date:
    """The date on the wall in China, whatever zone the machine is set to."""
    return local_date(now())


def local_date(moment: datetime) -> date:
    """The date in China at `moment`. A naive moment is refused, for its zone could only be guessed."""
    if moment.tzinfo is None:
        raise ValueError("local_date needs an aware datetime")
    return moment.astimezone(CHINA).date()


@dataclass(frozen=True)
class Calendar:
    """Which days are worked. `days` holds the exceptions alone: False a holiday, True a 调休 workday.

    A year without any entry is unknown (next year's notice comes out in November): its weekends count as off, and
    `knows` lets the page say that the date may still move.
    """

    days: Mapping[date, bool] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def years(self) -> frozenset[int]:
        """The years whose notice is known."""
        return frozenset(day.year for day in self.days)

    def knows(self, year: int) -> bool:
        """Whether the holidays of `year` are known."""
        return year in self.years

    def unknown_years(self, start: date, end: date) -> tuple[int, ...]:
        """The years from `start` to `end`, ascending, whose holidays are not known."""
        return tuple(year for year in range(start.year, end.year + 1) if not self.knows(year))

    def is_workday(self, day: date) -> bool:
        """Whether `day` is worked: by the notice, else Monday to Friday."""
        return self.days.get(day, day.weekday() < SATURDAY)


def add_days(start: date, n: int, *, workdays: bool, calendar: Calendar) -> date:
    """The `n`-th day after `start` (before it, if `n` is negative), in 工作日 or 自然日.

    The first day is not counted, as periods run in Chinese law (民法典 art. 201). Zero is `start` itself, even on a
    day off.
    """
    if not workdays:
        return start + n * ONE_DAY
    step = ONE_DAY if n > 0 else -ONE_DAY
    day, left = start, abs(n)
    while left:
        day += step
        left -= calendar.is_workday(day)
    return day


def add_months(day: date, n: int) -> date:
    """The same day of the month `n` months on, or that month's last day where it has no such day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + n, 12)
    last = gregorian.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))


def workdays_between(start: date, end: date, calendar: Calendar) -> int:
    """How many 工作日 lie after `start` up to and including `end`; negative if `end` is the earlier.

    The counterpart of `add_days`: a review handed in on `start` has been waiting so many workdays on `end`.
    """
    if end < start:
        return -workdays_between(end, start, calendar)
    days = (start + n * ONE_DAY for n in range(1, (end - start).days + 1))
    return sum(map(calendar.is_workday, days))
