"""Items over several rows of the sheet: a line for each measure, and what says the same of all is one merged cell.

How a cell is written is told in `rows.py`.
"""

from collections.abc import Callable, Iterable, Sequence

from openpyxl.utils import get_column_letter

from tracker.ledgers.columns import Column, LedgerRow, MeasureLine
from tracker.ledgers.writing.head import HEAD_ROW
from tracker.ledgers.writing.merges import Gathered
from tracker.ledgers.writing.rows import Known, Tail, height_bytes, look_of, start_of, tail_maker
from tracker.ledgers.writing.styles import Styles

NO_MEASURE = MeasureLine("")


class _Cells:
    """One column: its cells by value, and the bare box that continues a merged one."""

    def __init__(self, place: int, column: Column, value: Callable, styles: Styles):
        self.start, self.letter, self.value = start_of(place), get_column_letter(place), value
        self.box: Tail = b'" s="%d"/>' % styles[look_of(column)], 0
        self._known = Known(tail_maker(column, styles))

    def tail(self, row: object) -> Tail:
        """The cell of this row or measure, after its row number, and how many lines it takes."""
        return self._known[self.value(row)]


class BlockWriter:
    """Turns items into XML, so many rows for each as it has measures, one at least."""

    first, most_rows = HEAD_ROW + 1, 1 << 20

    def __init__(self, columns: Sequence[Column], styles: Styles):
        self.gathered = Gathered()
        cells = [
            (_Cells(place, column, column.of_measure or column.value, styles), column.of_measure is not None)
            for place, column in enumerate(columns, 1)
        ]
        self._columns = cells
        self._merged = [each.letter for each, of_measure in cells if not of_measure]

    def xml(self, rows: Iterable[LedgerRow], first: int) -> tuple[bytes, int]:
        """The <row> elements of these items from row `first` on, and the number after the last."""
        parts: list[bytes] = []
        number = first
        for row in rows:
            number = self._add(parts, row, number)
        return b"".join(parts), number

    def close(self) -> None:
        """Nothing more is written."""
        self.gathered.close()

    def _add(self, parts: list[bytes], row: LedgerRow, first: int) -> int:
        measures = row.measures or (NO_MEASURE,)
        last = first + len(measures) - 1
        whole = [None if of_measure else each.tail(row) for each, of_measure in self._columns]
        lines = [self._line(measure, whole, is_first=place == 0) for place, measure in enumerate(measures)]
        needed = max((tail[1] for tail in whole if tail), default=1)
        for number, ((cells, _), high) in enumerate(
            zip(lines, stretched([high for _, high in lines], needed), strict=True), first
        ):
            at = b"%d" % number
            parts.append(b'<row r="%s" ht="%s">' % (at, height_bytes(high)))
            for start, tail in cells:
                parts += (start, at, tail)
            parts.append(b"</row>")
        if last > first:
            self.gathered.merge(*[f"{letter}{first}:{letter}{last}" for letter in self._merged])
        return last + 1

    def _line(
        self, measure: MeasureLine, whole: Sequence[Tail | None], *, is_first: bool
    ) -> tuple[list[tuple[bytes, bytes]], int]:
        """The cells of one line, and how many lines of text its own ones take."""
        cells, high = [], 1
        for (each, _), tail in zip(self._columns, whole, strict=True):
            own, lines = each.tail(measure) if tail is None else (tail if is_first else each.box)
            cells.append((each.start, own))
            if tail is None and lines > high:
                high = lines
        return cells, high


def stretched(heights: Sequence[int], needed: int) -> list[int]:
    """Heights in lines that together hold a merged cell of `needed` lines: what is missing is shared out evenly."""
    missing = needed - sum(heights)
    if missing <= 0:
        return list(heights)
    each, rest = divmod(missing, len(heights))
    return [high + each + (place < rest) for place, high in enumerate(heights)]
