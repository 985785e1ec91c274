"""Finds the sheets of a template that can be filled: by the importer's reader, its header and what its columns ask for.

Where the rows begin and end is told in `region.py`.
"""

from collections.abc import Iterator
from pathlib import Path

from openpyxl.worksheet.worksheet import Worksheet

from tracker.errors import Unreadable
from tracker.ledgers.filling.meanings import proposed
from tracker.ledgers.filling.opening import grids_of
from tracker.ledgers.filling.region import region_of
from tracker.ledgers.filling.shape import Blank, BlankColumn, Place
from tracker.ledgers.reading.columns import settle
from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.headers import Header, find_header
from tracker.ledgers.reading.nothing import nothing_found
from tracker.ledgers.reading.slices import side_by_side
from tracker.ledgers.reading.texts import column_letter
from tracker.ledgers.reading.unfolded import unfolded
from tracker.ledgers.workbooks import open_workbook

MOST_COLUMNS = 200
SAMPLE = 40
_WANTED = "台账要有一行表头，至少写明问题、整改措施、时限或责任人"
_HELP = "模板要有一行看得出含义的表头，至少写明问题、整改措施、时限或责任人"


def recognised(path: Path, name: str) -> list[Blank]:
    """The sheets that can be filled, the one whose header says most first. Raises Unreadable with what was found."""
    grids = grids_of(path, name)
    book = open_workbook(path)
    shown = [grid for grid in grids if grid.rows and not grid.hidden]
    headed = [(grid, find_header(grid)) for grid in shown if not unfolded(grid)]  # rows in turns cannot be filled
    found = [(grid, header) for grid, header in headed if header and isinstance(_page(book, grid), Worksheet)]
    if not found:
        raise Unreadable(nothing_found(grids, []).replace(_WANTED, _HELP))
    found.sort(key=lambda pair: -pair[1].score)
    return [_blank(grid, header, book[grid.name]) for grid, header in found]


def _page(book: object, grid: Grid) -> object:
    return book[grid.name] if grid.name in book.sheetnames else None  # type: ignore[index,attr-defined]


def _blank(grid: Grid, header: Header, page: Worksheet) -> Blank:
    grid, header = _first_table(grid, header)
    roles = settle(grid, header)
    first, last = region_of(grid, header, roles, page)
    headings = dict(list(_own_headings(grid, header, first, last))[:MOST_COLUMNS])
    keys = proposed(headings, roles)
    columns = tuple(
        BlankColumn(column_letter(column), heading, keys[column], _sample(grid, column, first, last))
        for column, heading in headings.items()
    )
    return Blank(Place(grid.name, header.top, header.bottom, first, last), columns)


def _first_table(grid: Grid, header: Header) -> tuple[Grid, Header]:
    """Of tables side by side the left one."""
    parts = side_by_side(grid, header)
    found = find_header(parts[0]) if parts else None
    return (parts[0], found) if found else (grid, header)


def _own_headings(grid: Grid, header: Header, first: int, last: int) -> Iterator[tuple[int, str]]:
    """The columns with their words; one that a merged heading only reaches into counts where it holds samples."""
    for column, heading in sorted(header.headings.items()):
        levels = [row for row in range(header.top, header.bottom + 1) if grid.text(row, column)]
        is_own = not levels or grid.anchor(levels[-1], column)[1] == column
        if is_own or any(column in grid.rows.get(row, {}) for row in range(first, last + 1)):
            yield column, heading


def _sample(grid: Grid, column: int, first: int, last: int) -> str:
    texts = (grid.text(row, column) for row in grid.numbers if first <= row <= last)
    return next((text[:SAMPLE] for text in texts if text), "")
