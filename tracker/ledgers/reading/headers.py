"""Finds the header of a table in a grid: one to three levels, merged or not, at any row and column.

A row is a header by what its words mean (`headings.py`); what each column is used for is settled in `columns.py`.
"""

import re
from dataclasses import replace

from tracker.ledgers.reading.contents import judged
from tracker.ledgers.reading.fitting import with_contents
from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.headings import LONGEST_HEADING, bare, meaning_of, without_brackets
from tracker.ledgers.reading.levels import SUBJECTS, Header, header_of, is_drawn_in

_LEVELS = 3
_NEARLY = 0.8
_GOOD = 0.6  # a first table may have fewer columns than a later one
_ENOUGH = 5.5
_FEWEST, _SHORT = 4, 10  # words of a header nobody can read, and their letters on average
_LISTED = 3.0  # a list tied to another sheet by its numbers has few columns
_LOOK_AT = 60  # rows present from the top
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
_PROJECTS = re.compile("投资|预算|开工|中标|工程量|建设规模|建设内容")
_TRACKED = frozenset(
    {"leader", "owners", "deadline", "finish_time", "measures", "status", "progress", "outcome_or_state", "requirement"}
)
_NO_HEADING = re.compile(r"[。；，]|[:：]\s*\d|\n\s*2[.、．]|^\d+(?:\.\d+)?%?$|^\d{4}[年./-]")


def find_number_header(grid: Grid) -> Header | None:
    """The header of a list that says more of problems named elsewhere, each by its number; None where it is none."""
    for index in range(min(len(grid.numbers), _LOOK_AT)):
        found = [header for rows in _candidates(grid, index) if (header := header_of(grid, rows))]
        fitting = [header for header in found if header.score >= _LISTED and _is_number_list(header)]
        if fitting:
            return replace(max(fitting, key=lambda header: header.score), by_number=True)
    return None


def measures_header_at(grid: Grid, index: int) -> Header | None:
    """The header of a table of measures inside a form, if one begins at the row present with this index."""
    if len(grid.rows[grid.numbers[index]]) < 3:
        return None
    header = header_of(grid, [grid.numbers[index]])
    meanings = {meaning for meanings in header.meanings.values() for meaning in meanings} if header else set()
    return header if header and "measures" in meanings and all(header.meanings.values()) else None


def _is_number_list(header: Header) -> bool:
    found = {meaning for meanings in header.meanings.values() for meaning in meanings}
    work = found & _WORK
    told = len(work) > 1 or bool({"measures", "source_number"} & found)  # one unit alone says too little (建章立制清单)
    return bool(work) and told and bool(found & {"source_number", "ordinal"}) and not found & SUBJECTS


def find_header(grid: Grid) -> Header | None:
    """The first good header among the first rows of a sheet; None where nothing looks like a ledger.

    A title or a line of notes may look like an upper level: of headers that share rows the best, then lowest, is taken.
    """
    found = [header for index in range(min(len(grid.numbers), _LOOK_AT)) if (header := header_at(grid, index))]
    enough = max((header.score for header in found), default=0.0) * _GOOD
    first = next((header for header in found if header.score >= enough), None)
    if first is None:
        return _by_contents(grid)
    sharing = [header for header in found if header.top <= first.bottom]
    return max(sharing, key=lambda header: (round(header.score, 2), header.top - header.bottom))


def _by_contents(grid: Grid) -> Header | None:
    """The first row of short words over columns whose contents look like problem, measures, deadline or people."""
    for index, row in enumerate(grid.numbers[:_LOOK_AT]):
        below = [other for other in grid.numbers[index + 1 :] if len(grid.rows[other]) >= _FEWEST]
        if len(below) < 2 or not _is_row_of_words(grid, row):
            continue
        header = header_of(grid, [row])
        found = with_contents(grid, header) if header else None
        if found and _shows_work(found):
            return found
    return None


def _is_row_of_words(grid: Grid, row: int) -> bool:
    """Whether a row holds several different short words and nothing that rather stands in data."""
    words = [bare(text) for text in grid.own(row).values()]
    if len(words) < _FEWEST or len(set(words)) < len(words) or not _may_head(grid, row):
        return False
    content = judged(words)
    return content.length <= _SHORT and not content.times and not content.states and content.persons < 0.5


def _shows_work(header: Header) -> bool:
    """Whether a header whose meanings are partly guessed names a problem, what is done, and by whom or until when."""
    found = {meaning for meanings in header.meanings.values() for meaning in meanings}
    has_subject = bool(found & {"problem", "problem_detail"})
    return has_subject and "measures" in found and len(found & _WORK) >= 2 and _is_ledger(header)


