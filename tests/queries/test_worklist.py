"""What waits for whom is asked of the database, and must say what `permissions.refusal` says of each row."""

import datetime

import pytest

from tests.factories import (
    PDF,
    approve_all,
    feed_back,
    fill_plan,
    hand_in,
    issued,
    item_at,
    make_post,
    make_unit,
    make_user,
    sign,
)
from tests.paperwork import REASON, on_paper
from tests.queries.expecting import expected_items, waiting_items
from tracker.actions import evidence, items, packets, plans, reviews, signing
from tracker.enums import Role, Status, SubmissionKind, SubmissionState, Verdict
from tracker.models import Review
from tracker.queries.handed_on import handed_on
from tracker.queries.packets import packets_waiting
from tracker.queries.worklist import TODO, piles, todo_count


@pytest.mark.parametrize("role", [Role.HANDLER, Role.CLERK])
@pytest.mark.parametrize("where", ["unit", "above", "below", "elsewhere", "ended", "to come"])
def test_a_reviewer_with_another_post_is_offered_what_the_predicate_allows(cast, where, role):
    """In the unit or above it nothing of the unit waits; below it, elsewhere or at another time it does."""
    above = make_unit("市农业农村委")
    cast.unit.parent, cast.unit.path = above, f"{above.path}{cast.unit.pk}/"
    cast.unit.save()
    below = make_unit("市社会福利院", parent=cast.unit)
    places = {"unit": cast.unit, "above": above, "below": below, "elsewhere": cast.other_unit}
    when = {"ended": {"until": datetime.date(2026, 11, 22)}, "to come": {"since": datetime.date(2026, 11, 24)}}
    make_post(role, places.get(where, cast.unit), person=cast.discipline.person, **when.get(where, {}))
    item = item_at(Status.PLAN_REVIEW, cast)
    sign(item.submissions.open().get().packet, cast)

    assert waiting_items(cast.discipline) == expected_items(cast.discipline)
    assert waiting_items(cast.discipline) == (set() if where in ("unit", "above") else {item.pk})
    assert todo_count(cast.discipline) == len(waiting_items(cast.discipline))
    assert waiting_items(cast.organisation) == {item.pk}


def test_a_secretary_with_an_account_signs_on_screen_and_nothing_waits_on_paper(cast):
    item_at(Status.PLAN_REVIEW, cast)
    assert todo_count(cast.clerk) == 1

    make_user(cast.secretary)

    assert (todo_count(cast.clerk), todo_count(cast.secretary)) == (0, 1)


def test_a_scan_waits_for_the_office_but_not_for_whoever_entered_it(cast):
    item = item_at(Status.PLAN_REVIEW, cast)
    packet = item.submissions.open().get().packet
    scan = evidence.keep_scan(packet, name="签字单.pdf", chunks=[PDF], by=cast.clerk)
    about = {"scan": scan, "signer_post": cast.secretary, "signed_on": datetime.date(2026, 11, 23)}

    signing.sign_on_paper(packet, code=packets.check_code(packet), by=cast.clerk, **about)

    assert {name: todo_count(post) for name, post in cast.everybody.items() if todo_count(post)} == {
        "supervisor": 1,
        "second_supervisor": 1,
    }


@pytest.mark.parametrize("has_account", [True, False])
def test_a_scan_that_was_sent_back_waits_for_the_clerk_again(cast, has_account):
    """Until a new one is uploaded, whether or not the secretary could sign on screen."""
    packet = item_at(Status.PLAN_REVIEW, cast).submissions.open().get().packet
    if has_account:
        make_user(cast.secretary)

    def told():
        waits = {name: todo_count(getattr(cast, name)) for name in ("clerk", "secretary", "supervisor")}
        return waits, [(row.holder, row.is_back) for row in handed_on(cast.clerk)]

    assert told() == ({"clerk": 0 if has_account else 1, "secretary": 1, "supervisor": 0}, [("书记　待签字", False)])
    signature = on_paper(packet, cast)
    assert told() == ({"clerk": 0, "secretary": 0, "supervisor": 1}, [("市委巡察办　核对签字单", False)])
    signing.refuse_scan(signature, reason=REASON, by=cast.supervisor)
    assert told() == ({"clerk": 1, "secretary": 1, "supervisor": 0}, [("本单位　签字单被退回，须重签", True)])
    assert list(packets_waiting(cast.clerk)) == [packet]
    on_paper(packet, cast)
    assert told() == ({"clerk": 0, "secretary": 0, "supervisor": 1}, [("市委巡察办　核对签字单", False)])


