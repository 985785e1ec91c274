"""The lines around the table in which the superior leaves room: who fills in (填报单位), and on which day.

What is written there already stays, but for a day, which is that of another filling. Signatures are left to people.
"""

import re
from collections.abc import Iterator
from datetime import date

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.worksheet import Worksheet

from tracker.ledgers.filling.shape import Place
from tracker.ledgers.writing.cells import clean
from tracker.ledgers.writing.head import chinese_date

_MOST = 200  # characters; a longer text is an instruction, no line to fill in
_ROOM = r"[\s_＿…]*"
_DIGITS = r"[\s_＿\dXxＸ×]*"
_DAY = rf"{_DIGITS}年{_DIGITS}月(?:{_DIGITS}日)?|\s*20\d\d[-./]\d{{1,2}}[-./]\d{{1,2}}"
_DOING = r"(?:填报|填表|报送|上报|编报|制表|统计)"
_NEXT = r"(?=\s*$|[^\s:：]{2,8}(?:[（(][^）)]*[）)])?\s*[:：]|\d{4}年)"  # the end, or another label
_UNIT = re.compile(
    rf"(?:{_DOING}|整改|被巡察)(?:单位|部门|党组织)(?:名称)?(?:\s*[（(](?:盖章|公章|签章|章)[）)])?\s*[:：]"
    rf"(?P<room>(?:{_ROOM}[XxＸ×*]{{2,}}(?:单位|局|委|办|部门)?)?{_ROOM}){_NEXT}"
)
_DATE = re.compile(rf"{_DOING}(?:日期|时间)\s*[:：](?P<room>{_DAY}|{_ROOM}{_NEXT})")
# Only above the table: below it, a day stands beside a signature.
_BARE_DATE = re.compile(
    rf"(?:^|(?<=\s))(?:日期|时间)\s*[:：](?P<room>{_DAY}|{_ROOM}{_NEXT})|截[至止](?P<until>{_DAY})|^[（(]?(?P<alone>{_DAY})[）)]?$"
)


def fill_lines(page: Worksheet, place: Place, foot: int, unit_name: str, made_on: date) -> None:
    """Write unit and day where the lines above the header, and those from row `foot` on, ask for them."""
    day = chinese_date(made_on)
    for cell in list(_lines(page, place, foot)):
        if not _fill(page, cell, _DATE, day) and cell.row < place.header_top:
            _fill(page, cell, _BARE_DATE, day)
        _fill(page, cell, _UNIT, unit_name)


def _lines(page: Worksheet, place: Place, foot: int) -> Iterator[Cell]:
    for (row, _), cell in sorted(page._cells.items()):
        is_text = isinstance(cell.value, str | CellRichText) and cell.data_type != "f"
        is_text = is_text and len(str(cell.value)) <= _MOST
        if is_text and (row < place.header_top or row >= foot):
            yield cell


def _fill(page: Worksheet, cell: Cell, pattern: re.Pattern[str], words: str) -> bool:
    """Write the words into the room the pattern finds, or into the cell beside it; whether it found any."""
    text = str(cell.value)
    found = pattern.search(text)
    if found is None:
        return False
    start, end = next(found.span(name) for name, value in found.groupdict().items() if value is not None)
    beside = None if text[start:].strip() else _beside(page, cell)
    if beside is not None:
        _write(beside, words)
    else:
        _write(cell, f"{text[:start]}{words}{_gap(text[end:])}")
    return True


def _gap(rest: str) -> str:
    """The next label keeps its distance."""
    return f"\u3000\u3000{rest}" if rest and not rest[0].isspace() and rest[0] not in "）)" else rest


def _beside(page: Worksheet, cell: Cell) -> Cell | None:
    """The empty cell to the right that was drawn for the words: a merged one, or one with a line below."""
    corners = {(each.min_row, each.min_col): each for each in page.merged_cells.ranges}
    own = corners.get((cell.row, cell.column))
    column = (own.max_col if own else cell.column) + 1
    beside = page._cells.get((cell.row, column))
    if beside is None or isinstance(beside, MergedCell) or beside.value not in (None, ""):
        return None
    return beside if (cell.row, column) in corners or beside.border.bottom.style else None


def _write(cell: Cell, text: str) -> None:
    cell.value = clean(text)
    cell.data_type = "s"  # openpyxl would take a text that begins with = for a formula