def header_ending_at(grid: Grid, row: int) -> Header | None:
    """The header whose lowest row a person says this is, however little of it means anything; None for an empty row.

    Rows above belong to it where merged cells in them say so.
    """
    if row not in grid.rows:
        return None
    index = grid.numbers.index(row)
    groups = [group for start in range(max(0, index - _LEVELS + 1), index) for group in _candidates(grid, start)]
    found = [
        header_of(grid, rows)
        for rows in ([row], *(group for group in groups if group[-1] == row and _has_merges(grid, group)))
    ]
    return max(filter(None, found), key=lambda header: (header.score, header.top))


def _has_merges(grid: Grid, rows: list[int]) -> bool:
    return all(any(merge[0] == row for merge in grid.merges) for row in rows[:-1])


def header_at(grid: Grid, index: int) -> Header | None:
    """The header that begins at the row present with this index, with the number of levels that says most."""
    found = [header_of(grid, rows) for rows in _candidates(grid, index) if not _stands_on_data(grid, rows)]
    fitting = [header for header in found if header and header.score >= _ENOUGH and _is_ledger(header)]
    return max(fitting, key=lambda header: (header.score, header.top - header.bottom), default=None)


def _stands_on_data(grid: Grid, rows: list[int]) -> bool:
    """Whether the first of several rows is data above a header that comes again: it groups and adds nothing."""
    if len(rows) < 2 or any(merge[0] == rows[0] for merge in grid.merges) or len(grid.rows[rows[0]]) < 4:
        return False
    below, whole = header_of(grid, rows[1:]), header_of(grid, rows)
    return below is not None and whole is not None and _is_ledger(below) and below.score >= whole.score


def _candidates(grid: Grid, index: int) -> list[list[int]]:
    """The row groups that may form one header beginning here; merges that reach down force their rows in."""
    top = grid.numbers[index]
    if not _may_head(grid, top):
        return []
    forced = _forced_bottom(grid, top)
    groups: list[list[int]] = []
    rows: list[int] = []
    for row in grid.numbers[index : index + _LEVELS]:
        if row > top + _LEVELS or not (_may_head(grid, row) or (rows and is_drawn_in(grid, row))):
            break
        rows = [*rows, row]
        groups.append(rows)
    full = [group for group in groups if group[-1] >= forced]
    return [group for group in full or groups[-1:] if len(group) == 1 or not _is_title(grid, top)]


def _is_title(grid: Grid, row: int) -> bool:
    """Whether one text alone reaches over all that stands in the row below: a title, not a level of the header."""
    own = list(grid.rows[row])
    below = grid.rows.get(row + 1, {})
    under = sum(grid.anchor(row, column) == (row, own[0]) for column in below)
    leads = own[0] <= min(below, default=0) and len(below) >= _FEWEST  # alone at the left, though nothing is merged
    return len(own) == 1 and (leads or under == len(below) or under > _NEARLY * len(below))


def _forced_bottom(grid: Grid, top: int) -> int:
    reaching = [merge[2] for merge in grid.merges if merge[0] == top and merge[2] <= top + _LEVELS - 1]
    named = [
        merge[2]
        for merge in grid.merges
        if merge[0] == top and merge[2] in reaching and meaning_of(grid.text(top, merge[1]))[0]
    ]
    drawn = [top + 1] if top + 1 in grid.rows and is_drawn_in(grid, top + 1) else []
    return max([*named, *drawn], default=top)


def _may_head(grid: Grid, row: int) -> bool:
    """Whether all that stands in a row is short enough and unlike data."""
    own = grid.own(row)
    words = list(map(without_brackets, own.values()))
    return bool(own) and all(len(bare(word)) <= LONGEST_HEADING and not _NO_HEADING.search(word) for word in words)


def _is_of_projects(header: Header) -> bool:
    return any(map(_PROJECTS.search, header.headings.values()))


def _is_ledger(header: Header) -> bool:
    """Whether a header has a subject and at least two columns of work on it; lists of clues about persons are none."""
    if any(_CLUES in heading for heading in header.headings.values()):
        return False
    found = {meaning for meanings in header.meanings.values() for meaning in meanings}
    work = found & _WORK
    if "task" in found and not found & (SUBJECTS - {"task"}) and (not found & _TRACKED or _is_of_projects(header)):
        return False  # what somebody is charged with for good (权责清单), or what is built, not what is to be mended
    if found & SUBJECTS:
        return (
            len(work) >= 2
            or (len(work) == 1 and len(found) >= 4)
            or bool(found & {"problem", "problem_detail"} and "ordinal" in found and len(found) >= 3)
        )
    return "measures" in found and len(work) >= 3
