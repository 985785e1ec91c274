"""What a heading means that no list holds, by the words it is made of: its last head, turned by what stands before.

“整改责任股室”: the head 股室 names a unit, 责任 says whose work it is. “整改监督责任单位”: 监督 turns it into one that
only watches. The words are in `morphemes.py`, what they turn in `turns.py`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.ledgers.reading.morphemes import ASKING, HEADS, TAILS, TURNS
from tracker.ledgers.reading.turns import FAIR, MEANT, SURE, WEAK, Head

_LONGEST = 24
_SENTENCE = re.compile("[,;。]")
_DONE_OR_NOT = re.compile(r"(\w{1,2})没\1")  # 改没改, 解决没解决


def _by_word(mark: str) -> dict[str, tuple[str, ...]]:
    """For the words that carry a mark, or for an empty one those without: what they may be, heads first."""
    found: dict[str, tuple[str, ...]] = {}
    for name, words in (HEADS | TURNS).items():
        for word in words.split():
            if word.endswith("$") == bool(mark):
                bare = word.removesuffix("$")
                found[bare] = (*found.get(bare, ()), name)
    return found


_ANYWHERE, _AT_END = _by_word(""), _by_word("$")
_TAILS = frozenset(TAILS.split())
_TOKEN = re.compile(
    "|".join(
        re.escape(word) + mark
        for word, mark in sorted(
            {(word, "") for word in (*_ANYWHERE, *_TAILS)} | {(word, "$") for word in _AT_END},
            key=lambda pair: (-len(pair[0]), pair[1]),
        )
    )
)
_ASKING = frozenset(ASKING.split())
_ANY_HEAD = frozenset(HEADS)
_YIELDS_TO = {
    "情况": frozenset({"PROBLEM", "DETAIL", "OTHER"}),
    "要求": frozenset({"DUE", "TIME", "MEASURE", "STANDARD"}),
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a heading: where it stands, and what it may be."""

    text: str
    start: int
    end: int
    classes: tuple[str, ...]

    @property
    def head(self) -> str:
        """What it is as a head; empty for words that only turn others."""
        return next((name for name in self.classes if name in HEADS), "")


def composed(heading: str) -> tuple[str, float]:
    """The meaning of a heading and how sure it is; ('', 0.0) where its words say nothing."""
    if len(heading) > _LONGEST or _SENTENCE.search(heading):
        return "", 0.0
    if _DONE_OR_NOT.search(heading):
        return "status", SURE
    words = list(_words(heading))
    if _is_to_be_finished(words, heading):
        return "deadline", SURE
    place = _head(words)
    if place < 0:
        return ("other", FAIR) if words and _only_watches(words[-1]) and words[-1].end == len(heading) else ("", 0.0)
    head = MEANT[words[place].head]
    meaning, sure = _turned(head, words, place)
    if not meaning or not _stands_alone(words, place, heading):
        return "", 0.0
    return meaning, min(sure, _certainty(heading, words, place))


def _is_to_be_finished(words: list[Word], heading: str) -> bool:
    """“计划完成”, “预期办结”: the day it is to be finished, though no word for time is said."""
    return (
        len(words) > 1
        and words[-1].end == len(heading)
        and "finish" in words[-1].classes
        and "do" not in words[-1].classes
        and "plan" in words[-2].classes
    )


def _words(heading: str) -> Iterator[Word]:
    for match in _TOKEN.finditer(heading):
        classes = _ANYWHERE.get(match[0], ())
        if match.end() == len(heading):
            classes = (*_AT_END.get(match[0], ()), *classes)
        yield Word(match[0], match.start(), match.end(), classes)


def _head(words: list[Word]) -> int:
    """The place of the word that says what stands below; -1 where there is none."""
    places = [place for place, word in enumerate(words) if word.head]
    if not places:
        return -1
    asking = [place for place in places if words[place].head in ("ASKED", "ENDED") or words[place].text in _ASKING]
    return asking[-1] if asking else _before_tail(words, places[-1])


def _before_tail(words: list[Word], place: int) -> int:
    """“时限要求”, “隐患具体情况”: the head before a word that only says more of it."""
    word, before = words[place], place - 1
    while before >= 0 and not words[before].head and _says_more(words[before]):
        before -= 1
    yields_to = _YIELDS_TO.get(word.text, _ANY_HEAD)
    is_tail = word.text in _TAILS and before >= 0 and words[before].head in yields_to
    return before if is_tail and words[before].end == words[before + 1].start else place


def _says_more(word: Word) -> bool:
    return word.text in _TAILS or "detail" in word.classes


def _turned(head: Head, words: list[Word], place: int) -> tuple[str, float]:
    found = {name for word in words for name in word.classes}
    for name, meaning in head.anywhere:
        if name in found:
            return meaning, SURE
    near, sure = _by_nearest(head, words, place)
    late = next((meaning for name, meaning in head.at_last if name in found and near != "other"), "")
    return (late, SURE) if late else (near, sure)


def _by_nearest(head: Head, words: list[Word], place: int) -> tuple[str, float]:
    for classes in _nearest_first(words, place):
        for name, meaning in head.nearest:
            if name in classes:
                return meaning, SURE
    return head.alone, head.sure


def _nearest_first(words: list[Word], place: int) -> Iterator[tuple[str, ...]]:
    """What the words before a head are, the nearest first: 责任 behind 监督 or 配合 is the duty to watch or to help."""
    head = words[place]
    yield tuple(name for name in head.classes if name in TURNS)
    others = [word for word in words if word is not head] if head.head == "ASKED" else words[:place]
    for index in range(len(others) - 1, -1, -1):
        word, before = others[index], others[index - 1] if index else None
        if not (before and before.end == word.start and _only_watches(before) and "duty" in word.classes):
            yield word.classes


def _only_watches(word: Word) -> bool:
    return bool({"watch", "help"} & set(word.classes)) and not {"duty", "do"} & set(word.classes)


def _stands_alone(words: list[Word], place: int, heading: str) -> bool:
    """Whether a head of one letter is no chance ending of another word: 科 in 责任科, not in 人事科."""
    head = words[place]
    if len(head.text) > 1 or head.text in _ASKING:
        return True
    if head.head in ("NUMBER", "ENDED"):
        return not re.search(r"\d", heading)
    turned = any(set(word.classes) & set(TURNS) for word in words[:place])
    return turned and _known(words) * 2 >= len(heading)


def _known(words: list[Word]) -> int:
    """How many letters words account for; verbs of one letter (改, 办) stand in too many other words to tell much."""
    return sum(len(word.text) for word in words if len(word.text) > 1 or word.head or word.text in _TAILS)


def _certainty(heading: str, words: list[Word], place: int) -> float:
    """How much of a heading its known words account for; what follows the head makes it doubtful, but for questions."""
    head = words[place]
    if head.head in ("ASKED", "ENDED") or head.text in _ASKING:
        return SURE
    tails = sum(len(word.text) for word in words[place + 1 :] if _says_more(word))
    known = _known(words)
    if len(heading) - head.end > tails or known * 2 < len(heading):
        return WEAK
    return SURE if known * 3 >= len(heading) * 2 else FAIR
