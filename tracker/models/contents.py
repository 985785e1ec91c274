"""An item's content as one plain dictionary.

It is what a form shows as missing, what a submission pins and what a reviewer reads: one structure, three uses, so that
the page, the digest and the check of what is missing can never tell different things.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from tracker.models.evidence import EvidenceUse
from tracker.models.items import CoUnit, Item
from tracker.models.measures import Measure, Milestone


def content_of(item: Item) -> dict[str, Any]:
    """The content of an item now (five queries). Dates and amounts stay typed; `canonical` writes them down."""
    return contents_of([item])[item.pk]


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
