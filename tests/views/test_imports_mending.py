"""The preview is mended on the page: columns, units, good rows first; and an import is undone or taken home."""

from io import BytesIO

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories import issued, item_at, make_user
from tests.ledgers.hostile_books import changed, merged
from tests.ledgers.import_books import PRACTICE, book
from tests.views.test_imports import uploaded
from tracker.actions import items
from tracker.enums import ImportState, Status
from tracker.models import Draft, Event, Import, Item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("categories")]
GOOD = (1, "信访办理不及时。", "1.建账。", "市民政局", "陈某某", "", "2026年12月底前", "已建。", "整改中")
BAD = (2, "河道清淤滞后。", "1.清淤。", "市民正局", "", "", "2026年9月31日", "", "")
REASON = "上传错了文件，这是上一轮的台账。"


@pytest.fixture
def office(client, cast):
    client.force_login(make_user(cast.supervisor))
    return client


def at(name: str, batch: Import) -> str:
    return reverse(f"imports:{name}", args=[batch.pk])


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def columns(response) -> dict[str, tuple[str, str]]:
    ((_, found),) = response.context["sheets"]
    return {column.letter: (column.choice, column.why) for column in found}


def test_every_column_has_a_choice_and_a_reason(office, cast, tmp_path):
    people = ("责任单位/责任人", "责任领导", "甲乙丙")
    headings = ("序号", "反馈问题", "整改措施", *people, "整改时限", "备注", "整改的状态")
    batch = uploaded(office, cast, book(tmp_path, GOOD, headings=headings))

    assert columns(office.get(at("page", batch))) == {
        "A": ("ordinal", "按表头"),
        "B": ("problem", "按表头"),
        "C": ("measures", "按表头"),
        "D": ("units+owners", "请核对"),
        "E": ("leader", "按表头"),
        "F": ("other", "看不出"),
        "G": ("deadline", "按表头"),
        "H": ("other", "按表头"),
        "I": ("status", "请核对"),
    }


def test_a_changed_column_is_read_again_and_known_the_next_time(office, cast, tmp_path):
    path = book(tmp_path, GOOD)
    batch = uploaded(office, cast, path)

    response = office.post(at("reread", batch), {"column-0-H": "root_cause", "category-0": "2.2"})

    assert (response.url, said(response)) == (at("page", batch), ["已按改动重新读，请核对。"])
    page = office.get(at("page", batch))
    assert columns(page)["H"] == ("root_cause", "您选定")
    assert 'value="2.2" selected' in page.content.decode()
    again = office.get(at("page", uploaded(office, cast, path)))
    assert columns(again)["H"] == ("root_cause", "按上次的选择")
    assert "表头与上次的相同" in again.content.decode()


@pytest.mark.parametrize(
    ("asked", "errors"),
    [
        ({"column-0-H": "nonsense"}, {"column-0-H": "没有这种含义，请重新选择。"}),
        ({"column-0-H": "problem"}, {"column-0-H": "B 列已读作反馈问题，一张表只能有一列。"}),
        ({"column-0-B": "skip"}, {"column-0-B": "总要有一列读作反馈问题，请先指定是哪一列。"}),
        ({"unit-key-0": "市民正局", "unit-0": "999"}, {"unit-0": "没有这个单位，请重新选择。"}),
    ],
)
@pytest.mark.parametrize("address", ["reread", "confirm"])
def test_a_wrong_choice_is_told_beside_it_and_the_rest_is_kept(office, cast, tmp_path, asked, errors, address):
    batch = uploaded(office, cast, book(tmp_path, BAD))

    response = office.post(at(address, batch), {**asked, "column-0-I": "remark", "column-0-E": "owners"})

    assert (response.status_code, response.context["errors"]) == (200, errors | response.context["errors"])
    assert columns(response)["E"][0] == "owners"
    batch.refresh_from_db()
    assert (batch.mapping, Item.objects.count()) == ({}, 0)


