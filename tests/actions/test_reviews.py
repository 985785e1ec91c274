"""The parties' verdicts: side by side and step by step, one return ends one turn, nobody judges their own hands."""

import pytest

from tests.factories import PDF, finish_all, item_at, make_post, sign
from tests.paperwork import approve, refused, reviews_of, secretary_of, signed, typed_for
from tracker.actions import evidence, packets, plans, progress, reviews, signing
from tracker.actions.reviews import Decision
from tracker.enums import Role, Status, StrikeOffKind, SubmissionKind, SubmissionState, Verdict
from tracker.errors import Stale
from tracker.models import Item, Notice, Review, ReviewParty
from tracker.queries.lamps import limits
from tracker.queries.worklist import piles

WHY = "缺少专项检查的台账，请补齐后重报。"


def test_all_must_approve_in_any_order(cast):
    packet = signed(cast, 2)
    approve(packet, cast.organisation)
    approve(packet, cast.discipline)
    assert {turn.state for turn in packet.submissions.all()} == {SubmissionState.UNDER_REVIEW}
    approve(packet, cast.supervisor)
    assert {turn.state for turn in packet.submissions.all()} == {SubmissionState.APPROVED}
    assert {item.status for item in Item.objects.all()} == {Status.IN_PROGRESS}
    assert {item.due_stopped_on for item in Item.objects.all()} == {None}
    assert set(Review.objects.values_list("opinion", flat=True)) == {"同意。"}


def test_one_return_ends_that_turn_and_leaves_the_others(cast):
    packet = signed(cast, 3)
    first, second, third = reviews_of(packet, cast.discipline)
    decisions = [
        Decision(first, Verdict.APPROVE),
        Decision(second, Verdict.RETURN, f" {WHY}"),
        Decision(third, Verdict.APPROVE),
    ]
    reviews.decide(decisions, by=cast.discipline)
    turns = list(packet.submissions.order_by("item__number"))
    assert [turn.state for turn in turns] == ["UNDER_REVIEW", "RETURNED", "UNDER_REVIEW"]
    assert turns[1].reason == f"市纪委监委：{WHY}"
    assert [turn.item.status for turn in turns] == ["PLAN_REVIEW", "PLANNING", "PLAN_REVIEW"]
    told = Notice.objects.filter(item=turns[1].item, text__contains=WHY)
    assert sorted(told.values_list("role", flat=True)) == [Role.CLERK, Role.SECRETARY]
    assert Review.objects.pending().filter(submission=turns[1]).count() == 0


def test_a_turn_that_was_returned_is_judged_no_more(cast):
    packet = signed(cast)
    (own,) = reviews_of(packet, cast.discipline)
    reviews.decide([Decision(own, Verdict.RETURN, WHY)], by=cast.discipline)
    sentence = refused(lambda: approve(packet, cast.organisation))
    assert sentence == f"已由{cast.discipline.person.name}处理（2026-11-23 15:30 退回），请看最新情况后再办。"


def test_a_returned_plan_is_handed_in_again_as_the_next_turn(cast):
    packet = signed(cast)
    item = packet.submissions.get().item
    reviews.decide([Decision(reviews_of(packet, cast.discipline)[0], Verdict.RETURN, WHY)], by=cast.discipline)
    again = packets.hand_in([item], SubmissionKind.PLAN, by=cast.clerk)
    assert (again.submissions.get().turn, packet.submissions.get().state) == (2, SubmissionState.RETURNED)
    sign(again, cast)
    for post in cast.reviewers:
        approve(again, post)
    assert Item.objects.get(pk=item.pk).status == Status.IN_PROGRESS


def test_a_return_says_what_is_missing(cast):
    packet = signed(cast)
    (own,) = reviews_of(packet, cast.discipline)
    sentence = refused(lambda: reviews.decide([Decision(own, Verdict.RETURN, "再改改")], by=cast.discipline))
    assert sentence == f"{own.submission.item.number}：退回须写明缺什么、补什么，不少于 10 个字。"


def test_all_or_none(cast):
    packet = signed(cast, 2)
    first, second = reviews_of(packet, cast.discipline)
    decisions = [Decision(first, Verdict.APPROVE), Decision(second, Verdict.RETURN, "短")]
    refused(lambda: reviews.decide(decisions, by=cast.discipline))
    assert Review.objects.exclude(verdict="").count() == 0
    assert refused(lambda: reviews.decide([], by=cast.discipline)) == "没有给出任何意见。"


def test_the_second_of_one_party_is_told_who_was_faster(cast):
    packet = signed(cast)
    colleague = make_post(Role.REVIEWER, cast.discipline.unit)
    approve(packet, cast.discipline)
    with pytest.raises(Stale) as caught:
        approve(packet, colleague)
    assert caught.value.sentence == f"已由{cast.discipline.person.name}处理（通过），请看最新情况后再办。"


