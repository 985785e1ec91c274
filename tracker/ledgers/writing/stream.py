"""The whole workbook as a stream: shell, rows, foot, in memory that does not grow with the rows.

Rows go straight into the sheet's member of the zip package. A sheet ends at a number of rows, or earlier when its XML
nears 2 GiB: a member beyond that needs zip64 in a form that some versions of Excel call damaged.
"""

import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tracker.ledgers.columns import LedgerRow
from tracker.ledgers.writing.foot import foot_rows
from tracker.ledgers.writing.head import HEAD_ROW
from tracker.ledgers.writing.rows import RowWriter
from tracker.ledgers.writing.shell import Shell

BATCH = 200  # rows turned into one piece of XML
LEVEL = 3  # half the time of zlib's own 6 for a file one twelfth larger


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one sheet takes before the next one is begun: rows, and bytes of XML."""

    rows: int = 500_000
    size: int = 1_500_000_000


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


def streamed(shell: Shell, rows: Iterable[LedgerRow], limits: Limits) -> Iterator[bytes]:
    """The workbook's bytes; the first come before the first row is asked for."""
    pipe = Pipe()
    # closing: a reader who goes away ends the open sheet before the package around it
    with ZipFile(pipe, "w") as archive, closing(filled(archive, shell, rows, limits)) as pauses:  # type: ignore[call-overload]
        for _ in pauses:
            if data := pipe.take():
                yield data
    yield pipe.take()


def saved(shell: Shell, rows: Iterable[LedgerRow], limits: Limits, out: BinaryIO | str | os.PathLike[str]) -> None:
    """Write the workbook into an open file, or to a path, where it appears only once it is whole."""
    if not isinstance(out, str | os.PathLike):
        return _fill_file(shell, rows, limits, out)
    part = Path(f"{os.fspath(out)}.part")
    try:
        with part.open("wb") as file:
            _fill_file(shell, rows, limits, file)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _fill_file(shell: Shell, rows: Iterable[LedgerRow], limits: Limits, file: BinaryIO) -> None:
    with ZipFile(file, "w") as archive:
        for _ in filled(archive, shell, rows, limits):
            pass


def filled(archive: ZipFile, shell: Shell, rows: Iterable[LedgerRow], limits: Limits) -> Generator[None, None, None]:
    """Fill the package part by part, pausing wherever bytes may be passed on."""
    opening = shell.open_sheet()
    _put(archive, shell.early_parts())
    rows, more = iter(rows), True
    while more:
        with archive.open(_member(shell.sheet_part()), "w") as part:
            rows, more = yield from _sheet(part, opening, shell, rows, limits)
        opening = shell.open_sheet() if more else ""
    _put(archive, shell.late_parts())


def _sheet(
    part: IO[bytes], opening: str, shell: Shell, rows: Iterator[LedgerRow], limits: Limits
) -> Generator[None, None, tuple[Iterator[LedgerRow], bool]]:
    """Write one sheet; returns the rows left over and whether there are any. Only the last sheet is signed."""
    part.write(opening.encode())
    yield
    last = yield from _rows(part, RowWriter(shell.layout.columns, shell.styles), rows, limits)
    waiting = list(islice(rows, 1))
    lines = () if waiting else shell.heading.signature_lines
    foot, merges = foot_rows(shell.layout.columns, lines, shell.styles["foot"], last + 1)
    part.write((foot + shell.close_sheet(last, last + foot.count("<row "), merges)).encode())
    return chain(waiting, rows), bool(waiting)


def _rows(part: IO[bytes], writer: RowWriter, rows: Iterator[LedgerRow], limits: Limits) -> Generator[None, None, int]:
    """Write what one sheet takes, a batch at a time; returns the number of the last row written."""
    number, end = HEAD_ROW + 1, HEAD_ROW + 1 + limits.rows
    size = 0
    while size < limits.size and (batch := list(islice(rows, min(BATCH, end - number)))):
        size += part.write(writer.xml(batch, number))
        number += len(batch)
        yield
    return number - 1


def _put(archive: ZipFile, parts: Iterable[tuple[str, bytes]]) -> None:
    for name, data in parts:
        archive.writestr(_member(name), data)


def _member(name: str) -> ZipInfo:
    """A member without the hour it was made, so that equal rows give equal bytes."""
    member = ZipInfo(name)
    member.compress_type = ZIP_DEFLATED
    member._compresslevel = LEVEL  # type: ignore[attr-defined]  # public only from Python 3.13
    return member
