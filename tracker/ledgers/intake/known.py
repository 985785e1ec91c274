"""Finds the items that rows of a ledger tell of again: by our number, the feedback's number, the problem's words."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence

from rapidfuzz import fuzz, process

from tracker.ledgers.reading import LedgerItem
from tracker.ledgers.reading.texts import squash
from tracker.models import Item

LIKE_PROBLEM = 90  # per cent: the same problem with a word or two changed
# A ledger's running number often stands where the feedback's number is meant: it only counts with somewhat like words.
LIKE_WITH_NUMBER = 60

Row = tuple[int, LedgerItem, int]  # place, item, id of the leading unit
Key = Callable[[str, str, str, int], Hashable]  # of our number, source number, squashed problem, unit


def match_known(rows: Sequence[Row], items: Iterable[Item]) -> dict[int, Item]:
    """{place: item}; no item is matched twice, and sure matches go before likely ones over the whole ledger."""
    left = {item.pk: item for item in items}
    found: dict[int, Item] = {}
    _take_equal(rows, left, found, lambda number, source_number, problem, unit: number and (number, unit))
    _take_equal(rows, left, found, lambda number, source_number, problem, unit: (source_number, problem, unit))
    _take_equal(rows, left, found, lambda number, source_number, problem, unit: (problem, unit))
    _take_like(rows, left, found, by_number=True)
    _take_like(rows, left, found, by_number=False)
    return found


def _take_equal(rows: Sequence[Row], left: dict[int, Item], found: dict[int, Item], key: Key) -> None:
    waiting: dict[Hashable, list[Item]] = defaultdict(list)
    for item in left.values():
        waiting[key(item.number, squash(item.source_number), squash(item.problem), item.unit_id)].append(item)
    for place, row, unit in rows:
        wanted = key(row.number, squash(row.source_number), squash(row.problem), unit)
        if place not in found and wanted and waiting[wanted]:
            found[place] = left.pop(waiting[wanted].pop(0).pk)


def _take_like(rows: Sequence[Row], left: dict[int, Item], found: dict[int, Item], *, by_number: bool) -> None:
    choices: dict[Hashable, dict[int, str]] = defaultdict(dict)
    for item in left.values():
        choices[_group(item.unit_id, item.source_number, by_number)][item.pk] = squash(item.problem)
    limit = LIKE_WITH_NUMBER if by_number else LIKE_PROBLEM
    for place, row, unit in rows:
        if place in found or (by_number and not row.source_number):
            continue
        group = choices[_group(unit, row.source_number, by_number)]
        best = process.extractOne(squash(row.problem), group, scorer=fuzz.ratio, score_cutoff=limit)
        if best:
            found[place] = left.pop(best[2])
            del group[best[2]]


def _group(unit: int, source_number: str, by_number: bool) -> Hashable:
    return (unit, squash(source_number)) if by_number else unit
