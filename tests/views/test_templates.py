"""The pages of templates: upload, look, save; who sees which; and the export menu that fills them."""

import io
import zipfile

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from tests.factories import issued, make_category, make_user
from tests.ledgers import template_books
from tests.reading_pages import Page
from tracker.actions import templates
from tracker.models import Event, Export, LedgerTemplate
from tracker.vault import path_of

pytestmark = pytest.mark.django_db
LIST, NEW = reverse("exports:templates"), reverse("exports:new_template")


@pytest.fixture
def official(tmp_path):
    return template_books.official(tmp_path / "official.xlsx").read_bytes()


@pytest.fixture
def kept(official):
    """A template in use of the post's unit."""

    def make(post, name="省委台账", **about) -> LedgerTemplate:
        row = templates.add(by=post, name=name, file_name="附件2.xlsx", chunks=[official])
        told = {"name": name, "columns": row.columns, "first_row": row.first_row, "last_row": row.last_row}
        return templates.confirm(row, by=post, sheet=row.sheet, **told, **about)

    return make


def signed_in(client, post):
    client.force_login(make_user(post))
    return client


def page_of(row) -> str:
    return reverse("exports:template", args=[row.pk])


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_upload_look_and_save(client, cast, official):
    signed_in(client, cast.clerk)
    assert "还没有上级模板" in client.get(LIST).content.decode()
    file = SimpleUploadedFile("附件2.xlsx", official)
    answer = client.post(NEW, {"name": " 省委  台账 ", "file": file})
    row = LedgerTemplate.objects.get()
    assert (answer.status_code, answer["Location"], row.name) == (302, page_of(row), "省委 台账")
    html = client.get(page_of(row)).content.decode()
    (form,) = [form for form in Page(html).forms if form.action == page_of(row)]
    filled = form.filled()
    assert [filled[f"column-{letter}"] for letter in "ACI"] == [["ordinal"], ["problem"], [""]]
    assert (filled["first_row"], filled["last_row"], "is_shared" in html) == (["8"], ["12"], False)
    answer = client.post(page_of(row), {**filled, "column-I": "days_overdue", "column-L": "", "last_row": "11"})
    row.refresh_from_db()
    assert (answer.status_code, row.is_in_use, row.last_row) == (302, True, 11)
    assert (row.columns["I"], "L" in row.columns) == ("days_overdue", False)
    assert "在用" in client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xlsx", b"%PDF-1.4", "这是 PDF 文件，不是表格，请上传 Excel 或 CSV 台账。"),
        ("a.xlsx", b"PK\x03\x04broken", "文件不完整或已损坏（可能没有传完），请重新导出或重新上传。"),
        (
            "a.xlsx",
            "序号,反馈问题\n1,二\n".encode(),
            "模板要用 Excel 工作簿，请在 Excel 或 WPS 中另存为 xlsx 后再上传。",
        ),
        ("a.xlsx", b"", "这是一个空文件，请检查后重新选择。"),
    ],
)
def test_what_is_no_template_is_told_beside_the_field(client, cast, name, content, sentence):
    answer = signed_in(client, cast.clerk).post(NEW, {"name": "表", "file": SimpleUploadedFile(name, content)})
    assert (answer.status_code, answer.context["form"].errors["file"]) == (200, [sentence])
    assert (LedgerTemplate.objects.count(), 'value="表"' in answer.content.decode()) == (0, True)


def test_wrong_rows_and_choices_are_told_and_nothing_typed_is_lost(client, cast, kept):
    row = kept(cast.clerk)
    url = page_of(signed_in(client, cast.clerk) and row)
    answer = client.post(
        url, {"name": "新名", "sheet": "附件2", "first_row": "2", "last_row": "十", "column-A": "version"}
    )
    errors = answer.context["form"].errors
    assert errors == {"last_row": ["写行号，如 6。"], "column-A": ["没有这个选项，请重新选择。"]}
    answer = client.post(
        url, {"name": "新名", "sheet": "附件2", "first_row": "2", "last_row": "9", "column-A": "ordinal"}
    )
    assert answer.context["form"].errors == {"first_row": ["表头到第 6 行，填写要从其下面开始。"]}
    row.refresh_from_db()
    assert (row.name, 'value="新名"' in answer.content.decode()) == ("省委台账", True)


