"""Rates beyond the 完成率: on time, returned, reopened, measures done, and the days until strike-off.

Each is a numerator and a denominator over the headline's items of a scope (figures.md); `ROWS` names the rows behind
every such number, so that a page can list them.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum, Value

from tracker import marks
from tracker.enums import Status, SubmissionState
from tracker.models import Feedback, Measure, Submission
from tracker.queries import figures_reviews
from tracker.queries.compiled import numbers
from tracker.queries.dates import DAY_NOUGHT, ChinaDay, ChinaDayNumber
from tracker.queries.figures import Scope
from tracker.queries.figures_counts import beside_headline, entered, read
from tracker.queries.worklist import SENT_BACK

_AGAIN = Q(cycle__gt=1)  # a second cycle begins with a reopening


@dataclass(frozen=True)
class Rate:
    """One rate with its formula; `some` and `all` name in `ROWS` what numerator and denominator count."""

    label: str
    numerator: int
    denominator: int
    formula: str
    some: str
    all: str

    @property
    def text(self) -> str:
        """The rate in words."""
        return marks.rate(self.numerator, self.denominator)


@dataclass(frozen=True)
class Strikes:
    """What was struck off on a known day; 历史台账 often has none and is left out then."""

    count: int = 0
    on_time: int = 0
    dated: int = 0  # those whose unit has a feedback date
    days: int = 0  # from that date to the strike-off, of all of them together

    @property
    def average_days(self) -> str:
        """平均销号天数, rounded half up."""
        return str((2 * self.days + self.dated) // (2 * self.dated)) if self.dated else marks.NOTHING


def rates(scope: Scope, struck: Strikes) -> list[Rate]:
    """Every rate of the scope, in the order in which the office reads them (three statements)."""
    again, undated = _pair("again", scope, lambda: entered(scope).filter(_AGAIN), ~_dated(), "unit")
    sent, returned = _of_items(scope, Submission.objects.all(), Q(state=SubmissionState.RETURNED))
    work, done = _of_items(scope, Measure.objects.kept(), Q(done_at__isnull=False))
    on_time = (struck.on_time, struck.count, "首次承诺时限内销号的事项÷有销号日期的全部事项；延期不改首次承诺")
    once = struck.count + undated
    return [
        Rate("按期销号率", *on_time, "on_time", "struck_off"),
        Rate("退回率", returned, sent, "被退回的申请÷提交的全部申请", "returned", "turns"),
        Rate("反弹率", again, once, "销号后重启的事项÷销号过的全部事项", "reopened", "once_struck_off"),
        Rate("措施完成率", done, work, "已完成的措施÷全部措施", "measures_done", "measures"),
    ]


def _of_items(scope: Scope, rows: Any, those: Q) -> tuple[int, int]:
    """How many of the rows, attempts or measures, belong to the scope's headline, and how many of them are `those`.

    Over everything most of them do: all are counted then, and what belongs to other items is taken away.
    """
    kind = rows.model.__name__
    if scope.unit is not None or scope.inspection_round is not None:
        return _pair(f"{kind} of headline", scope, lambda: rows.filter(item__in=entered(scope).values("pk")), those)
    every, some = _pair(f"every {kind}", scope, lambda: rows, those)
    others, some_others = _pair(
        f"{kind} of others", scope, lambda: rows.filter(item__in=beside_headline(scope.limits)), those
    )
    return every - others, some - some_others


def _pair(name: str, scope: Scope, make: Callable[[], Any], those: Q, column: str = "item") -> tuple[int, int]:
    """How many rows there are, and how many of them are `those` (one statement).

    `name` says which rows they are; `column` is one that is never empty and that an index holds, so that PostgreSQL
    need not look at the rows.
    """

    def counted() -> Any:
        counts = {"every": Count(column), "some": Count(column, filter=those)}
        # Grouped by what is the same in all rows, and so not at all.
        return make().order_by().values(one=Value(1)).annotate(**counts).values_list(*counts)

    return next(iter(read(scope, (name, str(those)), counted)), (0, 0))


def strikes(scope: Scope) -> Strikes:
    """The strike-offs of the scope, counted and their days summed by round and unit (two statements)."""
    fed_back = {(inspection_round, unit): day for inspection_round, unit, day in _feedback_dates(scope)}
    count = on_time = dated = days = 0
    for inspection_round, unit, number, kept, since in read(scope, ("strikes",), lambda: _strikes(scope)):
        count, on_time = count + number, on_time + kept
        if start := fed_back.get((inspection_round, unit)):
            dated, days = dated + number, days + int(since) - number * (start - DAY_NOUGHT).days
    return Strikes(count, on_time, dated, days)


def _strikes(scope: Scope) -> Any:
    """Count, how many in time, and the sum of days, by round and unit, in the order of the index."""
    keys = ("inspection_round", "unit")
    told = {"number": Count("unit"), "in_time": Count("unit", filter=Q(day__lte=F("first_deadline")))}
    sums = told | {"since": Sum(ChinaDayNumber("struck_off_at"))}
    rows = entered(scope).filter(_dated()).annotate(day=ChinaDay("struck_off_at")).order_by()
    order = ("inspection_round", "legacy", "source", "status", "kind", "unit")
    return rows.values(*order).annotate(**sums).values_list(*keys, *sums)


def turns(scope: Scope) -> Any:
    """Every attempt handed in for the scope's headline items."""
    return Submission.objects.filter(item__in=entered(scope).values("pk"))


