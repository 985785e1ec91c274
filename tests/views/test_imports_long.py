"""A ledger too long for a page: handed in, read beside the server, looked at, confirmed, undone – page by page."""

from io import BytesIO

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories import make_post, make_user
from tests.ledgers.import_books import STANDARD, book
from tracker import busy, vault
from tracker.actions import jobs
from tracker.enums import ImportState, JobKind, JobState, Role, Status
from tracker.jobs.work import work_off
from tracker.ledgers.intake import marked_rows
from tracker.management.working import KINDS
from tracker.models import Import, Item, Job

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("long_from_four")]
URL = "/imports/"


@pytest.fixture
def office(cast, client, categories):
    client.force_login(make_user(cast.supervisor))
    return client


def send(client, cast, name=STANDARD.name, content=None, *, is_led=True):
    """Hand in a ledger that the cast's unit leads, or whose rows name their units themselves."""
    file = SimpleUploadedFile(name, STANDARD.read_bytes() if content is None else content)
    about = {"unit": cast.unit.pk} if is_led else {}
    return client.post(URL, {"inspection_round": cast.inspection_round.pk, "file": file, **about})


@pytest.fixture
def batch(cast, office) -> Import:
    """A long ledger that was read and waits to be confirmed."""
    send(office, cast)
    work_off(KINDS)
    return Import.objects.get()


def page_of(batch: Import) -> str:
    return reverse("imports:page", args=[batch.pk])


def job_page(job: Job) -> str:
    return reverse("jobs:page", args=[job.pk])


def press(client, name: str, batch: Import, **fields):
    return client.post(reverse(f"imports:{name}", args=[batch.pk]), fields)


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_upload_leads_to_its_job_and_the_job_to_the_preview(cast, office):
    response = send(office, cast)
    job = Job.objects.get()
    assert response.url == job_page(job)
    waiting = office.get(job_page(job)).content.decode()
    assert "已办 0 行，共 18 行" in waiting
    assert "data-job-next" not in waiting

    work_off(KINDS)

    batch = Import.objects.get()
    done = office.get(job_page(job)).content.decode()
    assert f'data-job-next="{page_of(batch)}"' in done
    assert f'<a class="button button--primary" href="{page_of(batch)}">去核对</a>' in done
    vault.path_of(batch.sha256).unlink()  # the page reads what was kept of the reading, not the file
    preview = office.get(page_of(batch))
    assert [preview.context[name] for name in ("new_count", "known_count", "change_count")] == [5, 0, 5]
    listed = office.get(reverse("jobs:list")).content.decode()
    assert "读取台账　01_xuncha_standard.xlsx" in listed
    assert f'href="{page_of(batch)}">去核对</a>' in listed


@pytest.mark.parametrize("is_broken", [False, True])
def test_a_preview_that_is_gone_is_made_again_beside_the_server(cast, office, batch, is_broken):
    """A page neither waits for it nor writes it; what another version has kept is as good as gone."""
    folder = settings.DATA / "previews"
    before = {*folder.iterdir()}
    for file in folder.iterdir():
        file.write_bytes(file.read_bytes()[:-9]) if is_broken else file.unlink()

    page = office.get(page_of(batch))
    assert (page.status_code, "核对用的内容已经清理" in page.content.decode()) == (200, True)
    assert {*folder.iterdir()} <= before
    for name in ("confirm", "reread"):
        assert press(office, name, batch).url == page_of(batch)
    assert (Item.objects.count(), Job.objects.filter(batch=batch, state="WAITING").count()) == (0, 1)

    work_off(KINDS)

    assert office.get(page_of(batch)).context["new_count"] == 5


def test_an_unreadable_file_is_told_on_the_page_of_the_job(cast, office):
    send(office, cast, "账.csv", ("今天天气很好\n" * 9).encode())
    work_off(KINDS)
    page = office.get(job_page(Job.objects.get())).content.decode()
    assert "没有在文件里找到整改台账" in page
    assert (Import.objects.count(), list(vault.put_by_path("").iterdir())) == (0, [])


def test_a_fourth_upload_is_refused_on_the_form(cast, office):
    for _ in range(jobs.AT_ONCE):
        send(office, cast)
    response = send(office, cast)
    assert response.context["form"].errors == {"__all__": ["您已有 3 项长作业在办理，请等其中一项办完，或先取消一项。"]}


