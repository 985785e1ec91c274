"""The work itself: progress notes, finished measures, reached milestones, co-units' parts, the outcome."""

from typing import Any

from tracker.actions.deadlines import due_of
from tracker.actions.door import Writer, only, writing
from tracker.errors import Refused
from tracker.models import CoUnit, Item, Measure, Milestone, Post, ProgressNote

PREPARED = (
    *("applied_kind", "outcome", "amount_recovered", "rules_made", "people_served"),
    *("kind_reason", "keep_up", "next_review"),
)


def note(item: Item, *, text: str, by: Post, measure: Measure | None = None, seen: int | None = None) -> ProgressNote:
    """Report progress (报进展) on a measure or on the whole item."""
    with writing(by=by) as writer:
        item = writer.fresh(item, seen=seen)
        measure = own_measure(item, measure)
        writer.allow("progress", item, measure=measure)
        return note_in(writer, item, _needed(text, "进展情况"), measure)


def note_in(writer: Writer, item: Item, text: str, measure: Measure | None) -> ProgressNote:
    """One progress note, inside an open door and already allowed."""
    row = ProgressNote.objects.create(item=item, measure=measure, text=text, noted_at=writer.at, noted_by=writer.by)
    writer.change(item, "progress", particulars={"measure": measure and measure.ordinal, "text": text})
    return row


def finish(measure: Measure, *, by: Post, text: str = "", seen: int | None = None) -> Item:
    """A measure is done (完成措施); perhaps with a last note of progress."""
    with writing(by=by) as writer:
        item, measure = _fresh(writer, measure, seen)
        writer.allow("finish", item, measure=measure)
        if measure.done_at:
            raise writer.stale(item)
        if text.strip():
            note_in(writer, item, text.strip(), measure)
        writer.alongside(measure, done_at=writer.at, done_by=by)
        writer.change(item, "finish", particulars={"measure": measure.ordinal, "text": measure.text}, due=due_of(item))
    return item


def unfinish(measure: Measure, *, reason: str, by: Post, seen: int | None = None) -> Item:
    """Take a measure's “done” back, with the reason."""
    with writing(by=by) as writer:
        item, measure = _fresh(writer, measure, seen)
        writer.allow("unfinish", item, measure=measure)
        reason = _needed(reason, "理由")
        if measure.done_at is None:
            raise writer.stale(item)
        writer.alongside(measure, done_at=None, done_by=None)
        writer.change(item, "unfinish", particulars={"measure": measure.ordinal, "reason": reason}, due=due_of(item))
    return item


def reach(milestone: Milestone, *, by: Post, seen: int | None = None) -> Item:
    """A step of the road map is reached (达到阶段目标)."""
    with writing(by=by) as writer:
        item = writer.fresh(milestone.item, seen=seen)
        writer.allow("reach", item)
        milestone = Milestone.objects.get(pk=milestone.pk)
        if milestone.reached_at or milestone.removed_at:
            raise writer.stale(item)
        writer.alongside(milestone, reached_at=writer.at, reached_by=by)
        writer.change(item, "reach", particulars={"milestone": milestone.text})
    return item


def unreach(milestone: Milestone, *, reason: str, by: Post, seen: int | None = None) -> Item:
    """Take a milestone's “reached” back, with the reason."""
    with writing(by=by) as writer:
        item = writer.fresh(milestone.item, seen=seen)
        writer.allow("unreach", item)
        reason = _needed(reason, "理由")
        milestone = Milestone.objects.get(pk=milestone.pk)
        if milestone.reached_at is None or milestone.removed_at:
            raise writer.stale(item)
        writer.alongside(milestone, reached_at=None, reached_by=None)
        writer.change(item, "unreach", particulars={"milestone": milestone.text, "reason": reason})
    return item


def do_part(part: CoUnit, *, note: str, by: Post) -> Item:
    """A co-unit's own side says that its part is done."""
    with writing(by=by) as writer:
        item = writer.fresh(part.item)
        part = CoUnit.objects.select_related("unit").get(pk=part.pk)
        writer.allow("do_part", item, part=part)
        if part.done_at or part.removed_at:
            raise writer.stale(item)
        writer.alongside(part, done_at=writer.at, done_by=by, done_note=_needed(note, "配合事项完成情况"))
        writer.change(item, "do_part", particulars={"unit": part.unit, "note": part.done_note})
    return item


def undo_part(part: CoUnit, *, reason: str, by: Post) -> Item:
    """A co-unit's own side takes its “done” back, with the reason."""
    with writing(by=by) as writer:
        item = writer.fresh(part.item)
        part = CoUnit.objects.select_related("unit").get(pk=part.pk)
        writer.allow("undo_part", item, part=part)
        reason = _needed(reason, "理由")
        if part.done_at is None or part.removed_at:
            raise writer.stale(item)
        writer.alongside(part, done_at=None, done_by=None, done_note="")
        writer.change(item, "undo_part", particulars={"unit": part.unit, "reason": reason})
    return item


def prepare(item: Item, *, by: Post, seen: int | None = None, **fields: Any) -> Item:
    """Fill in the outcome and what will be applied for (填成效): the fields named in `PREPARED`, nothing else."""
    only(fields, PREPARED)
    with writing(by=by) as writer:
        item = writer.fresh(item, seen=seen)
        writer.allow("prepare", item)
        writer.change(item, "prepare", **fields)
    return item


def own_measure(item: Item, measure: Measure | None) -> Any:
    """The measure as it is now, behind the lock; it must be one of the item's."""
    if measure is None:
        return None
    found = Measure.objects.filter(pk=measure.pk, item=item, removed_at=None).first()
    if found is None:
        raise Refused("这条措施已不在事项中，请看最新情况。")
    return found


def own_part(item: Item, part: CoUnit | None) -> Any:
    """The co-unit's part as it is now, behind the lock; it must be one of the item's."""
    if part is None:
        return None
    found = CoUnit.objects.filter(pk=part.pk, item=item, removed_at=None).select_related("unit").first()
    if found is None:
        raise Refused("这一配合事项已不在事项中，请看最新情况。")
    return found


def _fresh(writer: Writer, measure: Measure, seen: int | None) -> tuple[Item, Measure]:
    item = writer.fresh(measure.item, seen=seen)
    return item, own_measure(item, measure)


def _needed(text: str, what: str) -> str:
    if not text.strip():
        raise Refused(f"{what}未填。")
    return text.strip()
