"""What stands below the rows moves with them: cells, merges, heights, and every reference to a moved row."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.dimensions import DimensionHolder
from openpyxl.worksheet.worksheet import Worksheet

from tracker.ledgers.filling.shape import Place

_CELLS = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d{1,7})(?::(\$?[A-Z]{1,3}\$?)(\d{1,7}))?(?![\d(A-Za-z_])")


@dataclass(frozen=True, slots=True)
class Shift:
    """The rows from `first` to `last` become `lines` rows."""

    first: int
    last: int
    lines: int

    @property
    def by(self) -> int:
        """How far down (or up) the foot goes."""
        return self.lines - (self.last - self.first + 1)

    def row(self, row: int) -> int:
        """Where a row is afterwards."""
        if row < self.first:
            return row
        return row + self.by if row > self.last else min(row, self._end)

    def formula(self, text: str) -> str:
        """References such as “B5:B9”: a range that ends with the samples ends with our rows."""
        return _CELLS.sub(self._moved, text)

    def range(self, text: str) -> str:
        """Where something holds, such as “A4:K20 M5”: what holds for the last sample holds for all rows from there."""
        return _CELLS.sub(self._stretched, text)

    @property
    def _end(self) -> int:
        return self.first + self.lines - 1

    def _last(self, row: int) -> int:
        return self._end if row == self.last >= self.first else self.row(row)

    def _moved(self, found: re.Match[str]) -> str:
        start = f"{found[1]}{self.row(int(found[2]))}"
        return start if found[3] is None else f"{start}:{found[3]}{self._last(int(found[4]))}"

    def _stretched(self, found: re.Match[str]) -> str:
        one, row = found[1], int(found[2])
        if found[3] is not None or self._last(row) == self.row(row):
            return self._moved(found)
        return f"{one}{self.row(row)}:{one}{self._last(row)}"


def move(book: Workbook, page: Worksheet, place: Place, lines: int) -> Shift:
    """Take the sample rows out and leave room for `lines` rows; everything below keeps its look and its place there."""
    shift = Shift(place.first, place.last, lines)
    _merges(page, shift)
    _cells(page, shift)
    _heights(page, shift)
    _ranges(page, shift)
    _formulas(book, page, shift)
    return shift


def _merges(page: Worksheet, shift: Shift) -> None:
    """Merges of the samples go with them, those below move."""
    kept = [each for each in page.merged_cells.ranges if not shift.first <= each.min_row <= shift.last]
    for each in kept:
        if each.min_row >= shift.first:
            each.shift(row_shift=shift.by)
    page.merged_cells = MultiCellRange([CellRange(each.coord) for each in kept])


def _cells(page: Worksheet, shift: Shift) -> None:
    """Cells of the samples go, those below are put where they belong."""
    below = [place for place in page._cells if place[0] >= shift.first]
    moved = [page._cells.pop(place) for place in below]
    for cell in moved:
        if cell.row <= shift.last:
            continue
        cell.row += shift.by
        page._cells[cell.row, cell.column] = cell
        if getattr(cell, "hyperlink", None):
            cell.hyperlink.ref = cell.coordinate


def _heights(page: Worksheet, shift: Shift) -> None:
    dimensions = DimensionHolder(worksheet=page, default_factory=page.row_dimensions.default_factory)
    for row, dimension in sorted(page.row_dimensions.items()):
        if not shift.first <= row <= shift.last:
            dimension.index = shift.row(row)
            dimensions[dimension.index] = dimension
    page.row_dimensions = dimensions
    for each in page.row_breaks.brk:
        each.id = shift.row(each.id)


def _ranges(page: Worksheet, shift: Shift) -> None:
    """What holds for a range of cells: validations, colours by condition, filter, tables, print area."""
    for rule in page.data_validations.dataValidation:
        rule.sqref = MultiCellRange(shift.range(str(rule.sqref)))
    page.conditional_formatting = _conditions(page, shift)
    if page.auto_filter.ref:
        page.auto_filter.ref = shift.range(page.auto_filter.ref)
    for table in page.tables.values():
        table.ref = shift.range(table.ref)
        if table.autoFilter is not None:
            table.autoFilter.ref = shift.range(table.autoFilter.ref)
    if page.print_area:
        page.print_area = shift.range(_without_sheet(page.print_area))


def _conditions(page: Worksheet, shift: Shift) -> ConditionalFormattingList:
    found = ConditionalFormattingList()
    for each in page.conditional_formatting:
        for rule in each.rules:
            found.add(shift.range(str(each.sqref)), rule)
    return found


def _without_sheet(area: Any) -> str:
    """“'台账'!$A$1:$K$20” without the sheet."""
    return ",".join(part.rpartition("!")[2] for part in str(area).split(","))


def _formulas(book: Workbook, page: Worksheet, shift: Shift) -> None:
    """Sums below the rows and on other sheets still sum up the rows."""
    for sheet in book.worksheets:
        for cell in sheet._cells.values():
            if cell.data_type == "f" and isinstance(cell.value, str):
                cell.value = moved_formula(cell.value, page.title, shift.formula, is_own=sheet is page)
    for name in (*book.defined_names.values(), *page.defined_names.values()):
        moved = moved_formula(f"={name.attr_text}", page.title, shift.formula, is_own=False)
        name.attr_text = moved.removeprefix("=")


def moved_formula(formula: str, title: str, move_text: Callable[[str], str], *, is_own: bool) -> str:
    """A formula whose references to the sheet are moved; what cannot be taken apart stays as it is."""
    try:
        tokens = Tokenizer(formula).items
    except (TokenizerError, IndexError):
        return formula
    return "=" + "".join(_moved_token(token, title, move_text, is_own) for token in tokens)


def _moved_token(token: Token, title: str, move_text: Callable[[str], str], is_own: bool) -> str:
    if token.type != Token.OPERAND or token.subtype != Token.RANGE:
        return str(token.value)
    sheet, mark, cells = token.value.rpartition("!")
    is_ours = sheet.strip("'").replace("''", "'") == title if mark else is_own
    return f"{sheet}{mark}{move_text(cells)}" if is_ours else str(token.value)
