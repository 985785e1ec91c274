"""The secretary's signature (签字): by password on screen, or on paper with a scan that 巡察办 confirms; or declined.

The password itself is checked by the sign-in door (`forms`), so that wrong guesses count there.
"""

from datetime import date
from typing import Any

from tracker import clock
from tracker.actions.deadlines import review_due
from tracker.actions.door import Writer, writing
from tracker.actions.packets import check_code, current_turn, packet_digest, required_parties
from tracker.actions.turns import about, send_back, stop_clock
from tracker.enums import Role, SignatureMethod, SubmissionState
from tracker.errors import Refused, Stale
from tracker.models import Evidence, Packet, Post, Review, ReviewParty, Signature, Submission, Unit
from tracker.workflow import MIN_REASON

SENTENCE = "本人已逐条核对以下 {count} 项{kind}，对其真实性负责。"


def sentence_for(packet: Packet) -> str:
    """What the secretary puts the signature to."""
    return SENTENCE.format(count=packet.submissions.open().count(), kind=packet.get_kind_display())


def sign(packet: Packet, *, by: Post, code: str) -> Signature:
    """Sign on screen. `code` is the check code the page showed; a packet that changed since is not signed."""
    with writing(by=by) as writer:
        turns = _turns_to_sign(writer, packet, "sign", code)
        signature = _sign(writer, packet, method=SignatureMethod.PASSWORD, signer=by.person, signer_post=by)
        _open_reviews(writer, packet, signature, turns, "sign", due_stopped_on=clock.local_date(writer.at))
    return signature


def sign_on_paper(
    packet: Packet, *, scan: Evidence, signer_post: Post, signed_on: date, code: str, by: Post
) -> Signature:
    """Record a paper signature: the clerk uploads the scan and types its printed code; 巡察办 confirms it later."""
    with writing(by=by) as writer:
        turns = _turns_to_sign(writer, packet, "sign_on_paper", code)
        _check_paper(packet, signer_post, signed_on)
        signature = _sign(
            writer,
            packet,
            method=SignatureMethod.PAPER,
            signer=signer_post.person,
            signer_post=signer_post,
            scan=scan,
            signed_on_paper=signed_on,
        )
        stop_clock(writer, turns, "sign_on_paper")
        text = f"{packet.unit}报批单 {packet.number} 的签字单已上传，请核对确认。"
        writer.notify(Unit.objects.of_supervisors(), (Role.SUPERVISOR,), text, packet=packet)
    return signature


def confirm_scan(signature: Signature, *, by: Post) -> None:
    """巡察办 has compared the scan with the packet: the reviews begin."""
    with writing(by=by) as writer:
        packet = signature.packet
        signature = _unsettled(signature)
        turns = _turns_of_scan(packet)
        for turn in turns:
            writer.allow("confirm_scan", turn.item, turn=turn)
        _refuse_own_entry(signature, by)
        writer.alongside(signature, confirmed_at=writer.at, confirmed_by=by)
        writer.record("confirm_scan", packet, number=packet.number)
        _open_reviews(writer, packet, signature, turns, "confirm_scan")


def refuse_scan(signature: Signature, *, reason: str, by: Post) -> None:
    """The scan does not show this packet signed: it stays on record, and the packet waits for a signature again."""
    with writing(by=by) as writer:
        packet = signature.packet
        signature = _unsettled(signature)
        reason = _long_enough(reason)
        for turn in _turns_of_scan(packet):
            item = writer.fresh(turn.item)
            writer.allow("refuse_scan", item, turn=turn)
            writer.change(item, "refuse_scan", particulars={"reason": reason}, due_stopped_on=None)
        writer.alongside(signature, refused_at=writer.at, refused_by=by, refused_reason=reason)
        writer.record("refuse_scan", packet, number=packet.number, reason=reason)
        writer.notify(packet.unit, (Role.CLERK,), f"报批单 {packet.number} 的签字单被退回：{reason}", packet=packet)


def decline(turn: Submission, *, reason: str, by: Post) -> None:
    """The secretary will not sign this item: it goes back to the unit, the packet's others stay."""
    with writing(by=by) as writer:
        item = writer.fresh(turn.item)
        turn = current_turn(writer, item, turn)
        writer.allow("decline", item, turn=turn)
        if turn.packet.signatures.filter(refused_at=None).exists():
            raise Refused("签字单已经上传，等市委巡察办确认；如有不实，请联络员先请市委巡察办退回签字单。")
        reason = _long_enough(reason)
        send_back(writer, item, turn, "decline", SubmissionState.DECLINED, reason)
        writer.notify(item.unit, (Role.CLERK,), f"书记对 {item.number} 不予签字：{reason}", item=item)


