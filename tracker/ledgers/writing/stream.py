"""The whole workbook as a stream: shell, rows, foot, in memory that does not grow with the rows.

Rows go straight into the sheet's member of the zip package. A sheet ends at `sheet_rows` rows, or earlier when its XML
nears 2 GiB: a member beyond that needs zip64 in a form that some versions of Excel call damaged.
"""

import os
from collections.abc import Generator, Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tracker.ledgers.columns import LedgerRow
from tracker.ledgers.writing.foot import foot_rows
from tracker.ledgers.writing.head import HEAD_ROW
from tracker.ledgers.writing.rows import RowWriter
from tracker.ledgers.writing.shell import Shell

SHEET_ROWS = 500_000
SHEET_BYTES = 1_500_000_000
BATCH = 200  # rows turned into one piece of XML
LEVEL = 6


class Pipe:
    """What ZipFile writes into; what was written is taken out again. Without tell() or seek(), so zipfile streams."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []

    def write(self, data: bytes) -> int:
        """Keep the data until taken."""
        self._chunks.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere else."""

    def take(self) -> bytes:
        """All that was written since the last time."""
        data = b"".join(self._chunks)
        self._chunks.clear()
        return data


def streamed(shell: Shell, rows: Iterable[LedgerRow], sheet_rows: int) -> Iterator[bytes]:
    """The workbook's bytes; the first come before the first row is asked for."""
    pipe = Pipe()
    with ZipFile(pipe, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:  # type: ignore[call-overload]
        for _ in filled(archive, shell, rows, sheet_rows):
            if data := pipe.take():
                yield data
    yield pipe.take()


def saved(shell: Shell, rows: Iterable[LedgerRow], sheet_rows: int, out: BinaryIO | str | os.PathLike[str]) -> None:
    """Write the workbook into an open file, or to a path, where it appears only once it is whole."""
    if not isinstance(out, str | os.PathLike):
        return _fill_file(shell, rows, sheet_rows, out)
    part = Path(f"{os.fspath(out)}.part")
    try:
        with part.open("wb") as file:
            _fill_file(shell, rows, sheet_rows, file)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _fill_file(shell: Shell, rows: Iterable[LedgerRow], sheet_rows: int, file: BinaryIO) -> None:
    with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for _ in filled(archive, shell, rows, sheet_rows):
            pass


def filled(archive: ZipFile, shell: Shell, rows: Iterable[LedgerRow], sheet_rows: int) -> Iterator[None]:
    """Fill the package part by part, pausing wherever bytes may be passed on."""
    opening = shell.open_sheet()
    _put(archive, shell.early_parts())
    rows, more = iter(rows), True
    while more:
        with archive.open(_member(shell.sheet_part()), "w") as part:
            rows, more = yield from _sheet(part, opening, shell, rows, sheet_rows)
        opening = shell.open_sheet() if more else ""
    _put(archive, shell.late_parts())


def _sheet(
    part: IO[bytes], opening: str, shell: Shell, rows: Iterator[LedgerRow], sheet_rows: int
) -> Generator[None, None, tuple[Iterator[LedgerRow], bool]]:
    """Write one sheet; returns the rows left over and whether there are any. Only the last sheet is signed."""
    part.write(opening.encode())
    yield
    last = yield from _rows(part, RowWriter(shell.layout.columns, shell.styles), rows, sheet_rows)
    waiting = list(islice(rows, 1))
    foot, merges = "", []
    if not waiting:
        lines = shell.heading.signature_lines
        foot, merges = foot_rows(shell.layout.columns, lines, shell.styles["foot"], last + 1)
    part.write((foot + shell.close_sheet(last, last + foot.count("<row "), merges)).encode())
    return chain(waiting, rows), bool(waiting)


def _rows(
    part: IO[bytes], writer: RowWriter, rows: Iterator[LedgerRow], most: int
) -> Generator[None, None, int]:
    """Write at most so many rows, a batch at a time; returns the number of the last row written."""
    first = number = HEAD_ROW + 1
    size = 0
    while size < SHEET_BYTES and (batch := list(islice(rows, min(BATCH, first + most - number)))):
        size += part.write(writer.xml(batch, number))
        number += len(batch)
        yield
    return number - 1


def _put(archive: ZipFile, parts: Iterable[tuple[str, bytes]]) -> None:
    for name, data in parts:
        archive.writestr(_member(name), data, compresslevel=LEVEL)


def _member(name: str) -> ZipInfo:
    """A member without the hour it was made, so that equal rows give equal bytes."""
    member = ZipInfo(name)
    member.compress_type = ZIP_DEFLATED
    member._compresslevel = LEVEL  # type: ignore[attr-defined]  # public only from Python 3.13
    return member
