"""People and units that nobody knew before a ledger named them: made as it is taken in, or not at all.

Which are meant was said on the preview and planned by `ledgers/intake`: rows without an id. Only those are made that
stand in a row which is written; they get their ids here, before the rows are.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from tracker.actions.door import Writer
from tracker.actions.offices import create_person_in, create_unit_in
from tracker.actions.rounds import add_feedback_in, next_ordinal
from tracker.errors import Refused
from tracker.ledgers.intake import Intake, IntakeRow, NewUnit, Outcome
from tracker.models import Import, Person, Unit
from tracker.permissions import founding_refusal, naming_refusal

NAMES_TOLD = 200
_NAMES = ("leader_person", "owner_person")


def make_newcomers(writer: Writer, batch: Import, intake: Intake) -> dict[str, Any]:
    """Make the units and people that the rows to be written need; returns their names, for summary and event alike."""
    rows = [*intake.of(Outcome.NEW), *intake.of(Outcome.UPDATE)]
    units = _units_of(rows, intake.new_units)
    people = _people_of(rows)
    for new in units:
        _found(writer, batch, new)
    for person in people:
        _name(writer, batch, person)
    told = {"new_units": [new.unit.name for new in units], "new_people": list(map(_told, people))}
    return {name: each for name, each in told.items() if each}


def names_told(intake: Intake, made: Mapping[str, Any]) -> dict[str, Any]:
    """What was said of names – kept as text, somebody chosen, somebody new – for summary and event alike."""
    new = {*made.get("new_units", ()), *(f"{who['unit']}:{who['name']}" for who in made.get("new_people", ()))}
    told = [_meant(each.words, "", each.unit, new) for each in intake.names if each.said is not None]
    told += [_meant(who.words, who.unit.name, who.person, new) for who in intake.people if who.said is not None]
    return {"named": told[:NAMES_TOLD]} if told else {}


def _meant(words: str, unit: str, meant: Unit | Person | None, new: Collection[str]) -> dict[str, Any]:
    """Whoever was not made after all, for no row that is written needed them, has no id."""
    name = meant.name if meant and meant.pk and meant.pk > 0 else ""
    return {"words": words, "unit": unit, "meant": name, "is_new": bool(name) and f"{unit}:{name}".lstrip(":") in new}


def _units_of(rows: Iterable[IntakeRow], new_units: Iterable[NewUnit]) -> list[NewUnit]:
    wanted = {unit.pk for row in rows for unit in (row.unit, *row.co_units) if unit is not None}
    return [new for new in new_units if new.unit.pk in wanted]


def _people_of(rows: Iterable[IntakeRow]) -> list[Person]:
    """Those without an id, each once: a person of one name and unit is one object all over an intake."""
    return list({id(person): person for row in rows for person in _named(row) if person.pk is None}.values())


def _named(row: IntakeRow) -> Iterator[Person]:
    for values in (row.fields, *row.measures):
        yield from (values[name] for name in _NAMES if values.get(name) is not None)


def _found(writer: Writer, batch: Import, new: NewUnit) -> None:
    if sentence := founding_refusal(writer.by):
        raise Refused(sentence)
    unit = new.unit
    fields = {"name": unit.name, "short_name": unit.short_name, "kind": unit.kind}
    made = create_unit_in(writer, fields, batch=batch)
    unit.pk, unit.path = made.pk, made.path
    if new.fed_back_on is not None:
        about = {"unit": unit, "fed_back_on": new.fed_back_on, "ordinal": next_ordinal(batch.inspection_round)}
        add_feedback_in(writer, batch.inspection_round, about, batch=batch)


def _name(writer: Writer, batch: Import, person: Person) -> None:
    """The unit may have got its id just now."""
    if sentence := naming_refusal(writer.by, person.unit):
        raise Refused(sentence)
    made = create_person_in(writer, {"name": person.name, "unit": person.unit}, batch=batch)
    person.pk, person.unit = made.pk, person.unit


def _told(person: Person) -> dict[str, str]:
    return {"name": person.name, "unit": person.unit.name}
