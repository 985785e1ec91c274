"""The work on an item through its pages: progress, measures, milestones, parts, outcome, evidence in and out."""

import datetime
import decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from tests.factories import PDF, issued, item_at, make_post
from tests.views.item_pages import address, enter, errors, said, send
from tracker import clock
from tracker.actions import evidence, items, plans, progress
from tracker.enums import Role, Status, StrikeOffKind
from tracker.filekinds import MAX_BYTES
from tracker.forms.progress import AttachForm
from tracker.models import Evidence, EvidenceUse, ProgressNote


@pytest.fixture
def item(cast):
    return item_at(Status.IN_PROGRESS, cast)


def first_measure(item):
    return item.measures.kept().first()


def upload(name="会议记录.pdf", content=PDF):
    return SimpleUploadedFile(name, content)


def test_progress_on_the_whole_item(client, cast, item):
    response = send(enter(client, cast.clerk), "progress", item, measure="", text="已约谈三人。")

    assert (response.url, said(response)) == (address("page", item), ["进展已记入。"])
    note = ProgressNote.objects.get(item=item)
    assert (note.text, note.measure, note.noted_by) == ("已约谈三人。", None, cast.clerk)


def test_the_link_under_a_measure_chooses_it(client, cast, item):
    measure = first_measure(item)
    page = enter(client, cast.clerk).get(address("progress", item), {"measure": measure.pk})
    assert f'<option value="{measure.pk}" selected>措施 1　修订管理办法。</option>' in page.content.decode()
    send(client, "progress", item, measure=measure.pk, text="已送审。")

    assert ProgressNote.objects.get(item=item).measure == measure


def test_a_handler_reports_on_own_measures_alone(client, cast, item):
    own, foreign = item.measures.kept()
    foreign.owner_person = None
    foreign.save()
    enter(client, cast.handler)
    page = client.get(address("progress", item))
    assert [value for value, _ in page.context["form"].fields["measure"].choices] == [str(own.pk)]

    refused = send(client, "progress", item, measure=foreign.pk, text="已送审。")
    assert errors(refused) == {"measure": ["没有这个选项，请重新选择。"]}
    assert "已送审。</textarea>" in refused.content.decode()
    assert said(send(client, "progress", item, measure=own.pk, text="已送审。")) == ["进展已记入。"]


def test_a_handler_of_nothing_here_is_told_so(client, cast, item):
    page = enter(client, make_post(Role.HANDLER, cast.unit)).get(address("progress", item))

    sentence = "“报进展”由事项牵头单位的联络员或本措施的责任人办理，您现在的任职不能办理。"
    assert page.context["why"] == sentence


def test_a_measure_is_finished_and_taken_back(client, cast, item):
    measure = first_measure(item)
    response = send(enter(client, cast.clerk), "finish", item, measure.pk, text="办法已印发。")
    measure.refresh_from_db()
    assert (measure.done_by, said(response)) == (cast.clerk, ["措施已完成。"])

    again = send(client, "finish", item, measure.pk)
    sentence = f"已由{cast.clerk.person.name}处理（2026-11-23 15:30 完成措施），请看最新情况后再办。"
    assert errors(again) == {"__all__": [sentence]}

    assert errors(send(client, "unfinish", item, measure.pk)) == {"reason": ["这个字段是必填项。"]}
    back = send(client, "unfinish", item, measure.pk, reason="漏了附件。")
    measure.refresh_from_db()
    assert (measure.done_at, said(back)) == (None, ["措施已恢复为未完成。"])


def test_the_outcome_is_saved_as_typed(client, cast, item):
    fields = {
        "applied_kind": StrikeOffKind.COMPLETED,
        "outcome": "制度已印发。",
        "amount_recovered": "12.5",
        "rules_made": "2",
        "people_served": "1300",
    }
    response = send(enter(client, cast.clerk), "outcome", item, **fields)

    assert said(response) == ["已保存。"]
    item.refresh_from_db()
    kept = (item.applied_kind, item.outcome, item.amount_recovered, item.rules_made, item.people_served)
    assert kept == (StrikeOffKind.COMPLETED, "制度已印发。", decimal.Decimal("12.5"), 2, 1300)


def test_bad_figures_stand_beside_their_fields(client, cast, item):
    fields = {
        "applied_kind": "X",
        "amount_recovered": "-1",
        "rules_made": "两项",
        "people_served": "9" * 20,
        "kind_reason": "太短",
        "next_review": "2026-11-23",
        "outcome": "制度已印发。",
    }
    response = send(enter(client, cast.clerk), "outcome", item, **fields)

    assert errors(response) == {
        "applied_kind": ["没有这个选项，请重新选择。"],
        "amount_recovered": ["确保该值大于或等于0。"],
        "rules_made": ["输入整数。"],
        "people_served": ["确保该值小于或等于2000000000。"],
        "kind_reason": ["现在 2 个字，至少 10 个字。"],
        "next_review": ["下次复核日期须晚于今天。"],
    }
    assert "制度已印发。</textarea>" in response.content.decode()


