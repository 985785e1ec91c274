"""Reads tables out of web pages and Excel 2003 XML, both often found under the name of a workbook.

Nothing here knows ledgers.
"""

import re
from html.parser import HTMLParser
from pathlib import Path
from xml.parsers import expat

from tracker.errors import Unreadable
from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.limits import Allowance
from tracker.ledgers.reading.textfiles import decode
from tracker.ledgers.reading.xlsx import BROKEN, local

_MAX_SPAN = 2000


def read_html(path: Path, name: str) -> list[Grid]:
    """Every outermost table of a web page as a sheet."""
    data = path.read_bytes()
    charset = re.search(rb"charset=[\"']?([\w-]+)", data[:4096])
    try:
        text = (
            data.decode(charset[1].decode().replace("gb2312", "gb18030").replace("gbk", "gb18030")) if charset else None
        )
    except (LookupError, UnicodeDecodeError):
        text = None
    tables = _Tables(Path(name).stem)
    tables.feed(text if text is not None else decode(data))
    tables.close()
    return [grid.settle() for grid in tables.grids]


class _Tables(HTMLParser):
    """Collects cells with their spans; a table inside a table stays text of its cell."""

    def __init__(self, name: str):
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self._allowance = Allowance()
        self._name, self._depth, self._row, self._column = name, 0, 0, 0
        self._taken: set[tuple[int, int]] = set()  # places in rows to come that a cell above reaches into
        self._parts: list[str] | None = None
        self._place = (0, 0)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.grids.append(Grid(f"{self._name}-{len(self.grids) + 1}", allowance=self._allowance))
                self._row, self._column, self._taken = 0, 0, set()
        elif self._depth == 1 and tag == "tr":
            self._row, self._column = self._row + 1, 0
        elif self._depth == 1 and tag in ("td", "th"):
            self._close_cell()
            self._open_cell(dict(attributes))
        elif tag in ("br", "p", "div") and self._parts:
            self._parts.append("\n\0")

    def _open_cell(self, attributes: dict[str, str | None]) -> None:
        row, column = max(self._row, 1), self._column + 1
        while (row, column) in self._taken:
            column += 1
        down, across = _span(attributes.get("rowspan")), _span(attributes.get("colspan"))
        self._column = column + across - 1
        if down * across > 1:
            self._allowance.take_merged_cells(down * across)
            below = range(row + 1, row + down)
            self._taken.update((r, c) for r in below for c in range(column, column + across))
            self.grids[-1].merge(row, column, row + down - 1, column + across - 1)
        self._place, self._parts = (row, column), []

    def _close_cell(self) -> None:
        if self._parts is not None:
            lines = (re.sub(r"[ \t\r\n]+", " ", line).strip() for line in "".join(self._parts).split("\n\0"))
            self.grids[-1].put(*self._place, "\n".join(line for line in lines if line))
        self._parts = None

    def handle_endtag(self, tag: str) -> None:
        if self._depth == 1 and tag in ("td", "th", "tr", "table"):
            self._close_cell()
        if tag == "table":
            self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        if self._parts is not None:
            self._parts.append(data)


def _span(text: str | None) -> int:
    return min(int(text), _MAX_SPAN) if text and text.isdecimal() and int(text) else 1


def read_xml(path: Path) -> list[Grid]:
    """The sheets of an Excel 2003 XML workbook."""
    book = _Spreadsheet()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler, parser.EndElementHandler = book.start, book.end
    parser.CharacterDataHandler = book.text
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except (expat.ExpatError, ValueError) as error:
        raise Unreadable(BROKEN) from error
    return [grid.settle() for grid in book.grids]


def _refuse(*_: object) -> None:
    raise Unreadable("文件内含异常的 XML 声明，没有读取。")


class _Spreadsheet:
    """Collects cells, their indexes and merges from the 2003 dialect."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self._allowance = Allowance()
        self._row = self._column = self._across = 0
        self._parts: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        values = {local(key): value for key, value in attributes.items()}
        if name == "Worksheet":
            self.grids.append(Grid(values.get("Name", ""), allowance=self._allowance))
            self._row = 0
        elif name == "Row":
            self._row, self._column, self._across = int(values.get("Index", self._row + 1)), 0, 0
        elif name == "Cell" and self.grids:
            self._column = int(values.get("Index", self._column + self._across + 1))
            self._across, down = int(values.get("MergeAcross", 0)), int(values.get("MergeDown", 0))
            if self._across or down:
                self.grids[-1].merge(self._row, self._column, self._row + down, self._column + self._across)
        elif name == "Data":
            self._parts = []
        elif name == "WorksheetOptions":
            self._parts = None

    def text(self, data: str) -> None:
        if self._parts is not None:
            self._allowance.take_text(len(data))
            self._parts.append(data)

    def end(self, name: str) -> None:
        if local(name) == "Data" and self._parts is not None and self.grids:
            self.grids[-1].put(self._row, self._column, re.sub(r"T00:00:00(\.000)?$", "", "".join(self._parts)))
            self._parts = None
