"""How a turn (one attempt for one item) ends, and what that does to its item. Called only inside an open door."""

import copy
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q

from tracker import clock
from tracker.actions.deadlines import due_of, promise_of
from tracker.actions.door import Writer
from tracker.enums import Role, Status, StrikeOffKind, SubmissionKind, SubmissionState
from tracker.models import Event, Item, Submission
from tracker.workflow import approved_target

_TYPING = (
    *("log", "claim", "plan", "submit_plan", "progress", "attach", "detach", "finish", "unfinish", "reach"),
    *("unreach", "do_part", "undo_part", "prepare", "apply"),
)


def end_turn(writer: Writer, turn: Submission, state: SubmissionState, reason: str = "") -> None:
    """Close the submission row; nothing of it is overwritten."""
    writer.alongside(turn, state=state, ended_at=writer.at, ended_by=writer.by, reason=reason)


def void_turn(writer: Writer, turn: Submission, reason: str) -> None:
    """End a turn because the item itself changed under it."""
    end_turn(writer, turn, SubmissionState.VOIDED, reason)
    writer.record("end_turn", turn, item=turn.item, reason=reason, turn=turn.turn, kind=turn.kind)


def send_back(writer: Writer, item: Item, turn: Submission, verb: str, state: SubmissionState, reason: str) -> None:
    """Withdraw, decline or return: the turn ends, the item goes back to where it came from, its clock runs."""
    end_turn(writer, turn, state, reason)
    target = Status(turn.came_from)
    kind = StrikeOffKind.LASTING if target == Status.LASTING else ""
    item_then = {"status": target, "kind": kind, "due_stopped_on": None}
    # Of a lasting item the next look stays as it was approved, whatever was typed in for the one applied for.
    due = item.due if target == Status.LASTING else _due_as(item, item_then)
    writer.change(item, verb, particulars=about(turn, reason), due=due, **item_then)


def approve_turn(writer: Writer, item: Item, turn: Submission, opinion: str, party: str) -> None:
    """The last party approved: the item moves on – to work, to lasting, or off the list."""
    end_turn(writer, turn, SubmissionState.APPROVED)
    target = approved_target(SubmissionKind(turn.kind), turn.strike_off_kind)
    fields: dict[str, Any] = {"status": target, "due_stopped_on": None, "kind": turn.strike_off_kind}
    if target == Status.IN_PROGRESS:
        fields |= promise_of(item)
    if target == Status.STRUCK_OFF:
        fields |= {"struck_off_at": writer.at, "struck_off_by": writer.by}
    particulars = {**about(turn, ""), "opinion": opinion, "party": party}
    writer.change(item, "approve", particulars=particulars, due=_due_as(item, fields), **fields)
    writer.notify(item.unit, (Role.CLERK, Role.SECRETARY), _approved_words(item, turn, target), item=item)


def hands_of(item: Item, *people: int) -> list[int]:
    """Ids of all who submitted or typed in for the item's unit since its last approval; none of them may review.

    A ledger that brings measures or progress along is typing in for the unit too, whoever took it in.
    """
    last = item.submissions.filter(state=SubmissionState.APPROVED).order_by("-ended_at").first()
    came_with = Q(verb="issue") & (Q(particulars__contains='"measures":') | Q(particulars__contains='"progress":'))
    events = Event.objects.filter(Q(verb__in=_TYPING) | came_with, item=item, actor__isnull=False)
    if last is not None:
        events = events.filter(at__gte=last.ended_at)
    return sorted({*events.values_list("actor_id", flat=True).distinct(), *people})


def stop_clock(writer: Writer, turns: Iterable[Submission], verb: str) -> None:
    """Signed: the clock of every item in the packet stops on that day. The turns were loaded inside the door."""
    for turn in turns:
        writer.change(turn.item, verb, particulars=about(turn, ""), due_stopped_on=clock.local_date(writer.at))


def _due_as(item: Item, fields: dict) -> date | None:
    """The due date the item will have with those fields."""
    then = copy.copy(item)
    for name, value in fields.items():
        setattr(then, name, value)
    return due_of(then)


def about(turn: Submission, reason: str = "") -> dict:
    """What every event of a turn says of it."""
    return {
        "submission": turn.pk,
        "kind": turn.get_kind_display(),
        "turn": turn.turn,
        "packet": turn.packet.number,
        "reason": reason,
    }


def _approved_words(item: Item, turn: Submission, target: Status) -> str:
    if target == Status.IN_PROGRESS:
        return f"{item.number} 整改方案审核通过，请按措施整改。"
    return f"{item.number} 销号申请审核通过，现为“{target.label}”。"
