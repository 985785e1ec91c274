"""The requirement points and which of them a problem's words are like; what follows from it is told in `categories.py`.

Nearly every problem is like no point at all. What the likeness cannot exceed is told by the characters that two texts
have in common, so only the few points within reach are compared in earnest.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from struct import Struct

from rapidfuzz import fuzz, process

from tracker.ledgers.reading.texts import squash

LIKE_POINT = 46  # per cent
_SIGNS = re.compile(r"\W+")


class Points:
    """Texts to be asked for the one most like a problem."""

    def __init__(self, texts: Iterable[str]):
        self._texts = [_paired(text) for text in texts]
        self._pairs = [{*text.split()} for text in self._texts]
        self._reached: dict[int, list[int]] = {}
        self._shares = _shares([Counter("".join(pairs)) for pairs in self._pairs])
        self._all = Struct(f"<{len(self._pairs)}H")

    def nearest(self, text: str) -> int | None:
        """The place of the point most like the text, the first of two alike; None where none is like it."""
        paired = _paired(text)
        within = {place: self._texts[place] for place in self._within_reach({*paired.split()})}
        best = process.extractOne(paired, within, scorer=fuzz.token_set_ratio, score_cutoff=LIKE_POINT)
        return best[2] if best else None

    def _within_reach(self, pairs: set[str]) -> list[int]:
        """The points that could be like a text of these pairs."""
        common = self._common(Counter("".join(pairs)))
        return [place for place, needed in enumerate(self._needed(len(pairs))) if common[place] >= needed]

    def _common(self, characters: Mapping[str, int]) -> Sequence[int]:
        """How many characters a text has in common with each point."""
        total = 0
        for character, times in characters.items():
            if shares := self._shares.get(character):
                total += shares[times - 1 if times < len(shares) else -1]
        return self._all.unpack(total.to_bytes(self._all.size, "little"))

    def _needed(self, mine: int) -> list[int]:
        """How many characters a text of so many pairs must have in common with each point to be like it."""
        if mine not in self._reached:
            self._reached[mine] = [_least_common(mine, len(theirs)) for theirs in self._pairs]
        return self._reached[mine]


def _shares(points: Sequence[Mapping[str, int]]) -> dict[str, list[int]]:
    """By character, for each time it may stand in a text: what that adds to the common characters of every point.

    The counts of all points stand side by side in one number, two bytes each: so they are added all at once.
    """
    most = Counter[str]()
    for characters in points:
        most |= Counter(characters)
    return {
        character: [
            sum(min(times, there.get(character, 0)) << (16 * place) for place, there in enumerate(points))
            for times in range(1, highest + 1)
        ]
        for character, highest in most.items()
    }


def _least_common(one: int, other: int) -> int:
    """From how many common characters on texts of so many pairs can be alike; the more, the more alike they may be."""
    common = range(1, 2 * (one + other) + 2)
    return next((same for same in common if _most_alike(same, one, other) > LIKE_POINT), len(common) + 1)


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
