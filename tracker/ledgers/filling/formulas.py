"""Where a filled template has the superior's own formulas: what they come to is no part of what went out.

Read from the XML: an export may have a hundred thousand rows, and openpyxl fills up every row to its last cell.
"""

import zipfile
from pathlib import Path

from tracker.ledgers.reading.sharedparts import local
from tracker.ledgers.reading.xlsx import ignore, parse, sheet_parts
from tracker.ledgers.workbooks import understood


def formula_cells(path: Path) -> set[tuple[str, str]]:
    """(sheet, cell) of each formula in the workbook at `path`, hidden sheets too. Raises Unreadable."""
    with understood(), zipfile.ZipFile(path) as archive:
        return {(sheet, cell) for sheet, part in sheet_parts(archive) for cell in _formulas(archive, part)}


def _formulas(archive: zipfile.ZipFile, part: str) -> set[str]:
    found: set[str] = set()
    cell = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal cell
        if (name := local(name)) == "c":
            cell = attributes.get("r", "")
        elif name == "f":
            found.add(cell)

    parse(archive, part, start, ignore, ignore)
    return found
