"""The one signature of a packet: on screen, or on paper with a scan that a second pair of eyes confirms; declining."""

import datetime

import pytest

from tests.factories import finish_all, item_at, make_post, sign
from tests.paperwork import REASON, handed_in, on_paper, refused, secretary_of, typed_for
from tracker.actions import evidence, packets, signing
from tracker.enums import Role, SignatureMethod, Status, SubmissionKind, SubmissionState
from tracker.models import Item, Notice, Review

TODAY = datetime.date(2026, 11, 23)


def test_signing_on_screen_opens_the_reviews_and_stops_the_clock(cast):
    packet = handed_in(cast, 2)
    signature = signing.sign(packet, by=cast.secretary, code=packets.check_code(packet))

    assert (signature.method, signature.signer, signature.entered_by) == (
        SignatureMethod.PASSWORD,
        cast.secretary.person,
        cast.secretary,
    )
    assert signature.sentence == "本人已逐条核对以下 2 项整改方案，对其真实性负责。"
    assert (signature.digest, signature.digests) == packets.packet_digest(packet)
    assert {turn.state for turn in packet.submissions.all()} == {SubmissionState.UNDER_REVIEW}
    assert all(cast.secretary.person_id in turn.hands for turn in packet.submissions.all())
    assert {item.due_stopped_on for item in Item.objects.all()} == {TODAY}
    assert Review.objects.pending().count() == 6
    assert set(Review.objects.values_list("due_on", flat=True)) == {datetime.date(2026, 12, 7)}


def test_only_the_code_of_what_is_in_the_packet_now_is_signed(cast):
    packet = handed_in(cast, 2)
    code = packets.check_code(packet)
    packets.withdraw(packet.submissions.first(), by=cast.clerk)
    sentence = "校验码不符：报批单在打印或打开之后有变动，请重新打开核对（纸质的请重新打印签字）。"
    assert refused(lambda: signing.sign(packet, by=cast.secretary, code=code)) == sentence
    assert refused(lambda: on_paper(packet, cast, code=code)) == sentence
    assert packet.signatures.count() == 0


def test_a_small_letter_in_the_code_does_no_harm(cast):
    packet = handed_in(cast)
    signing.sign(packet, by=cast.secretary, code=f" {packets.check_code(packet).lower()} ")
    assert packet.signatures.count() == 1


@pytest.mark.parametrize("who", ["clerk", "handler", "stranger_secretary", "supervisor", "discipline", "leader"])
def test_only_the_units_secretary_signs(cast, who):
    packet = handed_in(cast)
    sentence = refused(lambda: signing.sign(packet, by=getattr(cast, who), code=packets.check_code(packet)))
    assert sentence == "“签字”由事项牵头单位的书记办理，您现在的任职不能办理。"


def test_an_expired_secretary_signs_nothing(cast, frozen_clock):
    packet = handed_in(cast)
    cast.secretary.until = TODAY
    cast.secretary.save()
    frozen_clock.shift(datetime.timedelta(days=1))
    sentence = refused(lambda: sign(packet, cast))
    assert sentence == "您的这一任职已经到期，请换用现任职务或联系安全管理员。"


def test_signing_twice(cast):
    packet = handed_in(cast)
    sign(packet, cast)
    assert refused(lambda: sign(packet, cast)) == "书记已经签字，申请正在审核。"
    assert packet.signatures.count() == 1


def test_nothing_left_to_sign(cast):
    packet = handed_in(cast)
    packets.withdraw(packet.submissions.get(), by=cast.clerk)
    assert refused(lambda: sign(packet, cast)) == "报批单中已没有待签字的事项。"


def test_declining_one_leaves_the_others_to_be_signed(cast):
    packet = handed_in(cast, 3)
    turn = packet.submissions.order_by("item__number").first()
    signing.decline(turn, reason=f" {REASON} ", by=cast.secretary)
    turn.refresh_from_db()
    assert (turn.state, turn.reason) == (SubmissionState.DECLINED, REASON)
    assert Item.objects.get(pk=turn.item_id).status == Status.PLANNING
    assert Notice.objects.filter(item=turn.item, text__contains="不予签字").get().role == Role.CLERK
    sign(packet, cast)
    assert packet.signatures.get().sentence == "本人已逐条核对以下 2 项整改方案，对其真实性负责。"
    assert sorted(packet.submissions.values_list("state", flat=True)) == ["DECLINED", "UNDER_REVIEW", "UNDER_REVIEW"]


