"""What each head of a heading means, and which words before it turn that meaning. Data, nothing else.

The words behind the names stand in `morphemes.py`; how they are found and weighed is told in `composing.py`.
“watch:other” reads: a word that watches turns it into something other.
"""

from dataclasses import dataclass

SURE, FAIR, WEAK = 0.85, 0.6, 0.45
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Head:
    """The meaning of a head alone, how sure it is, and what turns it."""

    alone: str
    sure: float = SURE
    anywhere: Pairs = ()  # the first whose word stands anywhere decides
    nearest: Pairs = ()  # else the word nearest before the head
    at_last: Pairs = ()  # stands anywhere, and the nearest says nothing against it


def _head(alone: str, sure: float = SURE, *, anywhere: str = "", nearest: str = "", at_last: str = "") -> Head:
    return Head(alone, sure, _pairs(anywhere), _pairs(nearest), _pairs(at_last))


def _pairs(text: str) -> Pairs:
    return tuple((name, meaning) for name, _, meaning in (pair.partition(":") for pair in text.split()))


MEANT: dict[str, Head] = {
    "PROBLEM": _head(
        "problem",
        anywhere="blame:other help_wanted:remark next:remark REMARK:remark detail:problem_detail DETAIL:problem_detail",
    ),
    "DETAIL": _head("problem_detail"),
    "CLASS": _head("problem_class", nearest="UNIT:other PERSON:other MEASURE:other DUE:time_frame"),
    "NUMBER": _head(
        "source_number", anywhere="paper:other PHONE:other", nearest="UNIT:other PERSON:other MEASURE:other"
    ),
    "CAUSE": _head("root_cause", anywhere="not:remark"),
    "MEASURE": _head("measures", anywhere="next:remark real:progress"),
    "DUE": _head("deadline", anywhere="real:finished_on start:started_on"),
    "TIME": _head(
        "",
        anywhere="real:finished_on start:started_on",
        nearest="strike:struck_off_on finish:finish_time do:finish_time watch:other follow:other outside:other"
        " PROBLEM:other duty:finish_time",
        at_last="plan:deadline DUE:deadline",
    ),
    "UNIT": _head(
        "inspected_unit",
        FAIR,
        anywhere="object:inspected_unit help:co_units",
        nearest="follow:other duty:units do:units watch:other outside:other clerk:units finish:units MEASURE:units",
    ),
    "LEADER": _head(
        "leader",
        FAIR,
        nearest="care:leader patron:leader duty:leader help:co_leader watch:other do:leader outside:other",
    ),
    "PERSON": _head(
        "contact",
        FAIR,
        anywhere="outside:other",
        nearest="help:other follow:other link:other clerk:contact duty:owners watch:other do:owners finish:owners"
        " MEASURE:owners care:leader patron:owners object:other",
        at_last="care:leader",
    ),
    "ASKED": _head("other", nearest="finish:status strike:status do:status verdict:status"),
    "ENDED": _head("status"),
    "STATE": _head("status", nearest="verdict:status do:status finish:status watch:other"),
    "REPORT": _head(
        "progress",
        anywhere="past:other money:other blame:other not:remark",
        nearest="found:problem do:outcome_or_state follow:outcome_or_state finish:outcome_or_state"
        " MEASURE:outcome_or_state verdict:status watch:other PROBLEM:outcome_or_state",
    ),
    "GOAL": _head("goal"),
    "STANDARD": _head("standard"),
    "REQUIREMENT": _head("requirement"),
    "OPINION": _head(
        "task", FAIR, nearest="REMARK:remark find:problem outside:problem do:requirement watch:other verdict:other"
    ),
    "TASK": _head(
        "task",
        anywhere="help_wanted:remark next:remark real:progress",
        nearest="outside:problem PROBLEM:problem",
    ),
    "REMARK": _head("remark"),
    "LAMP": _head("lamp"),
    "PHONE": _head("other"),
    "SHARE": _head("other", nearest="finish:outcome_or_state do:outcome_or_state"),
    "RATED": _head("other", nearest="do:status finish:status REPORT:status"),
    "OTHER": _head("other"),
}
