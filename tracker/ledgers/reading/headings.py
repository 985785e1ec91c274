"""What a heading says its column means, by its words alone; what stands in the column is judged in `columns.py`."""

import re
from functools import lru_cache

from tracker.ledgers.reading.composing import composed
from tracker.ledgers.reading.synonyms import SYNONYMS
from tracker.ledgers.reading.texts import squash

_PEOPLE = {"units", "owners", "leader", "co_units"}
_PAIRS = ({"measures", "deadline"}, {"deadline", "time_frame"})
_BESIDE = {
    "requirement",
    "time_frame",
    "goal",
    "standard",
    "root_cause",
    "outcome",
    "category",
    "problem_class",
    "task",
}
_CHOSEN = 0.85  # a heading that lists its states
LONGEST_HEADING = 40
_WORDS: dict[str, str] = {word: meaning for meaning, words in SYNONYMS.items() for word in words.split()}
_BRACKETS = re.compile(r"[（(\[【〔][^()（）\[\]【】〔〕]*[）)\]】〕]")
_EDGE = re.compile(r"^(?:[*★※\d.、]|[一二三四五六七八九十]+、)+|[*★※:：]+$")
_JOINED = re.compile(r"[/、及和与]|以及")
_CHOICE = re.compile(r"是.?否|[√✓×]|^y.?n$|(?:已|未|正在)[^/、,，]*[/、,，].*(?:已|未|正在|中$)", re.IGNORECASE)
_TURNING = frozenset({"实际", "计划", "预计", "拟"})
_STATED = frozenset({"", "status", "outcome_or_state", "progress", "struck_off_on", "other"})


_SUM = re.compile(
    r"^(?:小计|合计|总计|共计|累计|总数|平均(?:值|分|得分|数)?|均值|本页小计|本页合计|其中)(?:[:：(（\d共]|$)|^(?:共|总共)\d+[个项条]"
)


def is_sum(text: str) -> bool:
    """Whether a row that begins with this text sums up others."""
    return bool(_SUM.match(squash(text[:40])))


def bare(heading: str) -> str:
    """A heading without blanks, stars and numbers at its edges, in half-width letters."""
    return _EDGE.sub("", squash(heading))


def without_brackets(heading: str) -> str:
    """A heading without what it says in brackets: instructions may be as long as they like there."""
    return _BRACKETS.sub("", heading)


@lru_cache(maxsize=4096)
def meaning_of(heading: str) -> tuple[str, float]:
    """The meaning of one heading and how sure it is (0 to 1); ('', 0.0) where it says nothing we know."""
    word = bare(heading)
    without, within = bare(without_brackets(word)), _within(word)
    if within in _TURNING:
        without = word = within + without  # “完成时间（实际）”
    if not word or len(without) > LONGEST_HEADING:
        return "", 0.0
    for form in (word, without, _one_language(without)):
        if form in _WORDS:
            return _WORDS[form], 1.0
    found = composed(_one_language(without))
    found = found if found[0] else composed(without.lower())
    if _CHOICE.search(within) and found[0] in _STATED:
        return "status", _CHOSEN
    return found if found[0] or not within else composed(within.lower())


def _within(word: str) -> str:
    """What a heading says in its last brackets."""
    found = _BRACKETS.findall(word)
    return found[-1][1:-1] if found else ""


def _one_language(word: str) -> str:
    """“责任人Owner” -> 责任人; a heading all in Latin letters in small ones."""
    return re.sub(r"[A-Za-z./&'_-]+", "", word) or word.lower()


def joined_meanings(heading: str) -> tuple[str, ...]:
    """The meanings of a heading that names several: “责任单位/责任人” -> units, owners; else at most one."""
    word = bare(heading)
    whole, sure = meaning_of(word)
    if sure == 1.0 and not re.search("/", word):
        return (whole,)
    parts = _parts(word)
    found = [meaning for part in parts if (meaning := meaning_of(part)[0])]
    if {"owners", "leader"} & set(found):
        found = ["units" if meaning == "inspected_unit" else meaning for meaning in found]  # 责任人（所在科室）
    if len(found) == len(parts) and len(set(found)) > 1:
        return _together(tuple(dict.fromkeys(found)))
    return (whole,) if whole else ()


def _together(found: tuple[str, ...]) -> tuple[str, ...]:
    """What a column of several things is read for: all of them where we can tell them apart, else the first."""
    wanted = tuple(meaning for meaning in found if meaning not in ("other", "remark", "contact"))
    if wanted[:1] == ("co_units",) or found[0] in ("other", "remark"):
        return found[:1]  # who helps is no owner
    if len(wanted) < 2 or set(wanted) <= _PEOPLE or set(wanted) in _PAIRS:
        return wanted
    return tuple(meaning for meaning in wanted if meaning not in _BESIDE)[:1] or wanted[:1]


def _parts(word: str) -> list[str]:
    """“责任单位(责任人)”, “牵头部门/负责人” in their parts."""
    inner = re.fullmatch(r"([^()]+)[(]([^()]+)[)]", word)
    if inner and not _JOINED.search(inner[2]) and meaning_of(inner[2])[1] >= _CHOSEN:
        return [inner[1], inner[2]]
    return [part for part in _JOINED.split(word) if part]
