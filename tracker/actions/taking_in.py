"""Writes the rows of an intake inside an open door: new items with measures and progress, and plans filled in.

Which row becomes what is told by `ledgers/intake`; nothing is decided here.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tracker.actions.beginning import Start, issue_in, load_in, log_in
from tracker.actions.door import Writer
from tracker.actions.door_bulk import insert
from tracker.actions.items import CLERKS
from tracker.actions.plans import save_plan_in
from tracker.ledgers.intake import Intake, IntakeRow, Outcome
from tracker.ledgers.intake.categories import NO_BASIS
from tracker.ledgers.intake.contents import kept_words, notes_of
from tracker.models import Category, CoUnit, Import, Item, Measure, ProgressNote

CO_PART = "按台账配合整改"


def take_in(
    writer: Writer, batch: Import, intake: Intake, chosen: Mapping[int, Category], rest: Category | None = None
) -> dict[str, Any]:
    """Write all rows that are not bad; `rest` is the category of those without a choice or a basis.

    Returns the counts and the numbers of what was changed, for summary and event alike."""
    new = intake.of(Outcome.NEW)
    starts = [_start(row, chosen.get(row.place) or _proposed(row, rest)) for row in new]
    begin = load_in if intake.terms.is_legacy else log_in if intake.terms.is_own else issue_in
    items = begin(writer, intake.terms.inspection_round, starts, batch)
    _write_plans(writer, list(zip(new, items, strict=True)))
    updated = [_fill_in(writer, row).number for row in intake.of(Outcome.UPDATE)]
    if not intake.terms.is_own and not intake.terms.is_legacy:
        for unit, count in Counter(start.unit for start in starts).items():
            writer.notify(unit, CLERKS, f"市委巡察办下发反馈问题 {count} 项，请在期限内认领。")
    known = len(intake.of(Outcome.KNOWN))
    return {"created": len(items), "updated": updated, "known": known, "source": intake.terms.source}


def _proposed(row: IntakeRow, rest: Category | None) -> Category:
    return rest if rest is not None and row.why == NO_BASIS else row.category


def _start(row: IntakeRow, category: Category) -> Start:
    assert row.unit is not None, "a row without a unit is an error and never gets here"
    more = {
        "measures": row.measures,
        "progress": [text for _, text in notes_of(row.item)],
        "co_units": row.co_units,
        "ledger": kept_words(row.item),
    }
    return Start(row.unit, {**row.fields, "category": category, "problem_class": row.problem_class}, more)


def _write_plans(writer: Writer, rows: list[tuple[IntakeRow, Item]]) -> None:
    """Measures, co-units and progress of the new items; measures first, for the notes hang on them."""
    measures = {
        item.pk: [Measure(item=item, ordinal=ordinal, **values) for ordinal, values in enumerate(row.measures, 1)]
        for row, item in rows
    }
    insert(measure for found in measures.values() for measure in found)
    insert(CoUnit(item=item, unit=unit, part=CO_PART) for row, item in rows for unit in row.co_units)
    about = {"noted_at": writer.at, "noted_by": writer.by}
    insert(
        ProgressNote(item=item, measure=None if place is None else measures[item.pk][place], text=text, **about)
        for row, item in rows
        for place, text in notes_of(row.item)
    )


def _fill_in(writer: Writer, row: IntakeRow) -> Item:
    """A unit's ledger fills in the plan of an item that is still being planned."""
    assert row.known is not None, "only an item that is there is filled in"
    item = writer.fresh(row.known)
    writer.allow("plan", item)
    return save_plan_in(writer, item, row.fields, row.measures, None, None)