def test_confirming_with_a_column_changed_reads_first(office, cast, tmp_path):
    batch = uploaded(office, cast, book(tmp_path, GOOD))

    response = office.post(at("confirm", batch), {"column-0-H": "skip"})

    assert said(response) == ["读法有改动，先重新读了一遍，还没有导入。请核对后再确认。"]
    batch.refresh_from_db()
    assert (batch.state, batch.mapping["columns"], Item.objects.count()) == (
        ImportState.PREVIEWED,
        {"台账": {"H": "skip"}},
        0,
    )


def test_words_are_said_to_be_a_unit(office, cast, tmp_path):
    batch = uploaded(office, cast, book(tmp_path, (*BAD[:6], "", "", "")))

    office.post(at("reread", batch), {"unit-key-0": "市民正局", "unit-0": str(cast.unit.pk)})

    page = office.get(at("page", batch))
    assert [(name.words, name.meant, name.choice) for name in page.context["names"]] == [
        ("市民正局", "市民政局", str(cast.unit.pk))
    ]
    assert (page.context["new_count"], page.context["bad_count"]) == (1, 0)


def test_good_rows_first_and_the_others_stay_listed(office, cast, tmp_path):
    batch = uploaded(office, cast, book(tmp_path, GOOD, BAD))
    assert "先导入没有问题的 1 项" in office.get(at("page", batch)).content.decode()

    response = office.post(at("confirm", batch), {"do": "good", "category-rest": "4.1"})

    assert (response.url, said(response)) == (at("page", batch), ["导入完成。"])
    assert list(Item.objects.values_list("problem", "category__code")) == [("信访办理不及时。", "4.1")]
    ended = office.get(at("page", batch))
    assert ended.context["batch"].summary["left_reasons"] == [
        "台账!G3　时限“2026年9月31日”不是真实存在的日期，请核对。",
        "台账!D3　“市民正局”不在本轮次的反馈单位中。",
    ]
    assert "没有导入的 1 项" in ended.content.decode()


def test_what_moved_on_is_shown_anew_with_the_choices_kept(client, cast, tmp_path):
    item = item_at(Status.PLANNING, cast, problem="信访办理不及时。")
    client.force_login(make_user(cast.clerk))
    batch = uploaded(client, cast, book(tmp_path, GOOD, (3, "开展学习。", *GOOD[2:])))
    items.mark(item, by=cast.supervisor, is_key=True)

    response = client.post(at("confirm", batch), {"source": "FOUND", "category-1": "2.2"})

    assert said(response) == [
        f"核对之后有 1 项有变动（{item.number}），没有导入。下面已按最新情况列出，请再核对后确认。"
    ]
    assert (response.status_code, response.context["source"]) == (200, "FOUND")
    assert 'value="2.2" selected' in response.content.decode()
    assert said(client.post(at("confirm", batch), {"source": "FOUND"})) == ["导入完成。"]


def test_a_draft_of_choices_is_shown_and_dropped_once_read(office, cast, tmp_path):
    batch = uploaded(office, cast, book(tmp_path, GOOD))
    office.post(reverse("save_draft"), {"draft_key": at("page", batch), "column-0-H": "remark", "category-0": "2.2"})

    assert columns(office.get(at("page", batch)))["H"][0] == "remark"
    office.post(at("reread", batch), {"draft_key": at("page", batch), "column-0-H": "root_cause"})
    assert Draft.objects.count() == 0


def test_an_import_is_undone_with_a_reason(office, cast, tmp_path):
    batch = uploaded(office, cast, book(tmp_path, GOOD))
    office.post(at("confirm", batch))

    short = office.post(at("undo", batch), {"reason": "错了"})
    assert short.context["form"].errors == {"reason": ["撤销理由不足 10 个字，请写明情况。"]}
    assert "错了" in short.content.decode()
    assert office.post(at("undo", batch), {"reason": REASON}).url == at("page", batch)

    assert list(Item.objects.values_list("status", flat=True)) == [Status.VOID]
    page = office.get(at("page", batch))
    assert ("整批撤销：新增的事项已作废" in page.content.decode(), page.context["moved"]) == (True, [])


