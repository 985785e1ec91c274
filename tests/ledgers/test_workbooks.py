"""What goes to openpyxl is weighed before: no file makes it build more cells than a sheet to be worked on has."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.ledgers import template_books
from tests.ledgers.hostile_books import SHEET, changed, merged, moved, packed, parts_of
from tests.ledgers.import_books import book
from tracker.errors import Refused, Unreadable
from tracker.ledgers.filling import recognised
from tracker.ledgers.filling.formulas import formula_cells
from tracker.ledgers.intake.marked import LIST, marked
from tracker.ledgers.intake.shape import Fault

ROW = (1, "信访办理不及时。", "1.建账。", "市民政局", "", "", "2026年9月31日", "", "")
FAULTS = [Fault("台账", "G2", "时限“2026年9月31日”不是真实存在的日期，请核对。")]
COVERS_TOO_MUCH = "工作表里合并、加链接的单元格过多，不像正常的台账，请减少后再上传。"
TOO_MUCH = "工作簿里的单元格、样式过多，请选中表格下方的空行、右方的空列删除，再保存上传。"
BROKEN = "工作簿的格式有缺损，打不开；请在 Excel 或 WPS 中打开、另存为 xlsx 后再上传。"


def said(path: Path) -> str:
    with pytest.raises(Unreadable) as refused:
        recognised(path, path.name)
    return refused.value.sentence


def marks_of(content: bytes) -> dict[str, str]:
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    return {cell.coordinate: cell.comment.text for row in sheet for cell in row if cell.comment}


@pytest.fixture
def template(tmp_path) -> Path:
    """A template with a second sheet, which is hidden."""
    path = template_books.plain(tmp_path / "a.xlsx")
    made = load_workbook(path)
    made.create_sheet("字典").sheet_state = "hidden"
    made.save(path)
    return path


@pytest.fixture
def ledger(tmp_path) -> Path:
    return book(tmp_path, ROW)


HIDDEN = "xl/worksheets/sheet2.xml"
ODD_LIST = b'</sheetData><dataValidations><dataValidation type="mood" sqref="A2"/></dataValidations>'
COMMENT = (
    "<comments xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><authors><author/></authors>"
    "<commentList><comment ref='A1:XFD20000' authorId='0'><text/></comment></commentList></comments>"
)


@pytest.mark.parametrize("ref", ["A1:XFD20000", "a1:xfd20000", "$A$1:$XFD$20000", "A:XFD", "1:1048576", "A1:A1048576"])
@pytest.mark.parametrize("part", [SHEET, HIDDEN])
def test_a_merge_over_a_whole_sheet_builds_no_cells(template, ref, part):
    assert said(merged(template, ref, part)) == COVERS_TOO_MUCH


@pytest.mark.parametrize("place", ["xl/x/worksheets/sheet2.xml", "xl/WorkSheets/sheet2.xml", "xl/elsewhere.xml"])
def test_wherever_the_sheet_lies(template, place):
    assert said(moved(merged(template, "A1:XFD20000", HIDDEN), HIDDEN, place)) == COVERS_TOO_MUCH


def test_links_and_comments_cover_cells_too(template):
    link = b'</sheetData><hyperlinks><hyperlink ref="A1:XFD20000" location="A1"/></hyperlinks>'
    linked = changed(template, HIDDEN, lambda xml: xml.replace(b"</sheetData>", link))
    assert said(linked) == COVERS_TOO_MUCH
    assert said(packed(template, parts_of(template) | {"xl/comments1.xml": COMMENT.encode()})) == COVERS_TOO_MUCH


def test_a_link_in_each_of_many_merges_is_not_looked_for(template):
    merges = b"".join(b'<mergeCell ref="A%d:B%d"/>' % (row, row) for row in range(3, 2003))
    links = b"".join(b'<hyperlink ref="B%d" location="A1"/>' % row for row in range(3, 2003))
    both = b"</sheetData><mergeCells>%b</mergeCells><hyperlinks>%b</hyperlinks>" % (merges, links)
    assert said(changed(template, SHEET, lambda xml: xml.replace(b"</sheetData>", both))) == COVERS_TOO_MUCH


def test_a_part_that_is_read_many_times_counts_as_often(template):
    changed(template, SHEET, lambda xml: xml.replace(b"</sheetData>", b"<row>%b</row></sheetData>" % (b"<c/>" * 9000)))
    parts = parts_of(template)
    index, links = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    (sheet,) = re.findall(rb"<sheet [^>]*rId1[^>]*/>", parts[index])
    again = packed(template, parts | {index: parts[index].replace(sheet, sheet * 2)})
    assert said(again) == BROKEN
    (link,) = re.findall(rb"<Relationship [^>]*rId1[^>]*/>", parts[links])
    copies = [(sheet.replace(b"rId1", each), link.replace(b"rId1", each)) for each in (b"x%d" % n for n in range(50))]
    sheets, relations = (b"".join(each) for each in zip(*copies, strict=True))
    more = {index: parts[index].replace(sheet, sheet + sheets), links: parts[links].replace(link, link + relations)}
    assert said(packed(template, parts | more)) == TOO_MUCH


@pytest.mark.parametrize(
    ("part", "before", "each"),
    [
        (HIDDEN, b"<sheetData", b"<c/>"),
        ("xl/styles.xml", b"</cellXfs>", b"<xf/>"),
        ("docProps/app.xml", b"</Properties>", b"<x/>"),
    ],
)
def test_what_is_small_in_the_file_but_not_in_memory(template, part, before, each):
    def flooded(xml: bytes) -> bytes:
        return xml.replace(before, each * 500_000 + before, 1)

    assert said(changed(template, part, flooded)) == TOO_MUCH


def test_the_xml_of_sheets_is_limited_wherever_it_lies(template):
    large = packed(template, parts_of(template) | {"xl/x/WORKSHEETS/sheet9.xml": b"<c>" + b"0" * (8 << 20)})
    assert said(large).startswith("工作表解开后有 8 MB，请选中表格下方的空行")


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("docProps/core.xml", lambda xml: xml[: len(xml) // 2]),
        ("xl/styles.xml", lambda xml: xml.replace(b'patternType="gray125"', b'patternType="bogus"')),
        (SHEET, lambda xml: xml.replace(b"</sheetData>", ODD_LIST)),
        (SHEET, lambda xml: xml.replace(b"</sheetData>", b'</sheetData><pageSetup orientation="askew"/>')),
    ],
)
def test_what_openpyxl_refuses_is_one_sentence_and_marked_nevertheless(template, ledger, part, change):
    assert said(changed(template, part, change)) == BROKEN
    content = marked(changed(ledger, part, change), "ledger.xlsx", FAULTS)
    assert marks_of(content) == {"G2": FAULTS[0].sentence}
    assert [cell.value for cell in load_workbook(BytesIO(content)).worksheets[0][2]][1] == ROW[1]


def test_a_kept_file_cut_short_is_one_sentence(template):
    template.write_bytes(template.read_bytes()[:-40])
    for read in (lambda: recognised(template, "a.xlsx"), lambda: formula_cells(template)):
        with pytest.raises(Unreadable):
            read()


def test_an_upload_with_a_merge_over_everything_is_marked(ledger):
    path = merged(ledger, "A5:XFD20000")
    content = marked(path, "ledger.xlsx", FAULTS)
    assert (path.stat().st_size < 9000, len(content) < 20_000) == (True, True)
    made = load_workbook(BytesIO(content))
    assert (made.sheetnames, marks_of(content)) == (["台账", LIST], {"G2": FAULTS[0].sentence})


def test_what_an_old_file_merges_or_writes_beyond_the_sheet_is_left_out(tmp_path):
    path = tmp_path / "a.xls"
    path.write_text(
        "<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet' "
        "xmlns:ss='urn:schemas-microsoft-com:office:spreadsheet'><Worksheet ss:Name='台账'><Table><Row>"
        "<Cell ss:MergeAcross='16383' ss:MergeDown='19999'><Data ss:Type='String'>台账</Data></Cell></Row><Row>"
        "<Cell ss:MergeAcross='20000'><Data ss:Type='String'>宽</Data></Cell></Row><Row ss:Index='0'>"
        "<Cell><Data ss:Type='String'>上</Data></Cell></Row><Row ss:Index='2000000'>"
        "<Cell><Data ss:Type='String'>下</Data></Cell></Row></Table></Worksheet></Workbook>"
    )
    beyond = [Fault("台账", cell, "请核对。") for cell in ("A0", "A2000000", "XFE1", "")]
    content = marked(path, "a.xls", [*FAULTS, *beyond])
    xml = parts_of(packed_as(content, tmp_path / "b.xlsx"))[SHEET].decode()
    assert re.findall(r'<mergeCell ref="([^"]+)', xml) == ["A1:XFD20000"]
    assert re.findall(r'<c r="([^"]+)"', xml) == ["A1", "A2", "G2"]


def packed_as(content: bytes, path: Path) -> Path:
    path.write_bytes(content)
    return path


def test_an_upload_of_too_many_cells_for_marking_is_refused_in_words(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("序号,反馈问题,整改措施,整改时限\n" + "1,二,三,四\n" * 80_000)
    with pytest.raises(Refused) as refused:
        marked(path, "a.csv", FAULTS)
    assert refused.value.sentence == ("表格超过 30 万格，不能在原表上标出；请对照本页“按单元格核对”在原文件中更正。")


def test_formulas_are_found_in_every_sheet_and_far_cells_cost_nothing(tmp_path):
    made = Workbook()
    made.active["XFD1048576"] = "=SUM(A1:A2)"
    made.active["A1"] = "=不是公式"
    made.active["A1"].data_type = "s"
    other = made.create_sheet("字典")
    other["B2"], other.sheet_state = "=1+1", "hidden"
    made.save(tmp_path / "a.xlsx")
    assert formula_cells(tmp_path / "a.xlsx") == {("Sheet", "XFD1048576"), ("字典", "B2")}
