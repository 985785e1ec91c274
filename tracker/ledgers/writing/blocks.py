"""Items over several rows of the sheet: a line for each measure, and what says the same of all is one merged cell.

How a cell is written is told in `rows.py`.
"""

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from tracker.ledgers.columns import Column, LedgerRow, MeasureLine
from tracker.ledgers.writing.head import HEAD_ROW
from tracker.ledgers.writing.merges import Gathered
from tracker.ledgers.writing.rows import rows_xml
from tracker.ledgers.writing.styles import Styles
from tracker.ledgers.writing.tails import columns_of, highest

NO_MEASURE = MeasureLine("")


class _Told(NamedTuple):
    """A batch by column: cells of all lines; how many lines of text items take as a whole, and single measures."""

    cells: list[Sequence[bytes]]
    whole: list[Sequence[int]]
    own: list[Sequence[int]]


class BlockWriter:
    """Turns items into XML, so many rows for each as it has measures, one at least."""

    first, most_rows = HEAD_ROW + 1, 1 << 20

    def __init__(self, columns: Sequence[Column], styles: Styles):
        self.gathered = Gathered()
        self._columns = [*zip(columns, columns_of(columns, styles), strict=True)]
        letters = map(get_column_letter, range(1, len(columns) + 1))
        self._merged = [letter for letter, column in zip(letters, columns, strict=True) if not column.of_measure]

    def xml(self, rows: Sequence[LedgerRow], first: int) -> tuple[bytes, int]:
        """The <row> elements of these items from row `first` on, and the number after the last."""
        measures = [row.measures or (NO_MEASURE,) for row in rows]
        counts = [*map(len, measures)]
        cells, whole, own = self._cells(rows, [*chain.from_iterable(measures)], counts)
        lines = highest(own) or [1] * sum(counts)
        heights = _heights(counts, highest(whole) or [1] * len(rows), lines)
        self._merge(counts, first)
        return rows_xml(first, heights, cells), first + len(lines)

    def close(self) -> None:
        """Nothing more is written."""
        self.gathered.close()

    def _cells(self, rows: Sequence[LedgerRow], measures: Sequence[MeasureLine], counts: Sequence[int]) -> _Told:
        told = _Told([], [], [])
        for column, cells in self._columns:
            if column.of_measure:
                parts, lines = cells.tails([*map(column.of_measure, measures)])
                told.own.append(lines)
            else:
                parts, lines = cells.tails([*map(column.value, rows)])
                parts = _continued(parts, cells.box, counts)
                told.whole.append(lines)
            told.cells.append(parts)
        return told

    def _merge(self, counts: Sequence[int], first: int) -> None:
        for count in counts:
            if count > 1:
                last = first + count - 1
                self.gathered.merge(*[f"{letter}{first}:{letter}{last}" for letter in self._merged])
            first += count


def _continued(parts: Sequence[bytes], box: bytes, counts: Sequence[int]) -> Sequence[bytes]:
    """Cells of whole items on the first line of each, bare boxes below them."""
    return [*chain.from_iterable([(part, *[box] * (count - 1)) for part, count in zip(parts, counts, strict=True)])]


def _heights(counts: Sequence[int], needed: Sequence[int], lines: Sequence[int]) -> Iterator[int]:
    """The heights of all lines: what its measure takes, or its share of what the whole item needs."""
    start = 0
    for count, most in zip(counts, needed, strict=True):
        yield from stretched(lines[start : start + count], most)
        start += count


def stretched(heights: Sequence[int], needed: int) -> list[int]:
    """Heights in lines that together hold a merged cell of `needed` lines: what is missing is shared out evenly."""
    missing = needed - sum(heights)
    if missing <= 0:
        return list(heights)
    each, rest = divmod(missing, len(heights))
    return [high + each + (place < rest) for place, high in enumerate(heights)]
