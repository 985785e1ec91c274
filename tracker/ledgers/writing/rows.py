"""Rows of a ledger as XML, quickly: a batch column by column, then each row in one piece.

How a column's cells are made is told in `tails.py`, which style numbers there are in `shell.py`.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from tracker.ledgers.columns import Column
from tracker.ledgers.writing.head import HEAD_ROW
from tracker.ledgers.writing.merges import Gathered
from tracker.ledgers.writing.styles import BODY_SIZE, Styles
from tracker.ledgers.writing.tails import columns_of, highest, start_of

LINE_HEIGHT = 1.45 * BODY_SIZE  # points; Excel gives 仿宋 less, but its substitutes more, and cut text is worse
ROW_PADDING = 4.0
MOST_HEIGHT = 409.0  # Excel's limit, in points


def height(lines: int) -> float:
    """Row height in points for so many lines."""
    return min(MOST_HEIGHT, round(lines * LINE_HEIGHT + ROW_PADDING, 1))


class RowWriter:
    """Turns rows into XML with the style numbers of one shell: a row of the sheet for each."""

    first, most_rows = HEAD_ROW + 1, 1 << 20

    def __init__(self, columns: Sequence[Column], styles: Styles):
        self.gathered = Gathered()
        self._values = [column.value for column in columns]
        self._columns = columns_of(columns, styles)

    def xml(self, rows: Sequence[Any], first: int) -> tuple[bytes, int]:
        """The <row> elements of these rows, numbered from `first` on, and the number after the last."""
        told = [column.tails([*map(value, rows)]) for column, value in zip(self._columns, self._values, strict=True)]
        cells, lines = zip(*told, strict=True)
        return rows_xml(first, highest(lines), cells), first + len(rows)

    def close(self) -> None:
        """Nothing more is written."""
        self.gathered.close()


def rows_xml(first: int, lines: Iterable[int], cells: Iterable[Iterable[bytes]]) -> bytes:
    """The <row> elements, `lines` high; the cells are told by column.

    A height is an estimate, not fixed: Excel fits it anew when a cell is edited.
    """
    rows = zip(lines, zip(*cells, strict=True), strict=True)
    # The row's number stands between any two pieces.
    return b"".join(
        [(b"%d" % number).join((b'<row r="', _opening(high), *row)) for number, (high, row) in enumerate(rows, first)]
    )


@lru_cache(1024)
def _opening(lines: int) -> bytes:
    return b'" ht="%s">' % str(height(lines)).encode() + start_of(1)
