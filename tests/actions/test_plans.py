"""Drawing up a plan: rows added, changed, taken out; deadline and promise follow the measures."""

import datetime

import pytest

from tests.factories import fill_plan, item_at, make_unit
from tracker.actions import plans
from tracker.enums import Status
from tracker.errors import Refused

DECEMBER, MARCH = datetime.date(2026, 12, 31), datetime.date(2027, 3, 31)


def measure(text: str, deadline: datetime.date | None = None, **fields) -> dict:
    return {"text": text, "standard": "印发", "owner": "赵某某", "deadline": deadline, "deadline_text": "", **fields}


@pytest.fixture
def planned(cast):
    item = item_at(Status.PLANNING, cast)
    rows = [measure("第一条。", DECEMBER), measure("第二条。", MARCH)]
    return plans.save_plan(item, by=cast.clerk, fields={"root_cause": "责任不清。"}, measures=rows)


def lines(item) -> list[tuple]:
    return [(row.ordinal, row.text, row.deadline) for row in item.measures.kept()]


def test_the_plan_is_saved_as_one_event(planned):
    event = planned.events.order_by("-seq").first()

    assert lines(planned) == [(1, "第一条。", DECEMBER), (2, "第二条。", MARCH)]
    assert (planned.root_cause, planned.deadline, planned.first_deadline) == ("责任不清。", MARCH, None)
    assert (event.verb, [row["added"]["text"] for row in event.data["measures"]]) == ("plan", ["第一条。", "第二条。"])


def test_rows_are_changed_taken_out_and_renumbered(planned, cast):
    first, second = planned.measures.kept()

    planned = plans.save_plan(
        planned,
        by=cast.clerk,
        seen=planned.revision,
        measures=[
            {"id": first.pk, "remove": True},
            {"id": second.pk, "text": "第二条，改。", "deadline": DECEMBER},
            measure("第三条。"),
        ],
    )

    assert lines(planned) == [(1, "第二条，改。", DECEMBER), (2, "第三条。", None)]
    assert planned.deadline == DECEMBER
    first.refresh_from_db()
    assert (first.removed_by, first.text) == (cast.clerk, "第一条。")
    said = planned.events.order_by("-seq").first().data["measures"]
    assert said[0] == {"id": first.pk, "removed": "第一条。"}
    assert said[1]["changes"] == {"text": ["第二条。", "第二条，改。"], "deadline": ["2027-03-31", "2026-12-31"]}


def test_a_row_of_another_item_is_not_touched(planned, cast):
    other = item_at(Status.PLANNING, cast)
    foreign = planned.measures.first()

    with pytest.raises(Refused, match="所改的行已被他人删除"):
        plans.save_plan(other, by=cast.clerk, measures=[{"id": foreign.pk, "text": "偷改"}])
    foreign.refresh_from_db()
    assert foreign.text == "第一条。"


def test_co_units_and_milestones(planned, cast):
    treasury = make_unit("市财政局")

    planned = plans.save_plan(
        planned,
        by=cast.clerk,
        milestones=[{"text": "完成调研", "due_on": MARCH}, {"text": "拟出初稿", "due_on": DECEMBER}],
        co_units=[{"unit": treasury, "part": "核拨资金"}],
    )

    assert [(step.ordinal, step.text) for step in planned.milestones.kept()] == [(1, "拟出初稿"), (2, "完成调研")]
    assert [(part.unit, part.part) for part in planned.co_units.all()] == [(treasury, "核拨资金")]
    with pytest.raises(Refused, match="配合单位不能是牵头单位本身"):
        plans.save_plan(planned, by=cast.clerk, co_units=[{"unit": cast.unit, "part": "自己"}])


def test_the_first_promise_is_made_with_the_approval_and_kept(cast):
    item = item_at(Status.IN_PROGRESS, cast)

    assert item.first_deadline == item.deadline == datetime.date(2027, 1, 22)
    assert item.due == datetime.date(2026, 12, 23)


def test_only_the_units_clerk_plans_and_only_while_planning(cast):
    item = item_at(Status.PLANNING, cast)
    for post in (cast.stranger, cast.secretary, cast.supervisor):
        with pytest.raises(Refused, match="由事项牵头单位的联络员办理"):
            plans.save_plan(item, by=post, fields={"root_cause": "x"})
    done = item_at(Status.IN_PROGRESS, cast)
    with pytest.raises(Refused, match="只在“制定措施”时可以办理"):
        fill_plan(done, cast)
