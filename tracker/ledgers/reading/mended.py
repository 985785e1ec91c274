"""What a person mended before a file is read: cells typed anew, rows left out or joined, sheets, the header's row.

The file stays as it came. Corrections are laid over its grids before anything is read, so that whatever reads them
cannot tell a mended cell from one that was right from the start.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tracker.ledgers.reading.glanced import JOINED
from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.shape import Correction
from tracker.ledgers.reading.texts import place_of, reference

LEFT_OUT = 0  # the header of a sheet that is not to be read
TO_BE_FOUND = -1  # of one that is to be read, be it hidden
CELL = re.compile(r"[A-Z]{1,3}[1-9]\d{0,6}")
ROW = re.compile(r"[1-9]\d{0,6}")
_GLANCE = 40  # characters of a row left out that are told


@dataclass(frozen=True, slots=True)
class Mended:
    """`cells`: sheet -> cell (D5) -> its text, or row (5) -> "" for a row left out, JOINED for one that goes on with
    the problem above; `headers`: sheet -> lowest row.
    """

    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    headers: Mapping[str, int] = field(default_factory=dict)

    @property
    def wanted(self) -> list[str]:
        """The sheets that are to be read even where they are hidden."""
        return [name for name, row in self.headers.items() if row != LEFT_OUT]


NOTHING_MENDED = Mended()


def lay_corrections(grid: Grid, cells: Mapping[str, str]) -> Iterator[Correction]:
    """Put what was typed in the place of what stood there; yields what each place said and says now."""
    for where, text in cells.items():
        if CELL.fullmatch(where):
            yield _lay(grid, where, text)
    for where, said in cells.items():
        if ROW.fullmatch(where) and int(where) in grid.rows:
            yield _lay_row(grid, where, said)
    if cells:
        grid.settle()


def _lay_row(grid: Grid, where: str, said: str) -> Correction:
    words = "　".join(grid.own(int(where)).values())
    if said == JOINED:
        grid.joined.add(int(where))
        return Correction(grid.name, where, words[:_GLANCE], JOINED)
    grid.left_out[int(where)] = grid.rows.pop(int(where))
    return Correction(grid.name, where, words[:_GLANCE])


def _lay(grid: Grid, where: str, text: str) -> Correction:
    """A merged range is mended where its text stands: in the corner."""
    row, column = grid.anchor(*place_of(where))
    old = grid.text(row, column)
    grid.put(row, column, text)
    grid.faults.pop((row, column), None)
    return Correction(grid.name, reference(row, column), old, grid.text(row, column))
