"""Gives meanings that no heading tells to columns whose heading tells none, by what stands in them.

Only columns whose heading says nothing come here: one whose words mean something else (检查时间, 验收人) is never taken.
"""

from collections.abc import Callable, Iterable, Iterator

from tracker.ledgers.reading.contents import Content

_ENOUGH = 0.5  # of its cells must look like it
_OUT_OFFITTED = 0.15
_SENTENCE = 6  # characters on average
_WORDY = 14
# How far a column's contents fit a meaning, and in what order ledgers mostly have them.
_FITS: dict[str, Callable[[Content], float]] = {
    "problem": lambda content: content.failing if content.length >= _SENTENCE else 0.0,
    "measures": lambda content: content.doing if content.length >= _SENTENCE else 0.0,
    "leader": lambda content: content.posts,
    "units": lambda content: content.units,
    "owners": lambda content: content.persons,
    "deadline": lambda content: content.times,
    "progress": lambda content: content.past if content.length >= _SENTENCE else 0.0,
    "status": lambda content: content.states if content.length < _WORDY else 0.0,
}
FITTED = tuple(_FITS)


def fitting(
    contents: dict[int, Content], free: Iterable[int], taken: dict[str, list[int]]
) -> Iterator[tuple[str, int]]:
    """Meanings and the free columns that fit them, the best fit first; `taken` are the columns of each meaning so far."""
    left = set(free)
    missing = [meaning for meaning in FITTED if not taken.get(meaning)]
    while missing and left:
        fit, meaning, column = max(
            (_fit(meaning, column, contents, taken), meaning, -column) for meaning in missing for column in left
        )
        if fit < _ENOUGH:
            return
        yield meaning, -column
        left.discard(-column)
        missing.remove(meaning)


def fit_of(meaning: str, content: Content) -> float:
    """How far contents fit a meaning (0 to 1); 0 for meanings that contents do not show."""
    return _FITS[meaning](content) if meaning in _FITS and content.count else 0.0


def _fit(meaning: str, column: int, contents: dict[int, Content], taken: dict[str, list[int]]) -> float:
    place = FITTED.index(meaning)
    wrong = any(
        (column < other) != (place < FITTED.index(known))
        for known in ("problem", "measures", "progress")
        for other in taken.get(known, [])[:1]
        if known != meaning
    )
    return fit_of(meaning, contents[column]) - (_OUT_OFFITTED if wrong else 0.0)
