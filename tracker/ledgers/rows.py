"""The rows of a ledger from the database: one `LedgerRow` an item, in constant memory, three statements a batch.

Which items, in which order, is the caller's queryset; how a row is printed is told in `columns.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import count, islice
from typing import Any

from tracker import clock
from tracker.enums import Status
from tracker.ledgers.columns import LedgerRow, MeasureLine
from tracker.models import CoUnit, InspectionRound, Measure, ProgressNote
from tracker.models.items import ItemQuerySet
from tracker.workflow import lamp_of

BATCH = 1000
_FIELDS = (
    *("pk", "number", "source_number", "problem", "root_cause", "leader", "owner", "time_frame", "is_lasting"),
    *("deadline", "deadline_text", "first_deadline", "outcome", "status", "kind", "reported_status", "source"),
    *("due", "due_stopped_on", "struck_off_at", "inspection_round_id"),
    *("problem_class__name", "category__code", "category__short_name", "unit__name"),
)
_AS_THEY_ARE = _FIELDS[1:17]


@dataclass(slots=True)
class _Around:
    """What stands around the items of one batch, by item."""

    measures: dict[int, list[MeasureLine]] = field(default_factory=lambda: defaultdict(list))
    co_units: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    progress: dict[int, str] = field(default_factory=dict)


def ledger_rows(rows: ItemQuerySet) -> Iterator[LedgerRow]:
    """The items as ledger rows, numbered from 1 in the queryset's order."""
    rounds = InspectionRound.objects.in_bulk()
    today, ordinals = clock.today(), count(1)
    items = rows.values(*_FIELDS).iterator(chunk_size=BATCH)
    while batch := list(islice(items, BATCH)):
        around = _around([item["pk"] for item in batch])
        for item in batch:
            yield _row(item, next(ordinals), rounds[item["inspection_round_id"]], around, today)


def _row(
    item: Mapping[str, Any], ordinal: int, inspection_round: InspectionRound, around: _Around, today: date
) -> LedgerRow:
    days = (item["due"] - (item["due_stopped_on"] or today)).days if item["due"] else None
    struck_off_at, pk = item["struck_off_at"], item["pk"]
    return LedgerRow(
        ordinal=ordinal,
        **{name: item[name] for name in _AS_THEY_ARE},
        problem_class=item["problem_class__name"] or "",
        category=f"{item['category__code']} {item['category__short_name']}",
        measures=tuple(around.measures.get(pk, ())),
        unit=item["unit__name"],
        co_units="、".join(around.co_units.get(pk, ())),
        progress=around.progress.get(pk, ""),
        lamp=lamp_of(Status(item["status"]), days, inspection_round.blue_days, inspection_round.yellow_days),
        days_left=days,
        struck_off_on=clock.local_date(struck_off_at) if struck_off_at else None,
        round_name=inspection_round.name,
    )


def _around(items: list[int]) -> _Around:
    """Measures, co-units and progress of these items (three statements)."""
    around = _Around()
    latest = _latest_notes(items)
    fields = ("item_id", "pk", "text", "owner", "deadline", "deadline_text", "standard", "done_at")
    kept = Measure.objects.kept().filter(item__in=items).order_by("item", "ordinal", "pk").values_list(*fields)
    said: dict[int, list[str]] = defaultdict(list)
    for item, pk, text, owner, deadline, deadline_text, standard, done_at in kept:
        note = latest.get((item, pk), "")
        said[item].append(note)
        line = MeasureLine(text, owner, deadline, deadline_text, standard, note, done_at is not None)
        around.measures[item].append(line)
    parts = CoUnit.objects.filter(item__in=items, removed_at=None).order_by("pk")
    for item, name in parts.values_list("item_id", "unit__name"):
        around.co_units[item].append(name)
    for item in items:
        around.progress[item] = _lines([latest.get((item, None), ""), *said[item]])
    return around


def _latest_notes(items: list[int]) -> dict[tuple[int, int | None], str]:
    """The latest note on each measure and on each item as a whole."""
    notes = ProgressNote.objects.filter(item__in=items).order_by("noted_at", "pk")
    return {(item, measure): text for item, measure, text in notes.values_list("item_id", "measure_id", "text")}


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))
