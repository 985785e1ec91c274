"""Breakdowns: the lines into which the headline is cut – by unit, category, section, class, round, time frame, month.

Each is counted by `figures_counts.py` and takes one more statement for the names. What a number means is told in
`figures.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Exists, OuterRef, Q

from tracker import marks
from tracker.enums import COUNTED_STATUSES, HEADLINE_SOURCES, Source, Status, StrikeOffKind, TimeFrame
from tracker.models import Category, CoUnit, Feedback, InspectionRound, Item, ProblemClass, Section
from tracker.queries.compiled import numbers
from tracker.queries.figures import Scope, Tally, total_of
from tracker.queries.figures_counts import MONTH, entered, tallies, tallies_of
from tracker.queries.lamps import Limits, rounds_of
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


Found = Mapping[Any, Tally]  # the headline's tallies by one key


def by_unit(scope: Scope, found: Found | None = None) -> list[Line]:
    """Units as a tree with what they share; units that were fed back to appear without any item too."""
    shared = shared_items(scope)
    return [replace(line, shared=len(shared[line.about["unit"]])) for line in unit_lines(scope, found)]


def unit_lines(scope: Scope, found: Found | None = None) -> list[Line]:
    """Units as a tree, each with its descendants."""
    own = _counted(scope, "unit", found)
    tree = branches(scope.unit, {*own, *fed_back_units(scope)})
    sums = fold(own, tree)
    return [
        Line(row.unit.label, sums[row.unit.pk], {"unit": row.unit.pk}, title=row.unit.name, depth=row.depth)
        for row in tree
    ]


def by_category(scope: Scope, found: Found | None = None) -> list[Line]:
    """The twelve categories; one without any item stays as an empty line."""
    counted = _counted(scope, "category", found)
    return [
        Line(row.short_name, counted.get(row.pk, Tally()), {"category": row.code}, code=row.code, title=row.title)
        for row in Category.objects.all()
    ]


def by_section(scope: Scope, found: Found | None = None) -> list[Line]:
    """The four sections of the speech, from the tallies of their categories."""
    counted = _counted(scope, "category", found)
    return [
        Line(row.title, _sum(counted, (each.pk for each in row.categories.all())), {"section": row.code}, code=row.code)
        for row in Section.objects.prefetch_related("categories")
    ]


def by_class(scope: Scope, found: Found | None = None) -> list[Line]:
    """The upper problem classes (四个落实), those of all rounds put together by their codes; the rest unclassed."""
    counted = _counted(scope, "problem_class", found)
    lines = [
        Line(each.name, _sum(counted, each.members), {"class": each.param}, code=each.code)
        for each in class_groups(scope, counted)
    ]
    unclassed = counted.get(None)
    return [*lines, Line("未分类", unclassed, {"class": NO_DATE})] if unclassed else lines


def _counted(scope: Scope, key: str, found: Found | None) -> Found:
    return tallies_of(scope, key) if found is None else found


def _sum(found: Found, members: Iterable[Any]) -> Tally:
    return total_of(found[pk] for pk in members if pk in found)


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


def class_groups(scope: Scope, used: Collection[Any]) -> list[ClassGroup]:
    """Upper classes that the scope's round has, or that are `used`, with all that stand under them (one query)."""
    rows = list(_classes(scope, [pk for pk in used if pk is not None]))
    top = {row.pk: row.parent_id or row.pk for row in rows}
    names = {row.pk: row for row in rows}
    members: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        members[names[top[row.pk]].code].append(row.pk)
    by_code = {row.code: row.name for row in rows if row.parent_id is None}
    return [ClassGroup(code, by_code[code], tuple(members[code])) for code in sorted(members)]


def _classes(scope: Scope, used: list[int]) -> Iterable[ProblemClass]:
    own = Q(inspection_round=scope.inspection_round) if scope.inspection_round else Q(inspection_round=None)
    return ProblemClass.objects.filter(own | Q(pk__in=used) | Q(children__in=used)).distinct()


def by_time_frame(scope: Scope, found: Found | None = None) -> list[Line]:
    """立行立改, 限期, 中长期."""
    counted = _counted(scope, "time_frame", found)
    return [Line(each.label, counted.get(each.value, Tally()), {"time_frame": each.value}) for each in TimeFrame]