def test_an_import_that_moved_on_says_which(office, cast, tmp_path):
    batch = uploaded(office, cast, book(tmp_path, GOOD))
    office.post(at("confirm", batch))
    items.claim(Item.objects.get(), by=cast.clerk)

    assert office.get(at("page", batch)).context["moved"] == ["6-01-01"]
    response = office.post(at("undo", batch), {"reason": REASON})
    assert response.context["form"].non_field_errors() == [
        "导入以后已有 1 项办理过（6-01-01），不能整批撤销。不该有的事项，请市委巡察办逐项作废。"
    ]


def marks(response) -> dict[str, str]:
    workbook = load_workbook(BytesIO(response.content))
    found = {cell.coordinate: cell.comment.text for row in workbook.worksheets[0] for cell in row if cell.comment}
    assert {workbook.worksheets[0][name].fill.fgColor.rgb for name in found} == {"00F8D7DA"}
    return found


def test_the_errors_are_taken_home_in_the_same_workbook(office, cast, tmp_path):
    batch = uploaded(office, cast, book(tmp_path, GOOD, BAD))
    events = Event.objects.count()

    response = office.get(at("marked", batch))

    assert marks(response) == {
        "D3": "“市民正局”不在本轮次的反馈单位中。",
        "G3": "时限“2026年9月31日”不是真实存在的日期，请核对。",
    }
    assert "ledger" in response["Content-Disposition"]
    assert load_workbook(BytesIO(response.content)).worksheets[0]["B2"].value == "信访办理不及时。"
    assert Event.objects.count() == events


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: merged(path, "A9:XFD20000"),
        lambda path: changed(path, "docProps/core.xml", lambda xml: xml[: len(xml) // 2]),
    ],
)
def test_what_openpyxl_would_not_open_is_taken_home_nevertheless(office, cast, tmp_path, spoil):
    batch = uploaded(office, cast, spoil(book(tmp_path, GOOD, BAD)))
    response = office.get(at("marked", batch))
    assert (response.status_code, set(marks(response))) == (200, {"D3", "G3"})


def test_a_text_file_is_taken_home_as_a_workbook(office, cast):
    text = "序号,反馈问题,整改措施,责任单位,整改时限\n1,=1+1 信访办理不及时,建账,市蚕桑局,2026年9月31日\n"
    file = SimpleUploadedFile("台账[1].csv", text.encode())
    office.post("/imports/", {"inspection_round": cast.inspection_round.pk, "file": file})

    response = office.get(at("marked", Import.objects.get()))

    assert set(marks(response)) == {"D2", "E2"}
    cell = load_workbook(BytesIO(response.content)).worksheets[0]["B2"]
    assert (cell.value, cell.data_type) == ("=1+1 信访办理不及时", "s")


@pytest.mark.parametrize("name", ["reread", "undo", "marked"])
def test_a_strangers_import_is_not_there(client, cast, name, tmp_path):
    client.force_login(make_user(cast.clerk))
    batch = uploaded(client, cast, PRACTICE / "01_xuncha_standard.xlsx")

    for stranger in (cast.stranger, cast.supervisor):
        client.force_login(make_user(stranger))
        answer = client.get if name == "marked" else client.post
        assert answer(at(name, batch)).status_code == 404


def test_the_preview_asks_the_same_however_much_is_to_be_mended(office, cast, tmp_path, django_assert_num_queries):
    for count, words in ((1, "号河段清淤滞后。"), (3, "号养老机构没有通过消防验收。")):
        issued(cast)
        rows = [(n, f"{n}{words}", "1.建账。", f"第{n}科", "", "", "", "", "") for n in range(count)]
        batch = uploaded(office, cast, book(tmp_path, *rows), unit=cast.unit.pk)
        with django_assert_num_queries(15):
            office.get(at("page", batch))
        office.post(at("confirm", batch))
        with django_assert_num_queries(10):
            office.get(at("page", batch))
