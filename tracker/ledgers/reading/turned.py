"""Lists turned on their side: headings down the first column, one problem in each column beside it.

The sheet is turned upright, read like any other, and what was read is told by the cells it really stands in.
"""

from dataclasses import replace

from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.rows import is_signed
from tracker.ledgers.reading.shape import CellProblem, LedgerItem
from tracker.ledgers.reading.texts import place_of, reference, squash

_FEWEST, _MOST = 3, 200  # columns of a list on its side: the headings, two problems or more


def upright(grid: Grid) -> Grid | None:
    """The sheet with rows and columns exchanged, titles above left out; None where it cannot be such a list."""
    if len(grid.numbers) > _MOST or not _FEWEST <= len(grid.columns()) <= _MOST:
        return None
    top = next((row for row in grid.numbers if len(grid.rows[row]) >= _FEWEST), None)
    if top is None:
        return None
    turned = Grid(grid.name)
    for row in grid.numbers:
        if row >= top and not is_signed([squash(text) for text in grid.own(row).values()]):
            for column, value in grid.rows[row].items():
                turned.rows.setdefault(column, {})[row] = value
    turned.merges = [(left, first, right, last) for first, left, last, right in grid.merges if first >= top]
    return turned.settle()


def lying(item: LedgerItem) -> LedgerItem:
    """An item of an upright sheet, told by the cells of the list on its side."""
    cells = {meaning: _exchanged(cell) for meaning, cell in item.cells.items()}
    return replace(item, row=place_of(cells["problem"])[0], cells=cells)


def lying_problem(problem: CellProblem) -> CellProblem:
    """A problem of a cell, likewise."""
    mend = _exchanged(problem.mend) if problem.mend else ""
    return replace(problem, cell=_exchanged(problem.cell), mend=mend, above=0)


def _exchanged(cell: str) -> str:
    row, column = place_of(cell)
    return reference(column, row)
