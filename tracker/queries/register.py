"""The register (整改台账): its rows with what their columns show, capped counts, its tabs.

Which rows are asked for is told in `filters/items.py`, how a cell looks in `tables/items.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q

from tracker.compiled import Row, fetched
from tracker.enums import REVIEW_STATUSES, Lamp, Status
from tracker.models import Item, Post, Submission
from tracker.queries.compiled import about, grouped, numbers
from tracker.queries.lamps import Limits, lamp_case, lit
from tracker.queries.register_rows import PER_PAGE, rows_of
from tracker.queries.worklist import piles
from tracker.standing import standing
from tracker.workflow import MOVES

COUNTED_UP_TO = 10_000  # above it a page says “10,000 以上”; figures are counted exactly elsewhere
Rows = Any  # a queryset of items

# --- counts ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Strip:
    """How many rows show each lamp. `is_capped`: there are more rows than are counted for a page, so no lamp tells."""

    counts: Mapping[str, int]
    is_capped: bool

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def total_of(self, lamps: Collection[str]) -> int:
        """Rows of some lamps; of all if none are named."""
        return sum(count for lamp, count in self.counts.items() if not lamps or lamp in lamps)


def strip(rows: Callable[[], Rows], found: Limits, key: Hashable = None, stands: Hashable = None) -> Strip:
    """Lamps counted over the rows, never more than one beyond the cap (one statement); keys as in `RegisterPages`."""

    def lamps() -> Rows:
        return rows().order_by().annotate(value=lamp_case(found)).values("value")[: COUNTED_UP_TO + 1]

    counts = grouped(_named("strip", COUNTED_UP_TO, key), lamps, _named("strip", COUNTED_UP_TO, stands))
    return Strip(counts, sum(counts.values()) > COUNTED_UP_TO)


def _named(kind: str, which: Any, key: Hashable) -> Hashable:
    """A key among those of other kinds of statement; what has no key still has none."""
    return None if key is None else (kind, which, key)


def count_of(strip: Strip, lamps: Collection[str], rows: Callable[[], Rows]) -> int:
    """How many rows a list has, capped: from the strip, unless it was cut before all lamps were seen."""
    return capped_count(rows()) if strip.is_capped and lamps else strip.total_of(lamps)


def capped(rows: Rows) -> Rows:
    """The ids of the rows, cut one beyond the cap."""
    return rows.order_by().values("pk")[: COUNTED_UP_TO + 1]


def capped_count(rows: Rows) -> int:
    """How many rows, at most one beyond the cap (one statement)."""
    return capped(rows).count()


@dataclass(frozen=True)
class Tab:
    """A view everybody needs: its word, and the parameters that open it."""

    label: str
    params: Mapping[str, str]
    rows: Callable[[], Rows]


def tabs(post: Post, visible: Rows, found: Limits) -> list[Tab]:
    """The tabs of a post; their rows are those that `filters/items.py` gives for the same parameters (tested)."""
    live = partial(_live, visible)
    return [
        Tab("全部", {}, live),
        Tab("逾期", {"lamp": Lamp.RED}, lambda: lit(live(), (Lamp.RED,), found)),
        Tab("待我办理", {"waiting": "1"}, lambda: live(waiting_for(post, found))),
        Tab("待认领", {"status": Status.ISSUED}, lambda: live(status=Status.ISSUED)),
        Tab("审核中", {"status": ",".join(REVIEW_STATUSES)}, lambda: live(status__in=REVIEW_STATUSES)),
        Tab("挂牌督办", {"listed": "1"}, lambda: live(listed=True)),
    ]


def _live(visible: Rows, *conditions: Q, **more: Any) -> Rows:
    return visible.exclude(status=Status.VOID).filter(*conditions, legacy=False, **more)


def tab_counts(post: Post, visible: Rows, found: Limits) -> list[int]:
    """The capped count of each tab (one statement for all); `visible` are all the items that the post may see."""
    key = ("tabs", COUNTED_UP_TO, *about(post, found))
    return numbers(key, lambda: [capped(tab.rows()) for tab in tabs(post, visible, found)])


# --- what waits for somebody ----------------------------------------------------------------------------------------


def waiting_for(post: Post, found: Limits, only: Collection[str] = ()) -> Q:
    """Items in the piles of the worklist; `only` names piles by their keys, else all of them."""
    parts = [_items_of(pile.kind, pile.rows) for pile in piles(post, found) if not only or pile.key in only]
    if not parts:
        return Q(pk__in=())
    # One set of ids, put together from the few that each pile has: by “or” every item would be held against every pile.
    return Q(pk__in=parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0])


def _items_of(kind: str, rows: Rows) -> Rows:
    rows = rows.order_by()
    if kind == "items":
        return rows.values("pk")
    if kind == "packets":
        return Submission.objects.open().order_by().filter(packet__in=rows.values("pk")).values("item")
    return rows.values("item" if kind == "measures" else "submission__item")


# --- the rows of one page -------------------------------------------------------------------------------------------


class RegisterPages(Paginator):
    """Pages whose count is known already, and whose rows come with what the columns show.

    `rows` gives the ordered queryset; `key` is what it is made from, or None where that cannot be told; `stands` is
    what was asked for, or None where that is the same.
    """

    def __init__(
        self, rows: Callable[[], Rows], count: int, columns: Collection[str], key: Hashable, stands: Hashable = None
    ):
        super().__init__([], PER_PAGE)
        self.count = count
        self._rows, self._columns, self._key, self._stands = rows, columns, key, stands

    def page(self, number: Any) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        if not self.count:
            return Page([], number, self)
        keys = {"key": _named("ids", first, self._key), "stands": _named("ids", first, self._stands)}
        return Page(listed(self._rows, self._columns, first, **keys), number, self)


def listed(
    rows: Callable[[], Rows], columns: Collection[str], first: int = 0, *, key: Hashable = None, stands: Hashable = None
) -> list[Item]:
    """One page of ordered rows. Their ids are found first, so that the subqueries of the columns run for them alone."""

    def ids() -> list[Row]:
        return fetched(key, lambda: rows().values_list("pk")[first : first + PER_PAGE])

    try:
        found = standing(stands or key, ids)
    except EmptyResultSet:
        return []
    return rows_of([pk for (pk,) in found], columns)


# --- bulk work ------------------------------------------------------------------------------------------------------


def split_for(move: str, rows: Rows) -> tuple[list[Item], list[Item]]:
    """Rows a locked move can be made on now, and those it cannot: ended, or with an open submission."""
    is_open = Exists(Submission.objects.open().filter(item=OuterRef("pk")))
    items = list(rows.select_related("unit", "inspection_round", "category").annotate(is_locked=is_open))
    free = [item for item in items if item.status in MOVES[move].sources and not item.is_locked]
    return free, [item for item in items if item not in free]
