"""Cells, rows, sheets, headers and people are mended on the preview; what cannot be so is told, and nothing is lost."""

import re

import pytest
from openpyxl import Workbook, load_workbook

from tests.factories import item_at, make_user
from tests.ledgers.import_books import HEADINGS, book
from tests.views.test_imports import uploaded
from tests.views.test_imports_mending import BAD, GOOD, at, said
from tracker.actions import exports, plans
from tracker.enums import Status
from tracker.models import Item, Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("categories")]


@pytest.fixture
def office(client, cast):
    client.force_login(make_user(cast.supervisor))
    return client


def cells(response) -> list[tuple]:
    return [(line.key, line.raw, line.weight, line.typed, line.error) for line in response.context["cells"]]


def test_a_cell_is_mended_beside_its_error_and_the_ledger_taken_in(office, cast, tmp_path):
    batch = uploaded(office, cast, book(tmp_path, GOOD, BAD))
    page = office.get(at("page", batch))
    assert cells(page) == [("台账!G3", "2026年9月31日", "bad", "", ""), ("台账!D3", "市民正局", "bad", "", "")]
    typed = {"cell-key-0": "台账!G3", "cell-0": "2026-09-30", "cell-key-1": "台账!D3", "cell-1": " 市民政局 "}

    assert said(office.post(at("reread", batch), typed)) == ["已按改动重新读，请核对。"]

    page = office.get(at("page", batch))
    assert cells(page) == [
        ("台账!G3", "2026年9月31日", "mended", "2026-09-30", ""),
        ("台账!D3", "市民正局", "mended", "市民政局", ""),
    ]
    assert [row[0].number for row in page.context["raw_sheets"][0].rows] == [1, 2, 3]
    assert [cell.text for cell in page.context["raw_sheets"][0].rows[2][1] if cell.mark == "is-mended"] == [
        "市民正局",
        "2026年9月31日",
    ]
    assert said(office.post(at("confirm", batch), typed)) == ["导入完成。"]
    ended = office.get(at("page", batch)).content.decode()
    assert ("导入前改过的 2 格" in ended, "2026年9月31日" in ended, "2026-09-30" in ended) == (True, True, True)


def test_a_formula_that_came_to_nothing_is_no_problem_until_it_is_mended(office, cast, tmp_path):
    batch = uploaded(office, cast, book(tmp_path, GOOD, (2, '=B2&"，河道清淤滞后。"', "1.清淤。", "市民政局")))
    assert cells(office.get(at("page", batch))) == [("台账!B3", "（公式没有结果）", "bad", "", "")]

    mended = office.post(at("reread", batch), {"cell-key-0": "台账!B3", "cell-0": "河道清淤滞后。"})
    assert said(mended) == ["已按改动重新读，请核对。"]
    office.get(at("page", batch))

    assert said(office.post(at("confirm", batch), {})) == ["导入完成。"]
    assert [*Item.objects.order_by("pk").values_list("problem", flat=True)] == ["信访办理不及时。", "河道清淤滞后。"]


def test_what_nobody_sees_is_not_kept_of_a_cell(office, cast, tmp_path):
    batch = uploaded(office, cast, book(tmp_path, GOOD, BAD))
    other = {"other-sheet": "0", "other-cell": "B3", "other-text": "河道\x00清淤滞后。"}
    office.post(at("reread", batch), {"cell-key-0": "台账!G3", "cell-0": "2026\x00-09-30\u200b", **other})
    forged = {"category-0\x00": "2.1", "category-1": "\x00", "source": "TASK"}
    office.post(at("reread", batch), forged)

    batch.refresh_from_db()
    assert batch.mapping["choices"] == {"source": "TASK"}
    assert batch.mapping["cells"] == {"台账": {"G3": "2026-09-30", "B3": "河道清淤滞后。"}}


def test_the_raw_sheet_shows_its_first_rows_and_further_down_what_is_wrong(office, cast, tmp_path):
    """A unit that nobody knows is found only after the file was read."""
    rows = [(n, f"{n}号河段清淤滞后。", *GOOD[2:]) for n in range(2, 40)]
    rows[18] = (20, "河道清淤滞后。", *BAD[2:6], "2026年9月底前", "", "")

    page = office.get(at("page", uploaded(office, cast, book(tmp_path, *rows))))

    (raw,) = page.context["raw_sheets"]
    assert [row.number for row, _ in raw.rows] == [*range(1, 13), 20]
    assert [cell.text for cell in raw.rows[-1][1] if cell.mark == "is-bad"] == ["市民正局"]


