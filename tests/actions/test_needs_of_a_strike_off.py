"""Nothing is struck off without what its kind needs: the ways round that were looked for, and are closed."""

import datetime

import pytest

from tests.factories import (
    PDF,
    approve_all,
    feed_back,
    fill_plan,
    finish_all,
    issued,
    item_at,
    make_category,
    make_post,
    make_unit,
    sign,
)
from tracker.actions import categories, evidence, items, packets, plans, progress
from tracker.enums import Role, Status, StrikeOffKind, SubmissionKind, TimeFrame
from tracker.errors import Refused
from tracker.models import CoUnit, EvidenceUse, Item, Requirement
from tracker.models.contents import content_of
from tracker.workflow import lacks

COMPLETED = {"applied_kind": StrikeOffKind.COMPLETED, "outcome": "已整改到位。"}
REASON = "情况已经核实，理由如下所述。"


def refused(call) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.sentence


def missing(item: Item, kind: StrikeOffKind = StrikeOffKind.COMPLETED) -> list[str]:
    item = Item.objects.select_related("unit", "category", "problem_class").get(pk=item.pk)
    return [lack.text for lack in lacks(SubmissionKind.STRIKE_OFF, content_of(item), kind)]


def test_an_immediate_item_without_measures_needs_proof(cast):
    cast.inspection_round.skips_plan_for_immediate = True
    cast.inspection_round.save()
    item = items.claim(issued(cast, time_frame=TimeFrame.IMMEDIATE), by=cast.clerk)
    progress.prepare(item, by=cast.clerk, **COMPLETED)

    assert refused(lambda: packets.hand_in([item], SubmissionKind.STRIKE_OFF, by=cast.clerk)) == (
        "还缺 1 项，不能申请销号：没有整改措施，也没有佐证材料。"
    )
    evidence.attach(item, name="照片.pdf", chunks=[PDF], by=cast.clerk)
    assert packets.hand_in([item], SubmissionKind.STRIKE_OFF, by=cast.clerk).submissions.count() == 1


@pytest.mark.parametrize("kind", [StrikeOffKind.TRANSFERRED, StrikeOffKind.INFEASIBLE])
def test_blanks_are_no_reason(cast, kind):
    item = item_at(Status.IN_PROGRESS, cast)
    evidence.attach(item, name="函.pdf", chunks=[PDF], by=cast.clerk)
    progress.prepare(item, by=cast.clerk, applied_kind=kind, kind_reason=" " * 12)

    assert missing(item, kind) == ["理由未填或不足 10 个字"]


def test_a_purged_file_proves_nothing(cast):
    item = item_at(Status.IN_PROGRESS, cast)
    finish_all(item, cast)
    assert missing(item) == []
    row = EvidenceUse.objects.filter(item=item).first().evidence
    row.purged_at, row.purged_by = row.uploaded_at, cast.supervisor
    row.save()

    assert missing(item) == ["措施 1 没有佐证材料"]
    assert refused(lambda: packets.hand_in([item], SubmissionKind.STRIKE_OFF, by=cast.clerk)).startswith("还缺 1 项")


def test_evidence_taken_down_proves_nothing(cast):
    item = item_at(Status.IN_PROGRESS, cast)
    finish_all(item, cast)
    evidence.detach(EvidenceUse.objects.filter(item=item).first(), by=cast.clerk)

    assert missing(item) == ["措施 1 没有佐证材料"]


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        (progress.prepare, {"status": Status.STRUCK_OFF}),
        (progress.prepare, {"kind": StrikeOffKind.COMPLETED, "outcome": "好。"}),
        (progress.prepare, {"first_deadline": None}),
        (items.mark, {"due": None}),
        (items.mark, {"status": Status.STRUCK_OFF}),
    ],
)
def test_a_form_sets_its_own_fields_alone(cast, act, fields):
    item = item_at(Status.IN_PROGRESS, cast)
    by = cast.supervisor if act is items.mark else cast.clerk

    with pytest.raises(TypeError, match="not this action's fields"):
        act(item, by=by, **fields)


@pytest.mark.parametrize(
    "form",
    [
        {"fields": {"status": Status.IN_PROGRESS}},
        {"fields": {"deadline": None}},
        {"measures": [{"text": "已办。", "done_at": datetime.datetime.now(datetime.UTC)}]},
        {"co_units": [{"part": "配合", "done_note": "好。"}]},
    ],
)
def test_the_plan_form_sets_its_own_fields_alone(cast, form):
    with pytest.raises(TypeError, match="not this action's fields"):
        plans.save_plan(item_at(Status.PLANNING, cast), by=cast.clerk, **form)


def test_what_was_done_is_done_no_more_when_it_becomes_something_else(cast):
    """After a substantial change the unit plans anew; an old tick must not close a new task."""
    item = item_at(Status.PLANNING, cast)
    step = {"text": "完成调研", "due_on": datetime.date(2027, 3, 1)}
    part = {"unit": cast.other_unit, "part": "比对数据"}
    measures = [{"text": f"第{n}条。", "standard": "印发", "owner": "钱某某", "deadline_text": "长期"} for n in (1, 2)]
    fields = {"root_cause": "责任不清。", "leader": "陈某某"}
    plans.save_plan(item, by=cast.clerk, fields=fields, measures=measures, milestones=[step], co_units=[part])
    packet = packets.hand_in([item], SubmissionKind.PLAN, by=cast.clerk)
    sign(packet, cast)

    approve_all(packet, cast)
    for measure in item.measures.kept():
        progress.finish(measure, by=cast.clerk)
    progress.reach(item.milestones.get(), by=cast.clerk)
    progress.do_part(item.co_units.get(), note="数据已比对。", by=cast.stranger)
    item = items.revise(Item.objects.get(pk=item.pk), problem="换了问题。", reason=REASON, by=cast.supervisor)

    first, second = item.measures.kept()
    plans.save_plan(
        item,
        by=cast.clerk,
        measures=[{"id": first.pk, "text": "另一条。"}, {"id": second.pk, "owner": "孙某某"}],
        milestones=[{"id": item.milestones.get().pk, "text": "另一个目标"}],
        co_units=[{"id": item.co_units.get().pk, "part": "另一件事"}],
    )

    assert [bool(row.done_at) for row in item.measures.kept()] == [False, True]
    assert (item.milestones.get().reached_at, item.co_units.get().done_at) == (None, None)