def test_after_a_scan_was_sent_back_the_secretary_may_sign_on_screen(cast):
    packet = item_at(Status.PLAN_REVIEW, cast).submissions.open().get().packet
    make_user(cast.secretary)
    signing.refuse_scan(on_paper(packet, cast), reason=REASON, by=cast.supervisor)

    sign(packet, cast)

    assert (todo_count(cast.clerk), todo_count(cast.secretary), todo_count(cast.discipline)) == (0, 0, 1)
    assert [row.is_back for row in handed_on(cast.clerk)] == [False]


def test_the_office_does_the_work_of_units_without_accounts(cast):
    cast.unit.is_typed_for = True
    cast.unit.save()
    issued(cast)

    assert [(pile.key, pile.rows.count()) for pile in piles(cast.supervisor) if pile.rows.exists()] == [("items", 1)]


def test_whoever_typed_in_does_not_review(cast):
    cast.unit.is_typed_for = True
    cast.unit.save()
    item = item_at(Status.PLANNING, cast)
    sign_for_typed(item, cast)

    assert {name: todo_count(getattr(cast, name)) for name in ("supervisor", "second_supervisor", "discipline")} == {
        "supervisor": 0,
        "second_supervisor": 1,
        "discipline": 1,
    }


def sign_for_typed(item, cast):
    """The plan handed in by the office itself, signed by the secretary."""
    fill_plan(item, cast)
    packet = packets.hand_in([item], SubmissionKind.PLAN, by=cast.supervisor)
    signing.sign(packet, by=cast.secretary, code=packets.check_code(packet))


def test_what_is_to_be_done_is_told_in_words(cast, frozen_clock):
    returned = item_at(Status.PLAN_REVIEW, cast)
    sign(returned.submissions.open().get().packet, cast)
    turned_back(returned, cast)
    late = item_at(Status.IN_PROGRESS, cast)
    frozen_clock.shift(datetime.timedelta(days=40))
    fresh = issued(cast)

    told = {row.pk: row.todo for row in piles(cast.clerk)[0].rows}

    assert told == {returned.pk: "replan", late.pk: "late", fresh.pk: "claim"}
    assert TODO["replan"][0] == "方案被退回，补正后重报"


def turned_back(item, cast):
    review = Review.objects.pending().filter(submission__item=item, unit_of_party=cast.discipline.unit).get()
    reviews.decide([reviews.Decision(review, Verdict.RETURN, "措施没有针对根本原因，请补充。")], by=cast.discipline)


def test_work_far_from_its_date_waits_for_nobody_until_it_nears(cast, frozen_clock):
    item = item_at(Status.IN_PROGRESS, cast)  # its first measure is due in thirty days
    assert piles(cast.clerk)[0].rows.count() == 0

    frozen_clock.shift(datetime.timedelta(days=10))

    assert [row.todo for row in piles(cast.clerk)[0].rows] == ["soon"]
    assert item.status == Status.IN_PROGRESS


def test_a_co_unit_sees_its_part_and_the_lead_unit_does_not(cast):
    item = item_at(Status.PLANNING, cast)

    fill_plan(item, cast)
    plans.save_plan(item, by=cast.clerk, co_units=[{"unit": cast.other_unit, "part": "提供水源地名录"}])
    packet = hand_in(item, cast, SubmissionKind.PLAN)
    sign(packet, cast)
    approve_all(packet, cast)

    assert [(pile.key, pile.rows.count()) for pile in piles(cast.stranger) if pile.rows.exists()] == [("parts", 1)]
    assert todo_count(cast.clerk) == 0


def test_the_work_of_a_unit_below_waits_for_its_own_clerk_alone(cast):
    below = make_unit("市社会福利院", parent=cast.unit)
    clerk = make_post(Role.CLERK, below)
    feed_back(cast.inspection_round, below)
    issued(cast, unit=below)

    assert (todo_count(clerk), todo_count(cast.clerk)) == (1, 0)


def test_a_leader_has_what_was_taken_on(cast):
    item = issued(cast)
    items.mark(item, by=cast.supervisor, patron_person=cast.leader.person, patron="陈某某")

    assert todo_count(cast.leader) == 1


def test_what_was_handed_on_names_its_holder(cast, frozen_clock):
    unsigned = item_at(Status.PLAN_REVIEW, cast)
    signed = item_at(Status.PLAN_REVIEW, cast)
    sign(signed.submissions.open().get().packet, cast)
    frozen_clock.shift(datetime.timedelta(days=3))

    told = {row.turn.item_id: (row.holder, row.days) for row in handed_on(cast.clerk)}

    parties = "市委巡察办、市纪委监委、市委组织部"
    assert told == {unsigned.pk: ("书记　待签字", 3), signed.pk: (f"{parties}　审核", 3)}
    assert [row.turn.item_id for row in handed_on(cast.secretary)] == [signed.pk]  # the other is hers to sign
    assert handed_on(cast.stranger) == []
    assert unsigned.submissions.get().state == SubmissionState.AWAITING_SIGNATURE
