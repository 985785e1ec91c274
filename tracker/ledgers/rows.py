"""The rows of a ledger from the database: one `LedgerRow` an item, in constant memory, three statements a batch.

A batch is put together column by column, which takes a third of the time that row by row does. Which items, in which
order, is the caller's queryset; how a row is printed is told in `columns.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import TypeVar

from django.db.models import BooleanField, ExpressionWrapper, Q

from tracker import clock
from tracker.enums import Lamp, Status
from tracker.ledgers.columns import LedgerRow, MeasureLine
from tracker.ledgers.values import Columns, Values
from tracker.models import CoUnit, InspectionRound, Measure, ProgressNote
from tracker.models.items import ItemQuerySet
from tracker.workflow import lamp_of

BATCH = 1000
T = TypeVar("T")
Latest = Mapping[tuple[int, int | None], str]  # (item, measure or none) -> the newest progress told of it
_MADE_FROM = (
    *("pk", "inspection_round_id", "unit__name", "problem_class__name", "category__code", "category__short_name"),
    *("due", "due_stopped_on", "struck_off_at"),
)
# Printed as they are, under their own names.
_AS_THEY_ARE = (
    *("number", "source_number", "problem", "root_cause", "leader", "owner", "status"),
    *("time_frame", "is_lasting", "deadline", "deadline_text", "first_deadline", "outcome", "kind"),
    *("reported_status", "source", "department", "patron", "revision"),
)
_OF_MEASURES = ("item_id", "pk", "text", "owner", "deadline", "deadline_text", "standard", "is_done")


def ledger_rows(rows: ItemQuerySet) -> Iterator[LedgerRow]:
    """The items as ledger rows, numbered from 1 in the queryset's order."""
    rounds = InspectionRound.objects.in_bulk()
    around, today, first = _Around(), clock.today(), 1
    for told in Values(rows, (*_MADE_FROM, *_AS_THEY_ARE)).batches(BATCH):
        after = first + len(told["pk"])
        told |= {"ordinal": range(first, after), **_made(told, rounds, today), **around.of(told["pk"])}
        yield from map(LedgerRow._make, zip(*[told[name] for name in LedgerRow._fields], strict=True))
        first = after


def _made(told: Columns, rounds: Mapping[int, InspectionRound], today: date) -> Columns:
    """What is worked out of an item's own fields."""
    days = [
        (due - (stopped or today)).days if due else None
        for due, stopped in zip(told["due"], told["due_stopped_on"], strict=True)
    ]
    own = [rounds[pk] for pk in told["inspection_round_id"]]
    lamps = zip(told["status"], days, own, strict=True)
    return {
        "unit": told["unit__name"],
        "problem_class": [name or "" for name in told["problem_class__name"]],
        "category": [*map("{} {}".format, told["category__code"], told["category__short_name"])],
        "days_left": days,
        "lamp": [_lamp(status, left, each.blue_days, each.yellow_days) for status, left, each in lamps],
        "struck_off_on": [clock.local_date(at) if at else None for at in told["struck_off_at"]],
        "round_name": [each.name for each in own],
        "remark": [""] * len(days),
    }


@lru_cache(4096)
def _lamp(status: str, days: int | None, blue_days: int, yellow_days: int) -> Lamp:
    return lamp_of(Status(status), days, blue_days, yellow_days)


class _Around:
    """What stands around the items of a batch, asked for by the same three statements each time."""

    def __init__(self) -> None:
        places = range(-BATCH, 0)
        done = ExpressionWrapper(Q(done_at__isnull=False), BooleanField())
        kept = Measure.objects.kept().filter(item__in=places).order_by("item_id", "ordinal", "pk")
        self._measures = Values(kept.annotate(is_done=done), _OF_MEASURES)
        parts = CoUnit.objects.filter(item__in=places, removed_at=None).order_by("pk")
        self._parts = Values(parts, ("item_id", "unit__name"))
        notes = ProgressNote.objects.filter(item__in=places).order_by("noted_at", "pk")
        self._notes = Values(notes, ("item_id", "measure_id", "text"))

    def of(self, items: Sequence[int]) -> Columns:
        """Measures, co-units and progress of these items."""
        latest = self._latest(items)
        measures, units = self._measured(items, latest), self._co_units(items)
        noted = {item for item, _ in latest}
        return {
            "measures": [tuple(measures.get(item, ())) for item in items],
            "co_units": ["、".join(units.get(item, ())) for item in items],
            "progress": [_progress(item, latest, measures) if item in noted else "" for item in items],
        }

    def _latest(self, items: Sequence[int]) -> Latest:
        told = self._notes.of(items, BATCH)
        return dict(zip(zip(told["item_id"], told["measure_id"], strict=True), told["text"], strict=True))

    def _measured(self, items: Sequence[int], latest: Latest) -> dict[int, list[MeasureLine]]:
        told = self._measures.of(items, BATCH)
        keys = zip(told["item_id"], told["pk"], strict=True)
        told |= {"progress": [latest.get(key, "") for key in keys], "done": told["is_done"]}
        lines = map(MeasureLine._make, zip(*[told[name] for name in MeasureLine._fields], strict=True))
        return _grouped(told["item_id"], lines)

    def _co_units(self, items: Sequence[int]) -> dict[int, list[str]]:
        told = self._parts.of(items, BATCH)
        return _grouped(told["item_id"], told["unit__name"])


def _grouped(items: Iterable[int], rows: Iterable[T]) -> dict[int, list[T]]:
    """Rows by their item, in their order."""
    found: dict[int, list[T]] = defaultdict(list)
    for item, row in zip(items, rows, strict=True):
        found[item].append(row)
    return found


def _progress(item: int, latest: Latest, measures: Mapping[int, Iterable[MeasureLine]]) -> str:
    """The newest progress of the item and of each measure; what is told of several stands once."""
    texts = [latest.get((item, None), ""), *(line.progress for line in measures.get(item, ()))]
    return "\n".join(dict.fromkeys(text for text in texts if text))
