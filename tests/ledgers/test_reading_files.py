"""Files of every kind we read, told by content; and those refused, each with one plain sentence."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.ledgers.ledger_rows import WORDS, round_rows
from tests.ledgers.reading_books import book, read, told
from tracker.errors import Unreadable
from tracker.ledgers.layouts import get_layout
from tracker.ledgers.reading import as_json, read_ledger
from tracker.ledgers.reading import kinds as kinds_module
from tracker.ledgers.reading import limits as limits_module
from tracker.ledgers.writing import write_ledger

OLD = Path(__file__).parent / "old"
PRACTICE = Path(__file__).parent / "practice"
HEAD = ["序号", "反馈问题", "整改措施", "责任人", "整改时限"]
ROW = [1, "问题甲不落实。", "措施甲", "张某某", "2024年3月底前"]
CSV = "序号,反馈问题,整改措施,责任人,整改时限\n1,问题甲不落实。,措施甲,张某某,2024年3月底前\n"
TOLD = ("问题甲不落实。", ["措施甲"], ("张某某",), "2024-03-31")


def only(path: Path, **options):
    (item,) = read_ledger(path, **options).items
    return told(item, "problem", "measures", "owners", "deadline")


def refused(path: Path, **options) -> str:
    with pytest.raises(Unreadable) as error:
        read_ledger(path, **options)
    return error.value.sentence


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ","), ("utf-8-sig", ","), ("gb18030", ","), ("utf-16", "\t"), ("utf-8", "\t"), ("gb18030", ";")],
)
def test_text_in_the_encodings_of_offices(tmp_path, encoding, delimiter):
    (tmp_path / "a.csv").write_bytes(CSV.replace(",", delimiter).encode(encoding))
    assert only(tmp_path / "a.csv") == TOLD


def test_kind_is_told_by_content_not_by_name(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(CSV.encode("gb18030"))
    assert only(tmp_path / "a.xlsx") == TOLD
    book(tmp_path / "b.csv", [HEAD, ROW])
    assert only(tmp_path / "b.csv") == TOLD


def test_an_old_workbook_reads_like_the_new_one():
    old, new = (as_json(read_ledger(path)) for path in (OLD / "standard.xls", PRACTICE / "01_xuncha_standard.xlsx"))
    assert old == new


def test_an_old_workbook_shows_months_and_percentages_as_its_formats_do():
    """The layout “number formats that say more than the number” of the corpus, saved as .xls."""
    ledger = read_ledger(OLD / "formats.xls")
    assert [told(item, "deadline", "deadline_text", "status") for item in ledger.items] == [
        ("2024-02-29", "2024年2月", "100%"),
        ("2024-03-15", "2024年3月15日", "65%"),
    ]


def test_a_web_page_under_the_name_of_a_workbook(tmp_path):
    page = """<html><head><meta charset="gb2312"></head><body><table border=1>
      <tr><th colspan="5">X局整改台账</th></tr>
      <tr><th rowspan="2">序号</th><th rowspan="2">反馈问题</th><th rowspan="2">整改措施</th>
        <th colspan="2">责任</th></tr>
      <tr><th>责任人</th><th>整改时限</th></tr>
      <tr><td rowspan="2">1</td><td rowspan="2">问题甲不落实。</td><td>措施甲<br>续行</td>
        <td>张某某</td><td>2024年3月底前</td></tr>
      <tr><td>措施乙</td><td>李某某</td><td>2024年5月</td></tr>
    </table></body></html>"""
    (tmp_path / "a.xls").write_bytes(page.encode("gb18030"))
    assert only(tmp_path / "a.xls") == (
        "问题甲不落实。",
        ["措施甲\n续行", "措施乙"],
        ("张某某", "李某某"),
        "2024-05-31",
    )


def test_a_workbook_in_the_xml_of_2003(tmp_path):
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{value}</Data></Cell>' for value in row) + "</Row>"
        for row in (HEAD, ROW)
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    (tmp_path / "a.xls").write_text(
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="台账"><Table>{rows}</Table>'
        "</Worksheet></Workbook>",
        encoding="utf-8",
    )
    assert only(tmp_path / "a.xls") == TOLD


def test_our_own_export_comes_back(tmp_path):
    rows = list(round_rows(17))
    write_ledger(get_layout("ledger"), rows, out=tmp_path / "own.xlsx", **WORDS)
    ledger = read_ledger(tmp_path / "own.xlsx")
    names = (
        "number",
        "source_number",
        "problem_class",
        "category",
        "problem",
        "root_cause",
        "leaders",
        "units",
        "owners",
    )
    assert [told(item, *names) for item in ledger.items] == [
        (row.number, row.source_number, row.problem_class, row.category, row.problem, row.root_cause,
         (row.leader,), (row.unit,), (row.owner,))
        for row in rows
    ]  # fmt: skip
    assert [[(m.text, m.standard) for m in item.measures] for item in ledger.items] == [
        [(measure.text, measure.standard) for measure in row.measures] for row in rows
    ]
    assert [(item.deadline, item.struck_off_on, item.progress) for item in ledger.items] == [
        (row.deadline, row.struck_off_on, row.progress) for row in rows
    ]
    assert (ledger.title, ledger.unit_name, ledger.date) == (WORDS["title"], WORDS["unit_name"], WORDS["made_on"])
    assert ledger.problems == ()


def test_a_used_range_to_the_last_cell_costs_nothing(tmp_path):
    from openpyxl import load_workbook

    path = book(tmp_path / "wide.xlsx", [HEAD, ROW])
    workbook = load_workbook(path)
    workbook.active["XFD1048576"] = " "
    workbook.save(path)
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    assert b"XFD1048576" in sheet
    merged = sheet.replace(
        b"</sheetData>", b'</sheetData><mergeCells count="1"><mergeCell ref="A9:XFD1048576"/></mergeCells>'
    )
    assert only(replaced(path, "xl/worksheets/sheet1.xml", merged)) == TOLD


def replaced(path: Path, member: str, data: bytes) -> Path:
    """The workbook with one part exchanged."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[member] = data
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_cells_without_references_and_rich_text(tmp_path):
    path = book(tmp_path / "odd.xlsx", [HEAD, ROW])
    cells = "".join(f'<c t="inlineStr"><is><r><t>{v}</t></r><rPh sb="0" eb="1"><t>pin</t></rPh></is></c>' for v in ROW)
    heads = "".join(f'<c t="inlineStr"><is><t>{value}_x000D_</t></is></c>' for value in HEAD)
    sheet = (
        f'<x:worksheet xmlns:x="urn:any"><x:sheetData><row>{heads}</row><row>{cells}</row></x:sheetData></x:worksheet>'
    )
    assert only(replaced(path, "xl/worksheets/sheet1.xml", sheet.encode())) == TOLD


