"""Finds the header of a table in a grid: one to three levels, merged or not, at any row and column.

A row is a header by what its words mean (`headings.py`); what each column is used for is settled in `columns.py`.
"""

import re
from dataclasses import dataclass, field, replace

from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.headings import LONGEST_HEADING, bare, joined_meanings, meaning_of, without_brackets
from tracker.ledgers.reading.synonyms import WEIGHTS
from tracker.ledgers.reading.texts import is_period

_LEVELS = 3
_NEARLY = 0.8
_GOOD = 0.6  # a first table may have fewer columns than a later one
_ENOUGH = 5.5
_LISTED = 3.0  # a list tied to another sheet by its numbers has few columns
_LOOK_AT = 60  # rows present from the top
SUBJECTS = frozenset({"problem", "problem_detail", "task"})
_WORK = frozenset(
    {
        "measures",
        "deadline",
        "owners",
        "leader",
        "units",
        "progress",
        "outcome_or_state",
        "status",
        "finish_time",
        "requirement",
    }
)
_CLUES = "被反映人"  # 问题线索: names of suspects, not for units' eyes
_TRACKED = frozenset(
    {"leader", "owners", "deadline", "finish_time", "measures", "status", "progress", "outcome_or_state", "requirement"}
)
_REPORTS = frozenset({"outcome_or_state", "progress", "status"})
_NO_HEADING = re.compile(r"[。；，]|\n\s*2[.、．]|^\d+(?:\.\d+)?%?$|^\d{4}[年./-]")


@dataclass(frozen=True, slots=True)
class Header:
    """A header: its rows, and for each column its words and the meanings they may have."""

    top: int
    bottom: int
    headings: dict[int, str] = field(default_factory=dict)
    meanings: dict[int, tuple[str, ...]] = field(default_factory=dict)
    score: float = 0.0
    by_number: bool = False  # names no problem, only its number in another list (措施清单, 责任清单)


def find_number_header(grid: Grid) -> Header | None:
    """The header of a list that says more of problems named elsewhere, each by its number; None where it is none."""
    for index in range(min(len(grid.numbers), _LOOK_AT)):
        found = [header for rows in _candidates(grid, index) if (header := _header(grid, rows))]
        fitting = [header for header in found if header.score >= _LISTED and _is_number_list(header)]
        if fitting:
            return replace(max(fitting, key=lambda header: header.score), by_number=True)
    return None


def measures_header_at(grid: Grid, index: int) -> Header | None:
    """The header of a table of measures inside a form, if one begins at the row present with this index."""
    if len(grid.rows[grid.numbers[index]]) < 3:
        return None
    header = _header(grid, [grid.numbers[index]])
    meanings = {meaning for meanings in header.meanings.values() for meaning in meanings} if header else set()
    return header if header and "measures" in meanings and all(header.meanings.values()) else None


def _is_number_list(header: Header) -> bool:
    found = {meaning for meanings in header.meanings.values() for meaning in meanings}
    work = found & _WORK
    told = len(work) > 1 or "measures" in work or "source_number" in found
    return bool(work) and told and bool(found & {"source_number", "ordinal"}) and not found & SUBJECTS


def find_header(grid: Grid) -> Header | None:
    """The first good header among the first rows of a sheet; None where nothing looks like a ledger.

    A title or a line of notes may look like an upper level: of headers that share rows the best, then lowest, is taken.
    """
    found = [header for index in range(min(len(grid.numbers), _LOOK_AT)) if (header := header_at(grid, index))]
    enough = max((header.score for header in found), default=0.0) * _GOOD
    first = next((header for header in found if header.score >= enough), None)
    if first is None:
        return None
    sharing = [header for header in found if header.top <= first.bottom]
    return max(sharing, key=lambda header: (round(header.score, 2), header.top - header.bottom))


def header_ending_at(grid: Grid, row: int) -> Header | None:
    """The header whose lowest row a person says this is, however little of it means anything; None for an empty row.

    Rows above belong to it where merged cells in them say so.
    """
    if row not in grid.rows:
        return None
    index = grid.numbers.index(row)
    groups = [group for start in range(max(0, index - _LEVELS + 1), index) for group in _candidates(grid, start)]
    found = [
        _header(grid, rows)
        for rows in ([row], *(group for group in groups if group[-1] == row and _has_merges(grid, group)))
    ]
    return max(filter(None, found), key=lambda header: (header.score, header.top))


def _has_merges(grid: Grid, rows: list[int]) -> bool:
    return all(any(merge[0] == row for merge in grid.merges) for row in rows[:-1])


def header_at(grid: Grid, index: int) -> Header | None:
    """The header that begins at the row present with this index, with the number of levels that says most."""
    found = [_header(grid, rows) for rows in _candidates(grid, index) if not _stands_on_data(grid, rows)]
    fitting = [header for header in found if header and header.score >= _ENOUGH and _is_ledger(header)]
    return max(fitting, key=lambda header: (header.score, header.top - header.bottom), default=None)


def _stands_on_data(grid: Grid, rows: list[int]) -> bool:
    """Whether the first of several rows is data above a header that comes again: it groups and adds nothing."""
    if len(rows) < 2 or any(merge[0] == rows[0] for merge in grid.merges) or len(grid.rows[rows[0]]) < 4:
        return False
    below, whole = _header(grid, rows[1:]), _header(grid, rows)
    return below is not None and whole is not None and _is_ledger(below) and below.score >= whole.score