def test_declining_needs_a_reason_and_the_secretary(cast):
    turn = handed_in(cast).submissions.get()
    assert refused(lambda: signing.decline(turn, reason="不行", by=cast.secretary)) == (
        "理由不足 10 个字，请写明缺什么、怎么补。"
    )
    assert refused(lambda: signing.decline(turn, reason=REASON, by=cast.clerk)) == (
        "“不予签字”由事项牵头单位的书记办理，您现在的任职不能办理。"
    )


def test_declining_twice_and_after_signing(cast):
    first, second = handed_in(cast, 2).submissions.order_by("pk")
    signing.decline(first, reason=REASON, by=cast.secretary)
    sentence = refused(lambda: signing.decline(first, reason=REASON, by=cast.secretary))
    assert sentence == f"已由{cast.secretary.person.name}处理（2026-11-23 15:30 不予签字），请看最新情况后再办。"
    sign(second.packet, cast)
    assert refused(lambda: signing.decline(second, reason=REASON, by=cast.secretary)) == "书记已经签字，申请正在审核。"


# --- on paper --------------------------------------------------------------------------------------------------------


def test_a_scan_stops_the_clock_and_waits_for_confirmation(cast):
    packet = handed_in(cast)
    signature = on_paper(packet, cast)
    assert (signature.method, signature.signer, signature.entered_by) == (
        SignatureMethod.PAPER,
        cast.secretary.person,
        cast.clerk,
    )
    assert packet.submissions.get().state == SubmissionState.AWAITING_SIGNATURE
    assert packet.submissions.get().item.due_stopped_on == TODAY
    assert Review.objects.count() == 0
    assert refused(lambda: on_paper(packet, cast)) == "这张报批单已经签字，不必再签。"
    assert refused(lambda: sign(packet, cast)) == "这张报批单已经签字，不必再签。"


def test_a_confirmed_scan_opens_the_reviews(cast):
    packet = handed_in(cast, 2)
    signature = on_paper(packet, cast)
    signing.confirm_scan(signature, by=cast.supervisor)
    signature.refresh_from_db()
    assert (signature.confirmed_by, signature.is_settled) == (cast.supervisor, True)
    assert Review.objects.pending().count() == 6
    hands = {cast.clerk.person_id, cast.secretary.person_id}
    assert all(hands <= set(turn.hands) for turn in packet.submissions.all())


def test_a_refused_scan_stays_on_record_and_the_packet_is_signed_again(cast):
    packet = handed_in(cast)
    first = on_paper(packet, cast)
    signing.refuse_scan(first, reason="扫描件缺第二页，看不到签名。", by=cast.supervisor)
    assert packet.submissions.get().item.due_stopped_on is None
    second = on_paper(packet, cast)
    signing.confirm_scan(second, by=cast.supervisor)
    first.refresh_from_db()
    assert (first.refused_by, first.refused_reason) == (cast.supervisor, "扫描件缺第二页，看不到签名。")
    assert packet.signatures.count() == 2
    assert packet.submissions.get().state == SubmissionState.UNDER_REVIEW


def test_after_a_refused_scan_the_secretary_may_sign_on_screen(cast):
    packet = handed_in(cast)
    signing.refuse_scan(on_paper(packet, cast), reason="扫描件不是这张报批单。", by=cast.supervisor)
    sign(packet, cast)
    assert packet.submissions.get().state == SubmissionState.UNDER_REVIEW


def test_a_scan_is_settled_once(cast):
    signature = on_paper(handed_in(cast), cast)
    signing.confirm_scan(signature, by=cast.supervisor)
    sentence = f"已由{cast.supervisor.person.name}处理（确认签字单），请看最新情况后再办。"
    assert refused(lambda: signing.confirm_scan(signature, by=cast.second_supervisor)) == sentence
    assert refused(lambda: signing.refuse_scan(signature, reason=REASON, by=cast.second_supervisor)) == sentence
    assert Review.objects.count() == 3


def test_a_refusal_of_a_scan_says_why(cast):
    signature = on_paper(handed_in(cast), cast)
    assert refused(lambda: signing.refuse_scan(signature, reason="不清楚", by=cast.supervisor)) == (
        "理由不足 10 个字，请写明缺什么、怎么补。"
    )


