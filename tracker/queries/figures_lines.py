"""Breakdowns: the lines into which the headline is cut – by unit, category, section, class, round, time frame, month.

Each is one grouped statement and one for the names. What a number means is told in `figures.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast, Substr

from tracker.enums import HEADLINE_SOURCES, Source, TimeFrame
from tracker.models import Category, CoUnit, Feedback, InspectionRound, Item, ProblemClass, Section
from tracker.queries.figures import Scope, Tally, tallies, total_of
from tracker.queries.units import branches, fold, ids_of

NO_DATE = "none"


@dataclass(frozen=True)
class Line:
    """One line of a table: what it is, its tally, and what narrows the register to its rows."""

    label: str
    tally: Tally
    about: Mapping[str, Any] = field(default_factory=dict)
    code: str = ""
    title: str = ""
    depth: int = 0
    shared: int = 0  # 配合: items of other units in which this unit has a part
    summed: Tally | None = None  # what of it goes into the total, where that is not all


def total_line(lines: Iterable[Line]) -> Line:
    """The sum of the top lines, which share no item."""
    tops = (line for line in lines if not line.depth)
    return Line("合计", total_of(line.tally if line.summed is None else line.summed for line in tops))


def by_unit(scope: Scope) -> list[Line]:
    """Units as a tree, each with its descendants; units that were fed back to appear without any item too."""
    own = tallies(scope.headline(), "unit", limits=scope.limits)
    tree = branches(scope.unit, {*own, *fed_back_units(scope)})
    sums, shared = fold(own, tree), shared_items(scope)
    return [
        Line(
            branch.unit.label,
            sums[branch.unit.pk],
            {"unit": branch.unit.pk},
            title=branch.unit.name,
            depth=branch.depth,
            shared=len(shared[branch.unit.pk]),
        )
        for branch in tree
    ]


def by_category(scope: Scope) -> list[Line]:
    """The twelve categories; one without any item stays as an empty line."""
    found = tallies(scope.headline(), "category", limits=scope.limits)
    return [
        Line(row.short_name, found.get(row.pk, Tally()), {"category": row.code}, code=row.code, title=row.title)
        for row in Category.objects.all()
    ]


def by_section(scope: Scope) -> list[Line]:
    """The four sections of the speech."""
    found = tallies(scope.headline(), "category__section", limits=scope.limits)
    return [
        Line(row.title, found.get(row.pk, Tally()), {"section": row.code}, code=row.code)
        for row in Section.objects.all()
    ]


def by_class(scope: Scope) -> list[Line]:
    """The upper problem classes (四个落实), those of all rounds put together by their codes; the rest unclassed."""
    found = tallies(scope.headline(), "problem_class", limits=scope.limits)
    groups = class_groups(scope)
    lines = [Line(each.name, each.sum_of(found), {"class": each.param}, code=each.code) for each in groups]
    unclassed = found.get(None)
    return [*lines, Line("未分类", unclassed, {"class": NO_DATE})] if unclassed else lines


@dataclass(frozen=True)
class ClassGroup:
    """An upper problem class and all classes under it, over the rounds of the scope."""

    code: str
    name: str
    members: tuple[int, ...]

    @property
    def param(self) -> str:
        """The register's value for the class and all under it."""
        return ",".join(str(pk) for pk in self.members)

    def sum_of(self, found: Mapping[Any, Tally]) -> Tally:
        """The tallies of its members together."""
        return total_of(found.get(pk, Tally()) for pk in self.members)


def class_groups(scope: Scope) -> list[ClassGroup]:
    """Upper classes that the scope's round has, or that items use (one query)."""
    rows = list(_classes(scope))
    top = {row.pk: row.parent_id or row.pk for row in rows}
    names = {row.pk: row for row in rows}
    members: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        members[names[top[row.pk]].code].append(row.pk)
    by_code = {row.code: row.name for row in rows if row.parent_id is None}
    return [ClassGroup(code, by_code[code], tuple(members[code])) for code in sorted(members)]