def test_a_file_is_attached_to_a_measure(client, cast, item):
    measure = first_measure(item)
    enter(client, cast.clerk)
    page = client.get(address("attach", item), {"place": f"m{measure.pk}"}).content.decode()
    assert f'<option value="m{measure.pk}" selected>' in page
    assert "内部系统，禁止上传涉密文件。" in page
    response = send(client, "attach", item, place=f"m{measure.pk}", file=upload(), dated_on="2026年10月8日")

    assert said(response) == ["佐证材料已保存。"]
    use = EvidenceUse.objects.get(item=item)
    assert (use.measure, use.evidence.name, use.evidence.size) == (measure, "会议记录.pdf", len(PDF))
    assert use.evidence.dated_on == datetime.date(2026, 10, 8)


def test_a_file_can_prove_a_milestone(client, cast):
    item = issued(cast)
    items.claim(item, by=cast.clerk)
    plans.save_plan(item, by=cast.clerk, milestones=[{"text": "完成清查", "due_on": clock.today()}])
    type(item).objects.filter(pk=item.pk).update(status=Status.IN_PROGRESS)
    step = item.milestones.get()
    send(enter(client, cast.clerk), "attach", item, place=f"s{step.pk}", file=upload())

    assert EvidenceUse.objects.get(item=item).milestone == step


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        (
            "会议纪要（秘密★一年）.pdf",
            PDF,
            "“会议纪要（秘密★一年）.pdf”标有密级，内部系统禁止上传涉密文件，没有保存。",
        ),
        ("机密★.docx", PDF, "“机密★.docx”标有密级，内部系统禁止上传涉密文件，没有保存。"),
        ("绝密 ★ 三年.pdf", PDF, "“绝密 ★ 三年.pdf”标有密级，内部系统禁止上传涉密文件，没有保存。"),
        (
            "程序.exe",
            b"MZ",
            "“程序.exe”的格式不能上传，只收 pdf、ofd、docx、xlsx、wps、et、jpg、png、zip。",
        ),
    ],
)
def test_names_that_are_not_taken(client, cast, item, name, content, sentence):
    response = send(enter(client, cast.clerk), "attach", item, file=upload(name, content))

    assert errors(response) == {"file": [sentence]}
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (
            b"MZ\x90",
            "“报告.pdf”的内容与扩展名不符，或文件已损坏，没有保存。请打开原件另存后再传。",
        ),
        (b"", "“报告.pdf”是空文件，没有保存。"),
    ],
)
def test_content_that_is_not_what_the_name_says(client, cast, item, content, sentence):
    response = send(enter(client, cast.clerk), "attach", item, file=upload("报告.pdf", content))

    assert errors(response) == {"__all__": [sentence]}
    assert Evidence.objects.count() == 0


def test_a_form_refused_for_another_field_says_which_file_was_not_saved(client, cast, item):
    response = send(enter(client, cast.clerk), "attach", item, file=upload(), dated_on="2026-11-24")

    assert errors(response) == {
        "dated_on": ["材料日期不能晚于今天。"],
        "file": ["“会议记录.pdf”没有保存，更正后请重新选择。"],
    }
    assert Evidence.objects.count() == 0


class Unread(UploadedFile):
    """An upload that lies on the disk: whoever reads a byte of it fails."""

    def read(self, *args):
        raise AssertionError("the file was read")

    chunks = open = __iter__ = read


def test_more_than_50_mb_are_refused_without_being_read(cast, item):
    file = Unread(name="现场照片.zip", size=MAX_BYTES + 1024 * 1024)
    form = AttachForm({"place": ""}, {"file": file}, item=item, post=cast.clerk)

    assert form.errors == {"file": ["“现场照片.zip”51.0 MB，超过 50 MB，没有保存。可分成几个文件再传。"]}


def test_a_file_is_taken_out_again(client, cast, item):
    use = evidence.attach(item, name="会议记录.pdf", chunks=[PDF], by=cast.clerk)
    response = send(enter(client, cast.clerk), "detach", item, use.pk, reason="传错了。")

    use.refresh_from_db()
    assert (use.removed_by, said(response)) == (cast.clerk, ["佐证材料已取下。"])
    assert client.get(address("detach", item, use.pk)).status_code == 404


def test_what_is_under_review_is_locked(client, cast):
    item = item_at(Status.STRIKE_OFF_REVIEW, cast)
    response = send(enter(client, cast.clerk), "progress", item, text="补充情况。")

    sentence = "事项现为“销号审核”，“报进展”只在“整改中、长期坚持”时可以办理。"
    assert errors(response) == {"__all__": [sentence]}


def test_a_measure_of_another_item_is_not_found_here(client, cast, item):
    other = item_at(Status.IN_PROGRESS, cast)
    foreign = first_measure(other)
    enter(client, cast.clerk)

    assert client.get(address("finish", item, foreign.pk)).status_code == 404
    use = evidence.attach(other, name="记录.pdf", chunks=[PDF], by=cast.clerk)
    assert client.get(address("detach", item, use.pk)).status_code == 404
    assert send(client, "reach", item, 10**18).status_code == 404


def test_progress_on_a_removed_measure_is_refused(client, cast, item):
    measure = first_measure(item)
    progress.finish(measure, by=cast.clerk)
    type(measure).objects.filter(pk=measure.pk).update(removed_at=clock.now(), removed_by=cast.clerk)

    assert enter(client, cast.clerk).get(address("unfinish", item, measure.pk)).status_code == 404
