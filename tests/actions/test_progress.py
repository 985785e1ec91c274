"""The work itself: notes, finished measures, milestones, co-units' parts, outcome, evidence."""

import datetime

import pytest
from django.conf import settings

from tests.factories import PDF, approve_all, fill_plan, hand_in, item_at, make_post, make_unit, sign
from tracker import vault
from tracker.actions import evidence, plans, progress
from tracker.enums import Role, Status, StrikeOffKind, SubmissionKind
from tracker.errors import Refused
from tracker.models import Evidence, EvidenceUse


@pytest.fixture
def item(cast):
    return item_at(Status.IN_PROGRESS, cast)


def last_event(item):
    return item.events.order_by("-seq").first()


def test_a_handler_reports_on_own_measures_alone(item, cast):
    measure = item.measures.first()

    note = progress.note(item, text=" 完成初稿。 ", measure=measure, by=cast.handler)

    assert (note.text, note.noted_by, last_event(item).data) == (
        "完成初稿。",
        cast.handler,
        {"measure": 1, "text": "完成初稿。"},
    )
    other = make_post(Role.HANDLER, cast.unit)
    with pytest.raises(Refused, match="由事项牵头单位的联络员或本措施的责任人办理"):
        progress.note(item, text="冒充。", measure=measure, by=other)
    with pytest.raises(Refused, match="进展情况未填"):
        progress.note(item, text="  ", by=cast.clerk)


def test_finishing_moves_the_due_date_to_the_next_open_measure(item, cast):
    first, second = item.measures.order_by("deadline")
    assert item.due == first.deadline

    item = progress.finish(first, text="检查完毕。", by=cast.handler)
    assert item.due == second.deadline
    item = progress.finish(second, by=cast.clerk)
    assert item.due == item.deadline
    with pytest.raises(Refused, match="已由"):
        progress.finish(second, by=cast.clerk)

    item = progress.unfinish(first, reason="检查有遗漏。", by=cast.clerk)
    first.refresh_from_db()
    assert (first.done_at, item.due) == (None, first.deadline)


def test_a_milestone_is_reached_once(cast):
    item = item_at(Status.PLANNING, cast)
    plans.save_plan(item, by=cast.clerk, milestones=[{"text": "完成调研", "due_on": datetime.date(2027, 3, 1)}])
    step = item.milestones.get()
    with pytest.raises(Refused, match="只在“整改中”时可以办理"):
        progress.reach(step, by=cast.clerk)


def test_a_co_units_own_side_says_that_its_part_is_done(cast):
    item = item_at(Status.PLANNING, cast)
    fill_plan(item, cast)
    plans.save_plan(item, by=cast.clerk, co_units=[{"unit": cast.other_unit, "part": "比对数据"}])
    packet = hand_in(item, cast, SubmissionKind.PLAN)
    sign(packet, cast)
    approve_all(packet, cast)
    part = item.co_units.get()

    with pytest.raises(Refused, match="由配合单位的联络员办理"):
        progress.do_part(part, note="替他们确认。", by=cast.clerk)
    progress.do_part(part, note="已比对三年数据。", by=cast.stranger)

    part.refresh_from_db()
    assert (part.done_by, part.done_note) == (cast.stranger, "已比对三年数据。")


def test_the_outcome_is_recorded_with_its_figures(item, cast):
    item = progress.prepare(
        item,
        by=cast.clerk,
        outcome="制度已印发。",
        amount_recovered="18.4",
        rules_made=2,
        applied_kind=StrikeOffKind.COMPLETED,
    )

    item.refresh_from_db()
    assert (item.outcome, str(item.amount_recovered), item.rules_made) == ("制度已印发。", "18.4000", 2)


def test_evidence_is_kept_by_its_hash_and_used_where_it_proves(item, cast):
    measure = item.measures.first()

    use = evidence.attach(item, name="会议纪要.pdf", chunks=[PDF[:9], PDF[9:]], by=cast.clerk, measure=measure)

    kept = vault.path_of(use.evidence.sha256)
    assert (kept.read_bytes(), use.evidence.size, use.measure) == (PDF, len(PDF), measure)
    assert str(kept).startswith(str(settings.EVIDENCE_ROOT))
    assert vault.is_intact(use.evidence.sha256)
    assert last_event(item).data["sha256"] == use.evidence.sha256


def test_one_upload_may_prove_several_items_and_says_so(item, cast):
    other = item_at(Status.IN_PROGRESS, cast)
    use = evidence.attach(item, name="会议纪要.pdf", chunks=[PDF], by=cast.clerk)

    assert evidence.share(use, [(other, None)], by=cast.clerk) == 1

    assert set(EvidenceUse.objects.values_list("item", "is_shared")) == {(item.pk, True), (other.pk, True)}
    assert Evidence.objects.count() == 1


def test_a_use_is_taken_out_but_the_upload_stays(item, cast):
    use = evidence.attach(item, name="会议纪要.pdf", chunks=[PDF], by=cast.clerk)

    evidence.detach(use, by=cast.clerk, reason="传错了")

    use.refresh_from_db()
    assert (use.removed_by, Evidence.objects.count(), vault.is_intact(use.evidence.sha256)) == (cast.clerk, 1, True)
    with pytest.raises(Refused, match="已由"):
        evidence.detach(use, by=cast.clerk)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("绝密★.pdf", PDF, "标有密级"),
        ("方案（机密 ★1年）.pdf", PDF, "标有密级"),
        ("木马.exe", PDF, "格式不能上传"),
        ("没有扩展名", PDF, "格式不能上传"),
        ("空.pdf", b"", "是空文件"),
        ("假.pdf", b"MZ not a pdf", "内容与扩展名不符"),
        ("假.docx", b"PK\x03\x04 broken", "内容与扩展名不符"),
        ("假.png", PDF, "内容与扩展名不符"),
    ],
)
def test_what_is_not_taken_leaves_nothing_behind(item, cast, name, content, words):
    with pytest.raises(Refused, match=words):
        evidence.attach(item, name=name, chunks=[content], by=cast.clerk)

    assert Evidence.objects.count() == 0
    folder = settings.EVIDENCE_ROOT
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_more_than_fifty_megabytes_are_refused(item, cast):
    megabyte = b"\0" * (1 << 20)
    with pytest.raises(Refused, match="超过 50 MB"):
        evidence.attach(item, name="大.pdf", chunks=[PDF, *[megabyte] * 50], by=cast.clerk)


def test_strangers_attach_nothing(item, cast):
    for post in (cast.stranger, cast.secretary, cast.supervisor, cast.discipline, make_post(Role.CLERK, make_unit())):
        with pytest.raises(Refused, match="您现在的任职不能办理"):
            evidence.attach(item, name="a.pdf", chunks=[PDF], by=post)
