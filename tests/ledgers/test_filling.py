"""A template filled: every cell of ours where its column asks for it, and everything of the superior's as it was."""

import datetime
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.datavalidation import DataValidation

from tests.conftest import broken_cells
from tests.factories import issued, item_at
from tests.ledgers import template_books
from tracker.enums import Status
from tracker.ledgers.filling import Filling, filled, recognised
from tracker.ledgers.workbooks import open_workbook
from tracker.models import Item

pytestmark = pytest.mark.django_db
DAY, CODE = datetime.date(2026, 11, 23), "2026-000001-0A1B2C3D"
PROOF = ("导出范围：全部事项，共 2 项", f"导出编号：2026-000001　校验码：{CODE}")


@pytest.fixture
def items(cast):
    """One item with two measures, one that looks like a formula."""
    working = item_at(Status.IN_PROGRESS, cast, problem="信访办理不及时。", source_number="一（二）3")
    Item.objects.filter(pk=working.pk).update(patron="李某某")
    issued(cast, problem="=1+1")


def fill(path: Path, *, by_measure: bool = False) -> tuple[bytes, Workbook]:
    blank = recognised(path, path.name)[0]
    filling = Filling(blank.place, blank.mapping, "市民政局", DAY, PROOF, CODE, by_measure)
    content = b"".join(filled(open_workbook(path), Item.objects.order_by("pk"), filling))
    book = load_workbook(BytesIO(content))
    assert broken_cells(book) == []
    return content, book


def texts(page, first: int, last: int) -> list[tuple]:
    return [tuple(cell.value for cell in row) for row in page.iter_rows(min_row=first, max_row=last)]


def looks(cell) -> tuple:
    return cell.font.name, cell.font.sz, cell.border.left.style, cell.fill.fgColor.rgb, cell.number_format


def test_a_bare_header_is_filled_to_the_letter(items, tmp_path):
    page = fill(template_books.plain(tmp_path / "a.xlsx"))[1]["汇总"]
    measures = "1. 修订管理办法。\n2. 开展专项检查。"
    assert texts(page, 1, page.max_row) == [
        ("序号", "责任单位", "反馈问题", "整改措施", "整改时限", "责任人", "整改进展", "联系电话"),
        (1, "市民政局", "信访办理不及时。", measures, "2027-01-22", "赵某某", None, None),
        (2, "市民政局", "=1+1", None, None, None, None, None),
    ]
    head, body = page["C1"], page["C2"]
    assert (body.border.left.style, body.font.name, body.font.b) == (head.border.left.style, head.font.name, False)
    assert page.print_title_rows == "$1:$1"


def test_text_that_looks_like_a_formula_stays_text(items, tmp_path):
    for draw in (template_books.plain, template_books.official, template_books.shifted):
        _, book = fill(draw(tmp_path / f"{draw.__name__}.xlsx"))
        found = [cell for page in book for row in page.iter_rows() for cell in row if cell.value == "=1+1"]
        assert [(cell.data_type, cell.quotePrefix) for cell in found] == [("s", True)]


def test_the_official_form_keeps_its_head_its_look_and_its_foot(items, tmp_path):
    source = template_books.official(tmp_path / "official.xlsx")
    before = load_workbook(source)["附件2"]
    page = fill(source)[1]["附件2"]
    assert texts(page, 1, 2) == texts(before, 1, 2)
    assert texts(page, 4, 7) == texts(before, 4, 7)
    assert page["A3"].value == "填报单位（盖章）：市民政局　　填报时间：2026年11月23日"
    day, measures = (
        datetime.datetime.combine(datetime.date(2027, 1, 22), datetime.time()),
        "1. 修订管理办法。\n2. 开展专项检查。",
    )
    standards = "1. 印发制度\n2. 印发制度"
    leader = Item.objects.order_by("pk").first().leader
    first = (
        1,
        "问题类别1",
        "信访办理不及时。",
        measures,
        standards,
        day,
        None,
        "整改中",
        "=F8-TODAY()",
        "市民政局",
        leader,
    )
    second = (2, "问题类别1", "=1+1", None, None, None, None, "待认领", "=F9-TODAY()", "市民政局", None)
    assert [row[:11] for row in texts(page, 8, 9)] == [first, second]
    assert [[looks(cell) for cell in page[row]] for row in (8, 9)] == [[looks(cell) for cell in before[8]]] * 2
    # The sum, the empty row, the note over two rows, the signatures: five rows became two, so all stand three higher.
    assert texts(page, 10, 14) == [
        ("合计", None, "=COUNTA(C8:C9)", *[None] * 9),
        (None,) * 12,
        ("注：1.本表每月25日前报送。\n2.完成时限写到日。", *[None] * 11),
        (None,) * 12,
        ("主要负责人（签字）：", *[None] * 3, "填表人：", *[None] * 3, "填报日期：2026年11月23日", *[None] * 3),
    ]
    merges = {str(each) for each in page.merged_cells.ranges if each.min_row > 7}
    assert merges == {"A10:B10", "A12:L13", "A14:D14", "E14:H14", "I14:L14"}
    heights = {row: page.row_dimensions[row].height for row in (2, 9, 12, 14)}
    assert heights == {2: 40, 9: 30, 12: 50, 14: 36}
    assert (page.max_row, page.column_dimensions["C"].width) == (14, 30)


