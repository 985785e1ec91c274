"""Builds ledgers for the tests of reading, and holds the parts of a reading that a test compares."""

import datetime as dt
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tracker.ledgers.reading import Ledger, LedgerItem, read_ledger

Rows = list[list[Any]]


def book(path: Path, rows: Rows, *, merges: str = "", sheet: str = "台账", first: str = "A1", **more: Rows) -> Path:
    """A workbook of one sheet with these rows from cell `first` on, merged as named; `more` are further sheets."""
    workbook = Workbook()
    fill(workbook.active, rows, first)
    workbook.active.title = sheet
    for merged in merges.split():
        workbook.active.merge_cells(merged)
    for name, other in more.items():
        fill(workbook.create_sheet(name), other)
    workbook.save(path)
    return path


def words(*lines: str) -> list[Any]:
    """The headings named in these lines, parted by blanks."""
    return [word for line in lines for word in line.split()]


def fill(worksheet: Any, rows: Rows, first: str = "A1") -> None:
    """Writes rows into a worksheet; None leaves a cell untouched."""
    corner = worksheet[first]
    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            if value is not None:
                worksheet.cell(corner.row + down, corner.column + across, value)


def read(path: Path, rows: Rows, **options: Any) -> Ledger:
    """The reading of such a workbook, without any feedback date."""
    return read_ledger(book(path / "ledger.xlsx", rows, **options))


def told(item: LedgerItem, *names: str) -> tuple[Any, ...]:
    """The named fields of an item; `measures` as their texts, dates in ISO form."""
    return tuple(_plain(name, getattr(item, name)) for name in names)


def _plain(name: str, value: Any) -> Any:
    if name == "measures":
        return [measure.text for measure in value]
    return value.isoformat() if isinstance(value, dt.date) else value