def measures(scope: Scope) -> Any:
    """Every measure kept of the scope's headline items."""
    return Measure.objects.kept().filter(item__in=entered(scope).values("pk"))


def _dated() -> Q:
    return Q(status=Status.STRUCK_OFF, struck_off_at__isnull=False)


def _struck_off(scope: Scope) -> Any:
    rows = scope.headline().order_by().filter(_dated())
    return rows.annotate(day=ChinaDay("struck_off_at"))


def _feedback_dates(scope: Scope) -> Iterable[tuple[int, int, datetime.date]]:
    rows = Feedback.objects.all() if scope.inspection_round is None else scope.inspection_round.feedback.all()
    return rows.order_by().values_list("inspection_round", "unit", "fed_back_on")


def _sent_back(scope: Scope) -> Any:
    """Items that lie with their unit again after a return or a refusal to sign."""
    last = Submission.objects.filter(item=OuterRef("pk")).order_by("-pk").values("state")[:1]
    rows = scope.headline().filter(status__in=(Status.PLANNING, Status.IN_PROGRESS, Status.LASTING))
    return rows.alias(last_turn=Subquery(last)).filter(last_turn__in=SENT_BACK)


def _fed_back() -> Q:
    return Q(Exists(Feedback.objects.filter(inspection_round=OuterRef("inspection_round"), unit=OuterRef("unit"))))


def _unsigned() -> Q:
    waiting = Submission.objects.filter(item=OuterRef("pk"), state=SubmissionState.AWAITING_SIGNATURE)
    return Q(Exists(waiting))


def at_the_unit(scope: Scope) -> dict[str, int]:
    """How many items were sent back, and how many wait for the secretary (one statement)."""
    names = ("sent_back", "unsigned")
    counts = numbers(("at the unit", scope.key), lambda: [ROWS[name][1](scope).values("pk") for name in names])
    return dict(zip(names, counts, strict=True))


# Name -> (title, the rows); items, submissions, measures and reviews all lead to an item.
ROWS: Mapping[str, tuple[str, Callable[[Scope], Any]]] = {
    "struck_off": ("有销号日期的事项", _struck_off),
    "dated": ("有反馈日期的销号事项", lambda scope: _struck_off(scope).filter(_fed_back())),
    "on_time": ("首次承诺时限内销号的事项", lambda scope: _struck_off(scope).filter(day__lte=F("first_deadline"))),
    "once_struck_off": ("销号过的事项", lambda scope: scope.headline().filter(_dated() | _AGAIN)),
    "reopened": ("销号后重启的事项", lambda scope: scope.headline().filter(_AGAIN)),
    "turns": ("提交的申请", turns),
    "returned": ("被退回的申请", lambda scope: turns(scope).filter(state=SubmissionState.RETURNED)),
    "measures": ("整改措施", measures),
    "sent_back": ("被退回、须补正后重报的事项", lambda scope: _sent_back(scope)),
    "unsigned": ("等书记签字的事项", lambda scope: scope.headline().filter(_unsigned())),
    "chain": ("责任链上的事项", lambda scope: scope.headline()),
    "reviews": ("在审的申请", figures_reviews.pending),
    "reviews_overdue": ("超过审核期限的申请", figures_reviews.overdue),
    "measures_done": ("已完成的措施", lambda scope: measures(scope).filter(done_at__isnull=False)),
}
