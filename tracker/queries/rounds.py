"""Which round a page shows, and how far its period of intensive rectification (集中整改期) has come."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from tracker import clock
from tracker.clock import Calendar
from tracker.models import Feedback, Holiday, InspectionRound, Unit
from tracker.queries.lamps import Limits, limits_of

ALL = "all"


@dataclass(frozen=True)
class Choice:
    """The rounds a page can show, and the one it shows (None: all of them)."""

    rounds: list[InspectionRound]
    chosen: InspectionRound | None

    @property
    def limits(self) -> Limits:
        """The thresholds of all rounds, for figures that would fetch them again."""
        return limits_of(self.rounds)

    @property
    def name(self) -> str:
        """The round in words."""
        return self.chosen.name if self.chosen else "全部轮次"


def choose_round(unit: Unit | None, asked: str = "") -> Choice:
    """The round asked for by id, “all” for all; else the newest live one with feedback for the unit (two queries)."""
    rounds = list(InspectionRound.objects.order_by("-year", "-pk"))
    if asked == ALL:
        return Choice(rounds, None)
    named = next((row for row in rounds if str(row.pk) == asked), None)
    return Choice(rounds, named or _default(rounds, unit))


def _default(rounds: list[InspectionRound], unit: Unit | None) -> InspectionRound | None:
    rows = Feedback.objects.filter(unit__path__startswith=unit.path) if unit else Feedback.objects.all()
    fed_back = set(rows.order_by().values_list("inspection_round", flat=True).distinct())
    live = [row for row in rounds if row.pk in fed_back and not row.is_legacy]
    return next((row for row in live if row.closed_at is None), next(iter([*live, *rounds]), None))


@dataclass(frozen=True)
class Period:
    """集中整改期: from the feedback to its end, and the day by which the report is due."""

    begins: datetime.date
    ends: datetime.date
    report_on: datetime.date
    today: datetime.date

    @property
    def length(self) -> int:
        """How many days the period has, the first included."""
        return (self.ends - self.begins).days + 1

    @property
    def day(self) -> int:
        """The how manieth day today is; not beyond the last, not before the first."""
        return max(0, min((self.today - self.begins).days + 1, self.length))

    @property
    def days_to_end(self) -> int:
        """Days left until the end; negative once it is past."""
        return (self.ends - self.today).days

    @property
    def days_to_report(self) -> int:
        """Days left until the report is due; negative once it is late."""
        return (self.report_on - self.today).days


def period_of(inspection_round: InspectionRound | None, unit: Unit | None) -> Period | None:
    """The period of a unit, or for all units that of the earliest feedback; None before any feedback."""
    if inspection_round is None:
        return None
    rows = inspection_round.feedback.order_by("fed_back_on", "pk")
    row = (rows.filter(unit=unit) if unit else rows).first()
    if row is None:
        return None
    ends = clock.add_months(row.fed_back_on, inspection_round.intensive_months)
    workdays = inspection_round.days_are_workdays
    calendar = Calendar(dict(Holiday.objects.values_list("day", "is_workday"))) if workdays else Calendar()
    report_on = clock.add_days(ends, inspection_round.report_days, workdays=workdays, calendar=calendar)
    return Period(row.fed_back_on, ends, report_on, clock.today())
