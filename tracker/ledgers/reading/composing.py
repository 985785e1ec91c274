"""What a heading means that no list holds, by the words it is made of: its last head, turned by what stands before.

“整改责任股室”: the head 股室 names a unit, 责任 says whose work it is. “整改监督责任单位”: 监督 turns it into one that only
watches. The words are in `morphemes.py`; which turn counts for which head is told here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.ledgers.reading.morphemes import HEADS, TAILS, TURNS

_LONGEST = 24
_SENTENCE = re.compile("[,;。]")
_SURE, _FAIR, _WEAK = 0.85, 0.6, 0.45


@dataclass(frozen=True, slots=True)
class Turned:
    """What a head means: by what stands anywhere before it, else by the nearest word that turns it, else by itself."""

    alone: str
    sure: float = _SURE
    anywhere: tuple[tuple[str, str], ...] = ()
    nearest: tuple[tuple[str, str], ...] = ()
    at_last: tuple[tuple[str, str], ...] = ()  # stands anywhere, and the nearest says nothing against it


_MEANT: dict[str, Turned] = {
    "PROBLEM": Turned(
        "problem",
        anywhere=(("blame", "other"), ("help_wanted", "remark"), ("next", "remark"), ("REMARK", "remark"), ("detail", "problem_detail")),
    ),
    "DETAIL": Turned("problem_detail"),
    "CLASS": Turned("problem_class", nearest=(("UNIT", "other"), ("PERSON", "other"), ("MEASURE", "other"), ("DUE", "time_frame"))),
    "NUMBER": Turned(
        "source_number", anywhere=(("paper", "other"), ("PHONE", "contact")), nearest=(("UNIT", "other"), ("PERSON", "other"), ("MEASURE", "other"))
    ),
    "CAUSE": Turned("root_cause", anywhere=(("not", "remark"),)),
    "MEASURE": Turned("measures", anywhere=(("next", "remark"),)),
    "DUE": Turned("deadline", anywhere=(("real", "finished_on"), ("start", "started_on"))),
    "TIME": Turned(
        "",
        anywhere=(("real", "finished_on"), ("start", "started_on")),
        nearest=(
            ("strike", "struck_off_on"), ("finish", "finish_time"), ("do", "finish_time"),
            ("watch", "other"), ("follow", "other"), ("outside", "other"), ("PROBLEM", "other"), ("duty", "finish_time"),
        ),
        at_last=(("plan", "deadline"), ("DUE", "deadline")),
    ),
    "UNIT": Turned(
        "inspected_unit", _FAIR,
        anywhere=(("object", "inspected_unit"), ("help", "co_units")),
        nearest=(
            ("follow", "other"), ("duty", "units"), ("do", "units"), ("watch", "other"), ("outside", "other"),
            ("clerk", "units"), ("finish", "units"), ("MEASURE", "units"),
        ),
    ),
    "LEADER": Turned(
        "leader", _FAIR,
        nearest=(("care", "leader"), ("patron", "leader"), ("duty", "leader"), ("help", "co_leader"), ("watch", "other"), ("do", "leader"), ("outside", "other")),
    ),
    "PERSON": Turned(
        "contact", _FAIR,
        anywhere=(("outside", "other"),),
        nearest=(
            ("help", "other"), ("follow", "other"), ("clerk", "contact"), ("duty", "owners"), ("watch", "other"), ("do", "owners"),
            ("finish", "owners"), ("MEASURE", "owners"), ("care", "leader"), ("patron", "leader"), ("object", "other"),
        ),
        at_last=(("care", "leader"),),
    ),
    "ASKED": Turned("other", nearest=(("finish", "status"), ("strike", "status"), ("do", "status"), ("verdict", "status"))),
    "ENDED": Turned("status"),
    "STATE": Turned("status", nearest=(("verdict", "status"), ("do", "status"), ("finish", "status"), ("watch", "other"))),
    "REPORT": Turned(
        "progress",
        anywhere=(("past", "other"), ("money", "other"), ("next", "remark"), ("not", "remark")),
        nearest=(("found", "problem"), ("do", "outcome_or_state"), ("follow", "outcome_or_state"), ("finish", "outcome_or_state"), ("MEASURE", "outcome_or_state"), ("verdict", "status"), ("watch", "other"), ("PROBLEM", "outcome_or_state")),
    ),
    "GOAL": Turned("goal"),
    "STANDARD": Turned("standard"),
    "REQUIREMENT": Turned("requirement"),
    "OPINION": Turned("task", _FAIR, nearest=(("find", "problem"), ("outside", "problem"), ("do", "requirement"), ("watch", "other"))),
    "TASK": Turned("task", anywhere=(("next", "remark"), ("real", "progress")), nearest=(("outside", "problem"), ("PROBLEM", "problem"))),
    "REMARK": Turned("remark"),
    "LAMP": Turned("lamp"),
    "PHONE": Turned("contact"),
    "SHARE": Turned("other", nearest=(("finish", "outcome_or_state"), ("do", "outcome_or_state"))),
    "OTHER": Turned("other"),
}  # fmt: skip


def _classes(words: str, mark: str) -> list[str]:
    """The words of a list that carry a mark, without it; those without any for the empty mark."""
    if mark:
        return [word.strip("^$") for word in words.split() if word.endswith(mark)]
    return [word for word in words.split() if not word.endswith("$")]


def _by_word(mark: str) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name, words in (HEADS | TURNS).items():
        for word in _classes(words, mark):
            found[word] = (*found.get(word, ()), name)
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
_ASKING = frozenset("谁 怎么 咋 如何 怎样 啥时候 什么时候 啥时 何时 几时 哪天 哪位 哪一天 多久".split())
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
    words = list(_words(heading))
    place = _head(words)
    if place < 0:
        return "", 0.0
    turned = _MEANT[words[place].head]
    meaning, sure = _turned(turned, words, place)
    if not meaning or not _stands_alone(words, place, heading):
        return "", 0.0
    return meaning, min(sure, _certainty(heading, words, place))


def _words(heading: str) -> Iterator[Word]:
    for match in _TOKEN.finditer(heading):
        classes = _ANYWHERE.get(match[0], ())
        if match.end() == len(heading):
            classes = (*classes, *_AT_END.get(match[0], ()))
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
    while before >= 0 and "detail" in words[before].classes:
        before -= 1
    yields_to = _YIELDS_TO.get(word.text, _ANY_HEAD)
    is_tail = word.text in _TAILS and before >= 0 and words[before].head in yields_to
    return before if is_tail and words[before].end == words[before + 1].start else place


def _turned(turned: Turned, words: list[Word], place: int) -> tuple[str, float]:
    found = {name for word in words for name in word.classes}
    for name, meaning in turned.anywhere:
        if name in found:
            return meaning, _SURE
    near, sure = _by_nearest(turned, words, place)
    late = next((meaning for name, meaning in turned.at_last if name in found and near != "other"), "")
    return (late, _SURE) if late else (near, sure)


def _by_nearest(turned: Turned, words: list[Word], place: int) -> tuple[str, float]:
    for classes in _nearest_first(words, place):
        for name, meaning in turned.nearest:
            if name in classes:
                return meaning, _SURE
    return turned.alone, turned.sure


def _nearest_first(words: list[Word], place: int) -> Iterator[tuple[str, ...]]:
    """What the words before a head are, the nearest first: 责任 behind 监督 or 配合 is the duty to watch or to help."""
    own = tuple(name for name in words[place].classes if name in TURNS)
    yield own
    others = words if words[place].head == "ASKED" else words[:place]
    for index in range(len(others) - 1, -1, -1):
        word, before = others[index], others[index - 1] if index else None
        if "duty" in word.classes and before and before.end == word.start and {"watch", "help"} & set(before.classes):
            if not {"duty", "do"} & set(before.classes):
                continue
        yield tuple(name for name in word.classes if word.start != words[place].start)


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
        return _SURE
    tails = sum(len(word.text) for word in words[place + 1 :] if word.text in _TAILS or "detail" in word.classes)
    known = _known(words)
    if len(heading) - head.end > tails or known * 2 < len(heading):
        return _WEAK
    return _SURE if known * 3 >= len(heading) * 2 else _FAIR
