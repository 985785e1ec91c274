"""Every event has its sentence, every changed field its Chinese name and words."""

import datetime
import re

import pytest
from django.apps import apps

from tests.factories import item_at, make_category
from tracker.actions import evidence, items, plans, progress
from tracker.canonical import canonical
from tracker.enums import Status
from tracker.models import Event
from tracker.queries import words
from tracker.queries.field_words import UNNAMED, field_label
from tracker.queries.history import changes, is_key, sentence
from tracker.workflow import MOVES

LATIN = re.compile(r"[A-Za-z_]")
VERBS = sorted({*MOVES, *words._OTHER_VERBS})


def told(item):
    return [sentence(event) for event in item.events.select_related("actor", "post__unit").order_by("seq")]


def last(item, verb):
    return item.events.select_related("actor", "post__unit").filter(verb=verb).order_by("-seq").first()


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_a_chinese_sentence_even_without_particulars(verb):
    said = sentence(Event(verb=verb, object_kind="item", object_id="1", particulars="{}"))

    assert said.startswith("系统　")
    assert LATIN.findall(said) == []


def test_every_field_of_every_model_has_a_chinese_name():
    labels = {
        f"{model.__name__}.{field.name}": field_label(model, field.name)
        for model in apps.get_app_config("tracker").get_models()
        for field in model._meta.concrete_fields
    }
    assert {name: label for name, label in labels.items() if label == UNNAMED or LATIN.search(label)} == {}


def test_the_life_of_an_item_reads_as_a_story(cast):
    item = item_at(Status.STRUCK_OFF, cast)
    clerk, secretary = cast.clerk.person.name, cast.secretary.person.name
    office, discipline, organisation = (post.person.name for post in cast.reviewers)
    first, second = item.measures.kept()

    assert told(item) == [
        f"市委巡察办　{cast.supervisor.person.name}　下发",
        f"市民政局　{clerk}　认领，转为“制定措施”",
        f"市民政局　{clerk}　制定措施",
        f"市民政局　{clerk}　报方案　第 1 次（报批单 6-01-FA01），转为“方案审核”",
        f"市民政局　{secretary}　签字　整改方案第 1 次（报批单 6-01-FA01）",
        f"市委巡察办　{office}　通过　整改方案第 1 次",
        f"市纪委监委　{discipline}　通过　整改方案第 1 次",
        f"市委组织部　{organisation}　通过　整改方案第 1 次（报批单 6-01-FA01），转为“整改中”",
        f"市民政局　{clerk}　上传佐证材料“佐证{first.pk}.pdf”，证明措施 1",
        f"市民政局　{clerk}　报措施 1 进展：已完成。",
        f"市民政局　{clerk}　完成措施 1：修订管理办法。",
        f"市民政局　{clerk}　上传佐证材料“佐证{second.pk}.pdf”，证明措施 2",
        f"市民政局　{clerk}　报措施 2 进展：已完成。",
        f"市民政局　{clerk}　完成措施 2：开展专项检查。",
        f"市民政局　{clerk}　填成效",
        f"市民政局　{clerk}　申请销号　第 1 次（报批单 6-01-XH01），转为“销号审核”",
        f"市民政局　{secretary}　签字　销号申请第 1 次（报批单 6-01-XH01）",
        f"市委巡察办　{office}　通过　销号申请第 1 次",
        f"市纪委监委　{discipline}　通过　销号申请第 1 次",
        f"市委组织部　{organisation}　通过　销号申请第 1 次（报批单 6-01-XH01），转为“已销号”",
    ]


def test_a_reason_stands_in_the_sentence_and_the_new_status_after_it(cast):
    item = item_at(Status.OBJECTED, cast)

    said = f"市民政局　{cast.clerk.person.name}　提出异议：该事项不属于我局职责范围，转为“有异议”"
    assert sentence(last(item, "object")) == said


