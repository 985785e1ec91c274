"""The errors of a ledger taken home: the same workbook with each cell marked and told of in a comment.

A workbook that Excel of today wrote is marked itself; every other kind of file, and a workbook that openpyxl refuses or
that would cost it too much memory, is written anew, words and merges only.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from tracker.errors import Refused, Unreadable
from tracker.ledgers.intake.shape import Fault
from tracker.ledgers.reading.grids import Grid, as_text
from tracker.ledgers.reading.kinds import Kind, kind_of
from tracker.ledgers.reading.opening import open_grids
from tracker.ledgers.reading.texts import column_number
from tracker.ledgers.workbooks import LARGEST_COLUMN, LARGEST_ROW, open_workbook, understood
from tracker.ledgers.writing.cells import clean

MAX_BYTES = 20 * 1024 * 1024
LIST = "须更正的单元格"
AUTHOR = "销号系统"
MOST_CELLS = 300_000
_INSTEAD = "不能在原表上标出；请对照本页“按单元格核对”在原文件中更正。"
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_RED = PatternFill("solid", fgColor="F8D7DA")
_YELLOW = PatternFill("solid", fgColor="FFF3CD")


def marked(path: Path, name: str, faults: Iterable[Fault]) -> bytes:
    """An .xlsx of the file at `path` with its faults marked and listed. Raises Refused, Unreadable."""
    if path.stat().st_size > MAX_BYTES:
        raise Refused(f"文件超过 20 MB，{_INSTEAD}")
    faults = list(faults)
    if kind_of(path, name) is Kind.XLSX:
        with suppress(Unreadable), understood():
            return _marked(open_workbook(path), faults)
    return _marked(_written(open_grids(path, name)), faults)


def _marked(book: Workbook, faults: Sequence[Fault]) -> bytes:
    by_cell: dict[tuple[str, str], list[Fault]] = defaultdict(list)
    for fault in faults:
        by_cell[fault.sheet, fault.cell].append(fault)
    for (sheet, cell), found in by_cell.items():
        if title_of(sheet) in book.sheetnames and _is_cell(cell):
            mark(book[title_of(sheet)][cell], found)
    _list(book, faults)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _written(grids: Sequence[Grid]) -> Workbook:
    if sum(len(cells) for grid in grids for cells in grid.rows.values()) > MOST_CELLS:
        raise Refused(f"表格超过 30 万格，{_INSTEAD}")
    book = Workbook()
    book.remove(book.worksheets[0])
    for grid in grids:
        _write(book.create_sheet(title_of(grid.name)), grid)
    return book


def _write(sheet: Worksheet, grid: Grid) -> None:
    """What lies beyond the edges of a sheet is left out; a merge is taken over where it spreads words."""
    cells = ((row, column, value) for row, found in grid.rows.items() for column, value in found.items())
    for row, column, value in cells:
        if 1 <= row <= LARGEST_ROW and 1 <= column <= LARGEST_COLUMN:
            put(sheet.cell(row, column), as_text(value))
    merges = [merge for merge in grid.merges if merge[1] in grid.rows.get(merge[0], {}) and _is_on_sheet(*merge)]
    # Not merge_cells, which makes every cell of the range.
    ranges = [CellRange(None, left, top, right, bottom) for top, left, bottom, right in merges]
    sheet.merged_cells = MultiCellRange(ranges)


def _is_on_sheet(top: int, left: int, bottom: int, right: int) -> bool:
    return 1 <= top <= bottom <= LARGEST_ROW and 1 <= left <= right <= LARGEST_COLUMN


def _is_cell(name: str) -> bool:
    found = _CELL.fullmatch(name)
    return found is not None and _is_on_sheet(*(int(found[2]), column_number(found[1])) * 2)


def title_of(name: str) -> str:
    """What a workbook lets a sheet be called; the name of a text file is not always such a one."""
    return re.sub(r"[\\*?:/\[\]]", "_", name)[:31]


def put(cell: Any, text: str) -> None:
    """Words as words, whatever they begin with."""
    cell.value = clean(text)
    cell.data_type, cell.quotePrefix = "s", text[:1] in ("=", "+", "-", "@")


def mark(cell: Any, faults: list[Fault]) -> None:
    """Colour a cell and tell what is wrong with it."""
    if isinstance(cell, MergedCell):
        return  # the list tells of it
    cell.fill = _RED if any(fault.blocks for fault in faults) else _YELLOW
    comment = Comment("\n".join(fault.sentence for fault in faults), AUTHOR)
    comment.width, comment.height = 260, 90
    cell.comment = comment


def _list(book: Workbook, faults: Iterable[Fault]) -> None:
    sheet = book.create_sheet(LIST if LIST not in book.sheetnames else f"{LIST}（本次）")
    for row, texts in enumerate([("单元格", "问题", "轻重"), *map(_line, faults)], 1):
        for column, text in enumerate(texts, 1):
            put(sheet.cell(row, column), text)
    for letter, width in zip("ABC", (24, 80, 10), strict=True):
        sheet.column_dimensions[letter].width = width


def _line(fault: Fault) -> tuple[str, str, str]:
    return fault.where, fault.sentence, "须更正" if fault.blocks else "请留意"
