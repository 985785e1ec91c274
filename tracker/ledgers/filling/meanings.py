"""What a column of a superior's template may be filled with, and which of it a heading asks for.

The words of a heading are judged by the importer's reader; here its meanings become columns of ours.
"""

from collections import Counter
from collections.abc import Iterator, Mapping

from tracker.ledgers.columns import COLUMNS
from tracker.ledgers.reading.columns import Roles
from tracker.ledgers.reading.headings import bare

EMPTY = ""
_WORDS = {"number": "系统编号", "unit": "责任单位（牵头）", "lamp": "预警（灯和天数）"}
_SINGLE = {key: _WORDS.get(key, column.heading) for key, column in COLUMNS.items() if not column.hidden}
_JOINED = ("unit+owner", "unit+co_units", "unit+department", "leader+owner", "leader+unit", "time_frame+deadline")
CHOICES: dict[str, str] = {
    EMPTY: "留空不填",
    **_SINGLE,
    **{keys: "、".join(COLUMNS[key].heading for key in keys.split("+")) for keys in _JOINED},
}
_BY_MEANING = {column.parse: key for key, column in COLUMNS.items() if column.parse and not column.hidden} | {
    "general": "problem_class",
    "outcome": "outcome",
    "lamp": "lamp",
}
# What only we print; the reader has no field for it, so its heading must be ours to the letter.
_OURS = ("measure_owners", "measure_deadlines", "measure_progress", "first_deadline", "days_overdue", "days_extended")
_BY_HEADING = {COLUMNS[key].heading: key for key in (*_OURS, "round_name", "source", "kind", "outcome")}
# A second column of one meaning: where its heading has one of these words it asks for something of its own.
_SECOND = {"leader": ("patron", ("包",)), "unit": ("department", ("科室", "股室", "处室", "部室"))}


def is_choice(keys: str) -> bool:
    """Whether a column may be filled with this: a column of ours, several joined by “+”, or nothing."""
    return keys == EMPTY or all(key in _SINGLE for key in keys.split("+"))


def words_of(keys: str) -> str:
    """What people call it."""
    return CHOICES.get(keys) or "、".join(_SINGLE[key] for key in keys.split("+"))


def proposed(headings: Mapping[int, str], roles: Roles) -> dict[int, str]:
    """What each column is to be filled with, by its number; nothing is printed twice unless somebody asks for it."""
    asked = {column: _asked(heading, roles.of(column)) for column, heading in headings.items()}
    often = Counter(asked.values())
    found: dict[int, str] = {}
    for column, keys in asked.items():
        if often[keys] > 1:
            keys = _apart(keys, headings[column])
        found[column] = EMPTY if keys in found.values() else keys
    return found


def _asked(heading: str, meanings: tuple[str, ...]) -> str:
    """One of ours by its heading, else what the reader took it for."""
    leaf = bare(heading.split("／")[-1])
    return _BY_HEADING.get(leaf) or "+".join(dict.fromkeys(_keys(meanings)))


def _keys(meanings: tuple[str, ...]) -> Iterator[str]:
    for meaning in meanings:
        if meaning in _BY_MEANING:
            yield _BY_MEANING[meaning]


def _apart(keys: str, heading: str) -> str:
    own, words = _SECOND.get(keys, ("", ()))
    return own if any(word in heading for word in words) else keys
