"""What the preview of an import shows of columns: how each was taken, why, and the control to change it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from tracker.ledgers.intake import Intake
from tracker.ledgers.intake.meanings import MEANINGS, choice_of, words_of
from tracker.ledgers.reading import SKIP, ColumnReading, SheetReading
from tracker.ledgers.reading.headings import meaning_of

ONLY_KEPT = "没有对应栏目，原文随履历保存"
NOT_UNDERSTOOD = "看不出含义，原文随履历保存"
NOT_TAKEN = "不导入"
BEFORE, CHOSEN, DOUBTFUL = "按上次的选择", "您选定", "请核对"


@dataclass(frozen=True)
class ColumnLine:
    """One column of a sheet: what it was taken for and why, and the control to take it for something else."""

    letter: str
    heading: str
    meaning: str
    is_read: bool
    sample: str
    why: str
    name: str
    choice: str
    error: str = ""

    @property
    def needs_look(self) -> bool:
        """Whether somebody should look at it."""
        return self.why not in (BEFORE, CHOSEN) and (not self.is_read or self.why == DOUBTFUL)

    @property
    def own_choice(self) -> str:
        """The words of a choice that stands in no list: several meanings at once."""
        return words_of(self.choice) if "+" in self.choice else ""


def sheet_columns(
    intake: Intake, mapping: Mapping[str, Any], chosen: Mapping[str, str], errors: Mapping[str, str]
) -> list[tuple[SheetReading, list[ColumnLine]]]:
    """Every sheet with its columns in order; `chosen` and `errors` are by the name of the control."""
    found = []
    for place, sheet in enumerate(intake.ledger.sheets):
        said, before = (mapping.get(name, {}).get(sheet.name, {}) for name in ("columns", "remembered"))
        lines = [_column(column, f"column-{place}-{column.letter}", said, before) for column in sheet.columns]
        lines = [replace(x, choice=chosen.get(x.name) or x.choice, error=errors.get(x.name, "")) for x in lines]
        found.append((sheet, lines))
    return found


def _column(column: ColumnReading, name: str, said: Mapping[str, str], before: Mapping[str, str]) -> ColumnLine:
    words = [MEANINGS[key] for key in column.meaning.split("+") if key in MEANINGS]
    missing = NOT_TAKEN if column.meaning == SKIP else ONLY_KEPT if column.meaning else NOT_UNDERSTOOD
    return ColumnLine(
        letter=column.letter,
        heading=column.heading,
        meaning="、".join(words) or missing,
        is_read=bool(words),
        sample=column.sample,
        why=_why(column, said, before),
        name=name,
        choice=choice_of(column.meaning),
    )


def _why(column: ColumnReading, said: Mapping[str, str], before: Mapping[str, str]) -> str:
    """Where the meaning comes from, in a few words."""
    if column.letter in said:
        return BEFORE if said[column.letter] == before.get(column.letter) else CHOSEN
    meaning, sure = meaning_of(column.heading.split("／")[-1])
    if not column.meaning:
        return "看不出"
    if meaning not in column.meaning.split("+"):
        return "按内容"
    return "按表头" if sure == 1.0 else DOUBTFUL
