"""The whole workbook as a stream: shell, rows, foot, in memory that does not grow with the rows.

Rows go straight into the sheet's member of the zip package. A sheet ends at a number of rows, or earlier when its XML
nears 2 GiB: a member beyond that needs zip64 in a form that some versions of Excel call damaged.
"""

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from tracker.ledgers.writing.blocks import BlockWriter
from tracker.ledgers.writing.foot import foot_rows, proof_lines, proof_rows
from tracker.ledgers.writing.merges import Gathered
from tracker.ledgers.writing.pages import PageWriter
from tracker.ledgers.writing.rows import RowWriter
from tracker.ledgers.writing.sheets import Heading, Limits, Sheet
from tracker.ledgers.writing.shell import Shell
from tracker.ledgers.writing.styles import Styles

BATCH = 200  # rows turned into one piece of XML
LEVEL = 2  # two fifths of the time of zlib's own 6 for a file one seventh larger


class Writer(Protocol):
    """Turns rows into XML: one sheet row for each, or several."""

    first: int  # the number of the first row
    most_rows: int  # items after which a sheet is full
    gathered: Gathered

    def xml(self, rows: Sequence[Any], first: int) -> tuple[bytes, int]:
        """The <row> elements from row `first` on, and the number after the last."""

    def close(self) -> None:
        """Nothing more is written."""


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


def streamed(heading: Heading, sheets: Iterable[Sheet], limits: Limits) -> Iterator[bytes]:
    """The workbook's bytes; the first come before the first row is asked for."""
    return zipped(lambda archive: filled(archive, heading, sheets, limits))


def zipped(fill: Callable[[ZipFile], Generator[None, None, None]]) -> Iterator[bytes]:
    """The bytes of a zip as `fill` puts them in, passed on wherever it pauses."""
    pipe = Pipe()
    # closing: a reader who goes away ends the open member before the package around it
    with ZipFile(pipe, "w") as archive, closing(fill(archive)) as pauses:  # type: ignore[call-overload]
        for _ in pauses:
            if data := pipe.take():
                yield data
    yield pipe.take()


def saved(heading: Heading, sheets: Iterable[Sheet], limits: Limits, out: BinaryIO | str | os.PathLike[str]) -> None:
    """Write the workbook into an open file, or to a path, where it appears only once it is whole."""
    if not isinstance(out, str | os.PathLike):
        return _fill_file(heading, sheets, limits, out)
    part = Path(f"{os.fspath(out)}.part")
    try:
        with part.open("wb") as file:
            _fill_file(heading, sheets, limits, file)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)


def _fill_file(heading: Heading, sheets: Iterable[Sheet], limits: Limits, file: BinaryIO) -> None:
    with ZipFile(file, "w") as archive:
        for _ in filled(archive, heading, sheets, limits):
            pass


def filled(archive: ZipFile, heading: Heading, sheets: Iterable[Sheet], limits: Limits) -> Generator[None, None, None]:
    """Fill the package part by part, pausing wherever bytes may be passed on."""
    shell = Shell(heading)
    _put(archive, shell.early_parts())
    yield
    for sheet in sheets:
        rows, more, count = iter(sheet.rows), True, 0
        while more:
            opening = shell.open_sheet(sheet)
            with (
                archive.open(member_of(shell.sheet_part()), "w") as part,
                closing(_writer(sheet, shell.styles)) as writer,
            ):
                part.write(opening.encode())
                yield
                last, written = yield from _rows(part, writer, rows, limits)
                waiting, count = list(islice(rows, 1)), count + written
                _end(part, shell, sheet, writer, last, None if waiting else count)
            rows, more = chain(waiting, rows), bool(waiting)
    _put(archive, shell.late_parts())


def _writer(sheet: Sheet, styles: Styles) -> Writer:
    if sheet.layout.shape == "form":
        return PageWriter(sheet, styles)
    make = BlockWriter if sheet.by_measure else RowWriter
    return make(sheet.layout.columns, styles)


def _rows(
    part: IO[bytes], writer: Writer, rows: Iterator[Any], limits: Limits
) -> Generator[None, None, tuple[int, int]]:
    """Write what one sheet takes, a batch at a time; returns the number of the last row, and how many were taken."""
    number, end = writer.first, writer.first + limits.rows
    size = taken = 0
    while size < limits.size and number < end and taken < writer.most_rows:
        batch = list(islice(rows, min(BATCH, end - number, writer.most_rows - taken)))
        if not batch:
            break
        xml, number = writer.xml(batch, number)
        size, taken = size + part.write(xml), taken + len(batch)
        yield
    return number - 1, taken


def _end(part: IO[bytes], shell: Shell, sheet: Sheet, writer: Writer, last: int, count: int | None) -> None:
    """Write the foot and what follows it. Only the last sheet of several is signed; `count` is of all their items."""
    end = last
    if count is not None and sheet.layout.shape != "form":
        foot, merges, end = _foot(shell.styles, sheet, last, count)
        part.write(foot.encode())
        writer.gathered.merge(*merges)
    for piece in writer.gathered.end(shell.close_sheet(sheet, last, end)):
        part.write(piece)


def _foot(styles: Styles, sheet: Sheet, last: int, count: int) -> tuple[str, list[str], int]:
    """The foot's rows, their merges, and the number of the last row."""
    columns, heading = sheet.layout.columns, sheet.heading
    signed, merges = foot_rows(columns, heading.signature_lines, styles["foot"], last + 1)
    lines = proof_lines(heading, count if sheet.layout.counts_items else None)
    if not signed and not lines:
        return "", [], last
    after = last + 1 + (signed.count("<row ") or 1)
    proof, more = proof_rows([column.width for column in columns], lines, styles["proof"], after)
    return signed + proof, merges + more, after - 1 + len(lines)


def _put(archive: ZipFile, parts: Iterable[tuple[str, bytes]]) -> None:
    for name, data in parts:
        archive.writestr(member_of(name), data)


def member_of(name: str) -> ZipInfo:
    """A member without the hour it was made, so that equal rows give equal bytes."""
    member = ZipInfo(name)
    member.compress_type = ZIP_DEFLATED
    member._compresslevel = LEVEL  # type: ignore[attr-defined]  # public only from Python 3.13
    return member
