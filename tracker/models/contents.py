"""An item's content as one plain dictionary.

It is what a form shows as missing, what a submission pins and what a reviewer reads: one structure, three uses, so that
the page, the digest and the check of what is missing can never tell different things.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from tracker.compiled import THIS, attach, objects
from tracker.models.evidence import EvidenceUse
from tracker.models.items import CoUnit, Item
from tracker.models.measures import Measure, Milestone, ProgressNote


def content_of(item: Item) -> dict[str, Any]:
    """The content of an item now (five queries). Dates and amounts stay typed; `canonical` writes them down."""
    measures, _ = measures_and_notes(item)
    return compose(item, measures=measures, milestones=milestones(item), parts=parts(item), uses=uses(item))


def contents_of(items: Iterable[Item]) -> dict[int, dict[str, Any]]:
    """The contents of many items by their ids, in the same five queries; unit, category, class are loaded already."""
    own = {item.pk: item for item in items}
    measures = _by_item(Measure.objects.kept().filter(item__in=own).prefetch_related("progress_notes"))
    milestones = _by_item(Milestone.objects.kept().filter(item__in=own))
    parts = _by_item(CoUnit.objects.filter(item__in=own, removed_at=None).select_related("unit"))
    uses = _by_item(EvidenceUse.objects.filter(item__in=own, removed_at=None).select_related("evidence"))
    return {
        pk: compose(item, measures=measures[pk], milestones=milestones[pk], parts=parts[pk], uses=uses[pk])
        for pk, item in own.items()
    }


def compose(
    item: Item,
    *,
    measures: Iterable[Measure],
    milestones: Iterable[Milestone],
    parts: Iterable[CoUnit],
    uses: list[EvidenceUse],
) -> dict[str, Any]:
    """The content from rows that are loaded already: kept rows only, measures with their `progress_notes`.

    A file that was purged proves nothing any more.
    """
    uses = [use for use in uses if use.evidence.purged_at is None]
    return {
        **_own_fields(item),
        "measures": [_measure(measure, uses) for measure in measures],
        "milestones": [_milestone(step, uses) for step in milestones],
        "co_units": [_part(part, uses) for part in parts],
        "evidence": [_file(use) for use in uses if not (use.measure_id or use.milestone_id or use.co_unit_id)],
    }


# --- the rows of one item, each kind by a statement that is compiled once ---------------------------------------------


def _of(item: Item, make: Callable[[], QuerySet[Any]]) -> list[Any]:
    return objects(("content", make), make, {THIS: item.pk})


def measures_and_notes(item: Item) -> tuple[list[Measure], list[ProgressNote]]:
    """The measures kept, each with its notes of progress, and the notes on the item as a whole (two statements)."""
    kept, notes = _of(item, _measures), _of(item, _notes)
    attach(kept, "progress_notes", [row for row in notes if row.measure_id])
    return kept, [row for row in notes if row.measure_id is None]


def milestones(item: Item) -> list[Milestone]:
    """The milestones kept, by their days."""
    return _of(item, _milestones)


def parts(item: Item) -> list[CoUnit]:
    """The co-units that still have a part."""
    return _of(item, _parts)


def uses(item: Item) -> list[EvidenceUse]:
    """Evidence attached and not taken off again, in the order in which it came."""
    return _of(item, _uses)


def _measures() -> QuerySet[Measure]:
    return Measure.objects.kept().filter(item=THIS)


def _notes() -> QuerySet[ProgressNote]:
    return ProgressNote.objects.filter(item=THIS).select_related("noted_by__person")


def _milestones() -> QuerySet[Milestone]:
    return Milestone.objects.kept().filter(item=THIS)


def _parts() -> QuerySet[CoUnit]:
    return CoUnit.objects.filter(item=THIS, removed_at=None).select_related("unit", "done_by__person")


def _uses() -> QuerySet[EvidenceUse]:
    rows = EvidenceUse.objects.filter(item=THIS, removed_at=None).order_by("pk")
    return rows.select_related("evidence__uploaded_by__person", "milestone")


# --- the content itself -----------------------------------------------------------------------------------------------


def _by_item(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(row)
    return found


def _own_fields(item: Item) -> dict[str, Any]:
    return {
        "number": item.number,
        "unit": item.unit.name,
        "problem": item.problem,
        "category": item.category.code,
        "problem_class": item.problem_class.name if item.problem_class else "",
        "time_frame": item.time_frame,
        "is_lasting": item.is_lasting,
        "root_cause": item.root_cause,
        "leader": item.leader,
        "owner": item.owner,
        "deadline": item.deadline,
        "outcome": item.outcome,
        "amount_recovered": item.amount_recovered,
        "rules_made": item.rules_made,
        "people_served": item.people_served,
        "kind_reason": item.kind_reason,
        "keep_up": item.keep_up,
        "next_review": item.next_review,
        "cycle": item.cycle,
    }


def _measure(measure: Any, uses: list[EvidenceUse]) -> dict[str, Any]:
    latest = next(iter(measure.progress_notes.all()), None)
    return {
        "id": measure.pk,
        "ordinal": measure.ordinal,
        "text": measure.text,
        "standard": measure.standard,
        "owner": measure.owner,
        "deadline": measure.deadline,
        "deadline_text": measure.deadline_text,
        "done": measure.done_at is not None,
        "progress": latest.text if latest else "",
        "evidence": [_file(use) for use in uses if use.measure_id == measure.pk],
    }


def _milestone(step: Milestone, uses: list[EvidenceUse]) -> dict[str, Any]:
    return {
        "id": step.pk,
        "text": step.text,
        "due_on": step.due_on,
        "reached": step.reached_at is not None,
        "evidence": [_file(use) for use in uses if use.milestone_id == step.pk],
    }


def _part(part: CoUnit, uses: list[EvidenceUse]) -> dict[str, Any]:
    return {
        "id": part.pk,
        "unit": part.unit.name,
        "part": part.part,
        "done": part.done_at is not None,
        "note": part.done_note,
        "evidence": [_file(use) for use in uses if use.co_unit_id == part.pk],
    }


def files_of(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every file of a content: those of the whole item, then those of its measures, milestones and parts."""
    rows = [*content["measures"], *content["milestones"], *content["co_units"]]
    return [*content["evidence"], *(file for row in rows for file in row["evidence"])]


def _file(use: EvidenceUse) -> dict[str, Any]:
    return {"id": use.evidence_id, "name": use.evidence.name, "sha256": use.evidence.sha256, "size": use.evidence.size}