def test_a_correction_is_taken_back_by_emptying_it(office, cast, tmp_path):
    batch = uploaded(office, cast, book(tmp_path, GOOD, BAD))
    office.post(at("reread", batch), {"cell-key-0": "台账!G3", "cell-0": "2026-09-30"})

    office.post(at("reread", batch), {"cell-key-1": "台账!G3", "cell-1": ""})

    batch.refresh_from_db()
    assert batch.mapping["cells"] == {}


def test_confirming_with_a_cell_typed_reads_first(office, cast, tmp_path):
    batch = uploaded(office, cast, book(tmp_path, GOOD))

    response = office.post(at("confirm", batch), {"other-cell": "e2", "other-text": "王某某"})

    assert said(response) == ["读法有改动，先重新读了一遍，还没有导入。请核对后再确认。"]
    batch.refresh_from_db()
    assert (batch.mapping["cells"], Item.objects.count()) == ({"台账": {"E2": "王某某"}}, 0)


@pytest.mark.parametrize(
    ("asked", "errors"),
    [
        ({"cell-key-0": "台账!G3", "cell-0": "长" * 2001}, {"cell-0": "超过 2000 字，请缩短。"}),
        ({"other-cell": "第三行", "other-text": "王某某"}, {"other-cell": "单元格写作 D5：先列后行。"}),
        ({"other-cell": "XFE1", "other-text": "王某某"}, {"other-cell": "单元格写作 D5：先列后行。"}),
        ({"other-cell": "D3"}, {"other-text": "请写明 D3 改为什么；不要这一格的内容，填“/”。"}),
        ({"other-sheet": "7", "other-cell": "D3", "other-text": "甲"}, {"other-sheet": "没有这张工作表，请重新选择。"}),
        (
            {"sheet-0": "read", "header-0": "99"},
            {"header-0": "请写明表头在第几行（1–3）；表头有几行的，写最下面一行。"},
        ),
        (
            {"sheet-0": "read", "header-0": "三"},
            {"header-0": "请写明表头在第几行（1–3）；表头有几行的，写最下面一行。"},
        ),
        ({"sheet-0": "leave"}, {"sheet-0": "总要读取一张工作表。"}),
    ],
)
def test_what_cannot_be_mended_so_is_told_and_everything_typed_is_kept(office, cast, tmp_path, asked, errors):
    batch = uploaded(office, cast, book(tmp_path, GOOD, BAD))
    typed = {"cell-key-1": "台账!D3", "cell-1": "市民政局", **asked}

    response = office.post(at("reread", batch), typed)

    assert (response.status_code, response.context["errors"]) == (200, errors)
    html = response.content.decode()
    assert all(value in html for value in ("市民政局", *asked.values()))
    batch.refresh_from_db()
    assert batch.mapping == {}


def test_cells_of_no_sheet_of_the_file_are_not_kept(office, cast, tmp_path):
    batch = uploaded(office, cast, book(tmp_path, GOOD))
    asked = {
        "cell-key-0": "别的表!G3",
        "cell-0": "甲",
        "cell-key-1": "台账!3",
        "cell-1": "乙",
        "row-key-2": "台账!G3",
        "row-2": "1",
    }

    office.post(at("reread", batch), asked)

    batch.refresh_from_db()
    assert batch.mapping["cells"] == {}


def two_sheets(path):
    workbook = Workbook()
    workbook.active.title = "台账"
    for row in (HEADINGS, GOOD):
        workbook.active.append(row)
    other = workbook.create_sheet("清单")
    for row in (
        ("填报人", "赵某某"),
        ("类目", "内容", "办法", "处室"),
        ("一", "河道清淤滞后。", "1.清淤。", "市民政局"),
    ):
        other.append(row)
    workbook.save(path / "ledger.xlsx")
    return path / "ledger.xlsx"


def sheets(response) -> list[tuple]:
    return [
        (line.sheet.name, line.is_read, line.header, line.sheet.item_count, line.error)
        for line in response.context["sheet_lines"]
    ]


def test_a_sheet_is_taken_in_by_its_header_and_the_other_left_out(office, cast, tmp_path):
    batch = uploaded(office, cast, two_sheets(tmp_path))
    assert sheets(office.get(at("page", batch))) == [("台账", True, "1", 1, ""), ("清单", False, "", 0, "")]

    office.post(at("reread", batch), {"sheet-1": "read", "header-1": "2"})
    page = office.get(at("page", batch))
    assert sheets(page)[1] == ("清单", True, "2", 1, "")
    assert [column.heading for column in page.context["sheets"][1][1]] == ["类目", "内容", "办法", "处室"]
    means = {"B": "problem", "C": "measures", "D": "units"}
    asked = {"sheet-0": "leave", "sheet-1": "read", "header-1": "2"}
    office.post(at("reread", batch), {**asked, **{f"column-1-{letter}": meaning for letter, meaning in means.items()}})

    page = office.get(at("page", batch))
    assert sheets(page) == [("台账", False, "", 0, ""), ("清单", True, "2", 1, "")]
    assert said(office.post(at("confirm", batch), asked)) == ["导入完成。"]
    assert list(Item.objects.values_list("problem", flat=True)) == ["河道清淤滞后。"]


