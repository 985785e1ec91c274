"""What the lamp hangs on, along the paths that bend: back to lasting, revised, reassigned, dates taken out again."""

import datetime

from tests.factories import fill_plan, issued, item_at, make_category
from tracker.actions import items, packets, plans, progress, signing
from tracker.enums import Source, Status, StrikeOffKind, SubmissionKind
from tracker.models import Item

TODAY = datetime.date(2026, 11, 23)
REASON = "情况已经核实，理由如下所述。"


def days(count: int) -> datetime.timedelta:
    return datetime.timedelta(days=count)


def fresh(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


def test_the_next_look_at_a_lasting_item_moves_by_approval_alone(cast):
    """Typing a later date in, applying and taking the application back must not put the look off."""
    item = item_at(Status.LASTING, cast)
    due = item.due
    later = {"next_review": TODAY + days(3650), "applied_kind": StrikeOffKind.LASTING}
    progress.prepare(item, by=cast.clerk, **later)
    packet = packets.hand_in([item], SubmissionKind.STRIKE_OFF, by=cast.clerk)
    assert fresh(item).due == due

    packets.withdraw(packet.submissions.get(), by=cast.clerk)
    assert (fresh(item).status, fresh(item).due) == (Status.LASTING, due)

    packet = packets.hand_in([item], SubmissionKind.STRIKE_OFF, by=cast.clerk)
    signing.decline(packet.submissions.get(), reason=REASON, by=cast.secretary)
    assert fresh(item).due == due


def test_a_problem_changed_in_substance_has_its_plan_days_from_then(cast, frozen_clock):
    item = item_at(Status.IN_PROGRESS, cast)
    frozen_clock.shift(days(120))

    item = items.revise(item, problem="换了问题。", reason=REASON, by=cast.supervisor)
    assert item.due == TODAY + days(150)
    plans.save_plan(item, by=cast.clerk, fields={"root_cause": "重新分析。"})
    assert fresh(item).due == TODAY + days(150)
    packet = packets.hand_in([item], SubmissionKind.PLAN, by=cast.clerk)
    packets.withdraw(packet.submissions.get(), by=cast.clerk)
    assert fresh(item).due == TODAY + days(150)
    assert fresh(item).first_deadline == TODAY + days(60)


def test_a_units_own_item_reassigned_has_its_claim_days_from_then(cast, frozen_clock):
    item = items.log(
        cast.inspection_round,
        cast.unit,
        by=cast.clerk,
        problem="自查发现报销不规范。",
        category=make_category(),
        source=Source.FOUND,
    )
    frozen_clock.shift(days(20))

    item = items.reassign(item, unit=cast.other_unit, reason=REASON, by=cast.supervisor)

    assert item.due == TODAY + days(25)
    assert items.claim(item, by=cast.stranger).due == TODAY + days(50)


def test_a_deadline_goes_with_the_measure_it_came_from(cast):
    item = item_at(Status.PLANNING, cast)
    fill_plan(item, cast)
    assert fresh(item).deadline == TODAY + days(60)

    rows = [{"id": row.pk, "deadline": None, "deadline_text": "长期"} for row in item.measures.kept()]
    plans.save_plan(item, by=cast.clerk, measures=rows)

    assert (fresh(item).deadline, fresh(item).first_deadline) == (None, None)


def test_the_ledgers_own_date_stays_until_a_measure_has_one_and_comes_back(cast):
    promised = TODAY + days(90)
    item = items.claim(issued(cast, deadline=promised), by=cast.clerk)
    plans.save_plan(item, by=cast.clerk, fields={"root_cause": "责任不清。"})
    assert fresh(item).deadline == promised

    fill_plan(item, cast)
    assert fresh(item).deadline == TODAY + days(60)
    plans.save_plan(item, by=cast.clerk, measures=[{"id": row.pk, "remove": True} for row in item.measures.kept()])
    assert (fresh(item).deadline, fresh(item).first_deadline) == (promised, promised)
