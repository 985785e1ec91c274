"""The shapes of an intake: plain values, filled by the other modules of this package."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from tracker.enums import OWN_SOURCES, Source
from tracker.ledgers.reading import Ledger, LedgerItem
from tracker.models import Category, InspectionRound, Item, Person, ProblemClass, Unit

# What may be said of a name instead of an id: it stays as it is written, or somebody new is made of it.
TEXT, NEW = 0, -1


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
    a unit's clerk hands in, and rows that match the unit's items fill in their plans. `units` holds by squashed words
    the id of the unit they mean, or TEXT, or NEW, and then `new_units` its name, short_name, kind and fed_back_on;
    `people` likewise by unit and name. `overwrite`: numbers of items changed since their export that may be replaced.
    """

    inspection_round: InspectionRound
    unit: Unit | None
    source: Source
    units: Mapping[str, int] = field(default_factory=dict)
    overwrite: frozenset[str] = frozenset()
    people: Mapping[str, int] = field(default_factory=dict)
    new_units: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def is_legacy(self) -> bool:
        """A ledger of a round that was over before there was this system."""
        return self.inspection_round.is_legacy

    @property
    def is_own(self) -> bool:
        """A unit's own ledger, as opposed to a round's feedback."""
        return self.source in OWN_SOURCES


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong (`blocks`) or doubtful in one cell, as a Chinese sentence.

    `raw`, `mend`, `is_stray` and `above` are told in `CellProblem`.
    """

    sheet: str
    cell: str
    sentence: str
    raw: str = ""
    blocks: bool = True
    mend: str = ""
    is_stray: bool = False
    above: int = 0

    @property
    def where(self) -> str:
        """The cell as Excel's own name box takes it: “整改台账!J12”."""
        return f"{self.sheet}!{self.cell}"


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an item that is there: what it says now and what it would say, as people read them."""

    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class NamedUnit:
    """Words that stand where a unit is meant, how often, and the unit they were taken for; None for plain text.

    `key` is what a choice is remembered by; `is_plain` tells that the words are the very name of the unit, `like` is
    the unit they are like, `said` what was chosen.
    """

    key: str
    words: str
    count: int
    unit: Unit | None
    is_plain: bool
    like: Unit | None = None
    said: int | None = None


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit as it would be made; its id is below 0 until then. Without a feedback date it leads no row."""

    unit: Unit
    fed_back_on: date | None


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A name that stands for one person, how often, and whom of its unit it was taken for; None for plain text.

    `same` are those of that very name, `choices` everybody it may be said to mean; `is_plain` tells that the name alone
    says whom, and nothing else was chosen; `may_be_new` that a person may be made of it, `has_left` that one of this
    name has left the unit. A person without an id is to be made.
    """

    key: str
    words: str
    count: int
    unit: Unit
    person: Person | None
    is_plain: bool
    said: int | None = None  # the id chosen, TEXT or NEW
    same: tuple[Person, ...] = ()
    choices: tuple[Person, ...] = ()
    may_be_new: bool = False
    has_left: bool = False


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
    fields: Mapping[str, Any] = field(default_factory=dict)
    measures: tuple[Mapping[str, Any], ...] = ()
    changes: tuple[Change, ...] = ()
    clashes: tuple[Change, ...] = ()  # what the system changed too since the export; written only if a person says so

    @property
    def is_clash(self) -> bool:
        """Whether ledger and system both changed something since the export."""
        return bool(self.clashes)


@dataclass(frozen=True, slots=True)
class Intake:
    """A whole ledger before it is taken in."""

    ledger: Ledger
    terms: Terms
    rows: tuple[IntakeRow, ...]
    faults: tuple[Fault, ...]
    names: tuple[NamedUnit, ...] = ()
    people: tuple[NamedPerson, ...] = ()
    units: tuple[Unit, ...] = ()  # that words may be said to mean
    new_units: tuple[NewUnit, ...] = ()
    has_stray_errors: bool = False  # some error may belong to any row, so that none is sure to be without

    @property
    def touched(self) -> dict[str, int]:
        """The items that would or may be changed: their revisions by id, as JSON holds them."""
        rows = (row for row in self.rows if row.outcome is Outcome.UPDATE or row.is_clash)
        return {str(row.known.pk): row.known.revision for row in rows if row.known is not None}

    @property
    def clashes(self) -> list[IntakeRow]:
        """The rows that say something else of what the system changed too since the export."""
        return [row for row in self.rows if row.is_clash]

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
