"""Reads xlsx and xlsm: a zip of XML parts, streamed through expat so that only cells with content cost anything.

Our own reader rather than a library's: the merges are needed, libraries that give them build every cell of a claimed
range, and files from WPS or web systems break rules that libraries insist on. Nothing here knows ledgers.
"""

import datetime as dt
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Collection
from pathlib import Path
from xml.parsers import expat

from tracker.errors import Unreadable
from tracker.ledgers.reading.formats import shown
from tracker.ledgers.reading.grids import NOT_COMPUTED, Grid
from tracker.ledgers.reading.limits import Allowance
from tracker.ledgers.reading.sharedparts import SharedStrings, Styles, local, unescape
from tracker.ledgers.reading.texts import column_number

_BOOK = "xl/workbook.xml"
BROKEN = "文件不完整或已损坏（可能没有传完），请重新导出或重新上传。"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


def read_xlsx(path: Path, wanted: Collection[str] = ()) -> list[Grid]:
    """The sheets of a workbook, in order, hidden ones as such but those `wanted`; raises Unreadable."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _Workbook(archive, wanted).grids()
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, OSError, LookupError, ValueError) as error:
        raise Unreadable(BROKEN) from error
    except (NotImplementedError, RuntimeError) as error:
        raise Unreadable("文件的压缩方式或加密方式读不了，请另存为 xlsx 后再上传。") from error


def sheet_parts(archive: zipfile.ZipFile) -> list[tuple[str, str]]:
    """The name of each sheet of a workbook and that of its part, in order, hidden ones too."""
    book = _Workbook(archive, ())
    book.read_index()
    found = ((name, book.part(relation)) for name, relation, _ in book.sheets)
    return [(name, book.names[part]) for name, part in found if part]


def _refuse_doctype(*_: object) -> None:
    """No workbook carries a document type; entity bombs do."""
    raise Unreadable("文件内含异常的 XML 声明，没有读取。")


def parse(archive: zipfile.ZipFile, member: str, start: Start, end: End, text: Callable[[str], None]) -> None:
    """Streams one part of the workbook through the three callbacks."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    with archive.open(member) as stream:
        while chunk := stream.read(1 << 18):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


class _Workbook:
    """The parts of one workbook and how they hang together."""

    def __init__(self, archive: zipfile.ZipFile, wanted: Collection[str]):
        self.archive, self.wanted = archive, wanted
        self.names = {name.replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()}
        self.sheets: list[tuple[str, str, bool]] = []  # name, relation id, hidden
        self.allowance = Allowance()
        self.is_1904 = False
        self.targets: dict[str, str] = {}  # where sheets lie, in small letters, by relation
        self.shared: dict[str, str] = {}  # and what they share, by its kind
        self.strings: list[str] = []
        self.codes: list[str] = []  # number format code by style number

    def grids(self) -> list[Grid]:
        """Reads the shared parts, then every sheet."""
        self.read_index()
        if part := self._shared_part("styles"):
            styles = Styles()
            self._parse(part, styles.start, styles.end)
            self.codes = styles.codes
        if part := self._shared_part("sharedstrings"):
            shared = SharedStrings(self.strings, self.allowance)
            self._parse(part, shared.start, shared.end, shared.text)
        return [grid for grid in map(self._grid, self.sheets) if grid is not None]

    def read_index(self) -> None:
        """Reads which sheets there are, and where they lie; only the relations say so, the names are free."""
        found = self._relations("") if "_rels/.rels" in self.names else []
        book = next((path for _, kind, path in found if kind == "officedocument" and path in self.names), _BOOK)
        self._parse(book, self._workbook_start)
        for relation, kind, path in self._relations(book):
            if kind == "worksheet" or "worksheets/" in path:
                self.targets[relation] = path
            else:
                self.shared.setdefault(kind, path)

    def part(self, relation: str) -> str:
        """Where a sheet lies, in small letters; nowhere for a chart sheet, a macro sheet or one that is missing."""
        part = self.targets.get(relation, "")
        return part if part in self.names else ""

    def _shared_part(self, kind: str) -> str:
        """Where what all sheets share lies; at its usual place if the relations do not say."""
        part = self.shared.get(kind, "")
        usual = f"xl/{kind}.xml"
        return part if part in self.names else usual if usual in self.names else ""

    def _parse(
        self, part: str, start: Start, end: End | None = None, text: Callable[[str], None] | None = None
    ) -> None:
        parse(self.archive, self.names[part.lower()], start, end or ignore, text or ignore)

    def _workbook_start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "sheet":
            relation = next((value for key, value in attributes.items() if local(key) == "id"), "")
            self.sheets.append((attributes.get("name", ""), relation, attributes.get("state", "visible") != "visible"))
        elif name == "workbookPr":
            self.is_1904 = attributes.get("date1904", "0") in ("1", "true")

    def _relations(self, part: str) -> list[tuple[str, str, str]]:
        """What a part hangs together with, the file itself being “”: name of the relation, kind, and where it lies."""
        folder, name = posixpath.split(part)
        found: list[tuple[str, str, str]] = []

        def start(name: str, attributes: dict[str, str]) -> None:
            if local(name) == "Relationship" and attributes.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                kind = attributes.get("Type", "").rpartition("/")[2]
                found.append((attributes.get("Id", ""), kind.lower(), path.lstrip("/").lower()))

        self._parse(posixpath.join(folder, "_rels", f"{name}.rels"), start)
        return found

    def _grid(self, sheet: tuple[str, str, bool]) -> Grid | None:
        name, relation, hidden = sheet
        part = self.part(relation)
        if not part:
            return None
        grid = Grid(name, hidden and name not in self.wanted, self.allowance)
        if grid.is_read:
            reader = _Sheet(grid, self)
            self._parse(part, reader.start, reader.end, reader.text)
        return grid.settle()


