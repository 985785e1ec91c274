"""挂图作战: units down, classes, categories or months across; each cell what is struck off of all, and its worst lamp.

All cells are counted at once; sums of rows, columns and parent units are made here from the same cells, so that
they cannot differ. How a cell looks is told in `templatetags`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tracker.enums import UnitKind
from tracker.models import Category, Unit
from tracker.queries.figures import Scope, Tally, total_of
from tracker.queries.figures_counts import MONTH, tallies_of
from tracker.queries.figures_lines import NO_DATE, class_groups, fed_back_units
from tracker.queries.units import Branch, branches, fold

MONTHS_ACROSS = 12
_COMMA = re.compile("[,，]")  # a section's title up to it is what the head has room for


@dataclass(frozen=True)
class Column:
    """One column: the raw keys it gathers, how it is headed, and what narrows the register to it."""

    keys: tuple[Any, ...]
    label: str
    about: Mapping[str, Any]
    code: str = ""
    title: str = ""
    group: str = ""  # the head above it; equal neighbours share one
    is_edge: bool = True  # is it the first of its group?


@dataclass(frozen=True)
class Row:
    """One line of cells, in the order of the columns."""

    label: str
    cells: tuple[Tally, ...]
    total: Tally
    unit: Unit | None = None
    depth: int = 0
    kind: str = ""  # the kind of unit, where a new group begins


@dataclass(frozen=True)
class Chart:
    """The whole wall chart; `foot` sums the rows of depth 0."""

    scope: Scope
    columns: list[Column]
    rows: list[Row]
    foot: Row
    groups: list[tuple[str, int]] = field(default_factory=list)


Cells = dict[tuple[int, Any], Tally]


def wall_chart(scope: Scope, across: str) -> Chart:
    """The chart of a scope with `across` one of `COLUMNS`."""
    _, key, make_columns = COLUMNS[across]
    cells: Cells = tallies_of(scope, "unit", key)
    columns = make_columns(scope, {key for _, key in cells})
    tree = branches(scope.unit, {*(unit for unit, _ in cells), *fed_back_units(scope)})
    lines = list(_rows(tree, columns, cells))
    return Chart(scope, columns, lines, _foot(columns, lines), _groups(columns))


def _rows(tree: list[Branch], columns: list[Column], cells: Cells) -> Iterable[Row]:
    """The rows; parents hold their descendants, and a new kind of unit begins a group."""
    across = [fold(_of_column(cells, column), tree) for column in columns]
    kind = ""
    for branch in _by_kind(tree):
        unit = branch.unit
        sums = tuple(column[unit.pk] for column in across)
        begins = not branch.depth and unit.kind != kind
        kind = unit.kind if not branch.depth else kind
        label = UnitKind(unit.kind).label if begins else ""
        yield Row(unit.label, sums, total_of(sums), unit, branch.depth, label)


def _of_column(cells: Cells, column: Column) -> dict[int, Tally]:
    """Per unit what lies in a column."""
    found: dict[int, Tally] = {}
    for (unit, key), tally in cells.items():
        if key in column.keys:
            found.setdefault(unit, Tally()).take(tally)
    return found


def _by_kind(tree: list[Branch]) -> list[Branch]:
    """The tree with its roots grouped by kind; whoever stands under a root goes with it."""
    kinds = list(UnitKind.values)
    blocks: list[list[Branch]] = []
    for branch in tree:
        if branch.depth == 0:
            blocks.append([])
        blocks[-1].append(branch)
    blocks.sort(key=lambda block: kinds.index(block[0].unit.kind))
    return [branch for block in blocks for branch in block]


def _foot(columns: list[Column], rows: list[Row]) -> Row:
    tops = [row for row in rows if not row.depth]
    sums = tuple(total_of(row.cells[place] for row in tops) for place in range(len(columns)))
    return Row("合计", sums, total_of(sums))


def _groups(columns: list[Column]) -> list[tuple[str, int]]:
    """The upper head: (words, columns spanned)."""
    spans: list[tuple[str, int]] = []
    for column in columns:
        if spans and not column.is_edge:
            spans[-1] = (spans[-1][0], spans[-1][1] + 1)
        else:
            spans.append((column.group, 1))
    return spans


def _categories(scope: Scope, _: set[Any]) -> list[Column]:
    """All twelve, whether or not anything is in them."""
    found: list[Column] = []
    for row in Category.objects.select_related("section").order_by("section__ordinal", "code"):
        group = f"{row.section.code}　{_COMMA.split(row.section.title)[0]}"
        is_edge = not found or found[-1].group != group
        found.append(Column((row.pk,), row.short_name, {"category": row.code}, row.code, row.title, group, is_edge))
    return found


def _classes(scope: Scope, keys: set[Any]) -> list[Column]:
    columns = [
        Column(each.members, each.name, {"class": each.param}, each.code, each.name)
        for each in class_groups(scope, keys)
    ]
    columns += [Column((None,), "未分类", {"class": NO_DATE})] if None in keys else []
    return _under("问题类别", columns)


def _months(scope: Scope, keys: set[Any]) -> list[Column]:
    """The months with deadlines; where they are too many for one sheet, the earliest are put together."""
    months = sorted(key for key in keys if key)
    early, late = months[:-MONTHS_ACROSS], months[-MONTHS_ACROSS:]
    columns = [Column((month,), month, {"month": month}) for month in late]
    if early:
        label = f"{early[-1]} 及以前"
        columns.insert(0, Column(tuple(early), label, {"deadline_to": _last_day(early[-1])}))
    columns += [Column((None,), "未定时限", {"month": NO_DATE})] if None in keys else []
    return _under("整改时限所在的月份", columns)


def _last_day(month: str) -> str:
    """“2026-02” → “2026-02-28”."""
    year, number = (int(part) for part in month.split("-"))
    return f"{month}-{monthrange(year, number)[1]}"


def _under(head: str, columns: list[Column]) -> list[Column]:
    """All columns under one head."""
    return [replace(column, group=head, is_edge=not place) for place, column in enumerate(columns)]


COLUMNS: Mapping[str, tuple[str, str, Callable[[Scope, set[Any]], list[Column]]]] = {
    "category": ("任务类别", "category", _categories),
    "class": ("问题类别", "problem_class", _classes),
    "month": ("月份", MONTH, _months),
}
