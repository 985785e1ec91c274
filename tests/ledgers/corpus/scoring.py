"""Scores a reading against the truth beside a ledger, field by field: what was found, made up or missed.

Stricter than the practice scorer: only blanks, widths of letters and points at the end of sentences are let pass, an
item missed counts with all its fields, and so does one made up. Status words count as written.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

FIELDS = ("problem", "measures", "deadline_date", "deadline_text", "lead", "units", "owners", "status", "progress")
KEPT = ("source_number", "problem_class")  # compared where the truth names them


@dataclass(slots=True)
class Score:
    """Counts by field: right, made up, missed; and a line for each difference."""

    right: Counter[str] = field(default_factory=Counter)
    made_up: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)

    def f1(self, name: str | None = None) -> float:
        """F1 of one field or of all; 1.0 where there is nothing to find and nothing was found."""
        right, made_up, missed = (
            sum(counts.values()) if name is None else counts[name] for counts in (self.right, self.made_up, self.missed)
        )
        return 2 * right / (2 * right + made_up + missed) if right + made_up + missed else 1.0

    def add(self, other: "Score") -> None:
        """Takes in the counts of another."""
        self.right += other.right
        self.made_up += other.made_up
        self.missed += other.missed
        self.notes += other.notes


def plain(text: Any) -> str:
    """A text for comparing."""
    squashed = re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text or "")))
    return squashed.strip("。.;,")


def flat(item: dict[str, Any]) -> dict[str, Any]:
    """An item of the importer's JSON in the shape of the truth."""
    return {
        **item,
        "measures": [measure["text"] for measure in item["measures"]],
        "deadline_date": item["deadline"]["date"],
        "deadline_text": item["deadline"]["text"],
    }


def score(truth: list[dict[str, Any]], items: list[dict[str, Any]]) -> Score:
    """Compares what was read (`items` of the importer's JSON) with the truth; items are matched by their problem."""
    total = Score()
    left = [flat(item) for item in items]
    for expected in truth:
        same = [item for item in left if plain(item["problem"]) == plain(expected["problem"])]
        if same:
            left.remove(same[0])
        else:
            total.notes.append(f"missed: {expected['problem'][:30]}")
        total.add(_compare(expected, same[0] if same else {}))
    for item in left:
        total.notes.append(f"made up: {item['problem'][:30]!r}")
        total.add(_compare({}, {name: item[name] for name in FIELDS}))
    return total


def _compare(expected: dict[str, Any], got: dict[str, Any]) -> Score:
    counted = Score()
    for name in (*FIELDS, *(name for name in KEPT if name in expected)):
        want, have = (_bag(side.get(name)) for side in (expected, got))
        counted.right[name] += sum((want & have).values())
        counted.made_up[name] += sum((have - want).values())
        counted.missed[name] += sum((want - have).values())
        if want != have and expected and got:
            counted.notes.append(
                f"{expected['problem'][:12]} {name}: {expected.get(name)!r:.160} but read {got.get(name)!r:.160}"
            )
    return counted


def _bag(value: Any) -> Counter[str]:
    values = value if isinstance(value, list) else [value]
    return Counter(filter(None, map(plain, values)))
