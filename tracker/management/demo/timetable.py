"""When everything happens: the demo's moves in the order of time, each told to the clock as its own moment."""

import datetime
import itertools
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tracker import clock
from tracker.clock import CHINA, ONE_DAY, Calendar

_UNLOCKED = datetime.time(8)
_OPENS = datetime.time(8, 40)
_OPEN_FOR = datetime.timedelta(hours=8, minutes=50)
_YESTERDAY = -1


@dataclass(frozen=True)
class _Step:
    date: datetime.date
    day: float
    order: int
    move: Callable[..., Any]
    about: tuple[Any, ...]


class Timetable:
    """Moves by their day; day 0 is today, 1 tomorrow. What happens on one day keeps the order it was put down in."""

    def __init__(self, today: datetime.date, calendar: Calendar):
        self.today, self._calendar = today, calendar
        self._steps: list[_Step] = []
        self._order = itertools.count()

    def at(self, day: float, move: Callable[..., Any], *about: Any) -> None:
        """Put a move down for a day; nothing happens later than yesterday, or on a day off."""
        day = min(day, _YESTERDAY)
        self._steps.append(_Step(self._workday(day), day, next(self._order), move, about))

    def date(self, day: int) -> datetime.date:
        """The date of a day."""
        return self.today + day * ONE_DAY

    def morning(self, day: int) -> datetime.datetime:
        """Before anything else happens on a day."""
        return datetime.datetime.combine(self.date(day), _UNLOCKED, CHINA)

    def run(self, until: int | None = None) -> None:
        """Make every move at its moment; with `until`, those of the days before it, and the others another time."""
        by_date: dict[datetime.date, list[_Step]] = defaultdict(list)
        for step in self._steps:
            by_date[step.date].append(step)
        dates = sorted(date for date in by_date if until is None or date < self.date(until))
        self._steps = [step for step in self._steps if step.date not in set(dates)]
        for date in dates:
            self._run_day(date, sorted(by_date[date], key=lambda step: (step.day, step.order)))

    def _run_day(self, date: datetime.date, steps: list[_Step]) -> None:
        """Spread over the office hours, in order."""
        opens = datetime.datetime.combine(date, _OPENS, CHINA)
        for place, step in enumerate(steps):
            with clock.pretend(opens + _OPEN_FOR * place / len(steps)):
                step.move(*step.about)

    def _workday(self, day: float) -> datetime.date:
        """The day itself or the last workday before it: shifting back keeps the order and breaks no term."""
        date = self.today + datetime.timedelta(days=int(day // 1))
        while not self._calendar.is_workday(date):
            date -= ONE_DAY
        return date