def ignore(*_: object) -> None:
    """What `parse` is given for what nobody listens to."""


class _Sheet:
    """Puts the cells and merges of one sheet into its grid."""

    def __init__(self, grid: Grid, workbook: _Workbook):
        self._grid, self._book = grid, workbook
        self._row = self._column = 0
        self._type, self._style = "n", 0
        self._parts: list[str] = []
        self._taking = self._phonetic = self._is_formula = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name) if ":" in name else name  # a call for every cell tells
        if name == "c":
            self._open_cell(attributes)
        elif name in ("v", "t"):
            self._taking = not self._phonetic
        elif name == "f":
            self._is_formula = True
        elif name == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), 0
        elif name == "rPh":
            self._phonetic = True
        elif name == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _open_cell(self, attributes: dict[str, str]) -> None:
        match = _REFERENCE.fullmatch(attributes.get("r", ""))
        if match:
            self._column, self._row = column_number(match[1]), int(match[2])
        else:
            self._column += 1
        self._type, self._style = attributes.get("t", "n"), int(attributes.get("s", "0"))
        self._parts, self._is_formula = [], False

    def text(self, data: str) -> None:
        if self._taking:
            self._book.allowance.take_text(len(data))
            self._parts.append(data)

    def end(self, name: str) -> None:
        name = local(name) if ":" in name else name
        if name in ("v", "t"):
            self._taking = False
        elif name == "c" and self._parts:
            self._close_cell("".join(self._parts))
        elif name == "c" and self._is_formula and self._type != "str":
            self._grid.fault(self._row, self._column, NOT_COMPUTED)
        elif name == "rPh":
            self._phonetic = False

    def _close_cell(self, raw: str) -> None:
        if self._type == "e":
            self._grid.fault(self._row, self._column, raw)
        else:
            self._grid.put(self._row, self._column, self._value(raw))

    def _value(self, raw: str) -> object:
        kind = self._type
        if kind == "s":
            return self._book.strings[int(raw)]
        if kind == "b":
            return raw.strip() == "1"
        if kind == "n":
            return self._number(raw)
        if kind == "d":
            return _day(raw)
        return unescape(raw)

    def _number(self, raw: str) -> object:
        try:
            number = float(raw)
        except ValueError:
            return raw
        code = self._book.codes[self._style] if self._style < len(self._book.codes) else ""
        return shown(number, code, is_1904=self._book.is_1904)

    def _merge(self, range_: str) -> None:
        first, _, last = range_.partition(":")
        top, bottom = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
        if top and bottom:
            self._grid.merge(int(top[2]), column_number(top[1]), int(bottom[2]), column_number(bottom[1]))


def _day(raw: str) -> dt.date | str:
    """A day in ISO form; a mere time of day stays as it is written."""
    try:
        return dt.date.fromisoformat(raw[:10])
    except ValueError:
        return raw