def test_a_button_pressed_twice_uploads_once(client, cast, official):
    signed_in(client, cast.clerk)
    sent = {"name": "表", "csrfmiddlewaretoken": "x"}
    answers = [client.post(NEW, {**sent, "file": SimpleUploadedFile("a.xlsx", official)}) for _ in range(2)]
    row = LedgerTemplate.objects.get()
    assert [answer["Location"] for answer in answers] == [page_of(row)] * 2


@pytest.fixture
def two_sheets(cast, tmp_path) -> LedgerTemplate:
    book = load_workbook(template_books.official(tmp_path / "a.xlsx"))
    template_books.box(book.create_sheet("附件3"), 2, 1, ["序号", "责任单位", "反馈问题", "整改措施", "整改时限"])
    book.save(tmp_path / "b.xlsx")
    content = (tmp_path / "b.xlsx").read_bytes()
    return templates.add(by=cast.clerk, name="两张表", file_name="b.xlsx", chunks=[content])


def test_another_sheet_of_the_file_may_be_filled_instead(client, cast, two_sheets):
    row = two_sheets
    html = signed_in(client, cast.clerk).get(page_of(row)).content.decode()
    assert "有 2 张认得出表头的工作表" in html
    url = reverse("exports:template_sheet", args=[row.pk])
    assert said(client.post(url, {"sheet": "附件3"})) == ["已换成工作表“附件3”，请核对各列后保存。"]
    answer = client.get(page_of(row))
    assert [column.heading for column, _ in answer.context["form"].lines] == [
        *("序号", "责任单位", "反馈问题", "整改措施", "整改时限"),
    ]
    refused = client.post(url, {"sheet": "填表说明"})
    assert said(refused)[-1] == "这张工作表里没有认得出的表头，不能填写。"


def test_a_page_shown_before_another_sheet_was_chosen_is_told(client, cast, two_sheets):
    url = page_of(signed_in(client, cast.clerk) and two_sheets)

    def filled(answer) -> dict:
        (form,) = [form for form in Page(answer.content.decode()).forms if form.action == url]
        return form.filled()

    older = filled(client.get(url))
    templates.turn_to(two_sheets, by=cast.clerk, sheet="附件3")
    answer = client.post(url, older | {"name": "新名"})
    told = "这个模板已改填工作表“附件3”，请按它的表头核对首行、末行和各列，再保存。"
    assert answer.context["form"].errors == {"__all__": [told]}
    two_sheets.refresh_from_db()
    assert two_sheets.confirmed_at is None
    now = filled(answer)
    assert (older["sheet"], now["sheet"], now["name"]) == (["附件2"], ["附件3"], ["新名"])
    assert client.post(url, now | {"first_row": "3", "last_row": "3"}).status_code == 302


def test_a_file_that_became_broken_is_told_on_every_page(client, cast, kept):
    issued(cast)
    row = kept(signed_in(client, cast.clerk) and cast.clerk)
    path = path_of(row.sha256)
    path.unlink()
    path.write_bytes(b"PK\x03\x04broken")
    answer = client.post(reverse("exports:new"), {"layout": f"template-{row.pk}", "filter": ""})
    assert said(answer) == ["模板“省委台账”的文件打不开，没有导出。请重新上传这个模板，或联系系统管理员。"]
    assert Export.objects.exists() is False
    answer = client.post(reverse("exports:template_sheet", args=[row.pk]), {"sheet": "附件2"})
    assert said(answer)[-1] == "文件不完整或已损坏（可能没有传完），请重新导出或重新上传。"


