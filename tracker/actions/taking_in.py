"""Writes the rows of an intake inside an open door: new items with measures and progress, and plans filled in.

Which row becomes what is told by `ledgers/intake`; nothing is decided here.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tracker.actions.door import Writer
from tracker.actions.items import CLERKS, issue_one, log_one
from tracker.actions.plans import save_plan_in
from tracker.ledgers.intake import Intake, IntakeRow, Outcome
from tracker.ledgers.intake.contents import kept_words, notes_of
from tracker.models import Category, CoUnit, Import, Item, Measure, ProgressNote, Unit

CO_PART = "按台账配合整改"


def take_in(writer: Writer, batch: Import, intake: Intake, chosen: Mapping[int, Category]) -> dict[str, Any]:
    """Write all rows; returns the counts and the numbers of what was changed, for summary and event alike."""
    made: Counter[Unit] = Counter()
    updated: list[str] = []
    for row in intake.rows:
        if row.outcome is Outcome.NEW:
            item = _create(writer, batch, intake, row, chosen.get(row.place, row.category))
            made[item.unit] += 1
        elif row.outcome is Outcome.UPDATE:
            updated.append(_fill_in(writer, row).number)
    if not intake.terms.is_own:
        for unit, count in made.items():
            writer.notify(unit, CLERKS, f"市委巡察办下发反馈问题 {count} 项，请在期限内认领。")
    known = len(intake.of(Outcome.KNOWN))
    return {"created": made.total(), "updated": updated, "known": known, "source": intake.terms.source}


def _create(writer: Writer, batch: Import, intake: Intake, row: IntakeRow, category: Category) -> Item:
    assert row.unit is not None, "a row without a unit is an error and never gets here"
    fields = {**row.fields, "category": category, "problem_class": row.problem_class}
    notes = notes_of(row.item)
    more = {
        "measures": row.measures,
        "progress": [text for _, text in notes],
        "co_units": row.co_units,
        "ledger": kept_words(row.item),
    }
    begin = log_one if intake.terms.is_own else issue_one
    item = begin(writer, intake.terms.inspection_round, row.unit, fields, batch, more)
    measures = Measure.objects.bulk_create(
        Measure(item=item, ordinal=ordinal, **values) for ordinal, values in enumerate(row.measures, 1)
    )
    CoUnit.objects.bulk_create(CoUnit(item=item, unit=unit, part=CO_PART) for unit in row.co_units)
    ProgressNote.objects.bulk_create(_note(writer, item, measures, place, text) for place, text in notes)
    return item


def _note(writer: Writer, item: Item, measures: list[Measure], place: int | None, text: str) -> ProgressNote:
    measure = None if place is None else measures[place]
    return ProgressNote(item=item, measure=measure, text=text, noted_at=writer.at, noted_by=writer.by)


def _fill_in(writer: Writer, row: IntakeRow) -> Item:
    """A unit's ledger fills in the plan of an item that is still being planned."""
    assert row.known is not None
    item = writer.fresh(row.known)
    writer.allow("plan", item)
    return save_plan_in(writer, item, row.fields, row.measures, None, None)
