"""Tallies counted by the database: what was struck off by its results, all else by status and lamp.

What is struck off is most of everything and burns no lamp: counted apart, it is neither dated nor sorted by what all of
it has in common. Both statements enter the index `item_figures` by its first columns. A test holds them to a count
of each row alone. What the numbers mean is told in `figures.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import CharField, Count
from django.db.models.functions import Cast, Substr

from tracker.compiled import fetched
from tracker.enums import HEADLINE_SOURCES, OPEN_STATUSES, OWN_SOURCES, Lamp, Status
from tracker.models import Item
from tracker.models.items import ItemQuerySet
from tracker.queries.compiled import regrouped
from tracker.queries.figures import Scope, Tally, total_of
from tracker.queries.lamps import Limits, lamp_case, rounds_of
from tracker.queries.lamps import limits as limits_in_use
from tracker.standing import standing

BURNING = (*OPEN_STATUSES, Status.LASTING)  # what is neither struck off nor void
# How `item_figures` begins.
INDEXED = (
    *("inspection_round", "legacy", "source", "status", "kind"),
    *("unit", "category", "problem_class", "time_frame"),
)
Row = tuple[Any, ...]
MONTH = "month_due"  # the key of the month in which the deadline lies, “2026-11”


def tallies(rows: ItemQuerySet, *keys: str, limits: Limits | None = None) -> dict[Any, Tally]:
    """A tally for each value of the keys, a tuple of values if there are several keys (two grouped statements)."""
    found = limits_in_use() if limits is None else limits
    return _folded(len(keys), _struck_off(rows, keys), _burning(rows, keys, found))


def tallies_of(scope: Scope, *keys: str, sources: Sequence[str] = HEADLINE_SOURCES) -> dict[Any, Tally]:
    """The same of a scope's items of these sources; one key may be `MONTH`."""

    about = (keys, tuple(sources))
    struck_off = _struck_off_of(scope, keys, sources, about)
    burning = read(scope, ("burning", *about), lambda: _burning(entered(scope, sources), keys, scope.limits))
    return _folded(len(keys), struck_off, burning)


def read(scope: Scope, about: tuple[Any, ...], make: Callable[[], Any], regroup: int = 0) -> list[Row]:
    """The rows of a queryset of values that is made from the scope and from what `about` names (one statement).

    Compiled once, see `compiled`; `regroup` is the width of `regrouped` there.
    """
    key = (*about, scope.key)
    try:
        return standing(key, lambda: regrouped(key, make, regroup) if regroup else fetched(key, make))
    except EmptyResultSet:  # before there is any round, or any place for the unit
        return []


def _struck_off_of(scope: Scope, keys: Sequence[str], sources: Sequence[str], about: tuple[Any, ...]) -> list[Row]:
    """The rows of `_struck_off`; where the index has the keys, its order spares the sorting."""
    if not {*keys} <= {*INDEXED}:
        return read(scope, ("struck_off", *about), lambda: _struck_off(entered(scope, sources), keys))
    deepest = max(INDEXED.index(key) for key in keys)
    order = INDEXED[: max(deepest, INDEXED.index("kind")) + 1]

    def fine() -> Any:
        rows = entered(scope, sources).filter(status=Status.STRUCK_OFF).values(*order)
        return rows.annotate(number=Count("*")).values_list(*keys, "kind", "number")

    return read(scope, ("struck_off", *about), fine, len(keys) + 1)


def tally_of(rows: ItemQuerySet, limits: Limits | None = None) -> Tally:
    """All of the headline's items among these rows as one tally."""
    headline = rows.counted().filter(source__in=HEADLINE_SOURCES)
    return total_of(tallies(headline, "source", limits=limits).values())


def tally_in(scope: Scope) -> Tally:
    """The scope's headline as one tally (two statements)."""
    return total_of(tallies_of(scope, "source").values())


def entered(scope: Scope, sources: Sequence[str] = HEADLINE_SOURCES) -> ItemQuerySet:
    """The scope's items of these sources, by each of the columns with which `item_figures` begins.

    Without them SQLite reads the whole index; `legacy` is named as one of some values, for of “NOT legacy” it makes no
    use. To say “any round” or “legacy or not” changes no row.
    """
    rows = scope.rows().order_by().filter(source__in=sources)
    if scope.inspection_round is None:
        return rows.filter(inspection_round__in=rounds_of(scope.limits), legacy__in=(False,))
    return rows.filter(legacy__in=(False, True))


def beside_headline(found: Limits) -> Any:
    """The ids of all items that no headline over all rounds counts: own sources, 历史台账, void ones; each once."""
    every = Item.objects.order_by().filter(inspection_round__in=rounds_of(found))
    problems = every.filter(source__in=HEADLINE_SOURCES)
    legacy, void = problems.filter(legacy__in=(True,)), problems.filter(legacy__in=(False,), status=Status.VOID)
    own = every.filter(source__in=OWN_SOURCES, legacy__in=(False, True))
    return own.values("pk").union(legacy.values("pk"), void.values("pk"), all=True)


def _struck_off(rows: Any, keys: Sequence[str]) -> Any:
    rows = _with_month(rows, keys).filter(status=Status.STRUCK_OFF)
    return rows.values(*keys, "kind").annotate(number=Count("*")).values_list(*keys, "kind", "number")


def _burning(rows: Any, keys: Sequence[str], found: Limits) -> Any:
    rows = _with_month(rows, keys).filter(status__in=BURNING).annotate(lamp_now=lamp_case(found))
    grouped = rows.values(*keys, "status", "lamp_now").annotate(count=Count("*"))
    return grouped.values_list(*keys, "status", "lamp_now", "count")


def _with_month(rows: Any, keys: Sequence[str]) -> Any:
    """With the month as text where it is asked for; text cut off runs alike and fast on both databases."""
    rows = rows.order_by()
    return rows.annotate(**{MONTH: Substr(Cast("deadline", CharField()), 1, 7)}) if MONTH in keys else rows


def _folded(width: int, struck_off: Iterable[Row], burning: Iterable[Row]) -> dict[Any, Tally]:
    found: dict[Any, Tally] = {}
    for row in struck_off:
        kind, count = row[width:]
        found.setdefault(_place(row, width), Tally()).add(Status.STRUCK_OFF, kind, Lamp.DONE, count)
    for row in burning:
        status, lamp, count = row[width:]
        found.setdefault(_place(row, width), Tally()).add(status, "", lamp, count)
    return found


def _place(row: Row, width: int) -> Any:
    return row[0] if width == 1 else row[:width]
