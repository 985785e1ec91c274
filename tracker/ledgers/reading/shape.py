"""What a reading of a ledger gives: plain frozen values, and their JSON form.

Only shapes belong here; how they are filled is told by the other modules of this package.
"""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from tracker.enums import TimeFrame
from tracker.ledgers.reading.glanced import Glance


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Something in one cell that a person should look at, as a Chinese sentence. It blocks nothing by itself.

    `raw` is what the cell says, `mend` the cell where the right words belong if that is another one, `is_stray` that
    its row belongs to no problem and may be left out whole, or go on with the problem in the row `above` if there is
    one.
    """

    sheet: str
    cell: str
    sentence: str
    raw: str = ""
    mend: str = ""
    is_stray: bool = False
    above: int = 0


@dataclass(frozen=True, slots=True)
class Correction:
    """A cell that a person typed anew before the file was read; a whole row has no column, left out it says nothing."""

    sheet: str
    cell: str
    old: str
    new: str = ""


@dataclass(frozen=True, slots=True)
class ColumnReading:
    """One column as it was understood; `meaning` is '' where the heading says nothing we know.

    Several meanings are joined by “+”; `sample` holds the first words below the heading.
    """

    letter: str
    heading: str
    meaning: str
    sample: str = ""


@dataclass(frozen=True, slots=True)
class SheetReading:
    """One sheet as it was understood; `skipped` holds the reason where nothing was taken from it."""

    name: str
    header_row: int | None = None
    columns: tuple[ColumnReading, ...] = ()
    item_count: int = 0
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class LedgerMeasure:
    """One measure; deadline, owners, units and progress only where the ledger states them for this measure."""

    text: str
    deadline: dt.date | None = None
    deadline_text: str = ""
    owners: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    progress: str = ""
    standard: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class LedgerItem:
    """One problem with everything the ledger says of it; words are kept verbatim beside what was parsed."""

    sheet: str
    row: int
    problem: str
    number: str = ""
    source_number: str = ""
    problem_class: str = ""
    category: str = ""
    root_cause: str = ""
    measures: tuple[LedgerMeasure, ...] = ()
    deadline: dt.date | None = None
    deadline_text: str = ""
    time_frame: TimeFrame | None = None
    is_lasting: bool = False
    leaders: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    co_units: tuple[str, ...] = ()
    status: str = ""
    progress: str = ""
    outcome: str = ""
    remark: str = ""
    version: str = ""  # the mark of our own export
    struck_off_on: dt.date | None = None
    extra: dict[str, str] = field(default_factory=dict)  # heading -> text of every column with no field above
    cells: Mapping[str, str] = field(default_factory=dict)  # meaning -> cell reference, for messages


@dataclass(frozen=True, slots=True)
class Ledger:
    """A whole file: its sheets, its items in order, and what its title lines say."""

    sheets: tuple[SheetReading, ...] = ()
    items: tuple[LedgerItem, ...] = ()
    title: str = ""
    unit_name: str = ""
    date: dt.date | None = None
    problems: tuple[CellProblem, ...] = ()
    corrections: tuple[Correction, ...] = ()
    glances: tuple[Glance, ...] = ()  # a sheet each, in the order of `sheets`
    code: tuple[str, str] | None = None  # number and check code of the export that the file is or was made from


def _iso(date: dt.date | None) -> str | None:
    return date.isoformat() if date else None


def _measure_json(measure: LedgerMeasure) -> dict[str, Any]:
    return {
        "text": measure.text,
        "deadline": _iso(measure.deadline),
        "owners": list(measure.owners),
        "units": list(measure.units),
        "progress": measure.progress or None,
    }


def _item_json(item: LedgerItem) -> dict[str, Any]:
    return {
        "sheet": item.sheet,
        "row": item.row,
        "source_number": item.source_number or None,
        "problem_class": item.problem_class or None,
        "problem": item.problem,
        "measures": [_measure_json(measure) for measure in item.measures],
        "deadline": {"date": _iso(item.deadline), "text": item.deadline_text or None},
        "time_frame": item.time_frame.value if item.time_frame else None,
        "is_lasting": item.is_lasting,
        "lead": list(item.leaders),
        "units": list(item.units),
        "owners": list(item.owners),
        "co_units": list(item.co_units),
        "status": item.status or None,
        "progress": item.progress or None,
    }


def json_texts(ledger: Ledger) -> Iterator[str]:
    """The reading as the text of one JSON object, an item a piece: a large ledger never lies in memory twice."""
    rest = json.dumps(as_json(replace(ledger, items=())), ensure_ascii=False)
    before, after = rest.split('"items": []', 1)
    yield f'{before}"items": ['
    for place, item in enumerate(ledger.items):
        yield (", " if place else "") + json.dumps(_item_json(item), ensure_ascii=False)
    yield f"]{after}"


def as_json(ledger: Ledger) -> dict[str, Any]:
    """The reading as plain JSON values: `items`, and beside them how the file was understood."""
    return {
        "title": ledger.title or None,
        "unit": ledger.unit_name or None,
        "date": _iso(ledger.date),
        "sheets": [asdict(sheet) for sheet in ledger.sheets],
        "items": [_item_json(item) for item in ledger.items],
        "problems": [
            {name: getattr(problem, name) for name in ("sheet", "cell", "sentence")} for problem in ledger.problems
        ],
        "error": None,
    }
