"""Handing in (报批): one packet for one unit, round and kind, with any number of items; and taking one back."""

from collections.abc import Mapping, Sequence

from tracker.actions.door import Writer, writing
from tracker.actions.turns import hands_of, send_back
from tracker.canonical import canonical, digest
from tracker.enums import Role, Status, SubmissionKind, SubmissionState
from tracker.errors import Refused
from tracker.models import InspectionRound, Item, Packet, Post, ReviewParty, Submission, Unit
from tracker.models.contents import content_of
from tracker.workflow import lacks

_MOVES = {SubmissionKind.PLAN: "submit_plan", SubmissionKind.STRIKE_OFF: "apply"}
_REVIEWS = {SubmissionKind.PLAN: Status.PLAN_REVIEW, SubmissionKind.STRIKE_OFF: Status.STRIKE_OFF_REVIEW}


def hand_in(items: Sequence[Item], kind: SubmissionKind, *, by: Post, seen: Mapping[int, int] | None = None) -> Packet:
    """Hand in plans or applications of one unit and round for the secretary's signature; all or none.

    An application asks for the item's `applied_kind`. `seen` maps item ids to the revisions the page showed.
    """
    if not items:
        raise Refused("没有勾选事项，请先勾选要报批的事项。")
    with writing(by=by) as writer:
        once = {item.pk: item for item in items}.values()
        fresh = [writer.fresh(item, seen=(seen or {}).get(item.pk)) for item in once]
        _check_together(fresh)
        packet = _make_packet(writer, fresh[0], kind)
        for item in fresh:
            _submit(writer, packet, item)
        _announce(writer, packet, fresh)
    return packet


def parties_for(inspection_round: InspectionRound, unit: Unit) -> list[ReviewParty]:
    """Who must approve for this unit: its own rows if it has any, else the round's."""
    rows = ReviewParty.objects.filter(inspection_round=inspection_round).select_related("unit_of_party")
    own = [row for row in rows if row.unit_id == unit.pk]
    return own or [row for row in rows if row.unit_id is None]


def required_parties(inspection_round: InspectionRound, unit: Unit) -> list[ReviewParty]:
    """The same, which must be some, and none of them judge in its own cause: a turn could never end then."""
    parties = parties_for(inspection_round, unit)
    if not parties:
        raise Refused(f"“{inspection_round}”还没有设定审核方，请联系市委巡察办。")
    own = next((party.unit_of_party for party in parties if party.unit_of_party.holds(unit)), None)
    if own is not None:
        raise Refused(f"{own}是审核方，不能审核本单位及下属单位的事项；请市委巡察办为{unit}另设审核方。")
    return parties


def content_to_pin(item: Item, kind: SubmissionKind) -> dict:
    """What a submission pins: the item's content and what is asked for."""
    asked = item.applied_kind if kind == SubmissionKind.STRIKE_OFF else ""
    return {"kind": str(kind), "strike_off_kind": asked, "content": content_of(item)}


def _check_together(items: Sequence[Item]) -> None:
    if len({(item.unit_id, item.inspection_round_id) for item in items}) > 1:
        raise Refused("一张报批单只能报同一单位、同一轮次的事项，请分开报批。")
    required_parties(items[0].inspection_round, items[0].unit)


def _make_packet(writer: Writer, first: Item, kind: SubmissionKind) -> Packet:
    inspection_round, unit = first.inspection_round, first.unit
    feedback = inspection_round.feedback.filter(unit=unit).first()
    if feedback is None:
        raise Refused(f"{unit}不在“{inspection_round}”的反馈单位中，请联系市委巡察办登记反馈日期。")
    letter = {SubmissionKind.PLAN: "FA", SubmissionKind.STRIKE_OFF: "XH"}[kind]
    count = Packet.objects.filter(inspection_round=inspection_round, unit=unit, kind=kind).count()
    number = f"{inspection_round.code}-{feedback.ordinal:02d}-{letter}{count + 1:02d}"
    return Packet.objects.create(
        number=number, unit=unit, inspection_round=inspection_round, kind=kind, made_at=writer.at, made_by=writer.by
    )


def _submit(writer: Writer, packet: Packet, item: Item) -> None:
    kind = SubmissionKind(packet.kind)
    pinned = content_to_pin(item, kind)
    missing = lacks(kind, pinned["content"], pinned["strike_off_kind"])
    writer.allow(_MOVES[kind], item, missing=missing)
    turn = Submission.objects.create(
        packet=packet,
        item=item,
        kind=kind,
        turn=item.submissions.filter(kind=kind).count() + 1,
        cycle=item.cycle,
        strike_off_kind=pinned["strike_off_kind"],
        came_from=item.status,
        snapshot=canonical(pinned),
        digest=digest(pinned),
        hands=hands_of(item, writer.by.person_id),
        made_at=writer.at,
        made_by=writer.by,
    )
    about = {"submission": turn.pk, "turn": turn.turn, "packet": packet.number, "digest": turn.digest}
    writer.change(item, _MOVES[kind], particulars=about, status=_REVIEWS[kind], kind="")


def _announce(writer: Writer, packet: Packet, items: Sequence[Item]) -> None:
    writer.record("hand_in", packet, number=packet.number, kind=packet.kind, items=[item.number for item in items])
    text = f"报批单 {packet.number}（{packet.get_kind_display()} {len(items)} 项）待书记签字。"
    writer.notify(packet.unit, (Role.SECRETARY,), text, packet=packet)


def withdraw(turn: Submission, *, by: Post, reason: str = "") -> None:
    """Take one item's submission back, before the first verdict."""
    with writing(by=by) as writer:
        item = writer.fresh(turn.item)
        turn = current_turn(writer, item, turn)
        writer.allow("withdraw", item, turn=turn)
        send_back(writer, item, turn, "withdraw", SubmissionState.WITHDRAWN, reason.strip())


def current_turn(writer: Writer, item: Item, turn: Submission) -> Submission:
    """The open turn, which must still be the one the page showed."""
    found = writer.open_turn(item)
    if found is None or found.pk != turn.pk:
        raise writer.stale(item)
    return found


def packet_digest(packet: Packet) -> tuple[str, list[list[str]]]:
    """The digest a signature is put on, over the digests of the packet's open submissions in order of their items."""
    rows = packet.submissions.open().order_by("item__number").values_list("item__number", "digest")
    digests = [list(row) for row in rows]
    return digest({"packet": packet.number, "submissions": digests}), digests


def check_code(packet: Packet) -> str:
    """The short code printed on the 签字单; a packet that changed since has another."""
    return packet_digest(packet)[0][:8].upper()
