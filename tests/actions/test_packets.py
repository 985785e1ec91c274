"""Handing in and taking back: one packet, pinned contents, and every refusal with its sentence."""

import json

import pytest

from tests.factories import finish_all, issued, item_at, make_post, make_round, sign
from tests.paperwork import planned, refused, typed_for
from tracker.actions import items as item_actions
from tracker.actions import packets, plans, progress, reviews
from tracker.canonical import digest
from tracker.enums import Role, Status, StrikeOffKind, SubmissionKind, SubmissionState, Verdict
from tracker.errors import Stale
from tracker.models import Event, Feedback, Item, Notice, Packet, ReviewParty, Submission

PLAN, STRIKE_OFF = SubmissionKind.PLAN, SubmissionKind.STRIKE_OFF


def test_one_packet_takes_many_items_and_pins_each(cast):
    rows = planned(cast, 3)

    packet = packets.hand_in(rows, PLAN, by=cast.clerk)

    turns = list(packet.submissions.order_by("item__number"))
    assert packet.number == "6-01-FA01"
    assert [turn.item for turn in turns] == rows
    assert {turn.state for turn in turns} == {SubmissionState.AWAITING_SIGNATURE}
    assert [turn.digest for turn in turns] == [digest(json.loads(turn.snapshot)) for turn in turns]
    assert {Item.objects.get(pk=item.pk).status for item in rows} == {Status.PLAN_REVIEW}
    assert Notice.objects.get(packet=packet).role == Role.SECRETARY


def test_numbers_count_on_by_unit_and_kind(cast):
    first, second = planned(cast, 2)
    assert packets.hand_in([first], PLAN, by=cast.clerk).number == "6-01-FA01"
    assert packets.hand_in([second], PLAN, by=cast.clerk).number == "6-01-FA02"
    working = item_at(Status.IN_PROGRESS, cast)
    finish_all(working, cast)
    assert packets.hand_in([working], STRIKE_OFF, by=cast.clerk).number == "6-01-XH01"


def test_the_same_item_twice_is_handed_in_once(cast):
    (item,) = planned(cast)
    assert packets.hand_in([item, item], PLAN, by=cast.clerk).submissions.count() == 1


def test_nothing_ticked(cast):
    assert refused(lambda: packets.hand_in([], PLAN, by=cast.clerk)) == "没有勾选事项，请先勾选要报批的事项。"


def test_all_or_none(cast):
    ready, lacking = planned(cast)[0], item_at(Status.PLANNING, cast)
    sentence = refused(lambda: packets.hand_in([ready, lacking], PLAN, by=cast.clerk))
    assert sentence == "还缺 3 项，不能报方案：根本原因未填；牵头领导未填；还没有整改措施。"
    assert Packet.objects.count() == Submission.objects.count() == 0
    assert Item.objects.get(pk=ready.pk).status == Status.PLANNING


def test_one_unit_and_one_round_only(cast):
    own, foreign = planned(cast)[0], issued(cast, unit=cast.other_unit)
    sentence = refused(lambda: packets.hand_in([own, foreign], PLAN, by=cast.clerk))
    assert sentence == "一张报批单只能报同一单位、同一轮次的事项，请分开报批。"


def test_without_parties_nothing_can_be_handed_in(cast):
    (item,) = planned(cast)
    ReviewParty.objects.all().delete()
    sentence = refused(lambda: packets.hand_in([item], PLAN, by=cast.clerk))
    assert sentence == "“二届X市委第6轮巡察”还没有设定审核方，请联系市委巡察办。"


def test_a_unit_outside_the_feedback_is_told_so(cast):
    (item,) = planned(cast)
    Feedback.objects.filter(unit=cast.unit).delete()
    sentence = refused(lambda: packets.hand_in([item], PLAN, by=cast.clerk))
    assert sentence == "市民政局不在“二届X市委第6轮巡察”的反馈单位中，请联系市委巡察办登记反馈日期。"


def test_the_parties_of_a_unit_replace_those_of_the_round(cast):
    rows = packets.parties_for(cast.inspection_round, cast.unit)
    assert {row.unit_of_party for row in rows} == {post.unit for post in cast.reviewers}
    own = ReviewParty.objects.create(
        inspection_round=cast.inspection_round, unit=cast.unit, unit_of_party=cast.discipline.unit
    )
    assert packets.parties_for(cast.inspection_round, cast.unit) == [own]
    assert len(packets.parties_for(cast.inspection_round, cast.other_unit)) == 3
    assert packets.parties_for(make_round("7"), cast.unit) == []


@pytest.mark.parametrize("who", ["secretary", "handler", "stranger", "supervisor", "leader", "admin"])
def test_only_the_clerk_hands_in(cast, who):
    (item,) = planned(cast)
    sentence = refused(lambda: packets.hand_in([item], PLAN, by=getattr(cast, who)))
    assert sentence == "“报方案”由事项牵头单位的联络员办理，您现在的任职不能办理。"


def test_an_expired_post_hands_in_nothing(cast, frozen_clock):
    (item,) = planned(cast)
    cast.clerk.until = cast.clerk.since
    cast.clerk.save()
    sentence = refused(lambda: packets.hand_in([item], PLAN, by=cast.clerk))
    assert sentence == "您的这一任职已经到期，请换用现任职务或联系安全管理员。"


