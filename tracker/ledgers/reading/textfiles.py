"""Reads csv and tsv in the encodings offices use. Nothing here knows ledgers."""

import csv
import io
import re
from collections import Counter
from pathlib import Path

from tracker.errors import Unreadable
from tracker.ledgers.reading.grids import Grid

_DELIMITERS = (",", "\t", ";", "|", "，")
_FIELD_LIMIT = 10_000_000
_SAID = re.compile(r'"?sep=(.)"? *(?=[\r\n])', re.IGNORECASE)  # a first line that tells Excel the delimiter


def read_text(path: Path, name: str) -> list[Grid]:
    """The one sheet of a text file; raises Unreadable."""
    text, delimiter = _delimited(decode(path.read_bytes()))
    csv.field_size_limit(_FIELD_LIMIT)
    grid = Grid(Path(name).stem)
    try:
        for row, values in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            for column, value in enumerate(values, 1):
                grid.put(row, column, value)
    except csv.Error as error:
        raise Unreadable("CSV 文件的格式有误，请用 WPS 或 Excel 另存为 xlsx 后再上传。") from error
    return [grid.settle()]


def decode(data: bytes) -> str:
    """The text of a file in UTF-8 with or without BOM, UTF-16 with BOM, or GB18030; raises Unreadable."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")  # type: ignore[assignment]
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable("文件的文字编码认不出来，请用 WPS 或 Excel 另存为 xlsx 后再上传。")


def _delimited(text: str) -> tuple[str, str]:
    """The text and its delimiter; a line that only names it is left empty, so that rows keep their numbers."""
    said = _SAID.match(text)
    return (text[said.end() :], said[1]) if said else (text, _delimiter(text))


def _delimiter(text: str) -> str:
    """The delimiter that gives the most rows of one common width above one column."""
    sample = text[:200_000]
    return max(_DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter))


def _evenness(sample: str, delimiter: str) -> int:
    try:
        widths = Counter(len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row)
    except csv.Error:
        return 0
    return max((count * min(width, 12) for width, count in widths.items() if width > 1), default=0)