def _turns_to_sign(writer: Writer, packet: Packet, move: str, code: str) -> list[Submission]:
    turns = _open_turns(packet)
    if not turns:
        raise Refused("报批单中已没有待签字的事项。")
    for turn in turns:
        writer.allow(move, turn.item, turn=turn)
    if packet.signatures.filter(refused_at=None).exists():
        raise Refused("这张报批单已经签字，不必再签。")
    if code.strip().upper() != check_code(packet):
        raise Refused("校验码不符：报批单在打印或打开之后有变动，请重新打开核对（纸质的请重新打印签字）。")
    return turns


def _check_paper(packet: Packet, signer_post: Post, signed_on: date) -> None:
    """Who signed on paper must have been the unit's secretary on that day, after the list was made."""
    if signer_post.role != Role.SECRETARY or signer_post.unit_id != packet.unit_id:
        raise Refused("签字人须是本单位现任书记。")
    if signed_on > clock.today():
        raise Refused("纸上所签日期不能晚于今天。")
    if signed_on < clock.local_date(packet.made_at):
        raise Refused("纸上所签日期不能早于报批日期，请核对签的是不是这张报批单。")
    if not signer_post.is_current(signed_on):
        raise Refused(f"{signer_post.person.name}在所签日期不是本单位书记，请核对。")


def _turns_of_scan(packet: Packet) -> list[Submission]:
    turns = _open_turns(packet)
    if not turns:
        raise Refused("报批单中的事项都已撤回或终止，签字单不用再核对。")
    return turns


def _open_turns(packet: Packet) -> list[Submission]:
    related = ("item__unit", "item__inspection_round", "packet")
    return list(packet.submissions.open().select_related(*related).prefetch_related("reviews").order_by("item__number"))


def _sign(writer: Writer, packet: Packet, **fields: Any) -> Signature:
    pinned, digests = packet_digest(packet)
    signature = Signature.objects.create(
        packet=packet,
        sentence=sentence_for(packet),
        digest=pinned,
        digests=digests,
        signed_at=writer.at,
        entered_by=writer.by,
        **fields,
    )
    said: dict[str, Any] = {
        "signer": signature.signer,
        "method": signature.method,
        "sentence": signature.sentence,
        "digest": pinned,
    }
    writer.record("sign" if fields["method"] == SignatureMethod.PASSWORD else "sign_on_paper", packet, **said)
    return signature


def _open_reviews(
    writer: Writer, packet: Packet, signature: Signature, turns: list[Submission], verb: str, **fields: Any
) -> None:
    """From here on the parties may speak; whoever signed or entered the signature is out of the review."""
    signers = {signature.signer_id, signature.entered_by.person_id}
    parties = required_parties(packet.inspection_round, packet.unit)
    first = min(party.step for party in parties)
    due_on = review_due(packet.inspection_round, clock.local_date(writer.at))
    for turn in turns:
        writer.alongside(turn, state=SubmissionState.UNDER_REVIEW, hands=sorted({*turn.hands, *signers}))
        Review.objects.bulk_create(_review_rows(turn, parties, first, writer, due_on))
        writer.change(turn.item, verb, particulars=about(turn), **fields)
    units = {party.unit_of_party for party in parties if party.step == first}
    text = f"{packet.unit}报批单 {packet.number}（{packet.get_kind_display()} {len(turns)} 项）请审核。"
    for unit in units:
        writer.notify(unit, (Role.SUPERVISOR, Role.REVIEWER), text, packet=packet)


def _review_rows(
    turn: Submission, parties: list[ReviewParty], first: int, writer: Writer, due_on: date
) -> list[Review]:
    return [
        Review(
            submission=turn,
            unit_of_party=party.unit_of_party,
            step=party.step,
            opened_at=writer.at if party.step == first else None,
            due_on=due_on if party.step == first else None,
        )
        for party in parties
    ]


def _unsettled(signature: Signature) -> Signature:
    related = ("packet__unit", "packet__inspection_round", "entered_by", "confirmed_by__person", "refused_by__person")
    signature = Signature.objects.select_related(*related).get(pk=signature.pk)
    if by := signature.confirmed_by or signature.refused_by:
        did = "确认" if signature.confirmed_at else "退回"
        raise Stale(f"已由{by.person.name}处理（{did}签字单），请看最新情况后再办。")
    return signature


def _refuse_own_entry(signature: Signature, by: Post) -> None:
    if by.person_id in (signature.entered_by.person_id, signature.signer_id):
        raise Refused("签字单由您签字或上传，须由市委巡察办的其他同志确认。")


def _long_enough(reason: str) -> str:
    if len(reason.strip()) < MIN_REASON:
        raise Refused(f"理由不足 {MIN_REASON} 个字，请写明缺什么、怎么补。")
    return reason.strip()
