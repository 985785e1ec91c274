"""Web pages and Excel 2003 XML under the name of a workbook: what systems that export “Excel” really write."""

from pathlib import Path

import pytest

from tests.ledgers.reading_books import told
from tracker.errors import Unreadable
from tracker.ledgers.reading import read_ledger

CELLS = "<td>序号</td><td>反馈问题</td><td>整改措施</td><td>责任人</td><td>整改时限</td>"
ROW = "<td>1</td><td>问题甲不落实。</td><td>措施甲</td><td>张某某</td><td>2024年3月底前</td>"
TOLD = ("问题甲不落实。", ["措施甲"], ("张某某",), "2024-03-31")
SPACE = "urn:schemas-microsoft-com:office:spreadsheet"


def only(folder: Path, text: str, *names: str):
    (folder / "a.xls").write_text(text, encoding="utf-8")
    (item,) = read_ledger(folder / "a.xls").items
    return told(item, *(names or ("problem", "measures", "owners", "deadline")))


@pytest.mark.parametrize(
    "page",
    [
        f"<HTML><TABLE><TR>{CELLS.upper().replace('</TD>', '')}</TR><TR>{ROW.replace('</td>', '')}</TR></TABLE></HTML>",
        f"<?xml version='1.0'?>\n<html><script>var a = '<table>';</script><table><tr>{CELLS}<tr>{ROW}</table></html>",
        f"<!-- 导出 --><html><table><tr><td><table><tr>{CELLS}</tr><tr>{ROW}</tr></table></td></tr></table></html>",
    ],
    ids=["capitals and no end tags", "a script that names a table", "a table that lays out the page"],
)
def test_tables_however_they_are_written(tmp_path, page):
    assert only(tmp_path, page) == TOLD


def test_a_page_without_a_table_says_so(tmp_path):
    (tmp_path / "a.xls").write_text("<html><p>会议纪要</p></html>", encoding="utf-8")
    with pytest.raises(Unreadable) as refused:
        read_ledger(tmp_path / "a.xls")
    assert refused.value.sentence == "文件里没有表格，没有可读入的台账。"


def spreadsheet(body: str, more: str = "") -> str:
    return (
        f'<?xml version="1.0"?><Workbook xmlns="{SPACE}" xmlns:ss="{SPACE}"><Styles>'
        '<Style ss:ID="p"><NumberFormat ss:Format="0%"/></Style>'
        '<Style ss:ID="m"><NumberFormat ss:Format="yyyy&quot;年&quot;m&quot;月&quot;"/></Style></Styles>'
        f'<Worksheet ss:Name="台账"><Table>{body}</Table></Worksheet>{more}</Workbook>'
    )


def cells(*values: str) -> str:
    data = "".join(f'<Cell><Data ss:Type="String">{value}</Data></Cell>' for value in values)
    return f"<Row>{data}</Row>"


def test_styles_of_numbers_and_comments_on_cells_in_xml_of_2003(tmp_path):
    row = (
        '<Row><Cell><Data ss:Type="Number">1</Data></Cell>'
        '<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">问题<B>甲</B>不落实。</ss:Data></Cell>'
        '<Cell><Data ss:Type="String">措施甲</Data><Comment><ss:Data>批注</ss:Data></Comment></Cell>'
        '<Cell ss:StyleID="m"><Data ss:Type="DateTime">2024-03-01T00:00:00.000</Data></Cell>'
        '<Cell ss:StyleID="p"><Data ss:Type="Number">0.6</Data></Cell></Row>'
    )
    text = spreadsheet(cells("序号", "反馈问题", "整改措施", "整改时限", "整改进度") + row)
    assert only(tmp_path, text, "problem", "measures", "deadline", "deadline_text", "status") == (
        "问题甲不落实。", ["措施甲"], "2024-03-31", "2024年3月", "60%",
    )  # fmt: skip


def test_hidden_sheets_in_xml_of_2003_are_no_data(tmp_path):
    table = cells("序号", "反馈问题", "整改措施", "责任人", "整改时限")
    old = (
        f'<Worksheet ss:Name="旧"><Table>{table}{cells("1", "旧问题。", "旧措施", "李某某", "2022年")}</Table>'
        "<WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>"
    )
    text = spreadsheet(table + cells("1", "问题甲不落实。", "措施甲", "张某某", "2024年3月底前"), old)
    assert only(tmp_path, text) == TOLD