def test_pictures_that_do_not_come_along_are_told(client, cast, official, tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(official)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/media/image1.png", b"x")
    told = "模板里有图片或图表，填好的表里没有它们"
    signed_in(client, cast.clerk)
    for content, is_told in ((official, False), (path.read_bytes(), True)):
        row = templates.add(by=cast.clerk, name=f"表{is_told}", file_name="a.xlsx", chunks=[content])
        assert (told in client.get(page_of(row)).content.decode()) is is_told


def test_a_foreign_template_is_not_there(client, cast, kept):
    row = kept(cast.stranger, "水利局私表")
    signed_in(client, cast.clerk)
    assert "水利局私表" not in client.get(LIST).content.decode()
    for name in ("template", "template_file"):
        assert client.get(reverse(f"exports:{name}", args=[row.pk])).status_code == 404
    for name in ("template", "template_sheet", "withdraw_template"):
        assert client.post(reverse(f"exports:{name}", args=[row.pk])).status_code == 404
    issued(cast)
    assert "水利局私表" not in client.get(reverse("items:list")).content.decode()
    answer = client.post(reverse("exports:new"), {"layout": f"template-{row.pk}", "filter": ""})
    assert said(answer) == ["没有这个上级模板，或者已经停用。请在“导出→管理模板”里查看。"]
    assert not Export.objects.exists()


def test_a_shared_template_is_read_but_not_changed_by_units(client, cast, kept):
    row = kept(cast.supervisor, is_shared=True)
    html = signed_in(client, cast.clerk).get(page_of(row)).content.decode()
    assert ("<select" in html, "整改措施" in html, "停用" in html) == (False, True, False)
    client.post(reverse("exports:withdraw_template", args=[row.pk]))
    told = {"name": "改名", "sheet": "附件2", "first_row": "8", "last_row": "12", "column-A": "ordinal"}
    answer = client.post(page_of(row), told)
    assert "这个模板不是本单位的，只能用，不能改。" in answer.content.decode()
    row.refresh_from_db()
    assert (row.name, row.withdrawn_at) == ("省委台账", None)


def test_the_menu_of_the_register_fills_it(client, cast, kept):
    make_category()
    issued(cast, problem="本单位的问题。")
    issued(cast, unit=cast.other_unit, problem="外单位的问题。")
    row, waiting = kept(cast.clerk), kept(cast.clerk, "停用的")
    templates.withdraw(waiting, by=cast.clerk)
    html = signed_in(client, cast.clerk).get(reverse("items:list")).content.decode()
    buttons = [button.value for form in Page(html).forms for button in form.buttons if "template" in button.value]
    assert buttons == [f"template-{row.pk}"]
    answer = client.post(reverse("exports:new"), {"layout": buttons[0], "filter": "status=ISSUED"})
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert [book["附件2"].cell(number, 3).value for number in (8, 9)] == ["本单位的问题。", "=COUNTA(C8:C8)"]
    assert (Export.objects.get().template, Event.objects.filter(verb="export").count()) == (row, 1)


def test_the_file_comes_back_as_it_was_uploaded(client, cast, kept, official):
    row = kept(cast.clerk)
    answer = signed_in(client, cast.secretary).get(reverse("exports:template_file", args=[row.pk]))
    assert b"".join(answer.streaming_content) == official
    assert "filename*=utf-8''%E9%99%84%E4%BB%B62.xlsx" in answer["Content-Disposition"]


def test_withdrawn_it_stays_in_the_list_of_its_unit(client, cast, kept):
    row = kept(cast.clerk)
    signed_in(client, cast.clerk).post(reverse("exports:withdraw_template", args=[row.pk]))
    html = client.get(LIST).content.decode()
    assert ("省委台账" in html, "已停用" in html) == (True, True)
    assert "<select" not in client.get(page_of(row)).content.decode()
    answer = client.post(reverse("exports:withdraw_template", args=[row.pk]))
    assert said(answer)[-1] == "这个模板已经停用，不能再改。需要时请重新上传。"


def test_the_log_tells_the_columns_in_words(client, cast, kept):
    row = kept(cast.clerk)
    told = {"name": row.name, "sheet": row.sheet, "first_row": row.first_row, "last_row": row.last_row}
    templates.confirm(row, by=cast.clerk, columns={"A": "ordinal", "C": "problem"}, **told)
    html = signed_in(client, cast.auditor).get(reverse("log")).content.decode()
    assert ("修改模板" in html, "A 序号" in html, "ordinal" in html) == (True, True, False)
