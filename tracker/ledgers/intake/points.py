"""The requirement points and which of them a problem's words are like; what follows from it is told in `categories.py`.

Nearly every problem is like no point at all. What the likeness cannot exceed is told by the characters that two texts
have in common, so only the few points within reach are compared in earnest.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from rapidfuzz import fuzz, process

from tracker.ledgers.reading.texts import squash

LIKE_POINT = 46  # per cent
_SIGNS = re.compile(r"\W+")


class Points:
    """Texts to be asked for the one most like a problem."""

    def __init__(self, texts: Iterable[str]):
        self._texts = [_paired(text) for text in texts]
        self._pairs = [{*text.split()} for text in self._texts]
        self._places: dict[str, list[tuple[int, int]]] = defaultdict(list)  # of a character: (point, how often)
        for place, pairs in enumerate(self._pairs):
            for character, times in Counter("".join(pairs)).items():
                self._places[character].append((place, times))

    def nearest(self, text: str) -> int | None:
        """The place of the point most like the text, the first of two alike; None where none is like it."""
        paired = _paired(text)
        within = {place: self._texts[place] for place in self._within_reach({*paired.split()})}
        best = process.extractOne(paired, within, scorer=fuzz.token_set_ratio, score_cutoff=LIKE_POINT)
        return best[2] if best else None

    def _within_reach(self, pairs: set[str]) -> list[int]:
        """The points that could be like a text of these pairs."""
        common = [0] * len(self._texts)
        for character, times in Counter("".join(pairs)).items():
            for place, there in self._places.get(character, ()):
                common[place] += times if times < there else there
        mine = len(pairs)
        reach = [
            _most_alike(same, mine, len(theirs)) if same else 0
            for same, theirs in zip(common, self._pairs, strict=True)
        ]
        return [place for place, most in enumerate(reach) if most > LIKE_POINT]


def _most_alike(common: int, one: int, other: int) -> float:
    """What `token_set_ratio` of texts with `one` and `other` pairs, `common` characters alike, cannot exceed, per cent.

    Written out, n pairs and the blanks between them are 3n - 1 characters. Either the texts are compared whole, where
    blanks of the shorter and common characters may be alike; or the pairs both have with either text.
    """
    fewer = min(one, other)
    whole = 2 * (fewer - 1 + common) / (3 * (one + other) - 2)
    shared = min(common // 2, fewer)
    inside = 2 * (3 * shared - 1) / (2 * (3 * shared - 1) + 3 * (fewer - shared)) if shared else 0.0
    return 100 * max(whole, inside) + 0.001  # against a last digit lost in rounding


def _paired(text: str) -> str:
    """The pairs of neighbouring characters as words: Chinese has no blanks for a likeness of words to go by."""
    characters = _SIGNS.sub("", squash(text))
    return " ".join(map("".join, pairwise(characters)))
