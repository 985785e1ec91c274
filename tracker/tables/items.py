"""The columns of the register: what each shows, which may be chosen, and by what it can be ordered.

Cells are plain Python over rows that `queries/register.py` has loaded; nothing here asks the database.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import django_tables2 as tables
from django.db.models import Case, IntegerField, Value, When
from django.utils.safestring import SafeString, mark_safe

from tracker import marks
from tracker.enums import ENDED_STATUSES, UNIT_ROLES, Source, Status
from tracker.marks import fill
from tracker.models import Item, Post
from tracker.tables import items_cells as cells
from tracker.tables.columns import PlainColumn, clamped

ALWAYS = ("number", "problem")
CHOSEN_FIRST = (
    *("unit", "category", "leader", "owner", "time_frame", "deadline", "lamp", "status", "measures", "progress"),
)
PREFERENCE = "items.columns"
FIRST = "first"  # kept by whoever wants the first choice again
_SOURCES = dict(Source.choices)
_NOTHING = marks.NOTHING
_BY_STATUS = Case(
    *(When(status=status, then=Value(place)) for place, status in enumerate(Status)), output_field=IntegerField()
)
# What has ended has no date to wait for and comes last.
_BY_END = Case(When(status__in=ENDED_STATUSES, then=Value(1)), default=Value(0), output_field=IntegerField())


class ItemTable(tables.Table):
    """The register. `chosen` are the columns shown beside those always shown; `words` are marked in their texts."""

    number = PlainColumn("编号", cells.text("number"), td="code", col="w-code", by=("number",))
    problem = PlainColumn("反馈问题", cells.problem)
    unit = PlainColumn("责任单位", cells.unit, col="w-5", by=("unit__ordinal", "unit"))
    category = PlainColumn("类别", cells.category, col="w-no", title="任务类别", by=("category__code",))
    leader = PlainColumn("牵头", cells.text("leader"), col="w-2", title="牵头领导")
    owner = PlainColumn("责任人", cells.text("owner"), col="w-2")
    time_frame = PlainColumn("整改类别", cells.time_frame, td="nowrap", col="w-3")
    deadline = PlainColumn("时限", cells.deadline, td="date", col="w-4", by=("deadline",))
    lamp = PlainColumn("预警", cells.lamp, col="w-lamp", by=(_BY_END, "due"))
    status = PlainColumn("状态", cells.status, col="w-3", by=(_BY_STATUS,))
    measures = PlainColumn("措施", cells.measures, td="num", col="w-no", title="已完成措施/措施总数")
    progress = PlainColumn("最新进展", cells.progress, td="col-wide", col="w-24 col-wide")
    patron = PlainColumn("包保领导", cells.text("patron"), col="w-3")
    root_cause = PlainColumn(
        "根本原因", lambda item: clamped(item.root_cause, cells.url(item), words=item.words), col="w-8"
    )
    problem_class = PlainColumn(
        "问题类别", lambda item: item.problem_class.name if item.problem_class else _NOTHING, col="w-6"
    )
    round = PlainColumn("轮次", lambda item: item.inspection_round.name, col="w-6")
    source = PlainColumn("来源", lambda item: _SOURCES[item.source], col="w-5")
    co_units = PlainColumn("配合单位", cells.co_units, col="w-5")
    first_deadline = PlainColumn(
        "首次时限", lambda item: marks.date(item.first_deadline), td="date", col="w-4", by=("first_deadline",)
    )

    class Meta:
        order_by = "number"

    def __init__(
        self,
        data: Any,
        *,
        post: Post,
        chosen: Collection[str] = CHOSEN_FIRST,
        order_by: str = "",
        words: Sequence[str] = (),
    ):
        shown = {*ALWAYS, *chosen}
        hidden = [name for name in type(self).base_columns if name not in shown]
        super().__init__(data, exclude=hidden, order_by=order_by.split(",")[0] or None)
        self.post, self.words, self.shown = post, words, [name for name in type(self).base_columns if name in shown]
        if not self.order_by:
            self.order_by = "number"

    def ordered(self, rows: Any) -> Any:
        """The rows in the order asked for: by the column, then by number and id."""
        alias = next(iter(self.order_by))
        column = self.columns[alias.bare].column
        return column.order(rows, alias.is_descending)[0]

    def heads(self) -> list["Head"]:
        """The header, left to right."""
        return [_head(bound) for bound in self.columns]

    def body(self, items: Iterable[Item], picked: bool = False) -> Iterator[SafeString]:
        """The rows as they stand in the page; `picked` ticks them all, where all rows of the list are meant."""
        columns = [bound.column for bound in self.columns]
        tick = " checked disabled" if picked else ""
        is_of_a_unit = self.post.role in UNIT_ROLES
        for item in items:
            item.is_shared = is_of_a_unit and not self.post.unit.holds(item.unit)
            item.words = self.words
            shown = "".join(column.html(item) for column in columns)
            yield mark_safe(f"<tr><td>{_box(item, tick)}</td>{shown}</tr>")


@dataclass(frozen=True)
class Head:
    """One cell of the header: `sort` is the parameter that orders by it, or none."""

    name: str
    text: str
    title: str
    td: str
    col: str
    sort: str
    direction: str  # "up", "down", or none


def _head(bound: Any) -> Head:
    column = bound.column
    direction = ""
    if bound.is_ordered:
        direction = "down" if bound.order_by_alias.is_descending else "up"
    sort = str(bound.order_by_alias.next) if bound.orderable else ""
    td = " ".join(name for name in column.td.split() if name in ("num", "col-wide"))
    return Head(bound.name, bound.header, column.title, td, column.col, sort, direction)


def _box(item: Item, tick: str) -> SafeString:
    number = item.number
    return fill('<input type="checkbox" name="ids" value="{}" aria-label="选择 {}" data-pick{}>', item.pk, number, tick)


def columns_to_choose() -> list[tuple[str, str]]:
    """(name, words) of the columns that may be put on or off."""
    rows = ItemTable.base_columns.items()
    return [(name, column.title or column.verbose_name) for name, column in rows if name not in ALWAYS]


def readable(value: Any) -> list[str]:
    """The columns of a kept preference that still exist; the first choice where there is none."""
    names = [name for name, _ in columns_to_choose()]
    return [name for name in names if name in value] if isinstance(value, list) else list(CHOSEN_FIRST)