def test_a_unit_that_becomes_the_lead_is_no_co_unit_any_more(cast):
    item = item_at(Status.PLANNING, cast)
    plans.save_plan(item, by=cast.clerk, co_units=[{"unit": cast.other_unit, "part": "比对数据"}])

    items.reassign(item, unit=cast.other_unit, reason=REASON, by=cast.supervisor)

    row = CoUnit.objects.get(item=item)
    assert (row.removed_by, Item.objects.get(pk=item.pk).unit) == (cast.supervisor, cast.other_unit)


def test_a_co_unit_that_was_taken_out_says_nothing_any_more(cast):
    item = item_at(Status.PLANNING, cast)
    plans.save_plan(item, by=cast.clerk, co_units=[{"unit": cast.other_unit, "part": "比对数据"}])
    part = item.co_units.get()
    plans.save_plan(item, by=cast.clerk, co_units=[{"id": part.pk, "remove": True}])
    _to_work(item, cast)

    assert refused(lambda: progress.do_part(part, note="数据已比对。", by=cast.stranger)).startswith("已由")
    part.refresh_from_db()
    assert part.done_at is None


def test_a_co_unit_is_not_turned_into_another(cast):
    item = item_at(Status.PLANNING, cast)
    plans.save_plan(item, by=cast.clerk, co_units=[{"unit": cast.other_unit, "part": "比对数据"}])
    row = {"id": item.co_units.get().pk, "unit": make_unit("市财政局"), "part": "核拨资金"}

    assert refused(lambda: plans.save_plan(item, by=cast.clerk, co_units=[row])) == (
        "配合单位不能直接改成另一单位；请删去这一条，另加一条。"
    )


def test_rows_of_another_item_prove_nothing_here(cast):
    """A measure or milestone of a neighbouring item must not open the door to this one."""
    mine, other = item_at(Status.IN_PROGRESS, cast), item_at(Status.IN_PROGRESS, cast)
    foreign = other.measures.first()
    gone = "这条措施已不在事项中，请看最新情况。"

    for by in (cast.clerk, cast.handler):
        assert refused(lambda by=by: progress.note(mine, text="进展。", measure=foreign, by=by)) == gone
        attach = {"name": "a.pdf", "chunks": [PDF], "measure": foreign}
        assert refused(lambda by=by, attach=attach: evidence.attach(mine, by=by, **attach)) == gone
    use = evidence.attach(mine, name="a.pdf", chunks=[PDF], by=cast.clerk)
    assert refused(lambda: evidence.share(use, [(mine, foreign)], by=cast.clerk)) == gone


def test_a_milestone_of_another_item_is_not_proved_here(cast):
    mine, other = item_at(Status.IN_PROGRESS, cast), item_at(Status.PLANNING, cast)
    plans.save_plan(other, by=cast.clerk, milestones=[{"text": "完成调研", "due_on": datetime.date(2027, 3, 1)}])
    attach = {"name": "a.pdf", "chunks": [PDF], "milestone": other.milestones.get()}

    sentence = refused(lambda: evidence.attach(mine, by=cast.clerk, **attach))
    assert sentence == "这个阶段目标已不在事项中，请看最新情况。"


def test_nothing_is_shared_that_one_may_not_see_or_that_was_taken_down(cast):
    theirs, mine = item_at(Status.IN_PROGRESS, cast), item_at(Status.IN_PROGRESS, cast)
    use = evidence.attach(theirs, name="账目.pdf", chunks=[PDF], by=cast.clerk)
    stranger = make_unit("市档案馆")
    feed_back(cast.inspection_round, stranger)
    clerk = make_post(Role.CLERK, stranger)
    own = issued(cast, unit=stranger)

    assert refused(lambda: evidence.share(use, [(own, None)], by=clerk)) == ("这份材料不在您能看到的事项中，不能共用。")
    evidence.detach(use, by=cast.clerk)
    assert refused(lambda: evidence.share(use, [(mine, None)], by=cast.clerk)) == (
        "“账目.pdf”已经取下，不能再用于其他事项。"
    )


def test_sharing_twice_adds_once(cast):
    one, other = item_at(Status.IN_PROGRESS, cast), item_at(Status.IN_PROGRESS, cast)
    use = evidence.attach(one, name="会议纪要.pdf", chunks=[PDF], by=cast.clerk)

    assert [evidence.share(use, [(other, None)], by=cast.clerk) for _ in range(2)] == [1, 0]
    assert EvidenceUse.objects.filter(item=other).count() == 1


def test_a_new_category_leaves_no_point_of_the_old_one(cast):

    point = Requirement.objects.create(category=make_category("2.1"), ordinal=1, text="要点", made_real_by="措施")
    item = issued(cast, requirement=point)

    categories.recategorise([item], by=cast.supervisor, category=make_category("3.2"))

    item.refresh_from_db()
    assert (item.category.code, item.requirement) == ("3.2", None)


def _to_work(item: Item, cast) -> None:

    fill_plan(item, cast)
    packet = packets.hand_in([item], SubmissionKind.PLAN, by=cast.clerk)
    sign(packet, cast)
    approve_all(packet, cast)
