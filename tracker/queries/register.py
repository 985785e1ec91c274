"""The register (整改台账): its rows with what their columns show, capped counts, its tabs.

Which rows are asked for is told in `filters/items.py`, how a cell looks in `tables/items.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery

from tracker.enums import REVIEW_STATUSES, Lamp, Status
from tracker.models import CoUnit, Item, Measure, Post, ProgressNote, Submission
from tracker.queries.compiled import about, grouped, numbers
from tracker.queries.lamps import Limits, lamp_case, lit
from tracker.queries.worklist import piles
from tracker.workflow import MOVES

PER_PAGE = 50
COUNTED_UP_TO = 10_000  # above it a page says “10,000 以上”; figures are counted exactly elsewhere
Rows = Any  # a queryset of items

# What the cells of a page read; a row has many more fields, and some are long. A test asks for every column.
_READ = (
    *("number", "problem", "is_key", "listed", "leader", "owner", "time_frame", "is_lasting", "status", "kind"),
    *("deadline", "deadline_text", "first_deadline", "due", "due_stopped_on", "source", "patron"),
    *("unit__name", "unit__short_name", "unit__path", "category__code", "category__title"),
    *("inspection_round__name", "inspection_round__blue_days", "inspection_round__yellow_days"),
)
# Columns of their own that cost more than their words.
_READ_FOR = {"root_cause": ("root_cause",), "problem_class": ("problem_class__name",)}


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


def strip(rows: Rows, found: Limits) -> Strip:
    """Lamps counted over the rows, never more than one beyond the cap (one statement)."""
    counts = grouped(rows, lamp_case(found), COUNTED_UP_TO + 1)
    return Strip(counts, sum(counts.values()) > COUNTED_UP_TO)


def count_of(strip: Strip, lamps: Collection[str], rows: Rows) -> int:
    """How many rows a list has, capped: from the strip, unless it was cut before all lamps were seen."""
    return capped_count(rows) if strip.is_capped and lamps else strip.total_of(lamps)


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
    key = ("tabs", *about(post, found))
    return numbers(key, lambda: [capped(tab.rows()) for tab in tabs(post, visible, found)])


# --- what waits for somebody ----------------------------------------------------------------------------------------


def waiting_for(post: Post, found: Limits, only: Collection[str] = ()) -> Q:
    """Items in the piles of the worklist; `only` names piles by their keys, else all of them."""
    either = Q(pk__in=())
    for pile in piles(post, found):
        if not only or pile.key in only:
            either |= Q(pk__in=_items_of(pile.kind, pile.rows))
    return either


def _items_of(kind: str, rows: Rows) -> Rows:
    rows = rows.order_by()
    if kind == "items":
        return rows.values("pk")
    if kind == "packets":
        return Submission.objects.open().filter(packet__in=rows.values("pk")).values("item")
    return rows.values("item" if kind == "measures" else "submission__item")


# --- the rows of one page -------------------------------------------------------------------------------------------


class RegisterPages(Paginator):
    """Pages whose count is known already, and whose rows come with what the columns show."""

    def __init__(self, rows: Rows, count: int, columns: Collection[str]):
        super().__init__(rows, PER_PAGE)
        self.count = count
        self._columns = columns

    def page(self, number: Any) -> Page:
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        return Page(listed(self.object_list, self._columns, first, self.per_page), number, self)


def listed(rows: Rows, columns: Collection[str], first: int = 0, many: int = PER_PAGE) -> list[Item]:
    """One page of ordered rows. Their ids are found first, so that the subqueries of the columns run for them alone."""
    ids = rows.values("pk")[first : first + many]
    page = Item.objects.filter(pk__in=ids).order_by(*rows.query.order_by)
    read = [name for column, names in _READ_FOR.items() if column in columns for name in names]
    related = [column for column in ("problem_class",) if column in columns]
    page = page.select_related("unit", "category", "inspection_round", *related).only(*_READ, *read)
    for column, widen in _WIDENED.items():
        if column in columns:
            page = widen(page)
    return list(page)


def _with_measures(rows: Rows) -> Rows:
    kept = Measure.objects.kept().filter(item=OuterRef("pk")).order_by().values("item")
    return rows.annotate(
        measures_all=Subquery(kept.annotate(n=Count("pk")).values("n")),
        measures_done=Subquery(kept.filter(done_at__isnull=False).annotate(n=Count("pk")).values("n")),
    )


def _with_progress(rows: Rows) -> Rows:
    notes = ProgressNote.objects.filter(item=OuterRef("pk")).order_by("-noted_at", "-pk")
    return rows.annotate(latest_progress=Subquery(notes.values("text")[:1]))


def _with_co_units(rows: Rows) -> Rows:
    kept = CoUnit.objects.filter(removed_at=None).select_related("unit").order_by("pk")
    return rows.prefetch_related(Prefetch("co_units", queryset=kept, to_attr="kept_co_units"))


_WIDENED = {"measures": _with_measures, "progress": _with_progress, "co_units": _with_co_units}


# --- bulk work ------------------------------------------------------------------------------------------------------


def split_for(move: str, rows: Rows) -> tuple[list[Item], list[Item]]:
    """Rows a locked move can be made on now, and those it cannot: ended, or with an open submission."""
    is_open = Exists(Submission.objects.open().filter(item=OuterRef("pk")))
    items = list(rows.select_related("unit", "inspection_round", "category").annotate(is_locked=is_open))
    free = [item for item in items if item.status in MOVES[move].sources and not item.is_locked]
    return free, [item for item in items if item not in free]
