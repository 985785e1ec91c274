"""Finds the items that rows of a ledger tell of again: by our number, the feedback's number, the problem's words."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import NamedTuple

from django.db.models import QuerySet
from rapidfuzz import fuzz, process

from tracker.ledgers.intake.blocks import BLOCK, blocks
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
Left = dict[int, _Words]  # the items no row has been found for, by id
Key = Callable[[_Words], Hashable]


def match_known(rows: Sequence[Row], items: QuerySet[Item]) -> dict[int, Item]:
    """{place: item}; no item is matched twice, and sure matches go before likely ones over the whole ledger.

    Of all items only the words are read, in whose order the first of two alike is taken; whole only those found.
    """
    told = [(place, _words(row.number, row.source_number, row.problem, unit)) for place, row, unit in rows]
    there = items.values_list("pk", "number", "source_number", "problem", "unit_id")
    left = {
        pk: _words(number, source_number, problem, unit)
        for pk, number, source_number, problem, unit in there.iterator(chunk_size=BLOCK)
    }
    found: dict[int, int] = {}
    _take_equal(told, left, found, lambda words: words.number and (words.number, words.unit))
    _take_equal(told, left, found, lambda words: words[1:])
    _take_equal(told, left, found, lambda words: words[2:])
    _take_like(told, left, found, by_number=True)
    _take_like(told, left, found, by_number=False)
    whole = {pk: item for block in blocks(list(found.values())) for pk, item in items.in_bulk(block).items()}
    return {place: whole[pk] for place, pk in found.items()}


def _words(number: str, source_number: str, problem: str, unit: int) -> _Words:
    return _Words(number, squash(source_number), squash(problem), unit)


def _take_equal(told: Told, left: Left, found: dict[int, int], key: Key) -> None:
    waiting: dict[Hashable, list[int]] = defaultdict(list)
    for pk, words in left.items():
        waiting[key(words)].append(pk)
    for place, words in told:
        wanted = key(words)
        if place not in found and wanted and waiting.get(wanted):
            found[place] = waiting[wanted].pop(0)
            del left[found[place]]


def _take_like(told: Told, left: Left, found: dict[int, int], *, by_number: bool) -> None:
    choices: dict[Hashable, dict[int, str]] = defaultdict(dict)
    for pk, words in left.items():
        choices[_group(words, by_number)][pk] = words.problem
    limit = LIKE_WITH_NUMBER if by_number else LIKE_PROBLEM
    for place, words in told:
        group = choices.get(_group(words, by_number))
        if place in found or not group or (by_number and not words.source_number):
            continue
        best = process.extractOne(words.problem, group, scorer=fuzz.ratio, score_cutoff=limit)
        if best:
            found[place] = best[2]
            del left[best[2]], group[best[2]]


def _group(words: _Words, by_number: bool) -> Hashable:
    return (words.unit, words.source_number) if by_number else words.unit
