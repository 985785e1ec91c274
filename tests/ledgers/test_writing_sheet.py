"""The sheet around the rows: head, panes, filter, page, foot, heights; read back with openpyxl."""

import io
from dataclasses import replace

from openpyxl import load_workbook

from tests.ledgers.ledger_rows import FIRST, LEDGER, WORDS, opened, round_rows
from tracker.ledgers.columns import LedgerRow
from tracker.ledgers.writing import stream_ledger


def test_the_head_is_merged_in_two_levels() -> None:
    sheet = opened(round_rows(2), signature_lines=())
    assert {str(merge) for merge in sheet.merged_cells.ranges} == {
        *("A1:U1", "A2:U2", "A3:U3"),
        *("A4:G4", "H4:I4", "J4:M4", "N4:O4", "P4:U4"),
    }
    assert [sheet[f"A{row}"].value for row in (1, 2, 3)] == [
        WORDS["title"],
        "填报单位：X市民政局　　　日期：2026年11月23日",
        WORDS["sentence"],
    ]
    assert [sheet[f"{letter}4"].value for letter in "AHJNP"] == ["问题", "整改措施", "责任", "时限", "进展与销号"]
    assert [cell.value for cell in sheet[5]] == [
        *(
            "序号",
            "编号",
            "反馈序号",
            "问题类别",
            "任务类别",
            "反馈问题",
            "根本原因",
            "整改措施",
            "完成标准",
            "牵头领导",
        ),
        *(
            "责任单位",
            "配合单位",
            "责任人",
            "整改类别",
            "整改时限",
            "整改进展",
            "状态",
            "预警",
            "销号时间",
            "备注",
            "导出版本",
        ),
    ]


def test_a_column_without_a_group_takes_both_levels() -> None:
    columns = tuple(
        replace(column, group=group) for column, group in zip(LEDGER.columns[:4], ["", "甲", "甲", ""], strict=True)
    )
    layout = replace(LEDGER, columns=columns)
    data = b"".join(stream_ledger(layout, [], **WORDS, signature_lines=()))
    sheet = load_workbook(io.BytesIO(data)).active
    merges = {str(merge) for merge in sheet.merged_cells.ranges}
    assert merges == {"A1:D1", "A2:D2", "A3:D3", "A4:A5", "B4:C4", "D4:D5"}
    assert [sheet[at].value for at in ("A4", "B4", "B5", "C5", "D4")] == ["序号", "甲", "编号", "反馈序号", "问题类别"]


def test_fonts_and_alignment_are_those_of_official_papers() -> None:
    sheet = opened(round_rows(1))
    looks = {at: (sheet[at].font.name, sheet[at].font.size) for at in ("A1", "A2", "F5", "F6")}
    assert looks == {
        "A1": ("方正小标宋简体", 22),
        "A2": ("仿宋_GB2312", 12),
        "F5": ("黑体", 11),
        "F6": ("仿宋_GB2312", 11),
    }
    body = sheet["F6"]
    assert (body.alignment.wrap_text, body.alignment.vertical) == (True, "top")
    assert {getattr(body.border, side).style for side in ("left", "right", "top", "bottom")} == {"thin"}


def test_the_sheet_is_ready_to_use_and_to_print() -> None:
    sheet = opened(round_rows(10))
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C6", "A5:U15")
    assert (sheet.print_title_rows, sheet.print_area) == ("$4:$5", "'整改台账'!$A$1:$U$17")
    page = sheet.page_setup
    assert (page.paperSize, page.orientation, page.fitToWidth, page.fitToHeight) == (8, "landscape", 1, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage is True
    assert sheet.oddFooter.center.text == "第&P页 共&N页"
    assert [sheet.column_dimensions[letter].width for letter in "AFT"] == [5, 23, 8.5]


def test_the_foot_is_signed_below_the_rows() -> None:
    sheet = opened(round_rows(3), signature_lines=("审核人：", "填表人：李某某", "日期："))
    assert [cell.value for cell in sheet[9]] == [None] * 21
    assert {cell.coordinate: cell.value for cell in sheet[10] if cell.value} == {
        "A10": "审核人：",
        "H10": "填表人：李某某",
        "N10": "日期：",
    }
    assert {"A10:G10", "H10:M10", "N10:U10"} <= {str(merge) for merge in sheet.merged_cells.ranges}
    assert [cell.value for cell in opened([])[7] if cell.value] == list(LEDGER.foot)


def test_more_signatures_than_fit_abreast_take_another_row() -> None:
    sheet = opened([], signature_lines=tuple("甲乙丙丁戊"))
    assert [[cell.value for cell in sheet[row] if cell.value] for row in (7, 8)] == [list("甲乙丙丁"), ["戊"]]


def test_an_empty_ledger_has_its_head() -> None:
    sheet = opened([], signature_lines=())
    assert (sheet.max_row, sheet.auto_filter.ref, sheet["F5"].value) == (5, "A5:U5", "反馈问题")


def test_a_row_is_as_high_as_its_longest_cell_needs() -> None:
    texts = ["短", "长" * 30, "长" * 30 + "\n" + "长" * 30, "长" * 3000]
    sheet = opened([LedgerRow(n, problem=text) for n, text in enumerate(texts)])
    heights = [sheet.row_dimensions[FIRST + n].height for n in range(len(texts))]
    assert heights == [19.9, 51.8, 99.7, 409.0]  # one line, three, six, and Excel's limit


def test_words_of_the_head_are_never_formulas() -> None:
    sheet = opened([], title="=1+1\x00", unit_name="<单位>&", sentence="+2", signature_lines=("=3\x0b",))
    assert [(sheet[at].value, sheet[at].data_type) for at in ("A1", "A2", "A3", "A7")] == [
        ("=1+1", "s"),
        ("填报单位：<单位>&　　　日期：2026年11月23日", "s"),
        ("+2", "s"),
        ("=3", "s"),
    ]
