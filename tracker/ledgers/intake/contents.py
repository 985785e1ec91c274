"""Turns a row of a ledger into fields and measures of an item, or into what it changes in an item that is there."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, cast

from tracker.enums import Status, StrikeOffKind, TimeFrame
from tracker.ledgers.intake.shape import Change
from tracker.ledgers.reading import LedgerItem, LedgerMeasure
from tracker.ledgers.reading.synonyms import CLOSED_WORDS
from tracker.ledgers.reading.texts import squash
from tracker.models import Item, Measure

Values = Mapping[str, Any]
# What a unit fills in while it plans; nothing else of an existing item is touched by a ledger.
_CLOSED = frozenset(map(squash, CLOSED_WORDS.split()))
_PLAN_FIELDS = ("root_cause", "leader", "owner", "department")


def fields_of(item: LedgerItem) -> Values:
    """The fields of a new item, cut where the database has less room (`cuts_of` says so). Never its status."""
    return {
        "source_number": _cut(Item, "source_number", item.source_number),
        "problem": item.problem,
        "time_frame": item.time_frame or TimeFrame.BY_DATE,
        "is_lasting": item.is_lasting,
        "root_cause": item.root_cause,
        "leader": _cut(Item, "leader", "、".join(item.leaders)),
        "owner": _cut(Item, "owner", "、".join(item.owners)),
        "deadline": _latest(item),
        "deadline_text": _cut(Item, "deadline_text", item.deadline_text),
        "reported_status": _cut(Item, "reported_status", item.status),
    }


def legacy_status(item: LedgerItem) -> Values:
    """What an old ledger's own word makes of an item: struck off where it says done, else still in progress."""
    if is_closed(item.status):
        return {"status": Status.STRUCK_OFF, "kind": StrikeOffKind.COMPLETED}
    return {"status": Status.IN_PROGRESS}


def is_closed(word: str) -> bool:
    """Whether a ledger's word for a status says that it is done."""
    return squash(word) in _CLOSED


def measures_of(item: LedgerItem) -> list[Values]:
    """The measures; owner and deadline of the whole problem serve measures of which none has its own."""
    own_owner = any(measure.owners for measure in item.measures)
    own_date = any(measure.deadline or measure.deadline_text for measure in item.measures)
    return [_measure(measure, item, own_owner, own_date) for measure in item.measures]


def notes_of(item: LedgerItem) -> list[tuple[int | None, str]]:
    """Progress as (place of the measure or None for the whole item, text), nothing told twice."""
    notes: list[tuple[int | None, str]] = [
        (place, measure.progress) for place, measure in enumerate(item.measures) if measure.progress
    ]
    told = squash("".join(text for _, text in notes))
    whole = [text for text in (item.progress, item.outcome) if text and squash(text) != told]
    return [*((None, text) for text in dict.fromkeys(whole)), *notes]


def kept_words(item: LedgerItem) -> Values:
    """What no field of ours holds; it stays in the history of the item, word for word."""
    words = {**item.extra, **({"备注": item.remark} if item.remark else {})}
    day = item.struck_off_on
    return {"sheet": item.sheet, "row": item.row, **({"原台账销号时间": day.isoformat()} if day else {}), **words}


def cuts_of(item: LedgerItem) -> list[tuple[str, str]]:
    """(cell, sentence) for each text that is longer than the database takes; the cell says it whole."""
    whole = (
        ("source_number", "source_number", item.source_number),
        ("leader", "leader", "、".join(item.leaders)),
        ("owner", "owners", "、".join(item.owners)),
        ("deadline_text", "deadline", item.deadline_text),
        ("reported_status", "status", item.status),
    )
    return [
        (item.cells.get(meaning, f"A{item.row}"), f"{label(name)}超过 {_room(Item, name)} 字，只存前面的部分。")
        for name, meaning, text in whole
        if len(text) > _room(Item, name)
    ]


def changes_of(item: LedgerItem, known: Item, kept: list[Measure], department: str) -> tuple[Values, list[Values]]:
    """What a unit's ledger would change in the plan of an existing item: (fields, rows for `plans.save_plan`)."""
    told = {**fields_of(item), "department": department}
    fields = {name: told[name] for name in _PLAN_FIELDS if told[name] and told[name] != getattr(known, name)}
    by_text = {squash(measure.text): measure for measure in kept}
    rows = [_difference(values, by_text.get(squash(values["text"]))) for values in measures_of(item)]
    return fields, [row for row in rows if row]


def _difference(values: Values, old: Measure | None) -> Values:
    """What to save of one measure: all of it, or what differs from the measure of the same words; {} for nothing."""
    if old is None:
        return values
    changed = {name: new for name, new in values.items() if new and name != "text" and new != getattr(old, name)}
    return {"id": old.pk, **changed} if changed else {}


def told_changes(known: Item, kept: list[Measure], fields: Values, measures: list[Values]) -> Iterator[Change]:
    """What `changes_of` found, field by field as people read it."""
    for name, new in fields.items():
        yield Change(label(name), _words(getattr(known, name)), _words(new))
    by_id = {measure.pk: measure for measure in kept}
    for row in measures:
        old = by_id.get(row.get("id", 0))
        if old is None:
            yield Change("整改措施", "", str(row["text"]))
            continue
        for name in (name for name in row if name != "id"):
            yield Change(f"措施 {old.ordinal} {label(name, Measure)}", _words(getattr(old, name)), _words(row[name]))


def _words(value: Any) -> str:
    return "" if value is None else str(value)


def department_of(names: list[str]) -> str:
    """The names that are no unit of the system (a section, an office), as the item's 责任科室."""
    return _cut(Item, "department", "、".join(names))


def _measure(measure: LedgerMeasure, item: LedgerItem, own_owner: bool, own_date: bool) -> Values:
    when: LedgerMeasure | LedgerItem = measure if own_date else item
    return {
        "text": measure.text,
        "standard": _cut(Measure, "standard", measure.standard),
        "owner": _cut(Measure, "owner", "、".join(measure.owners if own_owner else item.owners)),
        "deadline": when.deadline,
        "deadline_text": _cut(Measure, "deadline_text", when.deadline_text),
    }


def _latest(item: LedgerItem) -> date | None:
    dates = [measure.deadline for measure in item.measures if measure.deadline]
    return max(dates) if dates else item.deadline


def _cut(model: type[Item] | type[Measure], name: str, text: str) -> str:
    room = _room(model, name)
    return text if len(text) <= room else f"{text[: room - 1]}…"


@lru_cache
def _room(model: type[Item] | type[Measure], name: str) -> int:
    return int(cast(Any, model._meta.get_field(name)).max_length)


def label(name: str, model: type[Item] | type[Measure] = Item) -> str:
    """What people call a field."""
    return str(cast(Any, model._meta.get_field(name)).verbose_name)
