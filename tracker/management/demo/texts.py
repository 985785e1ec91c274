"""What the demo's people write: problems that suit a unit, with their numbers filled in, and what is said of them."""

import itertools
import random
from dataclasses import dataclass
from typing import Any

from tracker.enums import Source, TimeFrame
from tracker.management.fixtures import read_fixture
from tracker.models import Unit

_PARTS = {"A": "一", "B": "二", "C": "三", "D": "四"}
_SECTIONS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Problem:
    """One problem with every placeholder filled; `measures` as in `problems.json`."""

    key: str
    class_code: str
    category: str
    time_frame: str
    source: str
    is_key: bool
    is_lasting: bool
    text: str
    root_cause: str
    outcome: str
    measures: list[dict[str, str]]
    amount: str | None


class Problems:
    """The problems that suit one unit, each handed out once; its very own first."""

    def __init__(self, code: str, unit: Unit):
        self._unit, self._random = unit, random.Random(code)
        rows = [row for row in read_fixture("demo/problems.json") if unit.kind in row["kinds"] or code in row["units"]]
        self._random.shuffle(rows)
        self._rows = sorted(rows, key=lambda row: code not in row["units"])

    def pick(self, source: str, time_frame: str = "") -> Problem:
        """The next problem of a source; of a time frame if one is asked for, else not a mid- or long-term one."""
        row = next((row for row in self._rows if self._fits(row, source, time_frame)), None)
        row = row or next(row for row in self._rows if row["source"] == source)
        self._rows.remove(row)
        return self._filled(row)

    def all(self) -> list[Problem]:
        """Every problem that is left, filled in."""
        return [self._filled(row) for row in self._rows]

    def _fits(self, row: dict[str, Any], source: str, time_frame: str) -> bool:
        if row["source"] != source:
            return False
        return row["time_frame"] == time_frame if time_frame else row["time_frame"] != TimeFrame.MID_LONG

    def _filled(self, row: dict[str, Any]) -> Problem:
        values = {
            "unit": self._unit.label,
            "n": self._random.randint(2, 6),
            "m": self._random.randint(12, 36),
            "w": f"{self._random.randint(100, 6000) / 100:.2f}",
        }
        return Problem(
            key=row["key"],
            class_code=row["problem_class"],
            category=row["category"],
            time_frame=row["time_frame"],
            source=row["source"],
            is_key=row["is_key"],
            is_lasting=row["is_lasting"],
            text=row["problem"].format(**values),
            root_cause=row["root_cause"].format(**values),
            outcome=row["outcome"].format(**values),
            measures=[{name: text.format(**values) for name, text in each.items()} for each in row["measures"]],
            amount=values["w"] if "{w}" in row["outcome"] else None,
        )


class Sayings:
    """Sentences for every occasion, in turn."""

    def __init__(self) -> None:
        self._said = {name: itertools.cycle(said) for name, said in read_fixture("demo/opinions.json").items()}

    def next(self, name: str) -> str:
        """The next sentence of that kind."""
        return next(self._said[name]).replace("{n}", "3")


def source_number(problem: Problem, place: int) -> str:
    """The number a letter of feedback gives a problem: part, section, running number – “一（二）3”."""
    if problem.source != Source.FEEDBACK:
        return ""
    return f"{_PARTS[problem.class_code[0]]}（{_SECTIONS[int(problem.class_code[1:])]}）{place}"