def test_confirming_leaves_it_to_a_job_and_the_page_tells_how_far(cast, office, batch):
    response = press(office, "confirm", batch, **{"category-0": "2.2"})
    job = Job.objects.get(kind=JobKind.TAKE_IN)
    assert (response.url, said(response)) == (page_of(batch), ["已交后台导入，导入完之前没有写入任何数据。"])

    with busy.holding(job.pk, 5) as writes:
        writes.tell(2)
        page = office.get(page_of(batch)).content.decode()
        assert "已办 2 行，共 5 行" in page
        assert office.get(job_page(job)).context["job"].state == JobState.RUNNING
    assert Item.objects.count() == 0

    work_off(KINDS)

    assert list(Item.objects.order_by("number").values_list("category__code", flat=True)) == ["2.2", *["2.1"] * 4]
    assert [item.number for item in office.get(page_of(batch)).context["items"]] == [f"6-01-0{n}" for n in range(1, 6)]
    assert f'data-job-next="{page_of(batch)}"' in office.get(job_page(job)).content.decode()


def test_nothing_else_is_done_meanwhile(cast, office, batch):
    press(office, "confirm", batch)
    told = ["这份台账正在后台办理（导入台账），请等它办完，或由提交人取消那项长作业。"]

    assert said(press(office, "confirm", batch))[-1:] == told
    assert said(press(office, "give_up", batch))[-1:] == told
    assert press(office, "reread", batch).url == page_of(batch)
    assert Job.objects.filter(kind=JobKind.TAKE_IN).count() == 1
    assert Import.objects.get().state == ImportState.PREVIEWED


def test_after_it_is_done_it_is_not_done_again(cast, office, batch):
    press(office, "confirm", batch)
    work_off(KINDS)
    name = cast.supervisor.person.name
    assert said(press(office, "confirm", batch))[-1:] == [f"这份台账已由{name}导入，没有重复导入。"]
    assert Item.objects.count() == 5


def test_the_job_is_cancelled_from_the_page_of_the_import(cast, office, batch):
    press(office, "confirm", batch, **{"category-0": "2.2"})
    job = Job.objects.get(kind=JobKind.TAKE_IN)
    assert reverse("jobs:stop", args=[job.pk]) in office.get(page_of(batch)).content.decode()
    office.post(reverse("jobs:stop", args=[job.pk]))
    assert Job.objects.get(pk=job.pk).state == JobState.STOPPED
    again = office.get(page_of(batch))
    assert again.context["change_count"] == 5
    assert '<option value="2.2" selected>' in again.content.decode()


def test_a_colleague_sees_how_far_it_is_and_cancels_nothing(cast, office, batch):
    press(office, "confirm", batch)
    job = Job.objects.get(kind=JobKind.TAKE_IN)
    office.force_login(make_user(make_post(Role.SUPERVISOR, cast.supervisor.unit)))
    page = office.get(page_of(batch)).content.decode()
    assert f"由{cast.supervisor.person.name}提交" in page
    assert reverse("jobs:stop", args=[job.pk]) not in page
    assert office.get(job_page(job)).status_code == 404
    assert office.post(reverse("jobs:stop", args=[job.pk])).status_code == 404


def test_another_side_knows_of_neither(cast, office, batch):
    press(office, "confirm", batch)
    job = Job.objects.get(kind=JobKind.TAKE_IN)
    for stranger in (cast.clerk, cast.stranger):
        office.force_login(make_user(stranger))
        assert [office.get(address).status_code for address in (page_of(batch), job_page(job))] == [404, 404]
        assert press(office, "confirm", batch).status_code == 404
        assert office.get(reverse("jobs:list")).context["page_obj"].paginator.count == 0


def test_another_reading_is_a_job_too(cast, office, batch):
    response = press(office, "reread", batch, **{"column-0-D": "other"})
    assert said(response) == ["已交后台重新读，还没有导入，读完后在本页核对。"]
    job = Job.objects.get(kind=JobKind.READ, state=JobState.WAITING)

    work_off(KINDS)

    job.refresh_from_db()
    assert (job.state, job.said, job.batch) == (JobState.DONE, "已按改动重新读，请核对。", batch)
    assert office.get(page_of(batch)).context["change_count"] == 5


def test_undoing_is_a_job_too(cast, office, batch):
    press(office, "confirm", batch)
    work_off(KINDS)

    refused = press(office, "undo", batch, reason="错了")
    assert refused.context["form"].errors == {"reason": ["撤销理由不足 10 个字，请写明情况。"]}
    assert press(office, "undo", batch, reason="上传错了文件，这是上一轮的台账。").url == page_of(batch)
    assert "撤销导入　排队" in office.get(page_of(batch)).content.decode()
    work_off(KINDS)

    assert set(Item.objects.values_list("status", flat=True)) == {Status.VOID}
    assert office.get(page_of(batch)).context["batch"].state == ImportState.UNDONE


