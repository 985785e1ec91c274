"""Reads a whole file into a Ledger: opens it, has every sheet read, joins what sheets say of the same problems."""

import datetime as dt
from pathlib import Path

from tracker.errors import Unreadable
from tracker.ledgers.reading.chosen import Chosen
from tracker.ledgers.reading.codes import code_in
from tracker.ledgers.reading.glances import glance
from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.mended import NOTHING_MENDED, Mended, lay_corrections
from tracker.ledgers.reading.merging import joined_by_number, merged
from tracker.ledgers.reading.nothing import nothing_found
from tracker.ledgers.reading.opening import open_grids
from tracker.ledgers.reading.shape import Correction, Ledger, LedgerItem
from tracker.ledgers.reading.sheets import Asked, Sheet, read_number_list, read_sheet


def read_ledger(
    path: Path,
    *,
    name: str | None = None,
    feedback_date: dt.date | None = None,
    chosen: Chosen | None = None,
    mended: Mended = NOTHING_MENDED,
) -> Ledger:
    """Reads the ledger in the file at `path`; `name` is what its sender called it.

    `feedback_date` gives a year to deadlines where neither title nor date line do, and a start to “3个月内”.
    `chosen` holds meanings of columns that a person knows better, `mended` what they corrected beside.
    Raises Unreadable with one Chinese sentence where there is nothing to read.
    """
    name = name or path.name
    grids = open_grids(path, name, mended.wanted)
    corrections = [each for grid in grids for each in lay_corrections(grid, mended.cells.get(grid.name, {}))]
    known = [
        Asked(name, feedback_date, (chosen or {}).get(grid.name, {}), mended.headers.get(grid.name)) for grid in grids
    ]
    sheets = list(map(read_sheet, grids, known))
    filled = [sheet for sheet in sheets if sheet.items]
    if not filled:
        raise Unreadable(nothing_found(grids, [sheet.reading for sheet in sheets]))
    items = merged([tuple(sheet.items) for sheet in filled])
    items = _with_number_lists(items, grids, sheets, known)
    return _ledger(items, grids, sheets, tuple(corrections))


def _ledger(
    items: tuple[LedgerItem, ...], grids: list[Grid], sheets: list[Sheet], corrections: tuple[Correction, ...]
) -> Ledger:
    fronts = [sheet.front for sheet in sheets if sheet.items]
    problems = tuple(problem for sheet in sheets if sheet.items for problem in sheet.problems)
    pairs = zip(grids, sheets, strict=True)
    return Ledger(
        sheets=tuple(sheet.reading for sheet in sheets),
        items=items,
        title=next((front.title for front in fronts if front.title), ""),
        unit_name=next((front.unit_name for front in fronts if front.unit_name), ""),
        date=next((front.date for front in fronts if front.date), None),
        problems=problems,
        corrections=corrections,
        glances=tuple(glance(grid, sheet.rows_told, problems, corrections) for grid, sheet in pairs),
        code=code_in(grids),
    )


def _with_number_lists(
    items: tuple[LedgerItem, ...], grids: list[Grid], sheets: list[Sheet], known: list[Asked]
) -> tuple[LedgerItem, ...]:
    """The items with what lists tied to them by number alone add; a sheet that proves to be one takes its place."""
    for place, grid in enumerate(grids):
        if sheets[place].items or known[place].header is not None or grid.hidden or not grid.rows:
            continue
        listed = read_number_list(grid, known[place])
        joined = joined_by_number(items, listed.items) if listed else None
        if listed and joined is not None:
            items, sheets[place] = joined, listed
    return items