def _candidates(grid: Grid, index: int) -> list[list[int]]:
    """The row groups that may form one header beginning here; merges that reach down force their rows in."""
    top = grid.numbers[index]
    forced = _forced_bottom(grid, top)
    groups: list[list[int]] = []
    rows: list[int] = []
    for row in grid.numbers[index : index + _LEVELS]:
        if row > top + _LEVELS or not (_may_head(grid, row) or (rows and _is_drawn_in(grid, row))):
            break
        rows = [*rows, row]
        groups.append(rows)
    full = [group for group in groups if group[-1] >= forced]
    return [group for group in full or groups[-1:] if len(group) == 1 or not _is_title(grid, top)]


def _is_title(grid: Grid, row: int) -> bool:
    """Whether one text alone reaches over nearly all that stands in the row below: a title, no level of the header."""
    own = list(grid.rows[row])
    below = grid.rows.get(row + 1, {})
    under = sum(grid.anchor(row, column) == (row, own[0]) for column in below)
    return len(own) == 1 and (under == len(below) or under > _NEARLY * len(below))


def _forced_bottom(grid: Grid, top: int) -> int:
    reaching = [merge[2] for merge in grid.merges if merge[0] == top and merge[2] <= top + _LEVELS - 1]
    named = [
        merge[2]
        for merge in grid.merges
        if merge[0] == top and merge[2] in reaching and meaning_of(grid.text(top, merge[1]))[0]
    ]
    return max(named, default=top)


def _may_head(grid: Grid, row: int) -> bool:
    """Whether all that stands in a row is short enough and unlike data."""
    own = grid.own(row)
    words = list(map(without_brackets, own.values()))
    return bool(own) and all(len(bare(word)) <= LONGEST_HEADING and not _NO_HEADING.search(word) for word in words)


def _header(grid: Grid, rows: list[int]) -> Header | None:
    headings: dict[int, str] = {}
    meanings: dict[int, tuple[str, ...]] = {}
    sure: dict[str, float] = {}
    columns = sorted(
        {column for row in range(rows[0], rows[-1] + 1) for column in grid.rows.get(row, {})} | _spread(grid, rows)
    )
    for column in columns:
        parts = _parts(grid, rows, column)
        if parts:
            headings[column] = "／".join(parts)
            meanings[column], weight = _meaning(parts)
            for meaning in meanings[column]:
                sure[meaning] = max(sure.get(meaning, 0.0), weight)
    if len(rows) > 1 and not _levels_add(grid, rows):
        return None
    score = sum(WEIGHTS.get(meaning, 0.0) * weight for meaning, weight in sure.items())
    unknown = sum(1 for column in headings if not meanings[column])
    return Header(rows[0], rows[-1], headings, meanings, score - 0.3 * unknown)


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
    """Whether every lower level holds headings: merged cells say so, or most of its words mean something to us."""
    for row in rows[1:]:
        own = grid.own(row)
        if _is_drawn_in(grid, row):
            continue
        known = sum(1 for column in own if _meaning(_parts(grid, [r for r in rows if r <= row], column))[0])
        exact = sum(1 for text in own.values() if meaning_of(text)[1] >= 0.8 or len(bare(text)) <= 4)
        foreign = sum(1 for column in own if _is_foreign(grid, row, column, [r for r in rows if r < row]))
        if not own or known * 2 < len(own) or exact * 2 < len(own) or foreign * 2 > len(own):
            return False
    return True


def _is_drawn_in(grid: Grid, row: int) -> bool:
    """Whether merged cells make a row a lower level: its words stand under wider cells, all others reach into it."""
    above = grid.rows.get(row - 1, {})
    own = grid.rows[row]
    grouped = [column for column in own if grid.anchor(row - 1, column + 1) == grid.anchor(row - 1, column)]
    reaching = sum(grid.anchor(row, column)[0] < row for column in above)
    return (
        bool(grouped) and reaching > 0 and all(column in own or grid.anchor(row, column)[0] < row for column in above)
    )


def _is_foreign(grid: Grid, row: int, column: int, above: list[int]) -> bool:
    """Whether a word says nothing of itself under a heading that needs no word below it: data, not a lower level."""
    upper = _parts(grid, above, column)
    leaf = bare(grid.text(row, column))
    if not upper or meaning_of(leaf)[1] >= 0.8 or meaning_of(upper[-1] + leaf)[1] == 1.0:
        return False
    anchor = grid.anchor(above[-1], column)
    is_group = grid.anchor(above[-1], column + 1) == anchor
    return not is_group and meaning_of(upper[-1])[1] == 1.0


def _parts(grid: Grid, rows: list[int], column: int) -> list[str]:
    """The words over a column from top to bottom, each merged cell once."""
    seen: dict[tuple[int, int], str] = {}
    for row in rows:
        text = bare(grid.text(row, column))
        if text:
            seen.setdefault(grid.anchor(row, column), text)
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
        if meaning_of(words)[1] >= 0.8:
            return joined_meanings(words), meaning_of(words)[1]
    for words in (parts[-2] + leaf, leaf + parts[-2], *together):
        if meaning_of(words)[1] >= 0.4:
            return joined_meanings(words), meaning_of(words)[1]
    joined = joined_meanings(leaf)
    return (joined, 0.8) if joined else _meaning(parts[:-1])


def _is_ledger(header: Header) -> bool:
    """Whether a header has a subject and at least two columns of work on it; lists of clues about persons are none."""
    if any(_CLUES in heading for heading in header.headings.values()):
        return False
    found = {meaning for meanings in header.meanings.values() for meaning in meanings}
    work = found & _WORK
    if "task" in found and not found & (SUBJECTS - {"task"}) and not found & _TRACKED:
        return False  # what somebody is charged with for good (权责清单), not what is to be done
    if found & SUBJECTS:
        return (
            len(work) >= 2
            or (len(work) == 1 and len(found) >= 4)
            or bool(found & {"problem", "problem_detail"} and "ordinal" in found and len(found) >= 3)
        )
    return "measures" in found and len(work) >= 3
