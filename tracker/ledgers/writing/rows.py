"""A row of a ledger as XML, quickly: every column is prepared once, a row only puts its values in.

Short texts repeat (units, categories, statuses), so their XML is remembered per column, in bounded memory.
How one cell is written is told in `cells.py`, which style numbers there are in `shell.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache, partial
from typing import Any

from openpyxl.utils import get_column_letter

from tracker.ledgers.columns import Column
from tracker.ledgers.writing import cells
from tracker.ledgers.writing.head import HEAD_ROW
from tracker.ledgers.writing.merges import Gathered
from tracker.ledgers.writing.styles import BODY_SIZE, Styles, lamp_key

# The XML of a cell after its row number, in UTF-8 (joining bytes is quicker than encoding the whole row), and how many
# lines the cell takes.
Tail = tuple[bytes, int]
TailMaker = Callable[[object], Tail]

SHORT = 16  # characters up to which a text is worth remembering
REMEMBERED = 1024  # texts a column remembers
LINE_HEIGHT = 1.45 * BODY_SIZE  # points; Excel gives 仿宋 less, but its substitutes more, and cut text is worse
ROW_PADDING = 4.0
MOST_HEIGHT = 409.0  # Excel's limit, in points
_DIGIT_PIXELS, _CELL_PADDING_PIXELS = 8, 5  # of the workbook's standard font (`styles.STANDARD_FONT`)


def capacity(width: float, size: float = BODY_SIZE) -> int:
    """How many units (half a Chinese character) of a font of this size fit in a column of this width."""
    half_character = size / 2 * 96 / 72
    return max(2, int((width * _DIGIT_PIXELS - _CELL_PADDING_PIXELS) / half_character) // 2 * 2)


def height(lines: int) -> float:
    """Row height in points for so many lines."""
    return min(MOST_HEIGHT, round(lines * LINE_HEIGHT + ROW_PADDING, 1))


class RowWriter:
    """Turns rows into XML with the style numbers of one shell: a row of the sheet for each."""

    first, most_rows = HEAD_ROW + 1, 1 << 20

    def __init__(self, columns: Sequence[Column], styles: Styles):
        self.gathered = Gathered()
        self._columns = [
            (start_of(place), column.value, Known(tail_maker(column, styles)))
            for place, column in enumerate(columns, 1)
        ]

    def xml(self, rows: Iterable[Any], first: int) -> tuple[bytes, int]:
        """The <row> elements of these rows, numbered from `first` on, and the number after the last."""
        parts: list[bytes] = []
        number = first
        for row in rows:
            self._add(parts, row, b"%d" % number)
            number += 1
        return b"".join(parts), number

    def close(self) -> None:
        """Nothing more is written."""
        self.gathered.close()

    def _add(self, parts: list[bytes], row: Any, at: bytes) -> None:
        """Add one row. Its height is an estimate, not fixed: Excel fits it anew when a cell is edited."""
        opening, most = len(parts), 1
        parts.append(b"")
        for start, value_of, known in self._columns:
            tail, lines = known[value_of(row)]
            parts += (start, at, tail)
            if lines > most:
                most = lines
        parts[opening] = b'<row r="%s" ht="%s">' % (at, height_bytes(most))
        parts.append(b"</row>")


class Known(dict[object, Tail]):
    """The cells of one column by their values; one that is short is made once."""

    def __init__(self, tail_of: TailMaker):
        self._tail_of = tail_of

    def __missing__(self, value: object) -> Tail:
        found = self._tail_of(value)
        if len(self) < REMEMBERED and (type(value) is not str or len(value) <= SHORT):
            self[value] = found
        return found


def start_of(place: int) -> bytes:
    """How a cell of this column begins, up to its row number."""
    return f'<c r="{get_column_letter(place)}'.encode()


@lru_cache(REMEMBERED)
def height_bytes(lines: int) -> bytes:
    """The same as it stands in the XML."""
    return str(height(lines)).encode()


def look_of(column: Column) -> str:
    """The style of this column's texts."""
    return "centred" if column.centred or column.kind != "text" else "text"


def tail_maker(column: Column, styles: Styles) -> TailMaker:
    """What writes this column's cells: nearly every text goes straight into the sheet."""
    room = capacity(column.width)
    if column.kind == "lamp":
        return partial(_lamp_tail, styles, room)
    look = look_of(column)
    opening = b'" s="%d" t="inlineStr"><is><t>' % styles[look]
    is_plain, lines = cells.is_plain, cells.lines

    def tail(value: object) -> Tail:
        if type(value) is str and is_plain(value) and len(value) <= cells.SURELY_WHOLE:
            data = value.encode()
            return b"%s%s</t></is></c>" % (opening, data), lines(value, room, len(data))
        if type(value) is int:
            return _number_tail(styles["number"], value)
        return _tail(styles, look, room, value)

    return tail


def _tail(styles: Styles, look: str, room: int, value: object) -> Tail:
    """The cell of a text, date or number; what it is decides, not what the column hoped for."""
    if isinstance(value, date):
        day = cells.serial(value)
        return _text_tail(styles, look, room, value.isoformat()) if day is None else _number_tail(styles["date"], day)
    if isinstance(value, int | float):
        return _number_tail(styles["number"], value)
    return _text_tail(styles, look, room, "" if value is None else str(value))


def _number_tail(style: int, value: float) -> Tail:
    return f'" s="{style}"><v>{value}</v></c>'.encode(), 1


def _text_tail(styles: Styles, look: str, room: int, value: str) -> Tail:
    text = cells.clean(value)
    style = styles[f"{look}_marked" if cells.is_formula_like(text) else look]
    return _inline(style, text), cells.lines(text, room)


def _lamp_tail(styles: Styles, room: int, value: tuple[str, str]) -> Tail:
    lamp, words = value
    return _inline(styles[lamp_key(lamp)], cells.clean(words)), cells.lines(words, room)


def _inline(style: int, text: str) -> bytes:
    if not text:
        return b'" s="%d"/>' % style
    return f'" s="{style}" t="inlineStr">{cells.text_element(text)}</c>'.encode()
