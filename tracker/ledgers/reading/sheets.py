"""Reads one sheet: its tables, one below or beside another, or its forms."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from tracker.ledgers.reading.forms import forms_of
from tracker.ledgers.reading.frontmatter import FrontMatter, front_matter
from tracker.ledgers.reading.glances import rows_told
from tracker.ledgers.reading.grids import NOT_COMPUTED, Grid, as_text
from tracker.ledgers.reading.headers import Header, find_header, find_number_header, header_ending_at
from tracker.ledgers.reading.items import Context, make_item
from tracker.ledgers.reading.mended import LEFT_OUT, TO_BE_FOUND
from tracker.ledgers.reading.pairs import paired
from tracker.ledgers.reading.shape import CellProblem, ColumnReading, LedgerItem, SheetReading
from tracker.ledgers.reading.slices import cards_beside, side_by_side
from tracker.ledgers.reading.tables import Table
from tracker.ledgers.reading.texts import column_letter, place_of, reference
from tracker.ledgers.reading.turned import lying, lying_problem, upright
from tracker.ledgers.reading.unfolded import unfolded

SAMPLE_ROWS, SAMPLE = 200, 40  # rows looked through for the first words of a column, and how many are told


@dataclass(slots=True)
class Sheet:
    """One sheet while it is read."""

    reading: SheetReading
    items: list[LedgerItem] = field(default_factory=list)
    front: FrontMatter = field(default_factory=FrontMatter)
    problems: list[CellProblem] = field(default_factory=list)
    rows_told: dict[int, str] = field(default_factory=dict)  # what rows are that are no problems


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a sheet before it is read: file name, feedback date, meanings chosen by column letter.

    `header` is the lowest row of the header where a person says so, or LEFT_OUT, TO_BE_FOUND.
    """

    name: str
    feedback: dt.date | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)
    header: int | None = None


def read_sheet(grid: Grid, asked: Asked) -> Sheet:
    """What a sheet holds; its reading says why where it holds nothing."""
    if asked.header not in (None, TO_BE_FOUND):
        return _read_as_told(grid, asked, asked.header or LEFT_OUT)
    if grid.hidden:
        return _skipped(grid, "隐藏的工作表，没有读取")
    if not grid.rows:
        return _skipped(grid, "空白工作表")
    folded = _read_unfolded(grid, asked)
    if folded:
        return folded
    header = find_header(grid)
    sheet = _read_tables(grid, header, asked) if header else None
    if sheet is None or not sheet.items:
        sheet = _read_cards(grid, asked) or _read_turned(grid, asked) or _read_forms(grid, asked) or sheet
    if sheet is None:
        return _skipped(grid, "没有找到台账的表头")
    return sheet if sheet.items else _skipped(grid, "表头下面没有问题", sheet.reading)


def _read_as_told(grid: Grid, asked: Asked, row: int) -> Sheet:
    """Reads the sheet under the header a person pointed at, be it like no header we know."""
    if row == LEFT_OUT:
        return _skipped(grid, "您选定不读取")
    header = header_ending_at(grid, row)
    if header is None:
        return _skipped(grid, f"第 {row} 行没有文字，不能作表头")
    sheet = _read_tables(grid, header, asked)
    return sheet if sheet.items else _skipped(grid, "表头下面没有问题", sheet.reading)


def read_number_list(grid: Grid, asked: Asked) -> Sheet | None:
    """A list that names problems by their number alone: items whose problem is that number; None where it is none."""
    header = find_number_header(grid)
    return _read_below(grid, header, asked) if header else None


def _skipped(grid: Grid, reason: str, reading: SheetReading | None = None) -> Sheet:
    if reading is None:
        return Sheet(SheetReading(grid.name, skipped=reason))
    return Sheet(SheetReading(grid.name, reading.header_row, reading.columns, 0, reason))


def _read_tables(grid: Grid, header: Header, asked: Asked) -> Sheet:
    """Reads the table under a header, or those side by side under it."""
    parts = side_by_side(grid, header)
    headed = [(part, found) for part in parts if (found := find_header(part))]
    if not parts or len(headed) < len(parts):
        return _read_below(grid, header, asked)
    sheets = [_read_below(part, found, asked) for part, found in headed]
    return _together(sheets)


def _together(sheets: list[Sheet]) -> Sheet:
    """Several tables of one sheet as one reading."""
    first = sheets[0]
    reading = replace(
        first.reading,
        columns=tuple(column for sheet in sheets for column in sheet.reading.columns),
        item_count=sum(sheet.reading.item_count for sheet in sheets),
    )
    items = [item for sheet in sheets for item in sheet.items]
    problems = [problem for sheet in sheets for problem in sheet.problems]
    return Sheet(
        reading, items, first.front, problems, {row: said for sheet in sheets for row, said in sheet.rows_told.items()}
    )