def by_round(scope: Scope) -> list[Line]:
    """Every round; a 历史台账 counts in its own round only, so its line stands apart from the total."""
    own = Scope(scope.unit, None, scope.limits)
    found = tallies_of(own, "inspection_round")
    legacy = tallies(_legacy(own), "inspection_round", limits=own.limits)
    return [
        Line(row.name, live + legacy.get(row.pk, Tally()), {"round": row.pk}, code=row.code, summed=live)
        for row in InspectionRound.objects.all()
        if (live := found.get(row.pk, Tally())).total or row.pk in legacy
    ]


def _legacy(scope: Scope) -> Any:
    about = {"inspection_round__in": rounds_of(scope.limits), "legacy": True, "source__in": HEADLINE_SOURCES}
    rows = Item.objects.counted().filter(**about)
    return rows.filter(unit__path__startswith=scope.unit.path) if scope.unit else rows


@dataclass(frozen=True)
class Done:
    """How much of everything is struck off, where nothing else is asked for; the twin of a tally's rate."""

    completed: int
    total: int

    @property
    def rate(self) -> str:
        """完成率（销号率）."""
        return marks.rate(self.completed, self.total)


@dataclass(frozen=True)
class RoundLine:
    """One round in short."""

    label: str
    tally: Done
    about: Mapping[str, Any]


def rounds_in_short(rounds: Sequence[InspectionRound], limits: Limits) -> list[RoundLine]:
    """The rounds in this order with 已销号 and 总数 as `by_round` has them (one statement); empty ones are left out.

    These two need no lamps: the index tells them in a twentieth of the time.
    """
    if not rounds:
        return []
    scopes = [Scope(None, row, limits) for row in rounds]
    counts = numbers(
        ("rounds", *(scope.key for scope in scopes)),
        lambda: [rows.values("pk") for scope in scopes for rows in (_completed(scope), _all(scope))],
    )
    told = zip(rounds, counts[::2], counts[1::2], strict=True)
    return [RoundLine(row.name, Done(done, every), {"round": row.pk}) for row, done, every in told if every]


def _completed(scope: Scope) -> Any:
    return entered(scope).filter(status=Status.STRUCK_OFF, kind=StrikeOffKind.COMPLETED)


def _all(scope: Scope) -> Any:
    return entered(scope).filter(status__in=COUNTED_STATUSES)


def by_source(scope: Scope, found: Found | None = None) -> list[Line]:
    """All four sources, each with its own line; only the first two make the headline."""
    counted = tallies_of(scope, "source", sources=Source.values) if found is None else found
    return [Line(each.label, counted.get(each.value, Tally()), {"source": each.value}) for each in Source]


def lines_and_sources(scope: Scope, by: str) -> tuple[list[Line], list[Line]]:
    """The lines of a breakdown and those by source, read together where both are of the same items."""
    make = BREAKDOWNS[by][1]
    if by not in _KEYS:
        return make(scope), by_source(scope)
    cells = tallies_of(scope, _KEYS[by], "source", sources=Source.values)
    found: dict[Any, Tally] = {}
    sources: dict[Any, Tally] = {}
    for (key, source), tally in cells.items():
        sources.setdefault(source, Tally()).take(tally)
        if source in HEADLINE_SOURCES:
            found.setdefault(key, Tally()).take(tally)
    return make(scope, found), by_source(scope, sources)


def headline_of(lines: Iterable[Line]) -> Tally:
    """The headline from the lines by source."""
    return total_of(line.tally for line in lines if line.about.get("source") in HEADLINE_SOURCES)


def by_month(scope: Scope) -> list[Line]:
    """The months in which the deadlines lie, and what has none."""
    found = tallies_of(scope, MONTH)
    dated = sorted(month for month in found if month)
    lines = [Line(month, found[month], {"month": month}) for month in dated]
    return [*lines, Line("未定时限", found[None], {"month": NO_DATE})] if None in found else lines


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


BREAKDOWNS: Mapping[str, tuple[str, Callable[..., list[Line]]]] = {
    "category": ("任务类别", by_category),
    "section": ("四个部分", by_section),
    "unit": ("单位", by_unit),
    "class": ("问题类别", by_class),
    "time_frame": ("整改类别", by_time_frame),
    "round": ("轮次", by_round),
    "source": ("来源", by_source),
}
# What the breakdowns count by whose lines are of the scope's own items.
_KEYS = {
    "category": "category",
    "section": "category",
    "unit": "unit",
    "class": "problem_class",
    "time_frame": "time_frame",
}
