"""The page of one item: what it shows, to whom, at every status, and with how many statements."""

import pytest

from tests.factories import PDF, hand_in, issued, item_at, sign
from tests.views.item_pages import address, enter, show, shown, text_of
from tracker import clock
from tracker.actions import evidence, items, packets, plans, progress, reviews, signing
from tracker.enums import Status, SubmissionKind, Verdict
from tracker.models import CoUnit, Evidence, Item, Measure, Review
from tracker.queries.item_page import title_of

READERS = ("clerk", "secretary", "handler", "supervisor", "discipline", "leader")


@pytest.mark.past_the_door
@pytest.mark.parametrize("status", Status)
def test_every_status_has_its_page_for_everybody(client, cast, status):
    item = item_at(status, cast)
    codes = {who: show(client, getattr(cast, who), item).status_code for who in READERS}
    assert codes == dict.fromkeys(READERS, 200)
    assert show(client, cast.clerk, item, "history").status_code == 200


def test_what_is_missing_before_the_plan(client, cast):
    item = item_at(Status.PLANNING, cast)
    response = show(client, cast.clerk, item)

    lacks = [(lack.text, lack.anchor) for lack in response.context["page"].missing]
    assert lacks == [("根本原因未填", "plan"), ("牵头领导未填", "plan"), ("还没有整改措施", "measures")]
    assert "报方案前 还缺 3 项" in text_of(response) or "报方案前还缺 3 项" in text_of(response)


@pytest.mark.past_the_door
def test_every_anchor_of_what_is_missing_is_on_the_page(client, cast):
    item = item_at(Status.PLANNING, cast)
    day = clock.today()
    plans.save_plan(
        item,
        by=cast.clerk,
        fields={"time_frame": "MID_LONG"},
        measures=[{"text": "修订办法。"}],
        milestones=[{"text": "完成清查", "due_on": day}],
        co_units=[{"unit": cast.other_unit, "part": "核拨资金"}],
    )
    for status in (Status.PLANNING, Status.IN_PROGRESS):
        Item.objects.filter(pk=item.pk).update(status=status)
        response = show(client, cast.clerk, item)
        anchors = {lack.anchor for lack in response.context["page"].missing}
        page = response.content.decode()
        assert anchors
        assert {anchor for anchor in anchors if f'id="{anchor}"' not in page} == set()
    assert anchors == {"outcome", f"m{item.measures.get().pk}", "milestones", "co-units"}


def test_the_head_tells_number_status_and_marks(client, cast):
    item = issued(cast, problem="执行社会救助政策不到位，临时救助审核发放工作监管不严。", source_number="二（一）3")
    items.mark(item, by=cast.supervisor, is_key=True, listed=True)
    response = show(client, cast.clerk, item)

    page = response.content.decode()
    assert f"<h1>{item.number}　执行社会救助政策不到位</h1>" in page
    assert '<span class="pill pill--wait">待认领</span>' in page
    assert '<span class="badge badge--line">重点难点</span><span class="badge badge--strong">挂牌督办</span>' in page
    assert "2026-11-23 下发的反馈原文，反馈序号 二（一）3，单位不能改动" in text_of(response)


def test_the_steps_tell_where_it_stands(client, cast):
    item = item_at(Status.IN_PROGRESS, cast)
    steps = show(client, cast.clerk, item).context["steps"]

    assert [(step.label, step.at, step.is_past, step.is_now) for step in steps] == [
        ("下发", "2026-11-23", True, False),
        ("认领", "2026-11-23", True, False),
        ("制定措施", "2026-11-23", True, False),
        ("方案审核　第 1 次通过", "2026-11-23", True, False),
        ("整改中　措施 0/2", "时限 2027-01-22", False, True),
        ("销号审核", "未到", False, False),
        ("已销号", "未到", False, False),
    ]


