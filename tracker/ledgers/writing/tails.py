"""The cells of one column for many rows at once: what the values of a batch are as XML, and how many lines they take.

Short texts repeat (units, categories, statuses), so their XML is remembered, in bounded memory. Long ones are looked
at, encoded and cut apart again all together. How one cell is written is told in `cells.py`.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import Any

from openpyxl.utils import get_column_letter

from tracker.ledgers.columns import Column
from tracker.ledgers.writing import cells
from tracker.ledgers.writing.styles import BODY_SIZE, Styles, lamp_key

# The XML from behind a cell's row number to before the next one's, in UTF-8 (joining bytes is quicker than encoding the
# whole row), and how many lines the cell takes.
Tail = tuple[bytes, int]
Tails = tuple[Sequence[bytes], Sequence[int]]

SHORT = 16  # characters up to which a text is worth remembering
REMEMBERED = 1024  # texts a column remembers
_DIGIT_PIXELS, _CELL_PADDING_PIXELS = 8, 5  # of the workbook's standard font (`styles.STANDARD_FONT`)


def capacity(width: float, size: float = BODY_SIZE) -> int:
    """How many units (half a Chinese character) of a font of this size fit in a column of this width."""
    half_character = size / 2 * 96 / 72
    return max(2, int((width * _DIGIT_PIXELS - _CELL_PADDING_PIXELS) / half_character) // 2 * 2)


def columns_of(columns: Sequence[Column], styles: Styles) -> list["Cells"]:
    """Every column of a sheet, ready to be written; each cell ends in the beginning of the next one, or in the row."""
    ends = [*map(start_of, range(2, len(columns) + 1)), b"</row>"]
    return [Cells(column, styles, end) for column, end in zip(columns, ends, strict=True)]


def start_of(place: int) -> bytes:
    """How a cell of this column begins, up to its row number."""
    return f'<c r="{get_column_letter(place)}'.encode()


class Cells:
    """One column's cells; `box` is the bare one that continues a merged cell."""

    def __init__(self, column: Column, styles: Styles, end: bytes):
        self._room = capacity(column.width)
        look = "centred" if column.centred or column.kind != "text" else "text"
        self._opening = b'" s="%d" t="inlineStr"><is><t>' % styles[look]
        self._closing = b"</t></is></c>" + end
        self.box = b'" s="%d"/>' % styles[look] + end
        make = partial(_lamp, styles) if column.kind == "lamp" else partial(_cell, styles, look)
        self._known = _Known(make, self._room, end)

    def tails(self, values: Sequence[object]) -> Tails:
        """The cells of these values, at least one."""
        known = self._known
        made = self._plain([value for value in {*values} - known.keys() if type(value) is str])
        known.update(made)
        parts, lines = zip(*map(known.__getitem__, values), strict=True)
        known.forget(made)
        return parts, lines

    def _plain(self, texts: list[str]) -> dict[object, Tail]:
        """Nearly all texts go straight into the sheet; if one of these does not, none is told."""
        coded = cells.all_plain(texts)
        opening, closing, room = self._opening, self._closing, self._room
        return {
            text: (b"%s%s%s" % (opening, data, closing), cells.lines(text, room, len(data)))
            for text, data in zip(texts, coded, strict=False)
        }


class _Known(dict[object, Tail]):
    """Cells by their values, made one by one; one that is short is made once."""

    def __init__(self, make: Callable[[Any], tuple[str, str]], room: int, end: bytes):
        self._make, self._room, self._end = make, room, end

    def __missing__(self, value: object) -> Tail:
        xml, text = self._make(value)
        found = xml.encode() + self._end, cells.lines(text, self._room)
        if len(self) < REMEMBERED and _may_recur(value):
            self[value] = found
        return found

    def forget(self, values: Iterable[object]) -> None:
        """Keep of these values only what may come again."""
        for value in values:
            if len(self) > REMEMBERED or not _may_recur(value):
                del self[value]


def _may_recur(value: object) -> bool:
    return type(value) is not str or len(value) <= SHORT


def _cell(styles: Styles, look: str, value: object) -> tuple[str, str]:
    """The cell of a text, date or number, and the text whose lines it takes; what it is decides, not the column."""
    if isinstance(value, date) and (day := cells.serial(value)) is not None:
        return _number(styles["date"], day)
    if isinstance(value, int | float):
        return _number(styles["number"], value)
    text = cells.clean("" if value is None else str(value))
    return _inline(styles[f"{look}_marked" if cells.is_formula_like(text) else look], text), text


def _number(style: int, value: float) -> tuple[str, str]:
    return f'" s="{style}"><v>{value}</v></c>', ""


def _lamp(styles: Styles, value: tuple[Any, str]) -> tuple[str, str]:
    lamp, words = value
    return _inline(styles[lamp_key(lamp)], cells.clean(words)), words


def _inline(style: int, text: str) -> str:
    if not text:
        return f'" s="{style}"/>'
    return f'" s="{style}" t="inlineStr">{cells.text_element(text)}</c>'


def highest(lines: Iterable[Sequence[int]]) -> list[int]:
    """Of each row the most lines that one of its cells takes; `lines` are told by column."""
    return [*map(max, zip(*lines, strict=True))]
