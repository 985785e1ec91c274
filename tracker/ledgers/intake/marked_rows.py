"""The errors of a long ledger taken home: a small workbook of the rows that have any, instead of the whole file.

The whole would cost openpyxl more memory than a process may take. What it is and how it is used stands in its first
row; each row names its place in the file, says what is wrong, and has its cells marked like those of `marked.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tracker.ledgers.intake.marked import mark, put, title_of
from tracker.ledgers.intake.shape import Fault
from tracker.ledgers.reading import SheetReading
from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.opening import open_grids
from tracker.ledgers.reading.progress import untold
from tracker.ledgers.reading.texts import column_letter, place_of

MOST_ROWS = 5_000
MOST_COLUMNS = 60
_FIRST = ("原表行号", "问题")  # before the columns of the file
_TOP = 3  # what it is, letters, headings
_BOLD = Font(bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")

Rows = dict[int, list[Fault]]


def marked_rows(path: Path, name: str, sheets: Iterable[SheetReading], faults: Sequence[Fault]) -> bytes:
    """An .xlsx of the rows with faults in the file at `path`; of too many those with errors. Raises Unreadable."""
    wanted, left = _wanted(faults)
    headings = {sheet.name: {each.letter: each.heading for each in sheet.columns} for sheet in sheets}
    with untold():
        grids = [grid for grid in open_grids(path, name, list(wanted)) if grid.name in wanted]
    book = Workbook()
    book.remove(book.worksheets[0])
    for grid in grids:
        _write(book.create_sheet(title_of(grid.name)), grid, wanted[grid.name], headings.get(grid.name, {}), left)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _wanted(faults: Sequence[Fault]) -> tuple[Mapping[str, Rows], int]:
    """The faults by sheet and row, and how many rows there is no room for."""
    found: dict[tuple[str, int], list[Fault]] = defaultdict(list)
    for fault in faults:
        found[fault.sheet, place_of(fault.cell)[0]].append(fault)
    by_weight = sorted(found, key=lambda place: not any(fault.blocks for fault in found[place]))
    wanted: dict[str, Rows] = defaultdict(dict)
    for sheet, row in by_weight[:MOST_ROWS]:
        wanted[sheet][row] = found[sheet, row]
    return wanted, max(0, len(by_weight) - MOST_ROWS)


def _write(sheet: Worksheet, grid: Grid, rows: Rows, headings: Mapping[str, str], left: int) -> None:
    columns = grid.columns()[:MOST_COLUMNS]
    letters = list(map(column_letter, columns))
    put(sheet.cell(1, 1), _what_it_is(len(rows), left))
    _line(sheet, 2, [*_FIRST, *letters])
    _line(sheet, _TOP, ["", "", *(headings.get(letter, "") for letter in letters)])
    for place, row in enumerate(sorted(rows), _TOP + 1):
        told = "\n".join(f"{fault.cell}　{fault.sentence}" for fault in rows[row])
        _line(sheet, place, [str(row), told, *(grid.text(row, column) for column in columns)])
        sheet.cell(place, 2).alignment = _WRAPPED
        _mark_row(sheet, place, rows[row], letters)
    _lay_out(sheet, len(columns))


def _lay_out(sheet: Worksheet, columns: int) -> None:
    """To be looked at and printed: headings stay, and all columns go on one page across."""
    for column, width in enumerate((10, 46, *(18 for _ in range(columns))), 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for cell in (*sheet[1], *sheet[2], *sheet[_TOP]):
        cell.font = _BOLD
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"2:{_TOP}"
    sheet.freeze_panes = sheet.cell(_TOP + 1, len(_FIRST) + 1)


def _what_it_is(count: int, left: int) -> str:
    more = f"另有 {left:,} 行没有列出，改好这些再读。" if left else ""
    return (
        f"不是原表，只有原表中有问题的 {count:,} 行。{more}请按“原表行号”在原文件中更正，再上传原文件；不要上传本表。"
    )


def _line(sheet: Worksheet, row: int, texts: Iterable[str]) -> None:
    for column, text in enumerate(texts, 1):
        if text:
            put(sheet.cell(row, column), text)


def _mark_row(sheet: Worksheet, place: int, faults: Iterable[Fault], letters: Sequence[str]) -> None:
    by_letter: dict[str, list[Fault]] = defaultdict(list)
    for fault in faults:
        by_letter[column_letter(place_of(fault.cell)[1])].append(fault)
    for letter, found in by_letter.items():
        if letter in letters:
            mark(sheet.cell(place, len(_FIRST) + 1 + letters.index(letter)), found)
