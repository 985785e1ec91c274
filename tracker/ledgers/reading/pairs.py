"""One cell of numbered problems beside one cell of measures numbered alike: each pair is an item of its own.

“1.甲；2.乙” beside “1.改甲；2.改乙” are two problems of one unit, written in one row to save space. Where the
numbers do not answer each other the row stays one item.
"""

from collections.abc import Iterator
from dataclasses import replace

from tracker.ledgers.reading.measures import numbered_pieces, pieces_by_number, trim
from tracker.ledgers.reading.tables import Cell, Group

_SHORTEST = 4  # characters of a problem: less is a list of words


def paired(group: Group) -> Iterator[Group]:
    """The groups that a group of rows stands for: itself, or one for each numbered problem with its measure."""
    problems = [trim(piece) for piece in numbered_pieces(group.problem) or ()]
    measures = group.cells.get("measures", [])
    answered = len(measures) == 1 and len(numbered_pieces(measures[0].text) or ()) == len(problems)
    if len(problems) < 2 or not answered or min(map(len, problems)) < _SHORTEST:
        yield group
        return
    for place, problem in enumerate(problems, 1):
        cells = {meaning: _cut(found, place, len(problems)) for meaning, found in group.cells.items()}
        yield replace(group, problem=problem, cells=cells, by_row={group.rows[0]: cells}, rows=group.rows[:1])


def _cut(cells: list[Cell], place: int, count: int) -> list[Cell]:
    """Of every cell numbered like the problems the piece with this place; the others whole."""
    found = []
    for cell in cells:
        pieces = pieces_by_number(cell.text, count)
        text = pieces.get(place, "") if pieces else cell.text
        if text:
            found.append(replace(cell, text=text, value=text if pieces else cell.value))
    return found
