"""Writes the rows of an intake inside an open door: new items with measures and progress, and plans filled in.

Which row becomes what is told by `ledgers/intake`; nothing is decided here.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tracker.actions.door import Writer
from tracker.actions.items import CLERKS, issue_one, log_one
from tracker.actions.plans import save_plan_in
from tracker.ledgers.intake import Intake, IntakeRow, Outcome
from tracker.ledgers.intake.contents import kept_words, notes_of
from tracker.models import Category, CoUnit, Import, Item, Measure, ProgressNote, Unit

CO_PART = "按台账配合整改"


BATCH = 500


@dataclass
class _Waiting:
    """What comes with the new items; written together at the end, a few statements for all."""

    measures: list[Measure] = field(default_factory=list)
    co_units: list[CoUnit] = field(default_factory=list)
    notes: list[tuple[Item, Measure | None, str]] = field(default_factory=list)

    def write(self, writer: Writer) -> None:
        """Measures first: the notes hang on them."""
        Measure.objects.bulk_create(self.measures, batch_size=BATCH)
        CoUnit.objects.bulk_create(self.co_units, batch_size=BATCH)
        about = {"noted_at": writer.at, "noted_by": writer.by}
        ProgressNote.objects.bulk_create(
            (ProgressNote(item=item, measure=measure, text=text, **about) for item, measure, text in self.notes),
            batch_size=BATCH,
        )


def take_in(writer: Writer, batch: Import, intake: Intake, chosen: Mapping[int, Category]) -> dict[str, Any]:
    """Write all rows; returns the counts and the numbers of what was changed, for summary and event alike."""
    waiting, made = _Waiting(), Counter[Unit]()
    for row in intake.of(Outcome.NEW):
        item = _create(writer, batch, intake, row, chosen.get(row.place, row.category), waiting)
        made[item.unit] += 1
    waiting.write(writer)
    updated = [_fill_in(writer, row).number for row in intake.of(Outcome.UPDATE)]
    if not intake.terms.is_own:
        for unit, count in made.items():
            writer.notify(unit, CLERKS, f"市委巡察办下发反馈问题 {count} 项，请在期限内认领。")
    known = len(intake.of(Outcome.KNOWN))
    return {"created": made.total(), "updated": updated, "known": known, "source": intake.terms.source}


def _create(
    writer: Writer, batch: Import, intake: Intake, row: IntakeRow, category: Category, waiting: _Waiting
) -> Item:
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
    measures = [Measure(item=item, ordinal=ordinal, **values) for ordinal, values in enumerate(row.measures, 1)]
    waiting.measures += measures
    waiting.co_units += [CoUnit(item=item, unit=unit, part=CO_PART) for unit in row.co_units]
    waiting.notes += [(item, None if place is None else measures[place], text) for place, text in notes]
    return item


def _fill_in(writer: Writer, row: IntakeRow) -> Item:
    """A unit's ledger fills in the plan of an item that is still being planned."""
    assert row.known is not None, "only an item that is there is filled in"
    item = writer.fresh(row.known)
    writer.allow("plan", item)
    return save_plan_in(writer, item, row.fields, row.measures, None, None)
