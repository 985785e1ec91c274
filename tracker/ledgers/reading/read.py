"""Reads a whole file into a Ledger: opens it, looks at every sheet, gathers items, title lines and problems."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tracker.errors import Unreadable
from tracker.ledgers.reading.chosen import Chosen
from tracker.ledgers.reading.forms import forms_of
from tracker.ledgers.reading.frontmatter import FrontMatter, front_matter
from tracker.ledgers.reading.grids import Grid, as_text
from tracker.ledgers.reading.headers import Header, find_header
from tracker.ledgers.reading.headings import joined_meanings
from tracker.ledgers.reading.items import Context, make_item
from tracker.ledgers.reading.merging import merged
from tracker.ledgers.reading.opening import open_grids
from tracker.ledgers.reading.shape import CellProblem, ColumnReading, Ledger, LedgerItem, SheetReading
from tracker.ledgers.reading.tables import Table
from tracker.ledgers.reading.texts import column_letter, column_number, reference

SAMPLE_ROWS, SAMPLE = 200, 40  # rows looked through for the first words of a column, and how many are told
NO_LEDGER = "没有在文件里找到整改台账：需要有一行表头，至少写明问题、整改措施、时限或责任人。"


@dataclass(slots=True)
class _Sheet:
    """One sheet while it is read."""

    reading: SheetReading
    items: list[LedgerItem] = field(default_factory=list)
    front: FrontMatter = field(default_factory=FrontMatter)
    problems: list[CellProblem] = field(default_factory=list)


def read_ledger(
    path: Path, *, name: str | None = None, feedback_date: dt.date | None = None, chosen: Chosen | None = None
) -> Ledger:
    """Reads the ledger in the file at `path`; `name` is what its sender called it.

    `feedback_date` gives a year to deadlines where neither title nor date line do, and a start to “3个月内”.
    `chosen` holds meanings of columns that a person knows better.
    Raises Unreadable with one Chinese sentence where there is nothing to read.
    """
    name = name or path.name
    sheets = [
        _read_sheet(grid, name, feedback_date, (chosen or {}).get(grid.name, {})) for grid in open_grids(path, name)
    ]
    filled = [sheet for sheet in sheets if sheet.items]
    if not filled:
        raise Unreadable(NO_LEDGER)
    fronts = [sheet.front for sheet in filled]
    return Ledger(
        sheets=tuple(sheet.reading for sheet in sheets),
        items=merged([tuple(sheet.items) for sheet in filled]),
        title=next((front.title for front in fronts if front.title), ""),
        unit_name=next((front.unit_name for front in fronts if front.unit_name), ""),
        date=next((front.date for front in fronts if front.date), None),
        problems=tuple(problem for sheet in filled for problem in sheet.problems),
    )


def _read_sheet(grid: Grid, name: str, feedback: dt.date | None, chosen: Mapping[str, str]) -> _Sheet:
    if grid.hidden:
        return _skipped(grid, "隐藏的工作表，没有读取")
    if not grid.rows:
        return _skipped(grid, "空白工作表")
    header = find_header(grid)
    sheet = _read_tables(grid, header, name, feedback, chosen) if header else None
    if sheet is None or not sheet.items:
        sheet = _read_forms(grid, name, feedback) or sheet
    if sheet is None:
        return _skipped(grid, "没有找到台账的表头")
    return sheet if sheet.items else _skipped(grid, "表头下面没有问题", sheet.reading)


def _skipped(grid: Grid, reason: str, reading: SheetReading | None = None) -> _Sheet:
    if reading is None:
        return _Sheet(SheetReading(grid.name, skipped=reason))
    return _Sheet(SheetReading(grid.name, reading.header_row, reading.columns, 0, reason))


def _read_tables(grid: Grid, header: Header, name: str, feedback: dt.date | None, chosen: Mapping[str, str]) -> _Sheet:
    """Reads the table under a header, and those under further headers of other shapes in the same sheet."""
    front = front_matter(grid, header.top, name)
    context = Context(grid.name, front.year, feedback)
    table = Table(grid, header, chosen)
    columns = _columns(table)
    items: list[LedgerItem] = []
    while True:
        items += [make_item(table, group, context) for group in table.groups()]
        for cell in table.orphans:
            context.problems.append(CellProblem(grid.name, cell, "这一行有整改内容，但上面没有对应的问题，没有读入。"))
        if table.next_header is None:
            break
        table = Table(grid, table.next_header)
    return _Sheet(SheetReading(grid.name, header.bottom, columns, len(items)), items, front, context.problems)


def _read_forms(grid: Grid, name: str, feedback: dt.date | None) -> _Sheet | None:
    """Reads a sheet of label and value; None where it is none."""
    forms = forms_of(grid)
    if not forms:
        return None
    front = front_matter(grid, forms[0].places[0][0] + 1, name)
    context = Context(grid.name, front.year, feedback)
    items: list[LedgerItem] = []
    for form in forms:
        table = Table(form.as_grid(grid.name), Header(1, 1, dict(enumerate(form.labels, 1)), _meanings(form.labels)))
        for group in table.groups():
            item = make_item(table, group, context)
            cells = {key: reference(*form.places[column_number(where[:-1]) - 1]) for key, where in item.cells.items()}
            items.append(replace(item, row=form.places[0][0], cells=cells))
    return _Sheet(SheetReading(grid.name, forms[0].places[0][0], (), len(items)), items, front, context.problems)


def _meanings(labels: list[str]) -> dict[int, tuple[str, ...]]:
    return {column: joined_meanings(label) for column, label in enumerate(labels, 1)}


def _columns(table: Table) -> tuple[ColumnReading, ...]:
    """Every column with a heading, and what it was taken for."""
    return tuple(
        ColumnReading(column_letter(column), heading, "+".join(table.roles.of(column)), _sample(table, column))
        for column, heading in sorted(table.header.headings.items())
    )


def _sample(table: Table, column: int) -> str:
    """The first words below a heading."""
    below = [row for row in table.grid.numbers if row > table.header.bottom][:SAMPLE_ROWS]
    texts = (as_text(table.grid.rows[row].get(column)) for row in below)
    return next((text[:SAMPLE] for text in texts if text), "")
