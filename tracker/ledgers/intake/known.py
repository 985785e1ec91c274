"""Finds the items that rows of a ledger tell of again: by our number, the feedback's number, the problem's words."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import NamedTuple

from rapidfuzz import fuzz, process

from tracker.ledgers.reading import LedgerItem
from tracker.ledgers.reading.texts import squash
from tracker.models import Item

LIKE_PROBLEM = 90  # per cent: the same problem with a word or two changed
# A ledger's running number often stands where the feedback's number is meant: it only counts with somewhat like words.
LIKE_WITH_NUMBER = 60

Row = tuple[int, LedgerItem, int]  # place, item, id of the leading unit


class _Words(NamedTuple):
    """By what an item is known: our number, and squashed the feedback's number and the problem."""

    number: str
    source_number: str
    problem: str
    unit: int


Told = Sequence[tuple[int, _Words]]
Left = dict[int, tuple[Item, _Words]]  # the items no row has been found for, by id
Key = Callable[[_Words], Hashable]


def match_known(rows: Sequence[Row], items: Iterable[Item]) -> dict[int, Item]:
    """{place: item}; no item is matched twice, and sure matches go before likely ones over the whole ledger."""
    told = [(place, _words(row, unit)) for place, row, unit in rows]
    left = {item.pk: (item, _words(item, item.unit_id)) for item in items}
    found: dict[int, Item] = {}
    _take_equal(told, left, found, lambda words: words.number and (words.number, words.unit))
    _take_equal(told, left, found, lambda words: words[1:])
    _take_equal(told, left, found, lambda words: words[2:])
    _take_like(told, left, found, by_number=True)
    _take_like(told, left, found, by_number=False)
    return found


def _words(row: LedgerItem | Item, unit: int) -> _Words:
    return _Words(row.number, squash(row.source_number), squash(row.problem), unit)


def _take_equal(told: Told, left: Left, found: dict[int, Item], key: Key) -> None:
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for pk, (_, words) in left.items():
        waiting[key(words)].append(pk)
    for place, words in told:
        wanted = key(words)
        if place not in found and wanted and waiting.get(wanted):
            found[place], _ = left.pop(waiting[wanted].pop(0))


def _take_like(told: Told, left: Left, found: dict[int, Item], *, by_number: bool) -> None:
    choices: dict[Hashable, dict[int, str]] = defaultdict(dict)
    for pk, (_, words) in left.items():
        choices[_group(words, by_number)][pk] = words.problem
    limit = LIKE_WITH_NUMBER if by_number else LIKE_PROBLEM
    for place, words in told:
        group = choices.get(_group(words, by_number))
        if place in found or not group or (by_number and not words.source_number):
            continue
        best = process.extractOne(words.problem, group, scorer=fuzz.ratio, score_cutoff=limit)
        if best:
            found[place], _ = left.pop(best[2])
            del group[best[2]]


def _group(words: _Words, by_number: bool) -> Hashable:
    return (words.unit, words.source_number) if by_number else words.unit
