"""The preview of a long ledger, kept in the data folder: its page must not read 66,000 rows anew each time.

It is made where the file is read, beside the server, and cut to what a page shows. Of all other rows, items and faults
only the kind is kept, one for all of a kind: whatever is counted over them comes out as for the whole ledger.
"""

import contextlib
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import fields, replace
from typing import TypeVar

from django.conf import settings
from django.core.cache.backends.filebased import FileBasedCache

from tracker.canonical import digest
from tracker.errors import Refused, Unreadable
from tracker.ledgers.intake import Fault, Intake, IntakeRow, NamedPerson, NamedUnit, NewUnit, Terms
from tracker.ledgers.intake.marked import MOST_CELLS, marked
from tracker.ledgers.intake.marked_rows import marked_rows
from tracker.ledgers.reading import Ledger, LedgerItem, LedgerMeasure, SheetReading
from tracker.models import Import
from tracker.vault import path_of

LONG = 5_000  # rows that a page waits for: reading them takes a second, taking them in some four
SHOWN = 500  # rows of each outcome, and faults of each weight, that are kept as they are
KEPT_FOR = 30 * 24 * 3600  # seconds; afterwards it is made anew
WHOLE, ROWS = "标出须更正处", "有问题的行"  # what of a ledger with errors is taken home
One = TypeVar("One")


def is_long(batch: Import) -> bool:
    """Has this ledger more rows than a page can wait for?"""
    return are_many(batch.summary.get("items", 0))


def are_many(rows: int) -> bool:
    """Are they more than a page can wait for?"""
    return rows > LONG


def keep_preview(batch: Import, intake: Intake) -> Intake:
    """Keep what the page of this import shows; returns it as it is kept."""
    short = cut(intake)
    _kept().set(_key(batch, intake.terms), short)
    return short


def kept_preview(batch: Import, terms: Terms) -> Intake | None:
    """What was kept of exactly this reading; None where it is gone, or was kept by a version that we cannot read."""
    key = _key(batch, terms)
    try:
        return _kept().get(key)
    except Exception:  # whatever a pickle of things that are no longer there may raise
        _kept().delete(key)
        return None


def keep_marked(batch: Import, intake: Intake) -> None:
    """Keep the errors and doubts of a long ledger, as a workbook to be taken home.

    A file that cannot be opened once more, or has nothing wrong, leaves none.
    """
    key = _marked(batch, intake.terms)
    _kept().delete(key)
    if intake.faults:
        with contextlib.suppress(Unreadable, OSError):
            _kept().set(key, taken_home(batch, intake))


def taken_home(batch: Import, intake: Intake) -> tuple[str, bytes]:
    """What it is and its content: the file itself with its cells marked, or its faulty rows where it is too large.

    Raises Unreadable.
    """
    path, faults = path_of(batch.sha256), [*intake.errors, *intake.doubts]
    cells = sum(sheet.item_count * len(sheet.columns) for sheet in intake.ledger.sheets)
    if cells <= MOST_CELLS:  # else the file would be read once more only to be refused
        with contextlib.suppress(Refused):
            return WHOLE, marked(path, batch.name, faults)
    return ROWS, marked_rows(path, batch.name, intake.ledger.sheets, faults)


def kept_marked(batch: Import, terms: Terms) -> tuple[str, bytes] | None:
    """The workbook that was kept of exactly this reading: what it is, and its content."""
    found = _kept().get(_marked(batch, terms))
    return found if isinstance(found, tuple) else None


def _marked(batch: Import, terms: Terms) -> str:
    return f"{_key(batch, terms)}-marked"


def _kept() -> FileBasedCache:
    """The folder of previews; whoever writes there is trusted, as it is kept from everybody else like the database."""
    return FileBasedCache(str(settings.DATA / "previews"), {"TIMEOUT": KEPT_FOR, "OPTIONS": {"MAX_ENTRIES": 100}})


def _key(batch: Import, terms: Terms) -> str:
    """All that a preview is made from, and the shapes it is kept in: those of another version are not ours."""
    reading = {name: said for name, said in batch.mapping.items() if name != "choices"}  # which change no row
    about = [batch.sha256, batch.name, batch.inspection_round_id, batch.unit_id, reading, terms.source]
    return digest([*about, terms.unit.pk if terms.unit else None, _SHAPES])


_SHAPES = [
    [shape.__module__, shape.__name__, *(field.name for field in fields(shape))]
    for shape in (
        Intake,
        IntakeRow,
        Terms,
        Fault,
        NamedUnit,
        NamedPerson,
        NewUnit,
        Ledger,
        LedgerItem,
        LedgerMeasure,
        SheetReading,
    )
]


def cut(intake: Intake) -> Intake:
    """The intake with the first rows of each outcome as they are, and the others each as the first of its kind."""
    rows = _cut(intake.rows, lambda row: row.outcome, _kind)
    faults = _cut(intake.faults, lambda fault: fault.blocks, lambda fault: fault.blocks)
    items, problems = tuple(row.item for row in rows), intake.ledger.problems[:SHOWN]
    return replace(intake, ledger=replace(intake.ledger, items=items, problems=problems), rows=rows, faults=faults)


def _cut(every: Sequence[One], group: Callable[[One], Hashable], kind: Callable[[One], Hashable]) -> tuple[One, ...]:
    """Of each group the first ones as they are, of each kind the first one instead of all the others."""
    seen: Counter[Hashable] = Counter()
    alike: dict[Hashable, One] = {}
    found = []
    for one in every:
        seen[group(one)] += 1
        found.append(one if seen[group(one)] <= SHOWN else alike.setdefault(kind(one), one))
    return tuple(found)


def _kind(row: IntakeRow) -> Hashable:
    """What is counted over all rows of a preview; a clash is told of one by one."""
    item = row.item
    wordings = tuple((measure.deadline_text, measure.deadline) for measure in item.measures)
    only = row.place if row.is_clash else None
    return row.outcome, row.why, len(row.changes), wordings, item.deadline_text, item.deadline, item.sheet, only
