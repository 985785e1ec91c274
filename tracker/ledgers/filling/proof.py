"""What proves an export in a foreign look: a hidden sheet that says all of it, and the check code on every page.

Nothing is written between the superior's own words; the hidden sheet survives saving in Excel, WPS and LibreOffice.
"""

import re
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tracker.ledgers.reading.grids import PROOF_SHEET
from tracker.ledgers.writing.cells import clean

_OURS = re.compile(r"\s*校验码 \d{4}-\d{6}-[0-9A-F]{8}")


def prove(book: Workbook, page: Worksheet, lines: Sequence[str], code: str) -> None:
    """Put the lines on a hidden sheet and the code at the foot of the page; proofs of an earlier filling go."""
    for sheet in [sheet for sheet in book.worksheets if _is_proof(sheet)]:
        book.remove(sheet)
    hidden = book.create_sheet(_name(book))
    hidden.sheet_state = "hidden"
    hidden.column_dimensions["A"].width = 100
    for row, text in enumerate(lines, 1):
        cell = hidden.cell(row, 1)
        cell.value, cell.data_type = clean(text), "s"
    _print(page, code)
    book.properties.identifier = code or None


def _is_proof(sheet: Worksheet) -> bool:
    return sheet.sheet_state != "visible" and sheet.title.startswith(PROOF_SHEET)


def _name(book: Workbook) -> str:
    taken, number = set(book.sheetnames), 1
    while (name := PROOF_SHEET if number == 1 else f"{PROOF_SHEET}（{number}）") in taken:
        number += 1
    return name


def _print(page: Worksheet, code: str) -> None:
    """Beside what the superior prints at the foot of a page, in the first free third of it."""
    feet = [page.oddFooter]
    feet += [page.evenFooter] if page.HeaderFooter.differentOddEven else []
    feet += [page.firstFooter] if page.HeaderFooter.differentFirst else []
    for foot in feet:
        parts = (foot.right, foot.left, foot.center)
        for part in parts:
            part.text = _OURS.sub("", part.text) or None if part.text else None
        free = next((part for part in parts if not part.text), foot.right)
        free.text = f"{free.text or ''} 校验码 {code}".strip() if code else free.text
