"""Tables that stand beside each other on one sheet, each cut out as a sheet of its own.

They are told by a header that begins anew: the first heading comes again, and a problem with it.
"""

from tracker.ledgers.reading.grids import Grid, Merge
from tracker.ledgers.reading.headers import SUBJECTS, Header
from tracker.ledgers.reading.headings import joined_meanings

_LAST = 16_384
_LABEL = 10  # characters


def side_by_side(grid: Grid, header: Header) -> list[Grid]:
    """The parts of a sheet whose header names several tables, from left to right; empty where it names one."""
    columns = sorted(header.headings)
    first = header.headings[columns[0]]
    starts = [column for column in columns if header.headings[column] == first]
    ends = [*(start - 1 for start in starts[1:]), _LAST]
    spans = list(zip([1, *starts[1:]], ends, strict=True))
    if len(spans) < 2 or not all(_has_subject(header, *span) for span in spans):
        return []
    return [_slice(grid, *span) for span in spans]


def cards_beside(grid: Grid) -> list[Grid]:
    """The parts of a sheet of forms side by side, told by a label of the problem that comes again in its row."""
    for row in grid.numbers:
        own = grid.own(row)
        labels = [
            column for column, text in own.items() if SUBJECTS & set(joined_meanings(text)) and len(text) <= _LABEL
        ]
        if len(labels) > 1 and len({own[column] for column in labels}) == 1 and labels[0] == min(own):
            ends = [*(column - 1 for column in labels[1:]), _LAST]
            return [_slice(grid, left, right) for left, right in zip(labels, ends, strict=True)]
    return []


def _has_subject(header: Header, left: int, right: int) -> bool:
    return any(SUBJECTS & set(meanings) for column, meanings in header.meanings.items() if left <= column <= right)


def _slice(grid: Grid, left: int, right: int) -> Grid:
    """The columns from `left` to `right` as a sheet, at their own places."""
    part = Grid(grid.name)
    for row, cells in grid.rows.items():
        kept = {column: value for column, value in cells.items() if left <= column <= right}
        if kept:
            part.rows[row] = kept
    part.merges = [merge for merge in (_clipped(merge, right) for merge in grid.merges) if left <= merge[1] <= right]
    part.joined = grid.joined
    return part.settle()


def _clipped(merge: Merge, right: int) -> Merge:
    return merge[0], merge[1], merge[2], min(merge[3], right)
