"""A sheet as a sparse grid: only the cells that say something, and the merged ranges. And opening a file as grids.

Every kind of file becomes the same thing here; nothing above this module knows file formats, and nothing here
knows ledgers.
"""

import datetime as dt
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from tracker.ledgers.reading.limits import Allowance
from tracker.ledgers.reading.progress import row_seen
from tracker.ledgers.reading.texts import clean

NOT_COMPUTED = "（公式没有结果）"  # of a formula whose program did not store what it comes to
PROOF_SHEET = "导出信息"  # hidden, where an export has the look of somebody else
_SHORT, _MOST_KNOWN = 40, 20_000


@dataclass(frozen=True, slots=True)
class Dated:
    """A date cell: the date, and the text as the sheet shows it (“2025年3月”, “3月31日”)."""

    date: dt.date
    text: str
    has_day: bool = True


Value = str | int | float | Dated
Merge = tuple[int, int, int, int]  # first row, first column, last row, last column; all from 1


@dataclass(slots=True)
class Grid:
    """One sheet. `rows[row][column]` holds a value only where the cell says something."""

    name: str
    hidden: bool = False
    allowance: Allowance = field(default_factory=Allowance)  # of the file: the sheets of one share it
    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)  # the rows present, in order
    left_out: dict[int, dict[int, Value]] = field(default_factory=dict)  # rows that a person does not want
    faults: dict[tuple[int, int], str] = field(default_factory=dict)  # formulas that came to nothing, as shown
    joined: set[int] = field(default_factory=set)  # rows that a person says go on with the problem above
    _known: dict[str, str] = field(default_factory=dict)
    _anchors: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    _laid: int = 0  # merged cells taken from the allowance

    @property
    def is_read(self) -> bool:
        """Hidden sheets are no data, so their cells need not be read; only the one that proves an export is."""
        return not self.hidden or self.name.startswith(PROOF_SHEET)

    def put(self, row: int, column: int, value: object) -> None:
        """Stores a value as read from a file; blanks are dropped, text is cleaned."""
        taken = as_value(value)
        if taken is None:
            return
        if isinstance(taken, str) and len(taken) <= _SHORT and len(self._known) < _MOST_KNOWN:
            taken = self._known.setdefault(taken, taken)  # names and states recur: one object each
        self.allowance.take_cells()
        cells = self.rows.get(row)
        if cells is None:
            cells = self.rows[row] = {}
            row_seen()
        cells[column] = taken

    def fault(self, row: int, column: int, shown: str) -> None:
        """Remembers a formula that came to no value; the cell says nothing, but whoever reads the table is told."""
        self.allowance.take_cells()
        self.faults[row, column] = shown

    def settle(self) -> "Grid":
        """Called when all cells and merges are in: orders the rows and lays the merges over the cells present.

        Called again after cells were mended; the merges of a sheet count once against what its file may hold.
        """
        self.allowance.take_merged_cells(-self._laid)
        self._anchors, self._laid = {}, 0
        self.numbers = sorted(self.rows)
        columns = sorted({column for cells in self.rows.values() for column in cells})
        for merge in self.merges:
            self._lay(merge, columns)
        return self

    def _lay(self, merge: Merge, columns: list[int]) -> None:
        top, left, bottom, right = merge
        if left not in self.rows.get(top, {}):
            return
        covered = columns[bisect_left(columns, left) : bisect_right(columns, right)]
        rows = self.numbers[bisect_left(self.numbers, top) : bisect_right(self.numbers, bottom)]
        self.allowance.take_merged_cells(len(rows) * len(covered))
        self._laid += len(rows) * len(covered)
        for row in rows:
            for column in covered:
                self._anchors[row, column] = (top, left)

    def anchor(self, row: int, column: int) -> tuple[int, int]:
        """Where the value shown at this cell really stands: the cell itself, or the corner of its merged range."""
        return self._anchors.get((row, column), (row, column))

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Stores a merged range."""
        self.allowance.take_merges()
        self.merges.append((top, left, bottom, right))

    def value(self, row: int, column: int) -> Value | None:
        """The value shown at this cell, merged ranges filled."""
        row, column = self._anchors.get((row, column), (row, column))
        cells = self.rows.get(row)
        return cells.get(column) if cells else None

    def text(self, row: int, column: int) -> str:
        """The value shown at this cell as text."""
        return as_text(self.value(row, column))

    def own(self, row: int) -> dict[int, str]:
        """The texts that stand in this row themselves (not reaching into it by a merge), by column in order."""
        return {column: as_text(value) for column, value in sorted(self.rows.get(row, {}).items())}

    def columns(self) -> list[int]:
        """The columns present anywhere, in order."""
        return sorted({column for cells in self.rows.values() for column in cells})


def as_value(value: object) -> Value | None:
    """A value as files give it, in our few types; None for nothing."""
    if isinstance(value, Dated):
        return value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, str):
        return clean(value) or None
    if isinstance(value, int | float):
        return int(value) if value == int(value) else value
    if isinstance(value, dt.datetime):
        return Dated(value.date(), value.date().isoformat())
    if isinstance(value, dt.date):
        return Dated(value, value.isoformat())
    return None if value is None else clean(str(value)) or None


def as_text(value: Value | None) -> str:
    """The value as a person would read it in the sheet."""
    if value is None:
        return ""
    if isinstance(value, Dated):
        return value.text
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)
