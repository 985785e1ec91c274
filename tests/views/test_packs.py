"""Review packs over HTTP: of the register and of a packet, small ones at once, large ones as a job; and checked."""

import io
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories import issued, item_at, make_category, make_user
from tests.ledgers.packed import attached, opened
from tests.paperwork import signed
from tracker.actions import packs
from tracker.actions.packs import NOTHING
from tracker.enums import JobKind, Status
from tracker.models import Event, Export, Item, Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def url():
    make_category()
    return reverse("exports:pack")


def forms(archive) -> list[str]:
    """The number of each item with a form, in the zip's order."""
    folders = [name.split("/")[-2] for name in archive.namelist() if name.endswith("销号申请审批表.xlsx")]
    return [folder.partition(" ")[0] for folder in folders]


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_what_is_filtered_comes_at_once(client, cast, url):
    wanted = item_at(Status.PLANNING, cast)
    issued(cast)
    client.force_login(make_user(cast.clerk))
    response = client.post(url, {"filter": "status=PLANNING"})
    assert (response.status_code, response["Content-Type"], response["Content-Disposition"]) == (
        *(200, "application/zip"),
        f"attachment; filename*=utf-8''{quote('销号材料包_市民政局_2026-11-23.zip')}",
    )
    assert forms(opened(response.streaming_content)) == [wanted.number]
    assert Export.objects.get().scope == "状态：制定措施"


def test_ticked_items_alone_and_never_foreign_ones(client, cast, url):
    own, _, foreign = issued(cast), issued(cast), issued(cast, unit=cast.other_unit)
    client.force_login(make_user(cast.clerk))
    ticked = {"pick": "ticked", "ids": [own.pk, foreign.pk]}
    assert forms(opened(client.post(url, ticked).streaming_content)) == [own.number]
    assert said(client.post(url, {**ticked, "ids": [foreign.pk]}, follow=True)) == [NOTHING]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"filter": "status=NONE"}, "导出的筛选条件“status”读不懂，没有导出。请回到整改台账重新筛选。"),
        ({"filter": "status=VOID"}, NOTHING),
    ],
)
def test_refusals_are_told_on_the_register(client, cast, url, asked, sentence):
    issued(cast)
    client.force_login(make_user(cast.clerk))
    response = client.post(url, asked, follow=True)
    assert (said(response), response.request["PATH_INFO"]) == ([sentence], reverse("items:list"))
    assert not Event.objects.filter(verb="export").exists()


@pytest.mark.parametrize("limit", ["MOST_ITEMS", "MOST_BYTES"])
def test_a_large_one_is_left_to_a_job(client, cast, url, monkeypatch, limit):
    item = item_at(Status.IN_PROGRESS, cast)
    attached(item, "材料.pdf", cast.clerk)
    monkeypatch.setattr(packs, limit, 0)
    client.force_login(make_user(cast.clerk))
    response = client.post(url, {"filter": "status=IN_PROGRESS"}, follow=True)
    job = Job.objects.get()
    assert (job.kind, job.total, job.asked) == (
        *(JobKind.PACK, 2),
        {"query": "status=IN_PROGRESS", "ids": None, "scope": ""},
    )
    assert "已办 0 份，共 2 份" in response.content.decode()


def test_a_packet_is_handed_out_whole_to_whoever_may_see_it(client, cast, url):
    packet, _ = signed(cast, 2), issued(cast)
    address = reverse("packets:pack", args=[packet.number])
    numbers = sorted(packet.submissions.values_list("item__number", flat=True))
    for post in (cast.discipline, cast.clerk):
        client.force_login(make_user(post))
        for page in ("packets:page", "packets:review")[: 2 if post == cast.discipline else 1]:
            assert f'action="{address}"' in client.get(reverse(page, args=[packet.number])).content.decode()
        response = client.post(address)
        assert forms(opened(response.streaming_content)) == numbers
    assert {*Export.objects.values_list("scope", flat=True)} == {f"报批单 {packet.number}"}
    client.force_login(make_user(cast.stranger))
    assert client.post(address).status_code == 404


def test_a_packet_whose_pack_is_refused_says_so_on_its_page(client, cast, url, monkeypatch):
    packet = signed(cast)
    monkeypatch.setattr(packs, "MOST_ITEMS", 0)
    client.force_login(make_user(cast.clerk))
    address = reverse("packets:pack", args=[packet.number])
    for _ in range(3):
        client.post(address)
    assert Job.objects.first().asked["scope"] == f"报批单 {packet.number}"
    assert said(client.post(address, follow=True)) == ["您已有 3 项长作业在办理，请等其中一项办完，或先取消一项。"]


# --- 校验 -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def archive(cast, url):
    attached(item_at(Status.IN_PROGRESS, cast, problem="信访办理不及时。"), "材料.pdf", cast.clerk)
    return opened(packs.export_pack(Item.objects.all(), by=cast.clerk).chunks)


def saved(content: bytes, sheet: int = 0, **cells: str) -> bytes:
    """The workbook saved anew, with these cells of one sheet written over."""
    book = load_workbook(io.BytesIO(content))
    for cell, text in cells.items():
        book.worksheets[sheet][cell] = text
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def verdict(client, user, content: bytes) -> str:
    client.force_login(user)
    file = SimpleUploadedFile("表.xlsx", content)
    return client.post(reverse("exports:check"), {"file": file}).context["sentence"]


def test_every_table_in_a_pack_has_its_true_verdict(client, cast, archive):
    code, number = Export.objects.get().code, Export.objects.get().number
    ledger = archive.read("销号材料包清单_2026-11-23.xlsx")
    clerk, stranger = make_user(cast.clerk), make_user(cast.stranger)
    untouched = f"没有改动：与存档 {code} 逐字节相同。"
    same = f"内容没有改动：文件另存过，每个单元格都与存档 {code} 相同。"
    part = f"不是装入材料包时的那一份：导出 {number} 的清单里没有这份文件的指纹，它改动过或另存过。"
    assert verdict(client, clerk, ledger) == untouched
    assert verdict(client, clerk, saved(ledger)) == same
    assert verdict(client, clerk, saved(ledger, F6="没有问题。")) == f"有改动：与存档 {number} 对照，有 1 处不同。"
    assert verdict(client, clerk, saved(ledger, -1, H7="0" * 64)) == (f"有改动：与存档 {number} 对照，有 1 处不同。")
    for name in ("销号申请审批表.xlsx", "材料目录.xlsx"):
        content = archive.read(f"6-01-01 信访办理不及时/{name}")
        assert verdict(client, clerk, content) == untouched
        assert verdict(client, clerk, saved(content, A1="另一份")) == part
        assert verdict(client, stranger, content) == (
            f"无法对照：没有您可以核对的导出 {code}。请交导出单位或市委巡察办校验。"
        )


def test_the_command_checks_the_ledger_in_a_pack(cast, archive, tmp_path, capsys):
    archive.extractall(tmp_path)
    call_command("verify", ledger=str(tmp_path / "销号材料包清单_2026-11-23.xlsx"))
    assert capsys.readouterr().out == f"没有改动：与存档 {Export.objects.get().code} 逐字节相同。\n"
