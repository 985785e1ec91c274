"""Writes the rows of an intake inside an open door: new items with measures and progress, and plans filled in.

Which row becomes what is told by `ledgers/intake`; nothing is decided here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tracker.actions.beginning import Start, issue_in, load_in, log_in
from tracker.actions.door import Writer
from tracker.actions.door_bulk import insert, insert_columns
from tracker.actions.items import CLERKS
from tracker.actions.long_writes import Heard, unheard
from tracker.actions.plans import save_plan_in
from tracker.ledgers.intake import Intake, IntakeRow, Outcome
from tracker.ledgers.intake.categories import NO_BASIS
from tracker.ledgers.intake.contents import kept_words, notes_of
from tracker.models import Category, CoUnit, Import, Item, Measure, ProgressNote

_OF_MEASURES = ("text", "standard", "owner", "deadline", "deadline_text")
CO_PART = "按台账配合整改"
BLOCK = 1_000  # rows written between two words of how far it is


@dataclass(frozen=True, slots=True)
class TakingIn:
    """What one ledger is taken in with: `chosen` are categories by the row's place, `rest` is that of new rows without
    a choice or a basis. `heard` is told how many rows are written, and may raise to have it all taken back."""

    writer: Writer
    batch: Import
    intake: Intake
    chosen: Mapping[int, Category]
    rest: Category | None = None
    heard: Heard = unheard

    def run(self) -> dict[str, Any]:
        """Write all rows that are not bad; returns counts and numbers changed, for summary and event alike."""
        terms, new, updates = self.intake.terms, self.intake.of(Outcome.NEW), self.intake.of(Outcome.UPDATE)
        for rows in self._blocks(new, 0):
            self._begin(rows)
        updated = [_fill_in(self.writer, row).number for rows in self._blocks(updates, len(new)) for row in rows]
        if not terms.is_own and not terms.is_legacy:
            self._tell_units(new)
        known = len(self.intake.of(Outcome.KNOWN))
        return {"created": len(new), "updated": updated, "known": known, "source": terms.source}

    def _blocks(self, rows: Sequence[IntakeRow], before: int) -> Iterator[Sequence[IntakeRow]]:
        """The rows in blocks; what one has gathered is written before the next, so that memory holds one alone."""
        for start in range(0, len(rows), BLOCK):
            if before + start:
                self.writer.settle()
                self.heard(before + start)
            yield rows[start : start + BLOCK]

    def _begin(self, rows: Sequence[IntakeRow]) -> None:
        terms = self.intake.terms
        starts = [_start(row, self.chosen.get(row.place) or _proposed(row, self.rest)) for row in rows]
        begin = load_in if terms.is_legacy else log_in if terms.is_own else issue_in
        items = begin(self.writer, terms.inspection_round, starts, self.batch)
        _write_plans(self.writer, list(zip(rows, items, strict=True)))

    def _tell_units(self, rows: Iterable[IntakeRow]) -> None:
        for unit, count in Counter(row.unit for row in rows if row.unit).items():
            self.writer.notify(unit, CLERKS, f"市委巡察办下发反馈问题 {count} 项，请在期限内认领。")


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
    measures = _write_measures(rows)
    insert(CoUnit(item=item, unit=unit, part=CO_PART) for row, item in rows for unit in row.co_units)
    notes = [(item.pk, place, text) for row, item in rows for place, text in notes_of(row.item)]
    told: dict[str, list[Any]] = {
        "item_id": [item for item, _, _ in notes],
        "measure_id": [None if place is None else measures[item, place] for item, place, _ in notes],
        "text": [text for _, _, text in notes],
        "noted_at": [writer.at] * len(notes),
        "noted_by_id": [writer.by.pk] * len(notes),
    }
    insert_columns(ProgressNote, told)


def _write_measures(rows: list[tuple[IntakeRow, Item]]) -> dict[tuple[int, int], int]:
    """The measures of the new items; returns their ids by item and place."""
    lines = [(item.pk, place, values) for row, item in rows for place, values in enumerate(row.measures)]
    told: dict[str, list[Any]] = {
        "item_id": [item for item, _, _ in lines],
        "ordinal": [place + 1 for _, place, _ in lines],
        "owner_person_id": [person.pk if (person := values["owner_person"]) else None for _, _, values in lines],
        **{name: [values[name] for _, _, values in lines] for name in _OF_MEASURES},
    }
    ids = insert_columns(Measure, told)
    return {(item, place): pk for (item, place, _), pk in zip(lines, ids, strict=True)}


def _fill_in(writer: Writer, row: IntakeRow) -> Item:
    """A unit's ledger fills in the plan of an item that is still being planned."""
    assert row.known is not None, "only an item that is there is filled in"
    item = writer.fresh(row.known)
    writer.allow("plan", item)
    return save_plan_in(writer, item, row.fields, row.measures, None, None)
