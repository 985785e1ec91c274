"""Which rows of a template ours take the place of: samples and empty boxed rows below the header, down to the foot."""

import re

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from tracker.ledgers.reading.columns import Roles
from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.headers import Header
from tracker.ledgers.reading.rows import RowJudge, RowKind
from tracker.ledgers.reading.texts import squash

_EXAMPLE = re.compile(r"^(?:例|示例|样例|范例|举例|填写示例|填报示例|样表|参考示例)")
_COUNT = re.compile(r"^[(（]?(?:\d{1,2}|[甲乙丙丁戊己庚辛壬癸A-Z]|[一二三四五六七八九十]{1,2}|[①-⑳])[)）]?$")
_NUMBER = re.compile(r"^\d{1,4}[.、]?$")
_DOTS = re.compile(r"^[….·。\-—/]+$")
_HINT = re.compile(r"^[(（][^()（）]*[)）]$")


def region_of(grid: Grid, header: Header, roles: Roles, page: Worksheet) -> tuple[int, int]:
    """The first and the last of those rows; the last is the one before the first where the foot follows at once."""
    rows = _Rows(grid, header, roles, page)
    first = header.bottom + 1
    while rows.belongs_to_head(first):
        first += 1
    foot = rows.foot(first)
    end = page.max_row + 1 if foot is None else foot
    drawn = sorted({row for row, _ in page._cells if first <= row < end})
    taken = [row for row in drawn if row in grid.rows or _is_boxed(page, row, header)]
    if taken:
        return first, taken[-1]
    # What holds from an empty row on – a list to choose from, a filter – holds for ours.
    return first, first - 1 if first in grid.rows else first


def _is_boxed(page: Worksheet, row: int, header: Header) -> bool:
    """Whether at least half of the columns have a border in this row."""
    boxed = sum(1 for column in header.headings if _has_border(page._cells.get((row, column))))
    return boxed * 2 >= len(header.headings)


def _has_border(cell: Cell | None) -> bool:
    return cell is not None and any(getattr(cell.border, side).style for side in ("left", "right", "top", "bottom"))


class _Rows:
    """What the rows below the header are."""

    def __init__(self, grid: Grid, header: Header, roles: Roles, page: Worksheet):
        self._grid, self._header, self._page = grid, header, page
        self._ordinals = roles.columns.get("ordinal", [])
        self._judge = RowJudge(grid, header, roles)
        self._is_head_boxed = _is_boxed(page, header.bottom, header)

    def belongs_to_head(self, row: int) -> bool:
        """A row of column numbers or of hints in brackets under the headings."""
        texts = [squash(text) for text in self._grid.own(row).values()]
        counts = len(texts) >= 3 and all(map(_COUNT.match, texts))
        return counts or (len(texts) >= 2 and all(map(_HINT.match, texts)))

    def foot(self, first: int) -> int | None:
        """The first row below the samples: notes, signatures, sums, another table; None where nothing follows."""
        below = [row for row in self._grid.numbers if row >= first]
        end = next((row for row in below if self._ends(row)), None)
        samples = [row for row in below if (end is None or row < end) and self._is_sample(row)]
        after = samples[-1] if samples else first - 1
        return next((row for row in below if row > after), None)

    def _ends(self, row: int) -> bool:
        """Whether a row is surely no sample."""
        if self._is_head_boxed and not _is_boxed(self._page, row, self._header):
            return True
        if _EXAMPLE.match(self._first(row)):
            return False
        return self._judge.kind(row) in (RowKind.ASIDE, RowKind.HEADER)

    def _is_sample(self, row: int) -> bool:
        """A sum is none: between samples it goes with them, below the last one it begins the foot."""
        own = self._grid.own(row)
        if self._judge.kind(row) is RowKind.SUBTOTAL:
            return False
        if _EXAMPLE.match(self._first(row)) or len(own) > 1:
            return True
        if all(map(_DOTS.match, own.values())):
            return True
        return any(_NUMBER.match(own.get(column, "")) for column in self._ordinals)

    def _first(self, row: int) -> str:
        return squash(next(iter(self._grid.own(row).values())))
