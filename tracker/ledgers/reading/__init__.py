"""The reading of ledgers from Excel and text files, as units really send them. Pure: no ORM, no HTTP, no user.

From bottom to top: `kinds` and the file readers give sparse `grids`; `headers`, `headings` and `columns` find the
table and what its columns mean; `rows` and `tables` gather rows into items; `items` reads `measures`, `deadlines` and
`names`. What is no plain table is first turned into one: `unfolded` (problem and measure take turns), `forms`, `turned`
(on its side), `slices` (side by side); `marked` and `parted` read columns that mean something only together.
"""

from tracker.ledgers.reading.chosen import ONLY_KEPT, SKIP, Chosen
from tracker.ledgers.reading.deadlines import Deadline, parse_deadline
from tracker.ledgers.reading.glanced import JOINED, Glance
from tracker.ledgers.reading.mended import CELL, LEFT_OUT, NOTHING_MENDED, ROW, TO_BE_FOUND, Mended
from tracker.ledgers.reading.names import split_people, split_units
from tracker.ledgers.reading.read import read_ledger
from tracker.ledgers.reading.shape import (
    CellProblem,
    ColumnReading,
    Correction,
    Ledger,
    LedgerItem,
    LedgerMeasure,
    SheetReading,
    as_json,
    json_texts,
)

__all__ = [
    "CELL",
    "JOINED",
    "LEFT_OUT",
    "NOTHING_MENDED",
    "ONLY_KEPT",
    "ROW",
    "SKIP",
    "TO_BE_FOUND",
    "CellProblem",
    "Chosen",
    "ColumnReading",
    "Correction",
    "Deadline",
    "Glance",
    "Ledger",
    "LedgerItem",
    "LedgerMeasure",
    "Mended",
    "SheetReading",
    "as_json",
    "json_texts",
    "parse_deadline",
    "read_ledger",
    "split_people",
    "split_units",
]