def test_an_own_item_is_logged_not_issued(client, cast):
    item = items.log(
        cast.inspection_round,
        cast.unit,
        by=cast.clerk,
        source="TASK",
        problem="完成年度任务。",
        category=item_at(Status.ISSUED, cast).category,
    )
    response = show(client, cast.clerk, item)

    assert [step.label for step in response.context["steps"]][:2] == ["登记", "制定措施"]
    assert "工作任务，2026-11-23 由市民政局登记" in text_of(response)


def test_measures_carry_lamp_progress_and_files(client, cast):
    item = item_at(Status.IN_PROGRESS, cast)
    first, second = item.measures.kept()
    item.measures.filter(pk=first.pk).update(deadline=clock.today() - clock.ONE_DAY)
    evidence.attach(item, name="会议记录.pdf", chunks=[b"%PDF-1.4 x"], by=cast.clerk, measure=first)
    progress.note(item, text="已送审。", by=cast.clerk, measure=first)
    progress.finish(second, by=cast.clerk)
    response = show(client, cast.clerk, item)

    page = text_of(response)
    assert f"{cast.clerk.person.name}：已送审。" in page
    assert "逾期 1天 会议记录.pdf 1 KB" in page
    lamps = [each.lamp for each in response.context["measures"]]
    assert ["lamp--red" in lamps[0], "已完成" in lamps[1]] == [True, True]


def test_a_purged_file_is_named_and_not_offered(client, cast):
    item = item_at(Status.IN_PROGRESS, cast)
    file = evidence.attach(item, name="会议记录.pdf", chunks=[PDF], by=cast.clerk).evidence
    Evidence.objects.filter(pk=file.pk).update(purged_at=clock.now(), purged_by=cast.supervisor)
    response = show(client, cast.clerk, item)

    assert "会议记录.pdf 已清除" in text_of(response)
    assert f'href="/evidence/{file.pk}/' not in response.content.decode()


def test_parties_see_each_others_opinions_after_their_own(client, cast):
    item = item_at(Status.PLAN_REVIEW, cast)
    sign(item.submissions.open().get().packet, cast)
    own = Review.objects.get(submission__item=item, unit_of_party=cast.discipline.unit)
    reviews.decide([reviews.Decision(own, Verdict.APPROVE, "原因分析得透。")], by=cast.discipline)

    assert [name for name in READERS if "原因分析得透。" in text_of(show(client, getattr(cast, name), item))] == [
        "clerk",
        "secretary",
        "handler",
        "discipline",
        "leader",
    ]
    hidden = show(client, cast.organisation, item)
    assert "原因分析得透。" not in text_of(hidden)
    assert "市纪委监委　" not in "".join(said for _, said, _ in hidden.context["timeline"])
    assert "市纪委监委　" not in text_of(show(client, cast.organisation, item, "history"))

    mine = Review.objects.get(submission__item=item, unit_of_party=cast.organisation.unit)
    reviews.decide([reviews.Decision(mine, Verdict.APPROVE, "同意。")], by=cast.organisation)
    assert "原因分析得透。" in text_of(show(client, cast.organisation, item))


def test_a_returned_turn_stays_and_is_counted(client, cast):
    item = item_at(Status.PLAN_REVIEW, cast)
    sign(item.submissions.open().get().packet, cast)
    review = Review.objects.pending().get(unit_of_party=cast.discipline.unit)
    reason = "原因只写重视不够，未说明为什么无人核查。"
    reviews.decide([reviews.Decision(review, Verdict.RETURN, reason)], by=cast.discipline)
    hand_in(item, cast, SubmissionKind.PLAN)
    response = show(client, cast.clerk, item)

    assert [str(turn.row) for turn, _ in response.context["turns"]] == ["整改方案　第 2 次", "整改方案　第 1 次"]
    assert "退回 1 次" in text_of(response)
    assert f"退回：市纪委监委：{reason}" in text_of(response)
    assert response.context["steps"][3].label == "方案审核　第 2 次"


