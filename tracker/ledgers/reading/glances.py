"""A sheet shown as it stands in its file, so that a person sees what was taken for what. Nothing is read here."""

from collections.abc import Iterable, Mapping

from tracker.ledgers.reading.glanced import JOINED, Glance, GlanceRow
from tracker.ledgers.reading.grids import Grid, as_text
from tracker.ledgers.reading.rows import RowKind
from tracker.ledgers.reading.shape import CellProblem, Correction
from tracker.ledgers.reading.tables import Table
from tracker.ledgers.reading.texts import column_letter, place_of

FIRST_ROWS, MORE_ROWS, COLUMNS, LONGEST = 12, 30, 40, 120  # what is shown of a sheet
KEPT_ROWS = 200  # the first rows of all kinds: what is wrong with them may be found only after reading
HEAD, ABOVE, LEFT_OUT = "表头", "表头以上", "您选定不导入"
_SAID = {
    RowKind.HEADER: "重复的表头",
    RowKind.SECTION: "分类标题",
    RowKind.SUBTOTAL: "合计、小计",
    RowKind.ASIDE: "说明、签字或示例",
}


def glance(
    grid: Grid, told: Mapping[int, str], problems: Iterable[CellProblem], corrections: Iterable[Correction]
) -> Glance:
    """The first rows and, further down, those that are more than data, doubtful or mended; as the file has them.

    Which of them a page shows is told in `tables/imports_mending.py`.
    """
    mine = [place_of(problem.cell)[0] for problem in problems if problem.sheet == grid.name]
    old = {
        place_of(mended.cell): mended.old
        for mended in corrections
        if mended.sheet == grid.name and not mended.cell.isdecimal()
    }
    joined = dict.fromkeys(grid.joined & grid.rows.keys(), JOINED)
    told = {**told, **dict.fromkeys(grid.left_out, LEFT_OUT), **joined}
    numbers = sorted({*grid.numbers, *grid.left_out})
    wanted = sorted({*told, *mine, *(row for row, _ in old)} - set(numbers[:FIRST_ROWS]))[:MORE_ROWS]
    columns = grid.columns()
    shown = columns[:COLUMNS]
    rows = tuple(
        GlanceRow(
            row, tuple(_text(grid, row, column, old) for column in shown), told.get(row, ""), told.get(row) == HEAD
        )
        for row in sorted({*numbers[:KEPT_ROWS], *wanted})
    )
    return Glance(grid.name, tuple(map(column_letter, shown)), rows, max(numbers, default=0), len(columns) - len(shown))


def _text(grid: Grid, row: int, column: int, old: Mapping[tuple[int, int], str]) -> str:
    cells = grid.left_out.get(row) or grid.rows.get(row, {})
    text = old[row, column] if (row, column) in old else as_text(cells.get(column))
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def rows_told(tables: Iterable[Table]) -> dict[int, str]:
    """What the rows of a sheet are that are no problems: headers, and what was passed over below them."""
    tables = list(tables)
    told = {row: ABOVE for row in tables[0].grid.numbers if row < tables[0].header.top}
    for table in tables:
        told |= dict.fromkeys(range(table.header.top, table.header.bottom + 1), HEAD)
        told |= {row: _SAID[kind] for row, kind in table.passed.items()}
    return told
