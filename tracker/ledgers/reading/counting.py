"""How many rows a file seems to have, told without reading it: to know whether somebody can wait for the reading.

Empty rows count as well. Nothing here is exact or refuses anything; that is left to the reading.
"""

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from tracker.errors import Unreadable
from tracker.ledgers.reading.kinds import Kind, kind_of

ENOUGH = 2_000_000  # whoever has more rows is not read at all
_BLOCK = 1 << 20
_BYTES_OF_ROW = 150  # of an old workbook, whose rows nothing marks: a short row of a ledger
_MARKS = {Kind.XLSX: b"<row", Kind.XML: b"<Row", Kind.HTML: b"<tr", Kind.TEXT: b"\n"}


def rows_told(path: Path, name: str) -> int:
    """About how many rows the file at `path` has, called `name` by its sender. Raises Unreadable."""
    kind = kind_of(path, name)
    if kind is Kind.OLD:
        return path.stat().st_size // _BYTES_OF_ROW
    try:
        return _counted(_sheets(path) if kind is Kind.XLSX else _blocks(path), _MARKS[kind])
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, NotImplementedError) as error:
        raise Unreadable("文件不完整或已损坏（可能没有传完），请重新导出或重新上传。") from error


def _counted(blocks: Iterable[bytes], mark: bytes) -> int:
    found, tail = 0, b""
    for block in blocks:
        found += (tail + block).lower().count(mark.lower())
        tail = block[1 - len(mark) :] if len(mark) > 1 else b""
        if found > ENOUGH:
            break
    return found


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def _sheets(path: Path) -> Iterator[bytes]:
    """The text of every sheet of a workbook, unpacked block by block."""
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if "worksheets/" in name.lower():
                with archive.open(name) as sheet:
                    while block := sheet.read(_BLOCK):
                        yield block