def test_what_refers_to_the_rows_follows_them(cast, tmp_path):
    for _ in range(9):
        issued(cast)
    _, book = fill(template_books.official(tmp_path / "official.xlsx"))
    page = book["附件2"]
    assert [str(rule.sqref) for rule in page.data_validations.dataValidation] == ["H8:H16"]
    assert [str(each.sqref) for each in page.conditional_formatting] == ["H8:H16"]
    assert (page.print_area, page["C17"].value) == ("'附件2'!$A$1:$L$21", "=COUNTA(C8:C16)")
    assert book["填表说明"]["A2"].value == "=附件2!C17"


def test_a_form_that_begins_in_column_c(items, tmp_path):
    page = fill(template_books.shifted(tmp_path / "c.xlsx"))[1].worksheets[0]
    assert texts(page, 3, 3) == [
        (None, None, "填报单位：", "市民政局", None, "日期：", "2026年11月23日", None, None, None)
    ]
    measures, leader = "1. 修订管理办法。\n2. 开展专项检查。", Item.objects.order_by("pk").first().leader
    both = "市民政局\n赵某某"
    assert texts(page, 6, 8) == [
        (None, None, "一（二）3", "信访办理不及时。", None, measures, leader, both, "2027-01-22", "李某某"),
        (None, None, None, "=1+1", None, None, None, "市民政局", None, None),
        (None, None, "填表人：", *[None] * 7),
    ]
    assert {str(each) for each in page.merged_cells.ranges} == {"D5:E5", "D6:E6", "D7:E7"}


def test_a_line_for_each_measure_merges_what_is_said_of_all(items, tmp_path):
    page = fill(template_books.shifted(tmp_path / "c.xlsx"), by_measure=True)[1].worksheets[0]
    assert [row[5] for row in texts(page, 6, 9)] == ["修订管理办法。", "开展专项检查。", None, None]
    merges = {str(each) for each in page.merged_cells.ranges if each.min_row >= 6}
    assert merges == {"C6:C7", "D6:E7", "G6:G7", "H6:H7", "I6:I7", "J6:J7", "D8:E8"}
    assert page["C9"].value == "填表人："


def test_the_proof_stands_hidden_and_on_every_page(items, tmp_path):
    source = template_books.official(tmp_path / "official.xlsx")
    content, book = fill(source)
    hidden = book["导出信息"]
    assert (hidden.sheet_state, [cell.value for cell in hidden["A"]]) == ("hidden", list(PROOF))
    foot = book["附件2"].oddFooter
    assert (foot.right.text, foot.left.text, book.properties.identifier) == ("第&P页", f"校验码 {CODE}", CODE)
    again = tmp_path / "again.xlsx"
    again.write_bytes(content)
    book = fill(again)[1]
    assert [sheet.title for sheet in book] == ["附件2", "填表说明", "导出信息"]
    assert book["附件2"].oddFooter.left.text == f"校验码 {CODE}"


def test_merges_stand_where_the_schema_wants_them_behind_a_filter_that_is_set(items, tmp_path):
    path = template_books.plain(tmp_path / "a.xlsx")
    book = load_workbook(path)
    page = book["汇总"]
    page.auto_filter.ref = "A1:H2"
    page.auto_filter.add_filter_column(1, ["市民政局"])
    page.protection.sheet = True
    states = DataValidation(type="list", formula1='"已完成,整改中"')
    states.add("G2:G500")
    page.add_data_validation(states)
    book.save(path)
    content, book = fill(path, by_measure=True)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    after = xml.partition("</sheetData>")[2]
    places = [after.index(f"<{name}") for name in ("sheetProtection", "autoFilter", "mergeCells", "pageMargins")]
    assert places == sorted(places)
    assert (book["汇总"].auto_filter.ref, "<dimension" in xml) == ("A1:H4", False)
    assert [str(rule.sqref) for rule in book["汇总"].data_validations.dataValidation] == ["G2:G502"]


def test_bare_cells_far_to_the_right_are_not_written_for_every_row(items, tmp_path):
    path = template_books.official(tmp_path / "official.xlsx")
    book = load_workbook(path)
    for column in range(13, 3000):
        book["附件2"].cell(6, column).font = template_books.BODY
    book.save(path)
    content, _ = fill(path)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    row = xml.partition('<row r="8"')[2].partition("</row>")[0]
    assert row.count("<c ") == 12


def test_words_in_several_fonts_keep_them_unless_they_are_filled_in(items, tmp_path):
    path = template_books.official(tmp_path / "official.xlsx")
    book = load_workbook(path)
    red = InlineFont(color="FF0000")
    book["附件2"]["A15"] = CellRichText("注：", TextBlock(red, "每月25日前"), "报送。")
    book["附件2"]["A3"] = CellRichText(TextBlock(red, "填报单位："), "　　　")
    book.save(path)
    blank = recognised(path, path.name)[0]
    filling = Filling(blank.place, blank.mapping, "市民政局", DAY)
    content = b"".join(filled(open_workbook(path), Item.objects.order_by("pk"), filling))
    page = load_workbook(BytesIO(content), rich_text=True)["附件2"]
    assert (page["A3"].value, str(page["A12"].value)) == ("填报单位：市民政局", "注：每月25日前报送。")
    assert [part.font.color.rgb for part in page["A12"].value if isinstance(part, TextBlock)] == ["00FF0000"]


@pytest.mark.parametrize("length", [1, 40_000])
def test_a_text_longer_than_a_cell_is_cut_and_said_so(cast, tmp_path, length):
    issued(cast, problem="长" * length)
    page = fill(template_books.plain(tmp_path / "a.xlsx"))[1].worksheets[0]
    told = page["C2"].value
    assert (len(told), told.endswith("……（超过单元格上限，全文见系统）")) == (min(length, 32_767), length > 32_767)