def test_a_sheet_without_a_header_is_refused_beside_its_row(office, cast, tmp_path):
    batch = uploaded(office, cast, two_sheets(tmp_path))

    response = office.post(at("reread", batch), {"sheet-1": "read", "other-text": "王某某", "other-cell": "E2"})

    sentence = "工作表“清单”没有找到台账的表头，没有改动。请写明表头在第几行。"
    assert sheets(response)[1] == ("清单", True, "", 0, sentence)
    assert (said(response), "王某某" in response.content.decode()) == ([sentence], True)
    batch.refresh_from_db()
    assert batch.mapping == {}


def test_what_was_said_of_columns_counts_no_more_under_another_header(office, cast, tmp_path):
    batch = uploaded(office, cast, two_sheets(tmp_path))
    office.post(at("reread", batch), {"sheet-1": "read", "header-1": "2", "column-0-H": "remark"})
    office.post(at("reread", batch), {"column-1-B": "problem"})

    office.post(at("reread", batch), {"sheet-1": "read", "header-1": "1"})

    batch.refresh_from_db()
    assert batch.mapping["columns"] == {}


def test_of_two_people_with_one_name_one_is_chosen(office, cast, tmp_path):
    people = [Person.objects.create(name="欧阳某某", unit=cast.unit, title=title) for title in ("副局长", "科长")]
    stranger = Person.objects.create(name="欧阳某某", unit=cast.other_unit)
    batch = uploaded(office, cast, book(tmp_path, (*GOOD[:4], "欧阳某某", *GOOD[5:])))
    page = office.get(at("page", batch))
    [line] = [line for line in page.context["people"] if line.needs_look]
    assert "同名 2 人，请选；不选照原文存" in page.content.decode()
    control = {"person-key-0": line.key}

    wrong = office.post(at("reread", batch), {**control, "person-0": str(stranger.pk)})
    assert wrong.context["errors"] == {"person-0": "这个单位没有这个人，请重新选择。"}
    office.post(at("reread", batch), {**control, "person-0": str(people[1].pk)})
    office.post(at("confirm", batch))

    assert Item.objects.get().leader_person == people[1]


def test_what_both_sides_changed_is_listed_and_written_where_it_is_ticked(client, cast, tmp_path):
    item = item_at(Status.PLANNING, cast, problem="信访办理不及时。")
    plans.save_plan(item, by=cast.clerk, fields={"leader": "陈某某"})
    outgoing = exports.export("ledger", Item.objects.all(), by=cast.clerk)
    (tmp_path / "back.xlsx").write_bytes(b"".join(outgoing.chunks))
    workbook = load_workbook(tmp_path / "back.xlsx")
    for cell in (cell for row in workbook.worksheets[0] for cell in row if cell.value == "陈某某"):
        cell.value = "王某某"
    workbook.save(tmp_path / "back.xlsx")
    plans.save_plan(item, by=cast.clerk, fields={"leader": "李某某"})
    client.force_login(make_user(cast.clerk))
    batch = uploaded(client, cast, tmp_path / "back.xlsx")

    page = client.get(at("page", batch)).content.decode()

    [section] = re.findall(r'<section class="section" id="clashes">.*?</section>', page, re.DOTALL)
    words = [re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td.*?</td>", section, re.DOTALL)]
    assert words[1:] == [item.number, "牵头领导", "李某某", "王某某", "以台账为准"]
    assert f'name="holds-{item.number}" value="1">' in section
    kept = client.post(at("reread", batch), {f"holds-{item.number}": "1"})
    assert f'name="holds-{item.number}" value="1" checked>' in client.get(kept.url).content.decode()
    client.post(at("confirm", batch), {f"holds-{item.number}": "1"})
    item.refresh_from_db()
    assert item.leader == "王某某"


def test_a_unit_chosen_stays_with_its_words_when_their_places_change(office, cast, tmp_path):
    rows = [
        (n, f"{n}号河段清淤滞后。", "1.清淤。", words, *GOOD[4:]) for n, words in ((1, "市民正局"), (2, "市水立局"))
    ]
    batch = uploaded(office, cast, book(tmp_path, *rows))
    chosen = {"unit-key-0": "市水立局", "unit-0": str(cast.other_unit.pk), "cell-key-0": "台账!ZZZ", "cell-0": "x"}

    page = office.post(at("reread", batch), chosen | {"column-0-A": "nothing"})

    assert {name.words: name.choice for name in page.context["names"]} == {
        "市民正局": "",
        "市水立局": str(cast.other_unit.pk),
    }