def test_the_chain_tells_whom_to_phone(client, cast):
    person = cast.secretary.person
    person.phone, person.title = "8600001", "党组书记、局长"
    person.save()
    item = item_at(Status.IN_PROGRESS, cast)
    CoUnit.objects.create(item=item, unit=cast.other_unit, part="核拨资金")

    assert show(client, cast.clerk, item).context["chain"] == [
        ("第一责任人", f"{person.name}　党组书记、局长", "8600001"),
        ("联络员", f"{cast.clerk.person.name}　科长", ""),
        ("牵头领导", "陈某某", ""),
        ("责任人", "赵某某", ""),
        ("牵头单位", "市民政局", ""),
        ("配合单位", "市水利局（核拨资金）", ""),
    ]


def test_a_co_unit_reads_the_item_but_not_the_packet(client, cast):
    item = item_at(Status.STRIKE_OFF_REVIEW, cast)
    CoUnit.objects.create(item=item, unit=cast.other_unit, part="核拨资金")
    response = show(client, cast.stranger, item)

    assert (response.status_code, shown(response)) == (200, {})
    assert "报批单 6-01-XH01</a>" not in response.content.decode()
    assert "报批单 6-01-XH01</a>" in show(client, cast.clerk, item).content.decode()


def test_neighbours_are_of_the_same_unit_and_round(client, cast):
    first, second, third = (issued(cast) for _ in range(3))
    foreign = issued(cast, unit=cast.other_unit)

    sides = {row.number: show(client, cast.supervisor, row).context for row in (first, second, third, foreign)}
    assert {number: (page["before"], page["after"]) for number, page in sides.items()} == {
        first.number: ("", second.number),
        second.number: (first.number, third.number),
        third.number: (second.number, ""),
        foreign.number: ("", ""),
    }


def test_a_paper_signature_says_that_it_waits(client, cast):
    item = item_at(Status.PLAN_REVIEW, cast)
    packet = item.submissions.open().get().packet
    scan = evidence.keep_scan(packet, name="签字单.pdf", chunks=[b"%PDF-1.4 x"], by=cast.clerk)
    code = packets.check_code(packet)
    signing.sign_on_paper(
        packet, scan=scan, signer_post=cast.secretary, signed_on=clock.today(), code=code, by=cast.clerk
    )

    said = f"书记{cast.secretary.person.name} 2026-11-23 纸质签字：“本人已逐条核对以下 1 项整改方案，对其真实性负责。”"
    uploaded = f"{cast.clerk.person.name} 2026-11-23 15:30 上传签字单，等市委巡察办确认"
    response = show(client, cast.clerk, item)
    assert [vouched for _, vouched in response.context["turns"]] == [f"{said}　{uploaded}"]
    assert shown(show(client, cast.supervisor, item))["核对签字单"] == ""


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_number_of_questions_for_one_and_three_measures(
    client, cast, count, django_assert_num_queries
):
    item = item_at(Status.IN_PROGRESS, cast)
    Item.objects.filter(pk=item.pk).update(owner_person=cast.handler.person)
    CoUnit.objects.create(item=item, unit=cast.other_unit, part="核拨资金")
    _, second = item.measures.kept()
    if count == 1:
        item.measures.filter(pk=second.pk).update(removed_at=clock.now(), removed_by=cast.clerk)
    else:
        Measure.objects.create(item=item, ordinal=3, text="建立台账。", deadline=clock.today())
    for measure in item.measures.kept():
        evidence.attach(item, name="记录.pdf", chunks=[PDF + bytes(measure.pk)], by=cast.clerk, measure=measure)
        progress.note(item, text="已送审。", by=cast.clerk, measure=measure)
    enter(client, cast.clerk)
    with django_assert_num_queries(18):
        page = client.get(address("page", item))
    assert len(page.context["measures"]) == count


def test_the_first_words_of_a_problem():
    assert title_of("执行政策不到位，监管不严。") == "执行政策不到位"
    assert title_of("一、党委（党组）") == "一、党委"
    assert title_of("整改存在“等一等、看一看”心态，未过问。") == "整改存在“等一等、看一看”心态"
    assert title_of("没有标点" * 10) == "没有标点没有标点没有标点没有标点没有标点没…"
