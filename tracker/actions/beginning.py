"""How items begin, any number at once: numbered, dated, with a first version and an event each.

One item is begun the same way as ten thousand; who may begin them is asked by the action that opened the door.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.actions.deadlines import due_of
from tracker.actions.door import Writer
from tracker.enums import OWN_SOURCES, Source, Status
from tracker.errors import Refused
from tracker.models import Feedback, InspectionRound, Item, Unit


@dataclass(frozen=True, slots=True)
class Start:
    """One item about to begin: who leads, its fields, and what its event says besides them."""

    unit: Unit
    fields: Mapping[str, Any]
    more: Mapping[str, Any] = field(default_factory=dict)


def issue_in(
    writer: Writer, inspection_round: InspectionRound, starts: Iterable[Start], batch: Any = None
) -> list[Item]:
    """Issued items, inside an open door."""
    starts = [Start(start.unit, {"source": Source.FEEDBACK, **start.fields}, start.more) for start in starts]
    if any(start.fields["source"] in OWN_SOURCES for start in starts):
        raise Refused("自查发现和工作任务由单位自行登记，不能下发。")
    state = {"status": Status.ISSUED, "issued_at": writer.at, "issued_by": writer.by}
    return _begin(writer, "issue", inspection_round, starts, batch, state)


def log_in(writer: Writer, inspection_round: InspectionRound, starts: Iterable[Start], batch: Any = None) -> list[Item]:
    """Logged items, inside an open door."""
    starts = list(starts)
    if any(start.fields.get("source") not in OWN_SOURCES for start in starts):
        raise Refused("单位只能登记自查发现或工作任务；反馈问题由市委巡察办下发。")
    return _begin(writer, "log", inspection_round, starts, batch, {"status": Status.PLANNING})


def load_in(writer: Writer, inspection_round: InspectionRound, starts: Iterable[Start], batch: Any) -> list[Item]:
    """Items of a round that was over before there was this system (历史台账), inside an open door.

    Each start says its own status and kind; nobody signed for them, and no live figure counts them.
    """
    if not inspection_round.is_legacy:
        raise Refused(f"“{inspection_round}”不是历史轮次。")
    return _begin(writer, "load", inspection_round, list(starts), batch, {"legacy": True})


def _begin(
    writer: Writer,
    verb: str,
    inspection_round: InspectionRound,
    starts: list[Start],
    batch: Any,
    state: Mapping[str, Any],
) -> list[Item]:
    if inspection_round.is_legacy and not state.get("legacy"):
        raise Refused(f"“{inspection_round}”是历史轮次，只能由市委巡察办导入历史台账。")
    numbers = _Numbers(inspection_round, {start.unit.pk for start in starts})
    about = {"inspection_round": inspection_round, "logged_at": writer.at, "logged_by": writer.by}
    about |= {"imported_from": batch, **state}
    places = [numbers.next(start.unit) for start in starts]
    items = [
        Item(unit=start.unit, number=place.number, **about, **start.fields)
        for start, place in zip(starts, places, strict=True)
    ]
    _date(items)
    numbers.save()
    writer.begin(items)
    for item, start, place in zip(items, starts, places, strict=True):
        said = {name: value for name, value in start.fields.items() if value not in (None, "")}
        writer.tell(place.feedback, {"last_number": [place.ordinal - 1, place.ordinal]})
        told = {"number": item.number, "unit": start.unit, "fields": said, "batch": batch}
        writer.record(verb, item, item=item, **told, **start.more)
    return items


def _date(items: list[Item]) -> None:
    """First promise and due date; items of one unit that begin together are due on the same day.

    What was begun before this system is due on the ledger's own date, unless it is struck off.
    """
    due: dict[tuple[int, bool], date | None] = {}
    for item in items:
        if item.legacy:
            item.first_deadline = item.deadline
            item.due = item.deadline if item.status == Status.IN_PROGRESS else None
            continue
        alike = (item.unit_id, item.source in OWN_SOURCES)
        if alike not in due:
            due[alike] = due_of(item)
        item.first_deadline, item.due = item.deadline, due[alike]


@dataclass(frozen=True, slots=True)
class _Place:
    """A number taken: the feedback that counts it, and its running number there."""

    feedback: Feedback
    ordinal: int
    number: str


class _Numbers:
    """Our own stable numbers: round, the unit's place in the round, running number – “6-01-02”."""

    def __init__(self, inspection_round: InspectionRound, units: Iterable[int]):
        self._round = inspection_round
        rows = Feedback.objects.filter(inspection_round=inspection_round, unit__in=units)
        self._feedback = {feedback.unit_id: feedback for feedback in rows.select_related("inspection_round")}

    def next(self, unit: Unit) -> _Place:
        """The unit's next number; the running number is kept by `save`."""
        feedback = self._feedback.get(unit.pk)
        if feedback is None:
            raise Refused(f"{unit}不在“{self._round}”的反馈单位中，请市委巡察办先登记该单位的反馈日期。")
        if feedback.inspection_round.closed_at is not None:  # perhaps while this waited for the lock
            raise Refused(f"“{self._round}”已办结，不能再增加事项。")
        feedback.last_number += 1
        number = f"{self._round.code}-{feedback.ordinal:02d}-{feedback.last_number:02d}"
        return _Place(feedback, feedback.last_number, number)

    def save(self) -> None:
        Feedback.objects.bulk_update(self._feedback.values(), ["last_number"])