def test_the_second_press_is_told_who_was_faster(cast):
    (item,) = planned(cast)
    seen = {item.pk: item.revision}
    packets.hand_in([item], PLAN, by=cast.clerk, seen=seen)
    with pytest.raises(Stale) as caught:
        packets.hand_in([item], PLAN, by=cast.clerk, seen=seen)
    name = cast.clerk.person.name
    assert caught.value.sentence == f"已由{name}处理（2026-11-23 15:30 报方案），请看最新情况后再办。"
    assert Packet.objects.count() == 1


def test_the_snapshot_stays_when_the_item_changes(cast):
    (item,) = planned(cast)
    packet = packets.hand_in([item], PLAN, by=cast.clerk)
    turn = packet.submissions.get()
    before = (turn.snapshot, turn.digest)
    packets.withdraw(turn, by=cast.clerk)
    plans.save_plan(item, by=cast.clerk, fields={"root_cause": "改写过的根本原因，与先前不同。"})
    turn.refresh_from_db()
    assert (turn.snapshot, turn.digest) == before
    again = packets.hand_in([Item.objects.get(pk=item.pk)], PLAN, by=cast.clerk).submissions.get()
    assert (again.turn, again.digest == turn.digest) == (2, False)
    assert json.loads(again.snapshot)["content"]["root_cause"] == "改写过的根本原因，与先前不同。"


def test_while_it_is_open_the_content_is_locked(cast):
    (item,) = planned(cast)
    packets.hand_in([item], PLAN, by=cast.clerk)
    sentence = refused(
        lambda: item_actions.erratum(item, problem="改。", reason="原文有错别字，须更正。", by=cast.supervisor)
    )
    assert sentence == "申请正在办理，内容已锁定；如需修改，请先撤回，或由书记不予签字、审核方退回。"


def test_withdrawing_ends_that_turn_alone(cast):
    first, second = planned(cast, 2)
    packet = packets.hand_in([first, second], PLAN, by=cast.clerk)
    code = packets.check_code(packet)
    packets.withdraw(packet.submissions.get(item=first), by=cast.clerk, reason="措施还要再议。")
    turn = packet.submissions.get(item=first)
    assert (turn.state, turn.ended_by, turn.reason) == (SubmissionState.WITHDRAWN, cast.clerk, "措施还要再议。")
    assert Item.objects.get(pk=first.pk).status == Status.PLANNING
    assert packet.submissions.open().get().item == second
    assert packets.check_code(packet) != code


def test_withdrawing_after_the_signature_and_before_the_first_verdict(cast):
    (item,) = planned(cast)
    packet = packets.hand_in([item], PLAN, by=cast.clerk)
    sign(packet, cast)
    packets.withdraw(packet.submissions.get(), by=cast.clerk)
    item.refresh_from_db()
    assert (item.status, item.due_stopped_on) == (Status.PLANNING, None)


def test_no_withdrawing_after_the_first_verdict(cast):
    (item,) = planned(cast)
    packet = packets.hand_in([item], PLAN, by=cast.clerk)
    sign(packet, cast)
    review = packet.submissions.get().reviews.get(unit_of_party=cast.discipline.unit)
    reviews.decide([reviews.Decision(review, Verdict.APPROVE)], by=cast.discipline)
    sentence = refused(lambda: packets.withdraw(packet.submissions.get(), by=cast.clerk))
    assert sentence == "已有审核方给出意见，不能撤回；可请审核方退回。"


def test_withdrawing_twice(cast):
    (item,) = planned(cast)
    turn = packets.hand_in([item], PLAN, by=cast.clerk).submissions.get()
    packets.withdraw(turn, by=cast.clerk)
    sentence = refused(lambda: packets.withdraw(turn, by=cast.clerk))
    assert sentence == f"已由{cast.clerk.person.name}处理（2026-11-23 15:30 撤回），请看最新情况后再办。"


def test_an_application_withdrawn_from_a_lasting_item_leaves_it_lasting(cast):
    item = item_at(Status.LASTING, cast)
    progress.prepare(item, by=cast.clerk, applied_kind=StrikeOffKind.COMPLETED)
    packet = packets.hand_in([item], STRIKE_OFF, by=cast.clerk)
    assert Item.objects.get(pk=item.pk).kind == ""
    packets.withdraw(packet.submissions.get(), by=cast.clerk)
    item.refresh_from_db()
    assert (item.status, item.kind, item.due) == (Status.LASTING, StrikeOffKind.LASTING, item.next_review)


def test_whoever_typed_in_for_a_unit_is_written_down(cast):
    item = typed_for(cast)
    colleague = make_post(Role.SUPERVISOR, cast.supervisor.unit)
    plans.save_plan(item, by=colleague, fields={"root_cause": "责任不清，无人过问。"})
    turn = packets.hand_in([item], PLAN, by=cast.supervisor).submissions.get()
    assert turn.hands == sorted({cast.supervisor.person_id, colleague.person_id})


def test_the_log_names_the_packet_and_its_items(cast):
    rows = planned(cast, 2)
    packet = packets.hand_in(rows, PLAN, by=cast.clerk)
    event = Event.objects.get(verb="hand_in")
    assert event.data == {"number": packet.number, "kind": "PLAN", "items": [item.number for item in rows]}
