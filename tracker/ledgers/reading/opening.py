"""Opens a file of any kind we read as grids. Nothing here knows ledgers."""

from collections.abc import Collection
from pathlib import Path

from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.kinds import Kind, kind_of
from tracker.ledgers.reading.oldfiles import read_old
from tracker.ledgers.reading.textfiles import read_text
from tracker.ledgers.reading.webtables import read_html
from tracker.ledgers.reading.xlsx import read_xlsx
from tracker.ledgers.reading.xml2003 import read_xml


def open_grids(path: Path, name: str, wanted: Collection[str] = ()) -> list[Grid]:
    """The sheets of the file at `path`, called `name` by its sender; raises Unreadable.

    Hidden sheets are marked and mostly empty, but for those `wanted` by name, which are as if not hidden.
    """
    kind = kind_of(path, name)
    if kind is Kind.XLSX:
        return read_xlsx(path, wanted)
    if kind is Kind.OLD:
        return read_old(path, wanted)
    if kind is Kind.XML:
        return [_shown(grid, wanted) for grid in read_xml(path)]
    if kind is Kind.HTML:
        return read_html(path, name)
    return read_text(path, name)


def _shown(grid: Grid, wanted: Collection[str]) -> Grid:
    grid.hidden = grid.hidden and grid.name not in wanted
    return grid