def test_a_long_ledger_without_anything_wrong_has_nothing_to_take_home(cast, office, batch):
    response = office.get(reverse("imports:marked", args=[batch.pk]))
    assert (response.status_code, response.content.decode()[:8]) == (409, "没有有问题的行，")


def send_faulty(client, cast, path) -> None:
    """Eight rows, of which the second has a date that is none and the last a unit that nobody knows."""
    row = ["1.清淤。", "市民政局", "", "", "2026年12月底前", "", ""]
    rows = [[n, f"{n}号河段清淤滞后。", *row] for n in range(1, 9)]
    rows[1][6], rows[-1][3] = "2026年9月31日", "市蚕桑局"
    send(client, cast, "账.xlsx", book(path, *map(tuple, rows)).read_bytes(), is_led=False)
    work_off(KINDS)


def test_a_long_ledger_is_taken_home_with_its_cells_marked(cast, office, tmp_path):
    send_faulty(office, cast, tmp_path)
    batch = Import.objects.get()
    assert "下载标出的错误" in office.get(page_of(batch)).content.decode()

    response = office.get(reverse("imports:marked", args=[batch.pk]))

    sheet = load_workbook(BytesIO(response.content))["台账"]
    assert {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment} == {
        "G3": "时限“2026年9月31日”不是真实存在的日期，请核对。",
        "D9": "“市蚕桑局”不在本轮次的反馈单位中。",
    }
    assert "%E6%A0%87%E5%87%BA%E9%A1%BB%E6%9B%B4%E6%AD%A3%E5%A4%84" in response["Content-Disposition"]


@pytest.fixture
def too_large(monkeypatch):
    """No file may be marked itself."""
    monkeypatch.setattr("tracker.ledgers.intake.marked.MAX_BYTES", 0)


def test_of_a_file_too_large_to_be_marked_the_faulty_rows_are_taken_home(cast, office, tmp_path, too_large):
    send_faulty(office, cast, tmp_path)
    batch = Import.objects.get()

    response = office.get(reverse("imports:marked", args=[batch.pk]))

    sheet = load_workbook(BytesIO(response.content))["台账"]
    rows = [[cell.value for cell in row[:4]] for row in sheet]
    assert rows[0][0] == (
        "不是原表，只有原表中有问题的 2 行。请按“原表行号”在原文件中更正，再上传原文件；不要上传本表。"
    )
    assert rows[1:] == [
        ["原表行号", "问题", "A", "B"],
        [None, None, "序号", "反馈问题"],
        ["3", "G3　时限“2026年9月31日”不是真实存在的日期，请核对。", "2", "2号河段清淤滞后。"],
        ["9", "D9　“市蚕桑局”不在本轮次的反馈单位中。", "8", "8号河段清淤滞后。"],
    ]
    marked = {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}
    assert marked == {
        "I4": "时限“2026年9月31日”不是真实存在的日期，请核对。",
        "F5": "“市蚕桑局”不在本轮次的反馈单位中。",
    }
    assert "%E6%9C%89%E9%97%AE%E9%A2%98%E7%9A%84%E8%A1%8C" in response["Content-Disposition"]
    press(office, "confirm", batch, do="good")
    work_off(KINDS)
    ended = office.get(page_of(batch)).content.decode()
    assert ("没有导入的 2 项" in ended, "下载标出的错误" in ended) == (True, True)
    assert office.get(reverse("imports:marked", args=[batch.pk])).status_code == 200


def test_of_too_many_rows_those_with_errors_are_taken_home(cast, office, tmp_path, monkeypatch, too_large):
    monkeypatch.setattr(marked_rows, "MOST_ROWS", 1)
    send_faulty(office, cast, tmp_path)

    response = office.get(reverse("imports:marked", args=[Import.objects.get().pk]))

    sheet = load_workbook(BytesIO(response.content))["台账"]
    assert (sheet["A4"].value, sheet.max_row, "另有 1 行没有列出" in sheet["A1"].value) == ("3", 4, True)


def test_the_preview_asks_as_much_however_long(cast, office, batch, django_assert_num_queries):
    with django_assert_num_queries(9):
        office.get(page_of(batch))
