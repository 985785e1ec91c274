"""Reads tables out of web pages, often found under the name of a workbook. Nothing here knows ledgers."""

import re
from html.parser import HTMLParser
from pathlib import Path

from tracker.errors import Unreadable
from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.limits import Allowance
from tracker.ledgers.reading.textfiles import decode

_MAX_SPAN = 2000
_DEEPEST = 6  # tables within tables; what lies deeper is text of the cells around it


def read_html(path: Path, name: str) -> list[Grid]:
    """Every table of a web page as a sheet, also those that another table only lays out on the page."""
    data = path.read_bytes()
    charset = re.search(rb"charset=[\"']?([\w-]+)", data[:4096])
    try:
        text = (
            data.decode(charset[1].decode().replace("gb2312", "gb18030").replace("gbk", "gb18030")) if charset else None
        )
    except (LookupError, UnicodeDecodeError):
        text = None
    page = _Page(Path(name).stem)
    page.feed(text if text is not None else decode(data))
    page.close()
    if page.has_frames and not page.grids:
        raise Unreadable("这是网页的框架，表格在它旁边的文件夹里；请用 WPS 或 Excel 打开后另存为 xlsx 再上传。")
    return [grid.settle() for grid in page.grids]


class _Table:
    """One table while it is read: its grid, and the cell that is open."""

    def __init__(self, grid: Grid):
        self.grid = grid
        self.parts: list[str] | None = None
        self._row = self._column = 0
        self._place = (0, 0)
        self._taken: set[tuple[int, int]] = set()  # places in rows to come that a cell above reaches into

    def open_row(self) -> None:
        self._row, self._column = self._row + 1, 0

    def open_cell(self, attributes: dict[str, str | None]) -> None:
        row, column = max(self._row, 1), self._column + 1
        while (row, column) in self._taken:
            column += 1
        down, across = _span(attributes.get("rowspan")), _span(attributes.get("colspan"))
        self._column = column + across - 1
        if down * across > 1:
            self.grid.allowance.take_merged_cells(down * across)
            below = range(row + 1, row + down)
            self._taken.update((r, c) for r in below for c in range(column, column + across))
            self.grid.merge(row, column, row + down - 1, column + across - 1)
        self._place, self.parts = (row, column), []

    def close_cell(self) -> None:
        if self.parts is not None:
            lines = (re.sub(r"[ \t\r\n]+", " ", line).strip() for line in "".join(self.parts).split("\n\0"))
            self.grid.put(*self._place, "\n".join(line for line in lines if line))
        self.parts = None


class _Page(HTMLParser):
    """Collects the tables of a page; the text of an inner table is text of the cell around it as well."""

    def __init__(self, name: str):
        super().__init__(convert_charrefs=True)
        self.grids: list[Grid] = []
        self.has_frames = False  # a workbook saved as a page: each sheet is a file beside
        self._name = name
        self._allowance = Allowance()
        self._open: list[_Table] = []
        self._deeper = 0  # open tables below the deepest we read

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.has_frames |= tag == "frameset"
        if tag == "table":
            self._open_table()
        elif self._deeper or not self._open:
            return
        elif tag == "tr":
            self._open[-1].open_row()
        elif tag in ("td", "th"):
            self._open[-1].close_cell()
            self._open[-1].open_cell(dict(attributes))
        elif tag in ("br", "p", "div"):
            for table in self._open:
                if table.parts:
                    table.parts.append("\n\0")

    def _open_table(self) -> None:
        if len(self._open) == _DEEPEST:
            self._deeper += 1
            return
        self.grids.append(Grid(f"{self._name}-{len(self.grids) + 1}", allowance=self._allowance))
        self._open.append(_Table(self.grids[-1]))

    def handle_endtag(self, tag: str) -> None:
        if self._deeper or not self._open:
            self._deeper -= tag == "table" and self._deeper > 0
            return
        if tag in ("td", "th", "tr", "table"):
            self._open[-1].close_cell()
        if tag == "table":
            self._open.pop()

    def close(self) -> None:
        """The end of the page ends what is still open."""
        super().close()
        for table in self._open:
            table.close_cell()

    def handle_data(self, data: str) -> None:
        self._allowance.take_text(len(data))
        for table in self._open:
            if table.parts is not None:
                table.parts.append(data)


def _span(text: str | None) -> int:
    return min(int(text), _MAX_SPAN) if text and text.isdecimal() and int(text) else 1
