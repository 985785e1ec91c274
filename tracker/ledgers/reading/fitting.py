"""Gives meanings that no heading tells to columns whose heading tells none, by what stands in them.

Only columns whose heading says nothing come here: one whose words mean something else (检查时间, 验收人) is not taken.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from tracker.ledgers.reading.contents import Content, content_of
from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.levels import SUBJECTS, Header

_ENOUGH = 0.5  # of its cells must look like it
_OUT_OF_ORDER = 0.15
_SENTENCE = 6  # characters on average
_WORDY = 14
_MARKED = 0.9  # marks below 立行立改 | 长期坚持 tell which of them it is
_REPORTS = frozenset({"progress", "outcome_or_state"})
_POOR = 0.2  # contents that belie a doubtful heading
_SOFT = frozenset({"time_frame", "category"})  # said by words that may mean much (整改方式)
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
    added = {column: (meaning,) for meaning, column in shown(header, contents)}
    return replace(header, meanings=header.meanings | added)


def shown(header: Header, contents: dict[int, Content]) -> list[tuple[str, int]]:
    """Meanings the headings lack, each with the column whose contents show it and whose heading does not forbid it."""
    free = {column for column in header.headings if _is_free(header, contents[column], column)}
    if not any(SUBJECTS & set(meanings) for meanings in header.meanings.values()):
        free |= {column for column in header.headings if _tells_a_failing(header.meanings[column], contents[column])}
    taken: dict[str, list[int]] = {}
    for column, meanings in header.meanings.items():
        for meaning in _as_used(meanings, contents[column]) if column not in free else ():
            taken.setdefault(meaning, []).append(column)
    return fitting(contents, free, taken)


def _is_free(header: Header, content: Content, column: int) -> bool:
    """Whether a heading says nothing, or something its contents belie where it was doubtful or may mean much."""
    meanings = header.meanings[column]
    if set(meanings) <= _SOFT:
        return not (meanings and content.ticks > _MARKED)
    return column in header.doubtful and max(fit_of(meaning, content) for meaning in meanings) < _POOR


def _tells_a_failing(meanings: tuple[str, ...], content: Content) -> bool:
    """Whether what is headed as a report tells what fails, where no column is headed as the problem."""
    return (
        bool(meanings) and set(meanings) <= _REPORTS and content.failing >= _ENOUGH and content.failing > content.past
    )


def _as_used(meanings: tuple[str, ...], content: Content) -> tuple[str, ...]:
    """What a column will be used for: sentences under 结果 are a report, words of state under 情况 the state."""
    if meanings in (("status",), ("outcome_or_state",)) and content.count:
        return ("status",) if content.begun_states >= _ENOUGH else ("progress",)
    if meanings == ("task",) and content.doing > max(content.failing, _ENOUGH):
        return ("requirement",)  # a column of things to do is no problem
    return meanings


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
