"""A filled template as a stream: openpyxl keeps the superior's workbook, our rows go into its sheet as they are read.

Memory does not grow with the rows, so a hundred thousand of them are as good as ten.
"""

import re
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from io import BytesIO
from itertools import islice
from typing import IO
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tracker.errors import Refused
from tracker.ledgers.filling.lines import fill_lines
from tracker.ledgers.filling.looks import Looks, looks_of
from tracker.ledgers.filling.moving import move
from tracker.ledgers.filling.proof import prove
from tracker.ledgers.filling.rows import FilledWriter
from tracker.ledgers.filling.shape import Filling, Place
from tracker.ledgers.rows import ledger_rows
from tracker.ledgers.workbooks import LARGEST_ROW
from tracker.ledgers.writing.shell import DIMENSION
from tracker.ledgers.writing.stream import BATCH, member_of, zipped
from tracker.models import Measure
from tracker.models.items import ItemQuerySet

_ROW = re.compile(r'<row [^>]*?\br="(\d+)"')
_END = "</sheetData>"
TOLD_EVERY = 500


def filled(
    book: Workbook, rows: ItemQuerySet, filling: Filling, heard: Callable[[int], None] | None = None
) -> Iterator[bytes]:
    """The template filled with the rows, in pieces; `heard` is told how many have been read.

    The workbook is used up by it. Raises Refused where there are more rows than the sheet has room for.
    """
    page = book[filling.place.sheet]
    lines = room_for(page, filling.place, rows, by_measure=filling.by_measure)
    looks = looks_of(page, filling.place, filling.mapping)
    _prepare(book, page, filling, lines)
    yield from zipped(lambda archive: _fill(archive, book, page, filling, looks, rows, heard))


def room_for(page: Worksheet, place: Place, rows: ItemQuerySet, *, by_measure: bool) -> int:
    """How many rows of the sheet the items take; raises Refused where they, or the foot below, pass the sheet's end."""
    lines = _lines(rows, by_measure=by_measure)
    foot = max(page.max_row - place.last, 0)
    if place.first - 1 + lines + foot > LARGEST_ROW:
        raise Refused(f"共 {lines:,} 行，从第 {place.first:,} 行填起，超过一张工作表的上限，请缩小范围后再导出。")
    return lines


def _lines(rows: ItemQuerySet, *, by_measure: bool) -> int:
    """How many rows of the sheet the items take."""
    count = rows.order_by().count()
    if not by_measure:
        return count
    kept = Measure.objects.kept().filter(item__in=rows.order_by().values("pk")).order_by()
    return count + kept.count() - kept.values("item").distinct().count()


def _prepare(book: Workbook, page: Worksheet, filling: Filling, lines: int) -> None:
    """The workbook as it will be, but for the rows."""
    place = filling.place
    shift = move(book, page, place, lines)
    fill_lines(page, place, shift.row(place.last + 1), filling.unit_name, filling.made_on)
    if not page.print_title_rows:
        page.print_title_rows = f"{place.header_top}:{place.header_bottom}"
    prove(book, page, filling.proof, filling.code)


def _fill(
    archive: ZipFile,
    book: Workbook,
    page: Worksheet,
    filling: Filling,
    looks: Looks,
    rows: ItemQuerySet,
    heard: Callable[[int], None] | None,
) -> Generator[None, None, None]:
    """The parts of the workbook one by one, pausing wherever bytes may be passed on."""
    target = f"xl/worksheets/sheet{book.worksheets.index(page) + 1}.xml"
    with ZipFile(_saved(book)) as shell:
        for name in shell.namelist():
            if name != target:
                archive.writestr(member_of(name), shell.read(name))
                continue
            with archive.open(member_of(name), "w") as part:
                yield from _sheet(part, shell.read(name).decode(), filling, looks, rows, heard)


def _saved(book: Workbook) -> BytesIO:
    out = BytesIO()
    book.save(out)
    return out


def _sheet(
    part: IO[bytes],
    xml: str,
    filling: Filling,
    looks: Looks,
    rows: ItemQuerySet,
    heard: Callable[[int], None] | None,
) -> Generator[None, None, None]:
    """The sheet with our rows between its head and its foot, pausing wherever bytes may be passed on."""
    head, foot, after = _cut(xml, filling.place.first)
    part.write(head.encode())
    taken, number, found = 0, filling.place.first, ledger_rows(rows)
    with closing(FilledWriter(looks, filling.mapping, by_measure=filling.by_measure)) as writer:
        while batch := list(islice(found, BATCH)):
            data, number = writer.xml(batch, number)
            part.write(data)
            taken += len(batch)
            if heard is not None and taken % TOLD_EVERY < BATCH:
                heard(taken)
            yield
        part.write(foot.encode())
        for piece in writer.gathered.end(after):
            part.write(piece)


def _cut(xml: str, first: int) -> tuple[str, str, str]:
    """The sheet's XML before our rows, the rows below them, and what follows all rows; its size is not told anew."""
    xml = DIMENSION.sub("", xml, count=1)
    before, _, after = xml.replace("<sheetData/>", f"<sheetData>{_END}").partition(_END)
    at = next((found.start() for found in _ROW.finditer(before) if int(found[1]) >= first), len(before))
    return before[:at], before[at:], _END + after
