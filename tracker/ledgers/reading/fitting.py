"""Gives meanings that no heading tells to columns whose heading tells none, by what stands in them.

Only columns whose heading says nothing come here: one whose words mean something else (检查时间, 验收人) is not taken.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from tracker.ledgers.reading.contents import Content, content_of
from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.levels import Header

_ENOUGH = 0.5  # of its cells must look like it
_OUT_OF_ORDER = 0.15
_SENTENCE = 6  # characters on average
_WORDY = 14
# How far a column's contents fit a meaning, and in what order ledgers mostly have them.
_FITS: dict[str, Callable[[Content], float]] = {
    "problem": lambda content: content.failing if content.length >= _SENTENCE else 0.0,
    "measures": lambda content: content.doing if content.length >= _SENTENCE else 0.0,
    "leader": lambda content: min(content.posts, content.persons),
    "units": lambda content: content.units,
    "owners": lambda content: content.persons,
    "deadline": lambda content: content.times,
    "progress": lambda content: content.past if content.length >= _SENTENCE else 0.0,
    "status": lambda content: content.states if content.length < _WORDY else 0.0,
}
_ORDER = tuple(_FITS)
# What may stand for a meaning that no heading tells: then its contents need not be looked for.
_STAND_INS: dict[str, tuple[str, ...]] = {
    "problem": ("problem_detail", "task"),
    "measures": ("requirement",),
    "units": ("inspected_unit",),
    "owners": ("contact",),
    "deadline": ("finish_time",),
    "progress": ("outcome_or_state", "outcome"),
    "status": ("tick", "outcome_or_state"),
}


def with_contents(grid: Grid, header: Header) -> Header:
    """A header with what the contents of its columns add to its words."""
    contents = {column: content_of(grid, header.bottom, column) for column in header.headings}
    taken: dict[str, list[int]] = {}
    for column, meanings in header.meanings.items():
        for meaning in meanings:
            taken.setdefault(meaning, []).append(column)
    free = [column for column, meanings in header.meanings.items() if not meanings]
    added = {column: (meaning,) for meaning, column in fitting(contents, free, taken)}
    return replace(header, meanings=header.meanings | added)


def fitting(contents: dict[int, Content], free: Iterable[int], taken: dict[str, list[int]]) -> list[tuple[str, int]]:
    """Meanings and the free columns that fit them, the best fit first; `taken`: the columns of each meaning so far."""
    left, found = set(free), []
    missing = [
        meaning for meaning in _ORDER if not any(taken.get(name) for name in (meaning, *_STAND_INS.get(meaning, ())))
    ]
    while missing and left:
        fit, place, column = max(
            (_fit(meaning, column, contents, taken), -_ORDER.index(meaning), -column)
            for meaning in missing
            for column in left
        )
        if fit < _ENOUGH:
            break
        meaning = _ORDER[-place]
        found.append((meaning, -column))
        left.discard(-column)
        missing.remove(meaning)
    return found


def fit_of(meaning: str, content: Content) -> float:
    """How far contents fit a meaning (0 to 1); 0 for meanings that contents do not show."""
    return _FITS[meaning](content) if meaning in _FITS and content.count else 0.0


def _fit(meaning: str, column: int, contents: dict[int, Content], taken: dict[str, list[int]]) -> float:
    place = _ORDER.index(meaning)
    wrong = any(
        (column < other) != (place < _ORDER.index(known))
        for known in ("problem", "measures", "progress")
        for other in taken.get(known, [])[:1]
        if known != meaning
    )
    return fit_of(meaning, contents[column]) - (_OUT_OF_ORDER if wrong else 0.0)
