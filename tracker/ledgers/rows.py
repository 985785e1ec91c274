"""The rows of a ledger from the database: one `LedgerRow` an item, in constant memory, three statements a batch.

Which items, in which order, is the caller's queryset; how a row is printed is told in `columns.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import count
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Q

from tracker import clock
from tracker.enums import Status
from tracker.ledgers.columns import LedgerRow, MeasureLine
from tracker.ledgers.values import Row, Values
from tracker.models import CoUnit, InspectionRound, Measure, ProgressNote
from tracker.models.items import ItemQuerySet
from tracker.workflow import lamp_of

BATCH = 1000
Around = tuple[tuple[MeasureLine, ...], str, str]  # measures, co-units, progress
_MADE_FROM = (
    *("pk", "inspection_round_id", "unit__name", "problem_class__name", "category__code", "category__short_name"),
    *("due", "due_stopped_on", "struck_off_at", "status"),
)
# Printed as they are, under their own names.
_AS_THEY_ARE = (
    *("number", "source_number", "problem", "root_cause", "leader", "owner"),
    *("time_frame", "is_lasting", "deadline", "deadline_text", "first_deadline", "outcome", "kind"),
    *("reported_status", "source", "department", "patron", "revision"),
)


class _Around:
    """What stands around the items of a batch, asked for by the same three statements each time."""

    def __init__(self) -> None:
        self._places = places = range(-BATCH, 0)
        fields = ("item_id", "pk", "text", "owner", "deadline", "deadline_text", "standard", "is_done")
        done = ExpressionWrapper(Q(done_at__isnull=False), BooleanField())
        kept = Measure.objects.kept().filter(item__in=places).order_by("item", "ordinal", "pk")
        self._measures = Values(kept.annotate(is_done=done).values_list(*fields))
        parts = CoUnit.objects.filter(item__in=places, removed_at=None).order_by("pk")
        self._parts = Values(parts.values_list("item_id", "unit__name"))
        notes = ProgressNote.objects.filter(item__in=places).order_by("noted_at", "pk")
        self._notes = Values(notes.values_list("item_id", "measure_id", "text"))

    def of(self, items: Sequence[int]) -> dict[int, Around]:
        """Measures, co-units and progress by item."""
        latest = {(item, measure): text for item, measure, text in self._notes.of(items, self._places)}
        measures: dict[int, list[MeasureLine]] = defaultdict(list)
        for item, pk, text, owner, deadline, deadline_text, standard, done in self._measures.of(items, self._places):
            note = latest.get((item, pk), "")
            measures[item].append(MeasureLine(text, owner, deadline, deadline_text, standard, note, done))
        co_units: dict[int, list[str]] = defaultdict(list)
        for item, name in self._parts.of(items, self._places):
            co_units[item].append(name)
        return {
            item: (
                tuple(measures.get(item, ())),
                "、".join(co_units.get(item, ())),
                _lines([latest.get((item, None), ""), *(line.progress for line in measures.get(item, ()))]),
            )
            for item in items
        }


def ledger_rows(rows: ItemQuerySet) -> Iterator[LedgerRow]:
    """The items as ledger rows, numbered from 1 in the queryset's order."""
    rounds = InspectionRound.objects.in_bulk()
    around, today, ordinals = _Around(), clock.today(), count(1)
    for batch in Values(rows.values_list(*_MADE_FROM, *_AS_THEY_ARE)).batches(BATCH):
        found = around.of([row[0] for row in batch])
        for row in batch:
            yield _row(row, next(ordinals), rounds[row[1]], found[row[0]], today)


def _row(row: Row, ordinal: int, inspection_round: InspectionRound, around: Around, today: date) -> LedgerRow:
    _, _, unit, problem_class, code, short_name, due, stopped_on, struck_off_at, status, *as_they_are = row
    days = (due - (stopped_on or today)).days if due else None
    measures, co_units, progress = around
    plain: dict[str, Any] = dict(zip(_AS_THEY_ARE, as_they_are, strict=True))
    return LedgerRow(
        ordinal=ordinal,
        **plain,
        status=status,
        unit=unit,
        problem_class=problem_class or "",
        category=f"{code} {short_name}",
        measures=measures,
        co_units=co_units,
        progress=progress,
        lamp=lamp_of(Status(status), days, inspection_round.blue_days, inspection_round.yellow_days),
        days_left=days,
        struck_off_on=clock.local_date(struck_off_at) if struck_off_at else None,
        round_name=inspection_round.name,
    )


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(dict.fromkeys(text for text in texts if text))
