"""The life of an item outside its submissions: each move once, with what it leaves behind."""

import datetime

import pytest

from tests.factories import feed_back, issued, item_at, make_category, make_class, make_unit
from tracker.actions import categories, items
from tracker.enums import Source, Status, SubmissionState, TimeFrame
from tracker.errors import Refused
from tracker.models import Event, Item, ItemVersion, Notice, Post

REASON = "情况已经核实，理由如下所述。"
TODAY = datetime.date(2026, 11, 23)


def last_event(item: Item) -> Event:
    return item.events.order_by("-seq").first()


def notices(post: Post) -> list[str]:
    return [notice.text for notice in Notice.objects.to(post).order_by("pk")]


def refused(call, **kwargs) -> str:
    with pytest.raises(Refused) as refusal:
        call(**kwargs)
    return refusal.value.sentence


def test_issue_numbers_the_batch_and_tells_the_unit_once(cast):
    rows = [{"problem": f"问题{n}。", "category": make_category(), "source_number": f"一（{n}）"} for n in (1, 2)]

    batch = items.issue(cast.inspection_round, cast.unit, rows, by=cast.supervisor)

    assert [(item.number, item.source_number, item.status, item.due) for item in batch] == [
        ("6-01-01", "一（1）", Status.ISSUED, TODAY + datetime.timedelta(days=5)),
        ("6-01-02", "一（2）", Status.ISSUED, TODAY + datetime.timedelta(days=5)),
    ]
    assert notices(cast.clerk) == ["市委巡察办下发反馈问题 2 项，请在期限内认领。"]
    assert [event.verb for event in Event.objects.order_by("seq")] == ["issue", "issue"]
    assert ItemVersion.objects.filter(until=None).count() == 2


def test_only_the_office_issues_and_only_to_units_fed_back(cast):
    stranger = make_unit("市档案馆")
    rows = [{"problem": "问题。", "category": make_category()}]

    assert refused(
        items.issue, inspection_round=cast.inspection_round, unit=cast.unit, problems=rows, by=cast.clerk
    ) == ("“下发”由市委巡察办办理，您现在的任职不能办理。")
    assert refused(
        items.issue, inspection_round=cast.inspection_round, unit=stranger, problems=rows, by=cast.supervisor
    ) == ("市档案馆不在“二届X市委第6轮巡察”的反馈单位中，请市委巡察办先登记该单位的反馈日期。")
    assert Item.objects.count() == 0


def test_a_batch_is_issued_whole_or_not_at_all(cast):
    rows = [
        {"problem": "问题一。", "category": make_category()},
        {"problem": "问题二。", "category": make_category(), "source": Source.TASK},
    ]

    assert refused(
        items.issue, inspection_round=cast.inspection_round, unit=cast.unit, problems=rows, by=cast.supervisor
    ) == ("自查发现和工作任务由单位自行登记，不能下发。")
    assert (Item.objects.count(), Event.objects.count(), Notice.objects.count()) == (0, 0, 0)
    assert cast.inspection_round.feedback.get(unit=cast.unit).last_number == 0


def test_a_unit_logs_its_own_items_alone(cast):
    fields = {"problem": "自查发现报销不规范。", "category": make_category("3.1"), "source": Source.FOUND}

    item = items.log(cast.inspection_round, cast.unit, by=cast.clerk, **fields)

    assert (item.status, item.due, item.issued_at) == (Status.PLANNING, TODAY + datetime.timedelta(days=30), None)
    fields["source"] = Source.FEEDBACK
    assert refused(items.log, inspection_round=cast.inspection_round, unit=cast.unit, by=cast.clerk, **fields) == (
        "单位只能登记自查发现或工作任务；反馈问题由市委巡察办下发。"
    )
    assert "联络员" in refused(
        items.log, inspection_round=cast.inspection_round, unit=cast.other_unit, by=cast.clerk, **fields
    )


def test_claim_starts_the_plan_clock(cast, frozen_clock):
    item = issued(cast)
    frozen_clock.shift(datetime.timedelta(days=3))

    item = items.claim(item, by=cast.clerk, seen=1)

    assert (item.status, item.claimed_by, item.due) == (
        Status.PLANNING,
        cast.clerk,
        TODAY + datetime.timedelta(days=30),
    )
    assert last_event(item).data["changes"]["status"] == ["ISSUED", "PLANNING"]


def test_an_immediate_item_goes_straight_to_work_where_the_round_says_so(cast):
    cast.inspection_round.skips_plan_for_immediate = True
    cast.inspection_round.save()
    item = issued(cast, time_frame=TimeFrame.IMMEDIATE)

    item = items.claim(item, by=cast.clerk)

    promise = TODAY + datetime.timedelta(days=30)
    assert (item.status, item.deadline, item.first_deadline, item.due) == (
        Status.IN_PROGRESS,
        promise,
        promise,
        promise,
    )