@pytest.mark.parametrize("who", ["clerk", "secretary", "discipline", "leader", "admin"])
def test_only_the_office_settles_a_scan(cast, who):
    signature = on_paper(handed_in(cast), cast)
    post = getattr(cast, who)
    assert refused(lambda: signing.confirm_scan(signature, by=post)) == (
        "“确认签字单”由市委巡察办办理，您现在的任职不能办理。"
    )
    assert refused(lambda: signing.refuse_scan(signature, reason=REASON, by=post)) == (
        "“退回签字单”由市委巡察办办理，您现在的任职不能办理。"
    )


def test_a_scan_of_what_was_all_withdrawn_is_settled_by_nobody(cast):
    packet = handed_in(cast)
    signature = on_paper(packet, cast)
    packets.withdraw(packet.submissions.get(), by=cast.clerk)
    sentence = "报批单中的事项都已撤回或终止，签字单不用再核对。"
    assert refused(lambda: signing.confirm_scan(signature, by=cast.clerk)) == sentence
    assert refused(lambda: signing.refuse_scan(signature, reason=REASON, by=cast.supervisor)) == sentence


def test_nothing_is_declined_while_a_scan_waits(cast):
    packet = handed_in(cast)
    on_paper(packet, cast)
    assert refused(lambda: signing.decline(packet.submissions.get(), reason=REASON, by=cast.secretary)) == (
        "签字单已经上传，等市委巡察办确认；如有不实，请联络员先请市委巡察办退回签字单。"
    )


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"signed_on": TODAY + datetime.timedelta(days=1)}, "纸上所签日期不能晚于今天。"),
        (
            {"signed_on": TODAY - datetime.timedelta(days=1)},
            "纸上所签日期不能早于报批日期，请核对签的是不是这张报批单。",
        ),
        ({"code": "00000000"}, "校验码不符：报批单在打印或打开之后有变动，请重新打开核对（纸质的请重新打印签字）。"),
    ],
)
def test_what_a_paper_signature_may_not_say(cast, fields, sentence):
    packet = handed_in(cast)
    assert refused(lambda: on_paper(packet, cast, **fields)) == sentence


def test_the_signer_on_paper_is_the_units_secretary_of_that_day(cast):
    packet = handed_in(cast)
    for post in (cast.clerk, cast.stranger_secretary):
        assert refused(lambda post=post: on_paper(packet, cast, signer_post=post)) == "签字人须是本单位现任书记。"
    later = make_post(Role.SECRETARY, cast.unit, since=TODAY + datetime.timedelta(days=1))
    assert refused(lambda: on_paper(packet, cast, signer_post=later)) == (
        f"{later.person.name}在所签日期不是本单位书记，请核对。"
    )


def test_a_scan_must_be_a_page(cast):
    packet = handed_in(cast)
    sentence = refused(lambda: evidence.keep_scan(packet, name="签字单.docx", chunks=[b"PK"], by=cast.clerk))
    assert sentence == "签字单扫描件只收 pdf、jpg、png。"


def test_who_typed_in_for_a_unit_and_uploaded_confirms_nothing_a_colleague_does(cast):
    item = typed_for(cast)
    packet = packets.hand_in([item], SubmissionKind.PLAN, by=cast.supervisor)
    signature = on_paper(packet, cast, signer_post=secretary_of(packet), by=cast.supervisor)
    assert refused(lambda: signing.confirm_scan(signature, by=cast.supervisor)) == (
        "签字单由您经手填报或上传，须由市委巡察办的其他同志确认。"
    )
    signing.confirm_scan(signature, by=cast.second_supervisor)
    assert packet.submissions.get().state == SubmissionState.UNDER_REVIEW


def test_a_strike_off_signed_in_time_keeps_its_lamp_as_on_that_day(cast, frozen_clock):
    item = item_at(Status.IN_PROGRESS, cast)
    finish_all(item, cast)
    packet = packets.hand_in([item], SubmissionKind.STRIKE_OFF, by=cast.clerk)
    sign(packet, cast)
    item.refresh_from_db()
    days = item.days_left
    frozen_clock.shift(datetime.timedelta(days=400))
    assert item.days_left == days
