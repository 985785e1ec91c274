"""Reads the Excel 2003 XML dialect (SpreadsheetML), which systems like to write under the name of an .xls.

Nothing here knows ledgers.
"""

import datetime as dt
import re
from pathlib import Path
from xml.parsers import expat

from tracker.errors import Unreadable
from tracker.ledgers.reading.formats import shown
from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.limits import Allowance
from tracker.ledgers.reading.sharedparts import local
from tracker.ledgers.reading.xlsx import BROKEN

_DAYS = ("Short Date", "Long Date", "Medium Date", "General Date")
_NUMBERS = ("General", "General Number", "Fixed", "Standard", "Currency", "Euro Currency", "Scientific",
            "Long Time", "Medium Time", "Short Time", "Yes/No", "True/False", "On/Off")  # fmt: skip
_NAMED = {"Percent": "0.00%", **dict.fromkeys(_DAYS, "yyyy/m/d"), **dict.fromkeys(_NUMBERS, "")}
_CHINESE = re.compile(rb"""^<\?xml[^>]*encoding\s*=\s*["'](?:gb2312|gbk|gb18030|x-gbk|cp936)["']""", re.IGNORECASE)
_DAY_ONE = dt.date(1899, 12, 30)


def read_xml(path: Path) -> list[Grid]:
    """The sheets of an Excel 2003 XML workbook, hidden ones marked; raises Unreadable."""
    book = _Spreadsheet()
    data = _as_utf8(path.read_bytes())
    parser = expat.ParserCreate("utf-8" if _CHINESE.match(data) else None)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = book.start, book.end
    parser.CharacterDataHandler = book.text
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        raise Unreadable(BROKEN) from error
    return [grid.settle() for grid in book.grids]


def _as_utf8(data: bytes) -> bytes:
    """The same file in UTF-8 where it is in a Chinese encoding, which expat does not know."""
    return data.decode("gb18030", "replace").encode() if _CHINESE.match(data) else data


def _refuse(*_: object) -> None:
    raise Unreadable("文件内含异常的 XML 声明，没有读取。")


class _Spreadsheet:
    """Collects cells, their indexes, formats and merges; comments on cells are left out."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self._allowance = Allowance()
        self._codes: dict[str, str] = {}  # format code by style
        self._style = self._cell_style = self._type = ""
        self._row = self._column = self._across = 0
        self._parts: list[str] | None = None
        self._in_comment = self._in_visible = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        values = {local(key): value for key, value in attributes.items()}
        if name == "Cell" and self.grids:
            self._open_cell(values)
        elif name == "Data" and not self._in_comment:
            self._parts, self._type = [], values.get("Type", "String")
        elif name == "Row":
            self._row, self._column, self._across = int(values.get("Index", self._row + 1)), 0, 0
        elif name == "Comment":
            self._in_comment = True
        elif name == "Style":
            self._style = values.get("ID", "")
        elif name == "NumberFormat":
            code = values.get("Format", "")
            self._codes[self._style] = _NAMED.get(code, code)
        elif name == "Worksheet":
            self.grids.append(Grid(values.get("Name", ""), allowance=self._allowance))
            self._row = 0
        elif name == "Visible":
            self._in_visible = True

    def _open_cell(self, values: dict[str, str]) -> None:
        self._column = int(values.get("Index", self._column + self._across + 1))
        self._across, down = int(values.get("MergeAcross", 0)), int(values.get("MergeDown", 0))
        self._cell_style = values.get("StyleID", "")
        if self._across or down:
            self.grids[-1].merge(self._row, self._column, self._row + down, self._column + self._across)

    def text(self, data: str) -> None:
        if self._parts is not None:
            self._allowance.take_text(len(data))
            self._parts.append(data)
        elif self._in_visible and self.grids:
            self.grids[-1].hidden |= "Hidden" in data

    def end(self, name: str) -> None:
        name = local(name)
        if name == "Data" and self._parts is not None and self.grids:
            self._close_data(self.grids[-1], "".join(self._parts))
            self._parts = None
        elif name == "Comment":
            self._in_comment = False
        elif name == "Visible":
            self._in_visible = False

    def _close_data(self, grid: Grid, raw: str) -> None:
        if self._type == "Error":
            grid.fault(self._row, self._column, raw)
        else:
            grid.put(self._row, self._column, self._value(raw))

    def _value(self, raw: str) -> object:
        """A number or date as its style shows it, a text as it is."""
        code = self._codes.get(self._cell_style, "")
        if self._type == "Number":
            return shown(float(raw), code)
        if self._type == "DateTime":
            day = dt.date.fromisoformat(raw[:10])
            return shown((day - _DAY_ONE).days, code or "yyyy-mm-dd")
        if self._type == "Boolean":
            return raw.strip() == "1"
        return raw