def test_objection_upheld_and_corrected(cast):
    item = items.object_to(issued(cast), reason=REASON, by=cast.clerk)
    assert (item.status, notices(cast.supervisor)) == (Status.OBJECTED, ["市民政局对 6-01-01 提出异议。"])

    item = items.uphold(item, reason=REASON, by=cast.supervisor)
    assert (item.status, last_event(item).data["reason"]) == (Status.ISSUED, REASON)

    item = items.object_to(item, reason=REASON, by=cast.clerk)
    old = item.problem
    item = items.correct(item, problem="更正后的问题。", reason=REASON, by=cast.supervisor)
    assert (item.status, item.problem) == (Status.ISSUED, "更正后的问题。")
    assert last_event(item).data["changes"]["problem"] == [old, "更正后的问题。"]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (items.object_to, "异议理由"),
        (items.uphold, "维持理由"),
        (items.correct, "更正理由"),
        (items.reassign, "改派理由"),
        (items.void, "作废理由"),
    ],
)
def test_a_short_reason_is_refused(cast, call, words):
    status = Status.ISSUED if call in (items.object_to, items.reassign, items.void) else Status.OBJECTED
    item = item_at(status, cast)
    more = {items.correct: {"problem": "新文字。"}, items.reassign: {"unit": cast.other_unit}}.get(call, {})
    by = cast.clerk if call is items.object_to else cast.supervisor

    assert refused(call, item=item, reason="不是", by=by, **more) == f"{words}不足 10 个字，请写明情况。"


def test_an_erratum_resets_nothing(cast):
    item = item_at(Status.IN_PROGRESS, cast)
    due = item.due

    item = items.erratum(item, problem="改了一个错别字。", reason=REASON, by=cast.supervisor)

    assert (item.status, item.problem, item.due) == (Status.IN_PROGRESS, "改了一个错别字。", due)


def test_a_substantial_change_ends_the_open_turn_and_plans_anew(cast):
    item = item_at(Status.STRIKE_OFF_REVIEW, cast)
    turn = item.submissions.open().get()

    item = items.revise(item, problem="问题有了新的内容。", reason=REASON, by=cast.supervisor)

    turn.refresh_from_db()
    assert (item.status, item.due_stopped_on, turn.state) == (Status.PLANNING, None, SubmissionState.VOIDED)
    assert turn.reason == "反馈问题有实质变更"


def test_reassigning_gives_the_new_unit_its_days(cast, frozen_clock):
    item = item_at(Status.PLANNING, cast)
    frozen_clock.shift(datetime.timedelta(days=20))

    item = items.reassign(item, unit=cast.other_unit, reason=REASON, by=cast.supervisor)

    assert (item.unit, item.status, item.claimed_at) == (cast.other_unit, Status.ISSUED, None)
    assert item.due == TODAY + datetime.timedelta(days=25)
    assert notices(cast.stranger) == ["6-01-01 改派给本单位，请认领。"]
    assert list(Item.objects.visible_to(cast.clerk)) == []


def test_reassigning_needs_another_unit_of_the_round(cast):
    item = issued(cast)

    assert refused(items.reassign, item=item, unit=cast.unit, reason=REASON, by=cast.supervisor) == (
        "改派的单位与现牵头单位相同。"
    )
    outside = make_unit("市档案馆")
    assert refused(items.reassign, item=item, unit=outside, reason=REASON, by=cast.supervisor) == (
        "市档案馆不在本轮次的反馈单位中，请先登记该单位的反馈日期。"
    )
    feed_back(cast.inspection_round, outside)
    assert items.reassign(item, unit=outside, reason=REASON, by=cast.supervisor).unit == outside


def test_recategorising_many_counts_what_changed(cast):
    first, second = issued(cast), issued(cast, category=make_category("3.2"))

    changed = categories.recategorise([first, second], by=cast.supervisor, category=make_category("3.2"))

    assert changed == 1
    assert set(Item.objects.values_list("category__code", flat=True)) == {"3.2"}
    assert categories.recategorise([first], by=cast.supervisor, problem_class=make_class("2")) == 1


def test_a_leaders_note_is_in_the_history_and_on_the_desks(cast):
    item = issued(cast)

    items.annotate(item, text="请抓紧办理。", by=cast.leader)

    assert (last_event(item).verb, last_event(item).data) == ("annotate", {"text": "请抓紧办理。"})
    assert notices(cast.secretary) == [f"{cast.leader.person.name}对 6-01-01 作出批示。"]
    assert notices(cast.supervisor) == [f"{cast.leader.person.name}对市民政局 6-01-01 作出批示。"]


def test_void_ends_the_turn_and_leaves_the_row_readable(cast):
    item = item_at(Status.PLAN_REVIEW, cast)
    turn = item.submissions.open().get()

    item = items.void(item, reason=REASON, by=cast.supervisor)

    turn.refresh_from_db()
    assert (item.status, item.due, turn.state) == (Status.VOID, None, SubmissionState.VOIDED)
    assert list(Item.objects.counted()) == []
    assert list(Item.objects.visible_to(cast.clerk)) == [item]


@pytest.mark.parametrize("status", [Status.STRUCK_OFF, Status.VOID])
def test_what_has_ended_cannot_be_voided(cast, status):
    item = item_at(status, cast)

    assert refused(items.void, item=item, reason=REASON, by=cast.supervisor).startswith(f"事项现为“{status.label}”")
