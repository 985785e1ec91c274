"""Search: which of the rows given hold all the words looked for. What somebody may see is settled before.

Words are put in the normal form of `models/search.py`, and so is what they are looked for in. There are two ways that
find the same rows: the index of character pairs, and reading the texts row by row in the order the rows are wanted in,
which is quicker where there are few rows, or where so many hold the words that a page is soon full (decision 0017).
"""

from __future__ import annotations

from typing import Any

from tracker.models import grams
from tracker.models.search import grams_of, needed, words_of

MAX_WORDS = 8
FEW = 3_000  # so many rows are read as quickly as a common word is taken from the index
Rows = Any  # a queryset of items


def matching(rows: Rows, text: str, *, walked: bool = False) -> Rows:
    """The rows that hold every word of the text. `walked`: read row by row, whatever the words are.

    A word of a single character has no pair; it is looked for row by row in any case, which is right but slower.
    """
    words = searched(text)
    wanted = {gram for word in words for gram in needed(word)}
    if walked or not wanted:
        return rows.filter(grams.holding(words))
    # A word that is a gram itself is settled by the index.
    return rows.filter(grams.having(wanted, [word for word in words if word not in grams_of(word)]))


def searched(text: str) -> list[str]:
    """The words that are looked for; there is an end to how many."""
    return words_of(text)[:MAX_WORDS]


def is_slow(text: str) -> bool:
    """Nothing but single characters: every row must be read."""
    words = searched(text)
    return bool(words) and all(len(word) == 1 for word in words)


def are_few(rows: Rows) -> bool:
    """So few rows that they had better be read one by one (one statement)."""
    return rows.order_by().values("pk")[: FEW + 1].count() <= FEW
