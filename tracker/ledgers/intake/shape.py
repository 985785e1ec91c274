"""The shapes of an intake: plain values, filled by the other modules of this package."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from tracker.enums import OWN_SOURCES, Source
from tracker.ledgers.reading import Ledger, LedgerItem
from tracker.models import Category, InspectionRound, Item, ProblemClass, Unit


class Outcome(StrEnum):
    """What would become of one row."""

    NEW = "NEW"
    UPDATE = "UPDATE"
    KNOWN = "KNOWN"
    BAD = "BAD"


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms a ledger is taken in.

    `unit` leads every row; None: each row's own unit does. `source` FEEDBACK is what 巡察办 issues; with TASK or FOUND
    a unit's clerk hands in, and rows that match the unit's items fill in their plans.
    """

    inspection_round: InspectionRound
    unit: Unit | None
    source: Source

    @property
    def is_own(self) -> bool:
        """A unit's own ledger, as opposed to a round's feedback."""
        return self.source in OWN_SOURCES


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong (`blocks`) or doubtful in one cell, as a Chinese sentence."""

    sheet: str
    cell: str
    sentence: str
    raw: str = ""
    blocks: bool = True

    @property
    def where(self) -> str:
        """The cell as Excel's own name box takes it: “整改台账!J12”."""
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """One item of the ledger, and what it would become. `place` counts from 0 over the whole file."""

    place: int
    item: LedgerItem
    outcome: Outcome
    category: Category
    why: str = ""
    problem_class: ProblemClass | None = None
    unit: Unit | None = None
    co_units: tuple[Unit, ...] = ()
    known: Item | None = None
    said: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    measures: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Intake:
    """A whole ledger before it is taken in."""

    ledger: Ledger
    terms: Terms
    rows: tuple[IntakeRow, ...]
    faults: tuple[Fault, ...]

    @property
    def errors(self) -> list[Fault]:
        """What must be put right before anything is taken in."""
        return [fault for fault in self.faults if fault.blocks]

    @property
    def doubts(self) -> list[Fault]:
        """What a person should look at; it stops nothing."""
        return [fault for fault in self.faults if not fault.blocks]

    def of(self, outcome: Outcome) -> list[IntakeRow]:
        """The rows with that outcome, in order."""
        return [row for row in self.rows if row.outcome is outcome]

    @property
    def measure_count(self) -> int:
        """How many measures the ledger tells of."""
        return sum(len(item.measures) for item in self.ledger.items)
