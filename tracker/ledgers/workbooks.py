"""The one door through which a workbook from outside goes to openpyxl.

openpyxl builds an object for every cell and every style that a file names, and for every cell that a merge or a link
covers; six kilobytes can ask for gigabytes. So all parts are weighed before, whatever they are called and whether
their sheet is shown or not, each as often as it would be read. How openpyxl breaks on what it cannot read is put into
one sentence here too.
"""

import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from lzma import LZMAError
from pathlib import Path
from posixpath import basename
from xml.parsers import expat

from openpyxl import Workbook, load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import (
    CellCoordinatesException,
    IllegalCharacterError,
    InvalidFileException,
    NamedRangeException,
)

from tracker.errors import Unreadable
from tracker.ledgers.reading.sharedparts import local

LARGEST_ROW, LARGEST_COLUMN = 1_048_576, 16_384
MAX_SHEET_BYTES = 6 * 1024 * 1024  # of all sheets' XML: some 200,000 cells, three seconds of openpyxl
MAX_BYTES, MAX_ELEMENTS = 32 * 1024 * 1024, 400_000  # of all XML
MAX_COVERED = 200_000  # cells
MAX_PAIRS = 1_000_000  # of a merge and a link: openpyxl looks for a covered link in each merge
_COVERING = ("mergeCell", "hyperlink", "comment")
_CHUNK = 1 << 18
_RAISED = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, LZMAError, EOFError, OSError, struct.error),
    *(LookupError, ValueError, TypeError, AttributeError, ArithmeticError, AssertionError),
    *(RuntimeError, SyntaxError, expat.ExpatError),  # an encrypted or unknown member; ParseError is a SyntaxError
    *(CellCoordinatesException, IllegalCharacterError, InvalidFileException, NamedRangeException),
)


def open_workbook(path: Path) -> Workbook:
    """The workbook with all its looks; links to other files are dropped. Raises Unreadable."""
    with understood():
        with zipfile.ZipFile(path) as archive:
            _weigh(archive)
        with path.open("rb") as file:  # the kept file has no suffix for openpyxl to judge
            return load_workbook(file, rich_text=True, keep_links=False)


@contextmanager
def understood() -> Iterator[None]:
    """Whatever zipfile, expat and openpyxl raise over a file that breaks their rules becomes Unreadable."""
    try:
        yield
    except _RAISED as error:
        raise Unreadable("工作簿的格式有缺损，打不开；请在 Excel 或 WPS 中打开、另存为 xlsx 后再上传。") from error


def _weigh(archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    sheets = (each for each in members if "worksheets/" in each.filename.replace("\\", "/").lower())
    if (size := sum(each.file_size for each in sheets)) > MAX_SHEET_BYTES:
        raise Unreadable(f"工作表解开后有 {size >> 20} MB，请选中表格下方的空行、右方的空列删除，再保存上传。")
    weight = _Weight()
    for each in sorted(members, key=lambda each: not each.filename.endswith(".rels")):
        weight.add(archive, each)


class _Weight:
    """What the parts read so far would make openpyxl build; the relations between them have to come first."""

    def __init__(self) -> None:
        self._bytes = self._elements = self._covered = 0
        self._named = Counter[str]()
        self._leading = Counter[str]()  # relations by the last name of where they lead
        self._times = 1
        self._sheets: set[str] = set()

    def add(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
        """Count a part as far as it is XML; openpyxl gets no further either."""
        self._times, self._sheets = max(self._leading[basename(member.filename)], 1), set()
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.StartDoctypeDeclHandler = _refuse_doctype
        with archive.open(member) as part, suppress(expat.ExpatError):
            while chunk := part.read(_CHUNK):
                parser.Parse(chunk, False)
                self._bytes += self._times * len(chunk)
                self._limit()

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += self._times * (1 + attributes.get("sqref", "").count(" "))  # a range each
        name = local(name)
        if name in _COVERING and (ref := attributes.get("ref")):
            self._covered += self._times * _area(ref)
            self._named[name] += 1
        elif name == "Relationship":
            self._leading[basename(attributes.get("Target", ""))] += 1
        elif name == "sheet":
            self._list(next((value for key, value in attributes.items() if local(key) == "id"), ""))
        self._limit()

    def _list(self, relation: str) -> None:
        if relation in self._sheets:
            raise ValueError("two sheets made of one part")
        self._sheets.add(relation)

    def _limit(self) -> None:
        if self._elements > MAX_ELEMENTS or self._bytes > MAX_BYTES:
            raise Unreadable("工作簿里的单元格、样式过多，请选中表格下方的空行、右方的空列删除，再保存上传。")
        if self._covered > MAX_COVERED or self._named["mergeCell"] * self._named["hyperlink"] > MAX_PAIRS:
            raise Unreadable("工作表里合并、加链接的单元格过多，不像正常的台账，请减少后再上传。")


def _area(ref: str) -> int:
    """How many cells there are in “A1:C9”; whole columns and rows are as long as the sheet."""
    left, top, right, bottom = range_boundaries(ref)
    rows, columns = (bottom or LARGEST_ROW) - (top or 1) + 1, (right or LARGEST_COLUMN) - (left or 1) + 1
    return max(rows, 0) * max(columns, 0)


def _refuse_doctype(*_: object) -> None:
    raise Unreadable("文件内含异常的 XML 声明，没有读取。")
