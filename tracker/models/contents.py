"""An item's content as one plain dictionary.

It is what a form shows as missing, what a submission pins and what a reviewer reads: one structure, three uses, so that
the page, the digest and the check of what is missing can never tell different things.
"""

from typing import Any

from tracker.models.evidence import EvidenceUse
from tracker.models.items import Item


def content_of(item: Item) -> dict[str, Any]:
    """The content of an item now (a handful of queries). Dates and amounts stay typed; `canonical` writes them down."""
    uses = list(item.evidence_uses.filter(removed_at=None).select_related("evidence"))
    return {
        **_own_fields(item),
        "measures": [_measure(measure, uses) for measure in item.measures.kept()],
        "milestones": [
            {"id": step.pk, "text": step.text, "due_on": step.due_on, "reached": step.reached_at is not None}
            for step in item.milestones.kept()
        ],
        "co_units": [
            {
                "id": part.pk,
                "unit": part.unit.name,
                "part": part.part,
                "done": part.done_at is not None,
                "note": part.done_note,
            }
            for part in item.co_units.filter(removed_at=None).select_related("unit")
        ],
        "evidence": [_file(use) for use in uses if use.measure_id is None],
    }


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
    latest = measure.progress_notes.first()
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


def _file(use: EvidenceUse) -> dict[str, Any]:
    return {"id": use.evidence_id, "name": use.evidence.name, "sha256": use.evidence.sha256, "size": use.evidence.size}
