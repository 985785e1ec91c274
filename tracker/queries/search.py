"""Search: which of the rows given hold all the words looked for. What somebody may see is settled before.

Words are put in the normal form of `models/search.py`, and so is what they are looked for in. There are two ways that
find the same rows: the index of character pairs, and reading the texts row by row in the order the rows are wanted in,
which is quicker where so many hold the words that a page is soon full, or that the rows given are the fewer ones
(decision 0017).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from tracker.models import grams
from tracker.models.search import grams_of, needed, words_of
from tracker.queries.compiled import numbers

MAX_WORDS = 8
SEVERAL = 2_000  # found items, from which on sorting them all takes longer than looking for the first in order
COMMON = 10_000  # items with the words, from which on it may be quicker not to ask the index
FEW = 20_000  # rows that are read as quickly as so common a word is taken from the index
Rows = Any  # a queryset of items


def matching(rows: Rows, text: str, *, counted: int = 0, walked: bool = False) -> Rows:
    """The rows that hold every word of the text. `walked`: read row by row, whatever the words are.

    `counted`: how many there are, where that is known and only the first of them, in some order, are wanted now.
    A word of a single character has no pair; it is looked for row by row in any case, which is right but slower.
    """
    words, wanted = searched(text), _needed(text)
    if walked or counted > COMMON or not wanted:
        return rows.filter(grams.holding(words))
    # A word that is a gram itself is settled by the index.
    longer = [word for word in words if word not in grams_of(word)]
    return rows.filter(grams.having(wanted, longer, counted=counted, in_order=counted > SEVERAL))


def searched(text: str) -> list[str]:
    """The words that are looked for; there is an end to how many."""
    return words_of(text)[:MAX_WORDS]


def is_slow(text: str) -> bool:
    """Nothing but single characters: every row must be read."""
    words = searched(text)
    return bool(words) and all(len(word) == 1 for word in words)


def are_fewer(rows: Callable[[], Rows], text: str, key: Hashable = None) -> bool:
    """Had the rows better be read than the index asked? One statement; another one where they are few.

    `key` is what the rows hang on, as in `compiled.numbers`: how many they are is the same for every word.
    """
    wanted = _needed(text)
    return bool(wanted) and _are_few(rows, key) and grams.count(wanted, COMMON + 1) > COMMON


def _are_few(rows: Callable[[], Rows], key: Hashable) -> bool:
    few = None if key is None else ("few", FEW, key)
    (count,) = numbers(few, lambda: [rows().order_by().values("pk")[: FEW + 1]])
    return count <= FEW


def _needed(text: str) -> set[str]:
    return {gram for word in searched(text) for gram in needed(word)}
