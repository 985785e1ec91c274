"""Files as programs make them: names of parts, encodings, formats and marks that no office would draw on paper."""

import datetime as dt
import re
import zipfile
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from tests.ledgers.reading_books import told
from tracker.errors import Unreadable
from tracker.ledgers.reading import Mended, as_json, json_texts, read_ledger

HEAD = ["序号", "反馈问题", "整改措施", "责任人", "整改时限"]
ROW = [1, "问题甲不落实。", "措施甲", "张某某"]
TOLD = ("1", "问题甲不落实。", ["措施甲"], ("张某某",), "2024-03-31")
SHEET = "xl/worksheets/sheet1.xml"


def made(path: Path, value: object = dt.date(2024, 3, 31), shown: str = "yyyy/m/d") -> Path:
    """A workbook with shared strings, its deadline this value in this format."""
    workbook = Workbook(path)
    sheet = workbook.add_worksheet("台账")
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, ROW)
    sheet.write(1, 4, value, workbook.add_format({"num_format": shown}))
    workbook.close()
    return path


def altered(path: Path, renamed: dict[str, str], **replaced: str) -> Path:
    """The workbook with parts renamed, and words in all of them (of names and content) exchanged."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            for old, new in renamed.items():
                name, content = name.replace(old, new), content.replace(old, new)
            for old, new in replaced.items():
                content = content.replace(old, new)
            archive.writestr(name, content)
    return path


def only(path: Path, *names: str):
    (item,) = read_ledger(path).items
    return told(item, *(names or ("source_number", "problem", "measures", "owners", "deadline")))


def refused(path: Path) -> str:
    with pytest.raises(Unreadable) as error:
        read_ledger(path)
    return error.value.sentence


@pytest.mark.parametrize(
    "renamed",
    [
        {"workbook.xml": "workbook22.xml", "sharedStrings.xml": "sharedStrings2.xml", "styles.xml": "styles3.xml"},
        {"worksheets/sheet1.xml": "data.xml"},
        {"xl/": "/xl/", "[Content": "/[Content", "_rels/.": "/_rels/."},
    ],
    ids=["numbered", "elsewhere", "from the root"],
)
def test_parts_are_found_by_their_relations(tmp_path, renamed):
    assert only(altered(made(tmp_path / "a.xlsx"), renamed)) == TOLD


def test_halves_of_characters_do_not_spoil_the_reading(tmp_path):
    path = altered(made(tmp_path / "a.xlsx"), {}, 措施甲="措施_xD83D__xDE00_甲_xD83D_")
    assert only(path, "measures") == (["措施😀甲"],)
    assert "".join(json_texts(read_ledger(path))).encode()
    assert as_json(read_ledger(path))


def test_a_time_in_iso_form_is_kept_as_written(tmp_path):
    path = made(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        cell = re.search(r'<c r="E2"[^>]*><v>[^<]*</v>', archive.read(SHEET).decode())[0]
    altered(path, {cell: '<c r="E2" t="d"><v>T10:00:00</v>'})
    assert only(path, "deadline", "deadline_text") == (None, "T10:00:00")


def spreadsheet(encoding: str = "utf-8", number: str = "General", last: str = "2024年3月底前") -> bytes:
    """A workbook in the XML of 2003, its numbers in this named format."""
    heads = "".join(f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in HEAD)
    texts = "".join(f'<Cell><Data ss:Type="String">{text}</Data></Cell>' for text in [*ROW[1:], last])
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0" encoding="{encoding}"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Styles>'
        f'<Style ss:ID="n"><NumberFormat ss:Format="{number}"/></Style></Styles><Worksheet ss:Name="台账"><Table>'
        f'<Row>{heads}</Row><Row><Cell ss:StyleID="n"><Data ss:Type="Number">1</Data></Cell>{texts}</Row>'
        "</Table></Worksheet></Workbook>"
    ).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb2312", "GBK", "gb18030"])
def test_the_xml_of_2003_in_the_encodings_of_offices(tmp_path, encoding):
    (tmp_path / "a.xls").write_bytes(spreadsheet(encoding))
    assert only(tmp_path / "a.xls") == TOLD


@pytest.mark.parametrize("number", ["Fixed", "Standard", "Currency", "Euro Currency", "Medium Time"])
def test_numbers_under_a_named_format_are_no_dates(tmp_path, number):
    (tmp_path / "a.xls").write_bytes(spreadsheet(number=number))
    assert only(tmp_path / "a.xls") == TOLD


def lines(delimiter: str) -> str:
    return "\r\n".join(delimiter.join(map(str, row)) for row in (HEAD, [*ROW, "2024年3月底前"])) + "\r\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|", "^"])
def test_a_first_line_that_names_the_delimiter_is_no_title(tmp_path, delimiter):
    (tmp_path / "a.csv").write_bytes(f"sep={delimiter}\r\n{lines(delimiter)}".encode("utf-8-sig"))
    ledger = read_ledger(tmp_path / "a.csv")
    assert only(tmp_path / "a.csv") == TOLD
    assert (ledger.title, ledger.sheets[0].header_row) == ("", 2)


def test_a_page_that_ends_within_its_table_keeps_its_last_cell(tmp_path):
    rows = "".join("<tr>" + "".join(f"<td>{text}" for text in row) for row in (HEAD, [*ROW, "2024年3月底前"]))
    (tmp_path / "a.xls").write_text(f"<table>{rows}", encoding="utf-8")
    assert only(tmp_path / "a.xls") == TOLD


ARCHIVE = b"MIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\tboundary=x\r\n\r\n--x\r\n<table>=E5=BA=8F"
SENT = b"From: <saved>\r\nSubject: x,\r\n y\r\n"
FRAMES = b"<html><head>" + b" " * 5000 + b"</head><frameset><frame src=sheet001.htm></frameset></html>"
FLAT = b'<?xml version="1.0"?><office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"/>'


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (ARCHIVE, "这是网页归档文件（mht），请用 WPS 或 Excel 打开后另存为 xlsx 再上传。"),
        (SENT + ARCHIVE, "这是网页归档文件（mht），请用 WPS 或 Excel 打开后另存为 xlsx 再上传。"),
        (FRAMES, "这是网页的框架，表格在它旁边的文件夹里；请用 WPS 或 Excel 打开后另存为 xlsx 再上传。"),
        (FLAT, "这是单一 XML 的 OpenDocument 文件（fods），请另存为 xlsx 后再上传。"),
        (b"\r\n%PDF-1.4 ...", "这是 PDF 文件，不是表格，请上传 Excel 或 CSV 台账。"),
    ],
)
def test_text_that_is_another_document_is_refused_as_such(tmp_path, data, sentence):
    (tmp_path / "a.xls").write_bytes(data)
    assert refused(tmp_path / "a.xls") == sentence


@pytest.mark.parametrize(
    ("member", "sentence"),
    [
        ("Index/Document.iwa", "这是苹果 Numbers 表格，请导出为 Excel（xlsx）后再上传。"),
        ("OFD.xml", "这是 OFD 版式文件，不是表格，请上传 Excel 或 CSV 台账。"),
    ],
)
def test_packed_documents_are_refused_by_what_they_are(tmp_path, member, sentence):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr(member, "x")
    assert refused(tmp_path / "a.xlsx") == sentence


def doubted(path: Path) -> tuple[object, ...]:
    """The deadline of the one problem, its words, and what is said against them."""
    ledger = read_ledger(path)
    return (*told(ledger.items[0], "deadline", "deadline_text"), *(problem.sentence for problem in ledger.problems))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("03/31/2024", ("2024-03-31", "03/31/2024")),
        ("31.3.2024前", ("2024-03-31", "31.3.2024前")),
        ("04/04/2024", ("2024-04-04", "04/04/2024")),
        ("03/04/2024", (None, "03/04/2024", "时限“03/04/2024”分不清哪个是月、哪个是日，请改写成年月日。")),
    ],
)
def test_the_year_may_stand_last(tmp_path, text, expected):
    assert doubted(made(tmp_path / "a.xlsx", text)) == expected


def test_a_date_before_all_dates_is_doubted(tmp_path):
    assert doubted(made(tmp_path / "a.xlsx", 1)) == (
        None,
        "1900-01-01",
        "时限“1900-01-01”的年份不对（多半是公式引用了空格），请核对。",
    )


def test_a_date_shown_as_its_year_means_the_end_of_it(tmp_path):
    path = made(tmp_path / "a.xlsx", dt.date(2024, 1, 1), 'yyyy"年"')
    assert doubted(path) == ("2024-12-31", "2024年")


def calculated(path: Path, *cells: str) -> Path:
    """A workbook of two problems, these cells of the second exchanged; written as XML, formulas and all."""
    row = "".join(
        cells[place] if place < len(cells) else f'<c t="str"><v>{text}</v></c>'
        for place, text in enumerate(["2", "问题乙不落实。", "措施乙", "李某某", "2024年5月底前"])
    )
    made(path)
    with zipfile.ZipFile(path) as archive:
        end = "</sheetData>"
        assert end in archive.read(SHEET).decode()
    return altered(path, {end: f"<row>{row}</row>{end}"})


def broken(path: Path) -> tuple[object, object]:
    """The second problem with its measures and owners, and what is said of cells."""
    ledger = read_ledger(path)
    assert only_first(ledger) == TOLD
    return told(ledger.items[1], "problem", "measures", "owners"), [(p.cell, p.sentence) for p in ledger.problems]


def only_first(ledger) -> tuple[object, ...]:
    return told(ledger.items[0], "source_number", "problem", "measures", "owners", "deadline")


EMPTY = "<c><f>A2&amp;B2</f><v></v></c>"
SAID = "这一格的公式没有存下结果，没有读到内容；请用 Excel 或 WPS 打开、保存后再上传，或者改写。"
WRONG = "这一格的公式出错（#N/A），没有读到内容，请改写。"


def test_formulas_without_a_value_are_told(tmp_path):
    """Not of numbers that only count; a problem is still one, so that its row is not put to the one above."""
    assert broken(calculated(tmp_path / "a.xlsx", EMPTY, EMPTY, EMPTY)) == (
        ("（公式没有结果）", [], ("李某某",)),
        [("B3", SAID), ("C3", SAID)],
    )
    fault = '<c t="e"><f>NA()</f><v>#N/A</v></c>'
    assert broken(calculated(tmp_path / "b.xlsx", fault, fault, fault)) == (
        ("#N/A", [], ("李某某",)),
        [("B3", WRONG), ("C3", WRONG)],
    )


def test_a_formula_that_comes_to_nothing_or_to_a_text_is_as_good_as_typed(tmp_path):
    nothing = '<c t="str"><f>""</f><v></v></c>'
    text = '<c t="str"><f>A2</f><v>问题乙不落实。</v></c>'
    assert broken(calculated(tmp_path / "a.xlsx", nothing, text, nothing)) == (("问题乙不落实。", [], ("李某某",)), [])


def test_rows_filled_with_formulas_ahead_are_no_problems(tmp_path):
    fault = '<c t="e"><v>#N/A</v></c>'
    path = calculated(tmp_path / "a.xlsx", "<c><v>2</v></c>", fault, fault, fault, fault)
    ledger = read_ledger(path)
    assert (only_first(ledger), len(ledger.items), ledger.problems) == (TOLD, 1, ())


def test_a_formula_typed_anew_is_told_no_more(tmp_path):
    path = calculated(tmp_path / "a.xlsx", "<c><v>2</v></c>", EMPTY)
    ledger = read_ledger(path, mended=Mended(cells={"台账": {"B3": "问题丙不落实。"}}))
    assert (ledger.items[1].problem, ledger.problems) == ("问题丙不落实。", ())


@pytest.mark.parametrize(
    ("value", "shown", "expected"),
    [
        (3, '0"个月内"', "3个月内"),
        (2024, 'General"年底前"', "2024年底前"),
        (6, r'"第"0"季度"\。', "第6季度。"),
        (7, "000", "007"),
        (3, r"0_ ;[Red]\-0\ ", "3"),
        (3, "0.00", "3"),
        (3, "#,##0", "3"),
    ],
)
def test_numbers_are_read_with_the_words_of_their_format(tmp_path, value, shown, expected):
    assert only(made(tmp_path / "a.xlsx", value, shown), "deadline_text") == (expected,)


def test_errors_of_an_old_workbook_are_told():
    """Two errors beside words, one in the place of the problem, one in that of its owner."""
    ledger = read_ledger(Path(__file__).parent / "old" / "errors.xls")
    assert [told(item, "problem", "measures", "owners", "deadline") for item in ledger.items] == [
        ("党委理论学习中心组学习不经常。", [], ("张某某",), "2024-03-31"),
        ("三重一大决策程序不规范。", ["修订议事规则。"], ("李某某",), None),
        ("#VALUE!", ["开展专项检查。"], (), "2024-12-31"),
    ]
    assert [(problem.cell, problem.raw) for problem in ledger.problems] == [
        ("C2", "#N/A"),
        ("F3", "#REF!"),
        ("B4", "#VALUE!"),
        ("E4", "#NAME?"),
    ]


def test_an_error_in_the_xml_of_2003_is_told(tmp_path):
    cell = '<Data ss:Type="String">措施甲</Data>'
    data = spreadsheet().decode().replace(cell, '<Data ss:Type="Error">#N/A</Data>')
    (tmp_path / "a.xls").write_text(data, encoding="utf-8")
    ledger = read_ledger(tmp_path / "a.xls")
    assert only_first(ledger) == ("1", "问题甲不落实。", [], ("张某某",), "2024-03-31")
    assert [(problem.cell, problem.sentence) for problem in ledger.problems] == [("C2", WRONG)]