def test_an_entity_bomb_is_not_unfolded(tmp_path):
    path = book(tmp_path / "bomb.xlsx", [HEAD, ROW])
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
    assert refused(replaced(path, "xl/worksheets/sheet1.xml", bomb)) == "文件内含异常的 XML 声明，没有读取。"


def test_a_zip_bomb_is_refused_by_its_directory(tmp_path, monkeypatch):
    monkeypatch.setattr(kinds_module, "MAX_MEMBER_BYTES", 1000)
    path = book(tmp_path / "bomb.xlsx", [HEAD, ROW])
    assert refused(path) == "文件解开后过大，不像正常的台账，没有读取。"


def test_a_file_over_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(kinds_module, "MAX_BYTES", 100)
    path = book(tmp_path / "large.xlsx", [HEAD, ROW])
    assert refused(path) == "文件超过 100 MB，请删去图片或拆分后再上传。"


def compound(*names: str) -> bytes:
    """The start of an OLE file whose directory holds these streams."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + b"".join(name.encode("utf-16-le") for name in names)


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "文件是空的，请检查后重新上传。"),
        (compound("EncryptedPackage", "EncryptionInfo"), "文件加了密码，请取消密码后再上传。"),
        (compound("WordDocument"), "这是 Word 文档，不是表格，请上传 Excel 或 CSV 台账。"),
        (compound("Workbook"), "文件不完整或已损坏（可能没有传完），请重新导出或重新上传。"),
        (b"%PDF-1.7 ...", "这是 PDF 文件，不是表格，请上传 Excel 或 CSV 台账。"),
        (b"\x89PNG\r\n\x1a\n....", "这是图片，不是表格，请上传 Excel 或 CSV 台账。"),
        (zipped("word/document.xml"), "这是 Word 或演示文稿，不是表格，请上传 Excel 或 CSV 台账。"),
        (zipped("台账.xlsx"), "这是压缩包，里面不是 Excel 表格；请解压后上传台账本身。"),
        (zipped("xl/workbook.xml"), "文件不完整或已损坏（可能没有传完），请重新导出或重新上传。"),
        (b"\x00\x01\x02\x03" * 50, "认不出这是什么文件，请上传 Excel（xlsx、xls、et）或 CSV 台账。"),
        (
            "今天开会。\n明天学习。\n".encode(),
            "没有在文件里找到整改台账，只看到工作表“a”（今天开会。）：台账要有一行表头，至少写明问题、整改措施、时限或责任人。",
        ),
    ],
)
def test_what_is_no_ledger_is_refused_in_one_sentence(tmp_path, data, sentence):
    (tmp_path / "a.xlsx").write_bytes(data)
    assert refused(tmp_path / "a.xlsx") == sentence


def test_a_lock_file_is_named_as_such(tmp_path):
    path = book(tmp_path / "a.xlsx", [HEAD, ROW])
    assert refused(path, name="~$台账.xlsx") == "这是 Excel 或 WPS 打开文件时的临时文件，请关闭表格后上传原文件。"


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.9, 0.99])
def test_a_workbook_cut_anywhere_is_refused(tmp_path, share):
    data = book(tmp_path / "a.xlsx", [HEAD, ROW]).read_bytes()
    (tmp_path / "cut.xlsx").write_bytes(data[: int(len(data) * share)])
    assert refused(tmp_path / "cut.xlsx") == "文件不完整或已损坏（可能没有传完），请重新导出或重新上传。"


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_an_old_workbook_cut_anywhere_is_refused(tmp_path, share, capfd):
    data = (OLD / "standard.xls").read_bytes()
    (tmp_path / "cut.xls").write_bytes(data[: int(len(data) * share)])
    assert refused(tmp_path / "cut.xls") == "文件不完整或已损坏（可能没有传完），请重新导出或重新上传。"
    assert capfd.readouterr().err == ""


def test_an_impossible_date_names_its_cell(tmp_path):
    ledger = read(tmp_path, [HEAD, [1, "问题甲不落实。", "措施甲", "张某某", "2024年2月30日前"]])
    assert told(ledger.items[0], "deadline", "deadline_text") == (None, "2024年2月30日前")
    assert [(p.sheet, p.cell, p.sentence) for p in ledger.problems] == [
        ("台账", "E2", "时限“2024年2月30日”不是真实存在的日期，请核对。"),
    ]


def test_a_workbook_made_to_fill_the_memory_is_refused(tmp_path, monkeypatch):
    """By how densely it is packed, before it is unpacked; by its cells, texts and merged ranges, while it is read."""
    full = "表格内容过多，不像正常的台账，请拆分后再上传。"
    path = book(tmp_path / "bomb.xlsx", [HEAD, ROW, ROW], merges="A1:A2")
    monkeypatch.setattr(kinds_module, "_LARGE", 100)
    monkeypatch.setattr(kinds_module, "_DENSEST", 2)
    assert refused(path) == "文件解开后过大，不像正常的台账，没有读取。"
    monkeypatch.undo()
    for limit, value in (("MAX_CELLS", 12), ("MAX_CHARACTERS", 40), ("MAX_MERGES", 0), ("MAX_MERGED_CELLS", 1)):
        monkeypatch.setattr(limits_module, limit, value)
        assert refused(path) == full
        monkeypatch.undo()


def test_a_web_page_whose_cells_span_everything_is_refused(tmp_path):
    row = '<tr><td rowspan="1999" colspan="1999">甲</td></tr>'
    (tmp_path / "a.xls").write_text(f"<html><table>{row}</table></html>", encoding="utf-8")
    assert refused(tmp_path / "a.xls") == "表格内容过多，不像正常的台账，请拆分后再上传。"
