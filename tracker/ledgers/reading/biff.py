"""What calamine does not tell of an old workbook (BIFF8): the number formats of its cells, without which 60 % and
2024年5月 are 0.6 and 2024-05-01, and which cells came to an error. Values are read by calamine.

Nothing here knows ledgers.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tracker.ledgers.reading.compound import stream_of
from tracker.ledgers.reading.formats import built_in

_BIFF8 = 0x0600
_BOF, _SHEET, _FORMAT, _STYLE = 0x0809, 0x0085, 0x041E, 0x00E0
_BOOLEAN_OR_ERROR = 0x0205
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_NUMBER, _RK, _MANY_RK, _FORMULA = 0x0203, 0x027E, 0x00BD, 0x0006


@dataclass(frozen=True, slots=True)
class Told:
    """Of one sheet, by row and column from 1: format codes, of cells where they say something; and errors as shown."""

    codes: dict[tuple[int, int], str] = field(default_factory=dict)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def told_of(path: Path) -> dict[str, Told]:
    """By sheet name what calamine does not tell; empty where the file is of another make."""
    try:
        return _Book(stream_of(path.read_bytes(), "Workbook", "Book")).told()
    except (struct.error, ValueError, LookupError, StopIteration, UnicodeDecodeError):
        return {}


class _Book:
    """The records of a workbook stream."""

    def __init__(self, stream: bytes):
        self._stream = stream
        self._custom: dict[int, str] = {}
        self._styles: list[int] = []
        self._sheets: list[tuple[str, int]] = []  # name and where its records begin

    def told(self) -> dict[str, Told]:
        """Reads the shared records, then those of every sheet."""
        if struct.unpack_from("<HHH", self._stream) != (_BOF, 16, _BIFF8):
            return {}
        for kind, data in self._records(0):
            self._take(kind, data)
        return {name: self._told_of(start) for name, start in self._sheets}

    def _records(self, position: int) -> Iterator[tuple[int, bytes]]:
        """The records from a position to the end of their part of the stream."""
        while position + 4 <= len(self._stream):
            kind, length = struct.unpack_from("<HH", self._stream, position)
            if kind == 0x000A:  # the end
                return
            yield kind, self._stream[position + 4 : position + 4 + length]
            position += 4 + length

    def _take(self, kind: int, data: bytes) -> None:
        if kind == _FORMAT:
            self._custom[struct.unpack_from("<H", data)[0]] = _text(data[2:], 2)
        elif kind == _STYLE:
            self._styles.append(struct.unpack_from("<H", data, 2)[0])
        elif kind == _SHEET:
            self._sheets.append((_text(data[6:], 1), struct.unpack_from("<I", data)[0]))

    def _told_of(self, start: int) -> Told:
        told = Told()
        for kind, data in self._records(start):
            if error := _error(kind, data):
                row, column = struct.unpack_from("<HH", data)
                told.errors[row + 1, column + 1] = error
            for row, column, style in _places(kind, data):
                number = self._styles[style]
                code = self._custom.get(number) or built_in(number)
                if code and code != "General":
                    told.codes[row + 1, column + 1] = code
        return told


def _error(kind: int, data: bytes) -> str:
    """The error that a cell or its formula came to, '' for none."""
    if kind == _BOOLEAN_OR_ERROR and data[7]:
        return _ERRORS.get(data[6], "#N/A")
    if kind == _FORMULA and data[6] == 2 and data[12:14] == b"\xff\xff":
        return _ERRORS.get(data[8], "#N/A")
    return ""


def _places(kind: int, data: bytes) -> Iterator[tuple[int, int, int]]:
    """Row, column and style of the numbers of a record."""
    if kind in (_NUMBER, _RK, _FORMULA):
        yield struct.unpack_from("<HHH", data)
    elif kind == _MANY_RK:
        row, column = struct.unpack_from("<HH", data)
        for place in range((len(data) - 6) // 6):
            yield row, column + place, struct.unpack_from("<H", data, 4 + place * 6)[0]


def _text(data: bytes, width: int) -> str:
    """A text behind its length of `width` bytes, in one byte a letter or two."""
    length = int.from_bytes(data[:width], "little")
    if data[width] & 1:
        return data[width + 1 : width + 1 + length * 2].decode("utf-16-le")
    return data[width + 1 : width + 1 + length].decode("latin-1")