def _classes(scope: Scope) -> Iterable[ProblemClass]:
    used = Q(pk__in=scope.headline().order_by().values("problem_class"))
    used |= Q(children__in=scope.headline().order_by().values("problem_class"))
    own = Q(inspection_round=scope.inspection_round) if scope.inspection_round else Q(inspection_round=None)
    return ProblemClass.objects.filter(own | used).distinct()


def by_time_frame(scope: Scope) -> list[Line]:
    """立行立改, 限期, 中长期."""
    found = tallies(scope.headline(), "time_frame", limits=scope.limits)
    return [Line(each.label, found.get(each.value, Tally()), {"time_frame": each.value}) for each in TimeFrame]


def by_round(scope: Scope) -> list[Line]:
    """Every round; a 历史台账 counts in its own round only, so its line stands apart from the total."""
    own = Scope(scope.unit, None, scope.limits)
    found = tallies(own.headline(), "inspection_round", limits=own.limits)
    legacy = tallies(_legacy(own), "inspection_round", limits=own.limits)
    return [
        Line(row.name, live + legacy.get(row.pk, Tally()), {"round": row.pk}, code=row.code, summed=live)
        for row in InspectionRound.objects.all()
        if (live := found.get(row.pk, Tally())).total or row.pk in legacy
    ]


def _legacy(scope: Scope) -> Any:
    rows = Item.objects.counted().filter(legacy=True, source__in=HEADLINE_SOURCES)
    return rows.filter(unit__path__startswith=scope.unit.path) if scope.unit else rows


def by_source(scope: Scope) -> list[Line]:
    """All four sources, each with its own line; only the first two make the headline."""
    found = tallies(scope.rows(), "source", limits=scope.limits)
    return [Line(each.label, found.get(each.value, Tally()), {"source": each.value}) for each in Source]


def headline_of(lines: Iterable[Line]) -> Tally:
    """The headline from the lines by source."""
    return total_of(line.tally for line in lines if line.about.get("source") in HEADLINE_SOURCES)


def by_month(scope: Scope) -> list[Line]:
    """The months in which the deadlines lie, and what has none."""
    found = tallies(with_month(scope.headline()), "month_due", limits=scope.limits)
    dated = sorted(month for month in found if month)
    lines = [Line(month, found[month], {"month": month}) for month in dated]
    return [*lines, Line("未定时限", found[None], {"month": NO_DATE})] if None in found else lines


def with_month(rows: Any) -> Any:
    """Items with the month of their deadline as text, “2026-11”; text cut off runs alike and fast on both databases."""
    return rows.annotate(month_due=Substr(Cast("deadline", CharField()), 1, 7))


def fed_back_units(scope: Scope) -> set[int]:
    """Units that were fed back to in the scope's rounds."""
    rows = Feedback.objects.filter(unit__path__startswith=scope.unit.path) if scope.unit else Feedback.objects.all()
    if scope.inspection_round is not None:
        rows = rows.filter(inspection_round=scope.inspection_round)
    return set(rows.values_list("unit", flat=True))


def shared_items(scope: Scope) -> dict[int, set[int]]:
    """配合: for each unit the headline items led elsewhere in which it, or a unit under it, has a part."""
    # Asked of each part, for there are far fewer of them than items.
    counted = Scope(None, scope.inspection_round).headline().order_by().filter(pk=OuterRef("item"))
    parts = CoUnit.objects.order_by().filter(Exists(counted), removed_at=None)
    found: dict[int, set[int]] = defaultdict(set)
    for path, lead, item in parts.values_list("unit__path", "item__unit__path", "item"):
        for pk in set(ids_of(path)) - set(ids_of(lead)):
            found[pk].add(item)
    return found


BREAKDOWNS: Mapping[str, tuple[str, Callable[[Scope], list[Line]]]] = {
    "category": ("任务类别", by_category),
    "section": ("四个部分", by_section),
    "unit": ("单位", by_unit),
    "class": ("问题类别", by_class),
    "time_frame": ("整改类别", by_time_frame),
    "round": ("轮次", by_round),
    "source": ("来源", by_source),
}