def _read_below(grid: Grid, header: Header, asked: Asked, front: FrontMatter | None = None) -> Sheet:
    """Reads the table under a header, and those under further headers of other shapes below it."""
    front = front or front_matter(grid, header.top, asked.name)
    context = Context(grid.name, front.year, asked.feedback, said=front.said)
    items: list[LedgerItem] = []
    tables = list(_tables(grid, header, items, context, asked.chosen))
    reading = SheetReading(grid.name, header.bottom, _columns(tables[0]), len(items))
    return Sheet(reading, items, front, context.problems, rows_told(tables))


def _tables(
    grid: Grid, header: Header, items: list[LedgerItem], context: Context, chosen: Mapping[str, str]
) -> Iterator[Table]:
    """The tables below a header in order, their items put into `items`; what was chosen is said of the first one."""
    following: Header | None = header
    while following is not None:
        table = Table(grid, following, chosen if following is header else {})
        items += [make_item(table, pair, context) for group in table.groups() for pair in paired(group)]
        context.problems += [_stray(table, *orphan) for orphan in table.orphans]
        context.problems += [_broken(grid, *broken) for broken in table.broken]
        yield table
        following = table.next_header


def _stray(table: Table, cell: str, above: int) -> CellProblem:
    """A row of work under no problem: it wants a problem of its own, to go on with the one above, or to be left out."""
    row, column = place_of(cell)
    problem = reference(row, table.roles.columns["problem"][0]) if table.roles.has("problem") else ""
    sentence = "这一行有整改内容，但上面没有对应的问题，没有读入。"
    raw = table.grid.text(row, column)
    return CellProblem(table.grid.name, cell, sentence, raw, problem, is_stray=True, above=above)


def _broken(grid: Grid, row: int, column: int, shown: str) -> CellProblem:
    """A formula that came to nothing, where something should stand."""
    sentence = f"这一格的公式出错（{shown}），没有读到内容，请改写。"
    if shown == NOT_COMPUTED:
        sentence = "这一格的公式没有存下结果，没有读到内容；请用 Excel 或 WPS 打开、保存后再上传，或者改写。"
    return CellProblem(grid.name, reference(row, column), sentence, shown)


def _read_unfolded(grid: Grid, asked: Asked) -> Sheet | None:
    """Reads a list whose rows take turns (问题, 措施); None where it is none."""
    found = unfolded(grid)
    header = find_header(found.grid) if found else None
    if found is None or header is None:
        return None
    sheet = _read_below(found.grid, header, asked)
    reading = SheetReading(grid.name, header.bottom, (), len(sheet.items))
    items, problems = list(map(found.item, sheet.items)), list(map(found.problem, sheet.problems))
    return Sheet(reading, items, sheet.front, problems, sheet.rows_told) if items else None


def _read_turned(grid: Grid, asked: Asked) -> Sheet | None:
    """Reads a list that lies on its side, of two problems or more; None where it is none."""
    turned = upright(grid)
    header = find_header(turned) if turned else None
    if turned is None or header is None:
        return None
    front = front_matter(grid, min(header.headings), asked.name)
    sheet = _read_below(turned, header, asked, front)
    if len(sheet.items) < 2:
        return None
    reading = SheetReading(grid.name, min(header.headings), (), len(sheet.items))
    return Sheet(reading, list(map(lying, sheet.items)), front, list(map(lying_problem, sheet.problems)))


def _read_cards(grid: Grid, asked: Asked) -> Sheet | None:
    """Reads forms that stand side by side; None where there are none."""
    sheets = [sheet for part in cards_beside(grid) if (sheet := _read_forms(part, asked))]
    return _together(sheets) if len(sheets) > 1 else None


def _read_forms(grid: Grid, asked: Asked) -> Sheet | None:
    """Reads a sheet of label and value; None where it is none."""
    forms = forms_of(grid)
    if not forms:
        return None
    front = front_matter(grid, forms[0].places[0][0] + 1, asked.name)
    context = Context(grid.name, front.year, asked.feedback)
    items: list[LedgerItem] = []
    for form in forms:
        turned, header, really = form.as_table(grid)
        table = Table(turned, header)
        for group in table.groups():
            item = make_item(table, group, context)
            cells = {key: reference(*really[place_of(where)]) for key, where in item.cells.items()}
            items.append(replace(item, row=form.places[0][0], cells=cells))
    return Sheet(SheetReading(grid.name, forms[0].places[0][0], (), len(items)), items, front, context.problems)


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
