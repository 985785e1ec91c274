"""What a header of one to three rows says: for each column its words from top to bottom, and what they mean together.

Which rows of a sheet are its header is told by `headers.py`.
"""

from dataclasses import dataclass, field

from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.headings import bare, joined_meanings, meaning_of
from tracker.ledgers.reading.synonyms import WEIGHTS
from tracker.ledgers.reading.texts import is_period
from tracker.ledgers.reading.turns import WEAK

SUBJECTS = frozenset({"problem", "problem_detail", "task"})
_REPORTS = frozenset({"outcome_or_state", "progress", "status"})
_CLEAR, _ANY = 0.8, 0.4  # how sure the words of a level must be to count by themselves, and at all
_LONGEST = 20  # characters of a heading of a lower level that nothing else tells
_UNREAD = 0.3  # what a heading without a meaning takes from a header


@dataclass(frozen=True, slots=True)
class Header:
    """A header: its rows, and for each column its words and the meanings they may have."""

    top: int
    bottom: int
    headings: dict[int, str] = field(default_factory=dict)
    meanings: dict[int, tuple[str, ...]] = field(default_factory=dict)
    score: float = 0.0
    doubtful: frozenset[int] = frozenset()  # columns whose words say little for their meaning
    by_number: bool = False  # names no problem, only its number in another list (措施清单, 责任清单)


def header_of(grid: Grid, rows: list[int]) -> Header | None:
    """The header that rows form; None where a lower one is no level of it."""
    headings: dict[int, str] = {}
    meanings: dict[int, tuple[str, ...]] = {}
    sure: dict[str, float] = {}
    doubtful: set[int] = set()
    columns = sorted(
        {column for row in range(rows[0], rows[-1] + 1) for column in grid.rows.get(row, {})} | _spread(grid, rows)
    )
    for column in columns:
        parts = _parts(grid, rows, column)
        if parts:
            headings[column] = "／".join(parts)
            meanings[column], weight = _meaning(parts)
            if weight <= WEAK:
                doubtful.add(column)
            for meaning in meanings[column]:
                sure[meaning] = max(sure.get(meaning, 0.0), weight)
    if len(rows) > 1 and not _levels_add(grid, rows):
        return None
    score = sum(WEIGHTS.get(meaning, 0.0) * weight for meaning, weight in sure.items())
    unknown = sum(1 for column in headings if not meanings[column])
    return Header(rows[0], rows[-1], headings, meanings, score - _UNREAD * unknown, frozenset(doubtful))


def _spread(grid: Grid, rows: list[int]) -> set[int]:
    """The columns a merged heading reaches over."""
    wanted = set(rows)
    return {
        column
        for top, left, _, right in grid.merges
        if top in wanted and left in grid.rows.get(top, {}) and right - left < 60
        for column in range(left, right + 1)
    }


def _levels_add(grid: Grid, rows: list[int]) -> bool:
    """Whether every lower level holds headings: it is drawn as one, or most of its words mean something to us."""
    for row in rows[1:]:
        own = grid.own(row)
        if is_drawn_in(grid, row):
            continue
        known = sum(1 for column in own if _meaning(_parts(grid, [r for r in rows if r <= row], column))[0])
        exact = sum(1 for text in own.values() if meaning_of(text)[1] >= _CLEAR or len(bare(text)) <= 4)
        foreign = sum(1 for column in own if _is_foreign(grid, row, column, [r for r in rows if r < row]))
        if not own or known * 2 < len(own) or exact * 2 < len(own) or foreign * 2 > len(own):
            return False
    return True


def is_drawn_in(grid: Grid, row: int) -> bool:
    """Whether a row is drawn as the lower level of the one above: its words stand two or more under one heading, or say
    again what stands above them, and some heading above has nothing below it.
    """
    above, own = grid.rows.get(row - 1, {}), grid.rows[row]
    added = [column for column in own if grid.text(row - 1, column) != grid.text(row, column)]
    if not added or len(above) < 2 or any(len(grid.text(row, column)) > _LONGEST for column in added):
        return False
    over = {column: _over(grid, row - 1, column) for column in added}
    places = list(over.values())
    return all(place and places.count(place) > 1 for place in places) and any(column not in added for column in above)


def _over(grid: Grid, row: int, column: int) -> int:
    """The first of the columns under one heading of an upper row; 0 where none stands over this column.

    Cells may be merged, filled with the same words each, or empty but for the first.
    """
    if grid.anchor(row, column)[1] != column:
        return grid.anchor(row, column)[1]
    text, below = grid.text(row, column), grid.rows.get(row + 1, {})
    if not text and column not in below:
        return 0
    while column > 1 and grid.anchor(row, column)[0] == row and column - 1 in below:
        if text and grid.text(row, column - 1) != text:
            break
        column -= 1
        if not text and grid.text(row, column):
            return grid.anchor(row, column)[1]
    return column if text else 0


def _is_foreign(grid: Grid, row: int, column: int, above: list[int]) -> bool:
    """Whether a word says nothing of itself under a heading that needs no word below it: data, not a lower level."""
    upper = _parts(grid, above, column)
    leaf = bare(grid.text(row, column))
    if not upper or meaning_of(leaf)[1] >= _CLEAR or meaning_of(upper[-1] + leaf)[1] == 1.0:
        return False
    anchor = grid.anchor(above[-1], column)
    is_group = grid.anchor(above[-1], column + 1) == anchor
    return not is_group and meaning_of(upper[-1])[1] >= _CLEAR


def _parts(grid: Grid, rows: list[int], column: int) -> list[str]:
    """The words over a column from top to bottom, each merged cell once."""
    seen: dict[tuple[int, int], str] = {}
    for row in rows:
        place = (row, _over(grid, row, column)) if row < rows[-1] else (row, column)
        text = bare(grid.text(*place)) if place[1] else ""
        if text:
            seen.setdefault(grid.anchor(*place), text)
    return list(dict.fromkeys(seen.values()))


def _meaning(parts: list[str]) -> tuple[tuple[str, ...], float]:
    """The meanings of a heading of several levels, and how sure: the levels together, the lowest, then those above."""
    if not parts:
        return (), 0.0
    leaf = parts[-1]
    if len(parts) == 1:
        return joined_meanings(leaf), meaning_of(leaf)[1] or 0.8
    if is_period(leaf):
        return _meaning(parts[:-1])  # “整改进展” over “6月14日”
    if meaning_of(parts[-2])[0] in _REPORTS and (meaning_of(leaf)[0] in SUBJECTS or leaf.endswith("说明")):
        return ("progress",), 1.0  # “完成情况” over “具体情况”: no subject stands under a report
    together = ["".join(parts), leaf + "".join(parts[:-1]), leaf, parts[-2] + leaf, leaf + parts[-2]]
    for words in (*(words for words in together if meaning_of(words)[1] == 1.0), leaf):
        if meaning_of(words)[1] >= _CLEAR:
            return joined_meanings(words), meaning_of(words)[1]
    for words in (parts[-2] + leaf, leaf + parts[-2], *together):
        if meaning_of(words)[1] >= _ANY:
            return joined_meanings(words), meaning_of(words)[1]
    joined = joined_meanings(leaf)
    return (joined, 0.8) if joined else _meaning(parts[:-1])