def test_step_by_step_the_next_party_waits_for_the_former(cast):
    ReviewParty.objects.filter(unit_of_party=cast.organisation.unit).update(step=2)
    packet = signed(cast)
    later = "还没有轮到本审核方，前一步审核通过后再办。"
    assert Notice.objects.filter(packet=packet, unit=cast.organisation.unit).count() == 0
    assert refused(lambda: approve(packet, cast.organisation)) == later
    approve(packet, cast.discipline)
    assert refused(lambda: approve(packet, cast.organisation)) == later
    approve(packet, cast.supervisor)
    (last,) = reviews_of(packet, cast.organisation)
    assert (last.opened_at is None, last.due_on is None) == (False, False)
    assert Notice.objects.filter(packet=packet, unit=cast.organisation.unit, role=Role.REVIEWER).count() == 1
    approve(packet, cast.organisation)
    assert packet.submissions.get().state == SubmissionState.APPROVED


def test_before_the_signature_nobody_has_anything_to_judge(cast):
    item = item_at(Status.PLAN_REVIEW, cast)
    assert Review.objects.filter(submission__item=item).count() == 0


@pytest.mark.parametrize("who", ["clerk", "secretary", "handler", "leader", "organisation", "admin"])
def test_only_the_party_itself_gives_its_verdict(cast, who):
    packet = signed(cast)
    own = reviews_of(packet, cast.discipline)[0]
    sentence = refused(lambda: reviews.decide([Decision(own, Verdict.APPROVE)], by=getattr(cast, who)))
    assert sentence == "“通过”由轮到的审核方办理，您现在的任职不能办理。"


def test_whoever_typed_in_for_the_unit_may_not_review_a_colleague_may(cast):
    item = typed_for(cast)
    colleague = make_post(Role.SUPERVISOR, cast.supervisor.unit)
    plans.save_plan(item, by=colleague, fields={"root_cause": "责任不清，无人过问。"})
    packet = packets.hand_in([item], SubmissionKind.PLAN, by=cast.supervisor)
    signing.sign(packet, by=secretary_of(packet), code=packets.check_code(packet))
    sentence = "这件申请由您填报、代填、签字或代表另一方审核过，须由他人审核。"
    assert refused(lambda: approve(packet, cast.supervisor)) == sentence
    assert refused(lambda: approve(packet, colleague)) == sentence
    approve(packet, cast.second_supervisor)
    assert reviews_of(packet, cast.supervisor)[0].verdict == Verdict.APPROVE


def test_a_secretary_who_also_reviews_does_not_judge_what_they_signed(cast):
    packet = signed(cast)
    both = make_post(Role.REVIEWER, cast.discipline.unit, person=cast.secretary.person)
    assert refused(lambda: approve(packet, both)) == "这件申请由您填报、代填、签字或代表另一方审核过，须由他人审核。"


def test_one_person_speaks_for_one_party_only(cast):
    also = make_post(Role.REVIEWER, cast.organisation.unit, person=cast.discipline.person)
    packet = signed(cast)
    approve(packet, cast.discipline)
    sentence = refused(lambda: approve(packet, also))
    assert sentence == "这件申请由您填报、代填、签字或代表另一方审核过，须由他人审核。"
    assert [pile.rows.count() for pile in piles(also, limits()) if pile.kind == "reviews"] == [0]
    approve(packet, cast.organisation)


def test_nothing_is_handed_in_to_a_party_that_would_judge_its_own_unit(cast):
    ReviewParty.objects.create(inspection_round=cast.inspection_round, unit_of_party=cast.unit)
    assert refused(lambda: signed(cast)) == (
        "市民政局是审核方，不能审核本单位及下属单位的事项；请市委巡察办为市民政局另设审核方。"
    )


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        (StrikeOffKind.COMPLETED, Status.STRUCK_OFF),
        (StrikeOffKind.TRANSFERRED, Status.STRUCK_OFF),
        (StrikeOffKind.INFEASIBLE, Status.STRUCK_OFF),
    ],
)
def test_the_last_approval_strikes_off_with_the_kind_applied_for(cast, kind, status):
    item = item_at(Status.IN_PROGRESS, cast)
    finish_all(item, cast)
    evidence.attach(item, name="函.pdf", chunks=[PDF], by=cast.clerk)
    progress.prepare(item, by=cast.clerk, applied_kind=kind, kind_reason="因机构改革，职责已划转至市水利局。")
    packet = packets.hand_in([item], SubmissionKind.STRIKE_OFF, by=cast.clerk)
    sign(packet, cast)
    for post in cast.reviewers:
        approve(packet, post)
    item.refresh_from_db()
    assert (item.status, item.kind, item.struck_off_by) == (status, kind, cast.organisation)


def test_a_returned_strike_off_goes_back_to_work(cast):
    item = item_at(Status.STRIKE_OFF_REVIEW, cast)
    packet = item.submissions.open().get().packet
    sign(packet, cast)
    reviews.decide([Decision(reviews_of(packet, cast.discipline)[0], Verdict.RETURN, WHY)], by=cast.discipline)
    item.refresh_from_db()
    assert (item.status, item.kind, item.due_stopped_on) == (Status.IN_PROGRESS, "", None)