def test_work_is_told_with_what_it_was_about(cast):
    item = item_at(Status.IN_PROGRESS, cast)
    use = evidence.attach(item, name="会议记录.pdf", chunks=[b"%PDF-1.4 x"], by=cast.clerk)
    evidence.detach(use, by=cast.clerk, reason="传错了文件。")
    progress.note(item, text="已约谈三人。", by=cast.clerk)
    items.annotate(item, text="请抓紧办理。", by=cast.leader)
    items.mark(item, by=cast.supervisor, is_key=True)

    assert [said.split("　", 2)[2] for said in told(item)[-5:]] == [
        "上传佐证材料“会议记录.pdf”",
        "取下佐证材料“会议记录.pdf”：传错了文件。",
        "报进展：已约谈三人。",
        "批示：请抓紧办理。",
        "标记重点、包保：重点难点 是",
    ]


def test_changed_fields_are_told_in_words_in_the_order_of_the_form(cast):
    item = item_at(Status.PLANNING, cast)
    day = datetime.date(2026, 12, 31)
    plans.save_plan(
        item,
        by=cast.clerk,
        fields={"root_cause": "职责不清。", "is_lasting": True, "time_frame": "MID_LONG"},
        measures=[{"text": "修订办法。", "standard": "印发", "owner": "赵某某", "deadline": day}],
        milestones=[{"text": "完成清查", "due_on": day}],
        co_units=[{"unit": cast.other_unit, "part": "核拨资金"}],
    )

    assert changes(last(item, "plan")) == [
        ("整改类别", "限期整改", "中长期整改"),
        ("并长期坚持", "否", "是"),
        ("根本原因", "—", "职责不清。"),
        ("整改时限", "—", "2026-12-31"),
        ("新增措施", "—", "修订办法；完成标准：印发；责任人：赵某某；完成时限：2026-12-31"),
        ("新增阶段目标", "—", "完成清查；计划日期：2026-12-31"),
        ("新增配合单位", "—", "市水利局；承担的事：核拨资金"),
    ]


def test_a_changed_and_a_removed_row_are_told(cast):
    item = item_at(Status.PLANNING, cast)
    plans.save_plan(item, by=cast.clerk, measures=[{"text": "修订办法。"}, {"text": "开会。"}])
    first, second = item.measures.kept()
    plans.save_plan(
        item, by=cast.clerk, measures=[{"id": first.pk, "owner": "赵某某"}, {"id": second.pk, "remove": True}]
    )

    assert changes(last(item, "plan")) == [("措施·责任人", "—", "赵某某"), ("删除措施", "开会。", "—")]


def test_a_claim_tells_who_and_when_in_chinas_time(cast):
    item = item_at(Status.PLANNING, cast)

    assert changes(last(item, "claim")) == [
        ("状态", "待认领", "制定措施"),
        ("当前期限", "2026-11-28", "2026-12-23"),
        ("认领时间", "—", "2026-11-23 15:30"),
        ("认领人", "—", f"市民政局　{cast.clerk.person.name}"),
    ]


def test_an_issued_item_tells_its_first_values(cast):
    item = item_at(Status.ISSUED, cast, problem="制度执行不到位。", category=make_category("3.2"))

    assert changes(last(item, "issue")) == [
        ("来源", "—", "反馈问题"),
        ("反馈问题", "—", "制度执行不到位。"),
        ("任务类别", "—", "3.2　短名3.2"),
        ("问题类别", "—", "问题类别1"),
    ]


def test_changes_of_other_objects_are_told_too():
    particulars = canonical({"changes": {"claim_days": [5, 7], "closed_by": [None, {"id": 1, "name": "王某某"}]}})
    event = Event(verb="change_round", object_kind="inspectionround", object_id="1", particulars=particulars)

    assert changes(event) == [("认领期限（天）", "5", "7"), ("办结人", "—", "王某某")]


def test_moves_of_the_status_and_a_leaders_note_are_key(cast):
    item = item_at(Status.PLANNING, cast)
    items.annotate(item, text="请抓紧办理。", by=cast.leader)
    items.mark(item, by=cast.supervisor, listed=True)

    assert [is_key(last(item, verb)) for verb in ("claim", "annotate", "mark")] == [True, True, False]
