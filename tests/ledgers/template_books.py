"""Templates as superiors send them out, drawn with openpyxl: what they are asked for is told by the tests."""

from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

THIN = Side(style="thin")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD, BODY = Font(name="黑体", size=12), Font(name="楷体_GB2312", size=12)
MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
GREY = PatternFill("solid", fgColor="DDDDDD")


def box(page: Worksheet, row: int, first: int, texts: Sequence[object], font: Font = BODY) -> None:
    """A row of bordered cells."""
    for column, text in enumerate(texts, first):
        cell = page.cell(row, column, text)
        cell.border, cell.font, cell.alignment = BOX, font, MIDDLE


def plain(path: Path) -> Path:
    """One level, no title, nothing below."""
    book = Workbook()
    page = book.active
    page.title = "汇总"
    box(page, 1, 1, ["序号", "责任单位", "反馈问题", "整改措施", "整改时限", "责任人", "整改进展", "联系电话"], HEAD)
    book.save(path)
    return path


def official(path: Path) -> Path:
    """Title, unit line, header of three levels, numbers of columns, two samples, three empty rows, a sum, a foot."""
    book = Workbook()
    page = book.active
    page.title = "附件2"
    page["A1"], page["A1"].font = "附件2", Font(name="黑体", size=16)
    page["A2"], page["A2"].font = "XX巡视反馈问题整改情况统计台账", Font(name="方正小标宋简体", size=22)
    page.merge_cells("A2:L2")
    page["A3"] = "填报单位（盖章）：                    填报时间：    年  月  日"
    page.merge_cells("A3:L3")
    page.row_dimensions[2].height = 40
    levels = {
        4: ["序号", "反馈问题", None, "整改情况", None, None, None, None, None, "责任落实", None, "备注"],
        5: [None, "类别", "具体问题", "整改方案", None, None, "推进情况", None, None, "责任单位", "责任领导", None],
        6: [None, None, None, "整改措施", "完成标准", "完成时限", "整改进展", "状态", "剩余天数", None, None, None],
    }
    for row, texts in levels.items():
        box(page, row, 1, texts, HEAD)
    for merge in ("A4:A6", "B4:C4", "D4:I4", "J4:K4", "L4:L6", "B5:B6", "C5:C6", "D5:F5", "G5:I5", "J5:J6", "K5:K6"):
        page.merge_cells(merge)
    box(page, 7, 1, list(range(1, 13)))
    sample = ["例1", "党的建设", "学习不深入。", "制定计划。", "有台账", "2025年6月", "已完成", "已完成"]
    box(page, 8, 1, [*sample, "=F8-TODAY()", "XX局", "张某某", None])
    box(page, 9, 1, ["……", *[None] * 11])
    for row in (8, 9, 10, 11, 12):
        if row > 9:
            box(page, row, 1, [None] * 12)
        page.row_dimensions[row].height = 30
        page.cell(row, 6).number_format = 'yyyy"年"m"月"d"日"'
        page.cell(row, 3).fill = GREY
    box(page, 13, 1, ["合计", None, "=COUNTA(C8:C12)", *[None] * 9])
    page.merge_cells("A13:B13")
    page["A15"] = "注：1.本表每月25日前报送。\n2.完成时限写到日。"
    page.merge_cells("A15:L16")
    page["A17"], page["E17"], page["I17"] = "主要负责人（签字）：", "填表人：", "填报日期："
    page.merge_cells("A17:D17")
    page.merge_cells("E17:H17")
    page.merge_cells("I17:L17")
    page.row_dimensions[15].height, page.row_dimensions[17].height = 50, 36
    states = DataValidation(type="list", formula1='"已完成,整改中"')
    states.add("H8:H12")
    page.add_data_validation(states)
    page.conditional_formatting.add("H8:H12", CellIsRule(operator="equal", formula=['"逾期"'], fill=GREY))
    page.print_area = "A1:L17"
    page.oddFooter.right.text = "第&P页"
    for letter, width in zip("ABCDEFGHIJKL", (6, 16, 30, 30, 20, 18, 24, 12, 10, 14, 12, 12), strict=True):
        page.column_dimensions[letter].width = width
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    more = book.create_sheet("填表说明")
    more["A1"], more["A2"] = "请勿改动表头。", "=附件2!C13"
    book.save(path)
    return path


def shifted(path: Path) -> Path:
    """The header begins in column C, the problem takes two merged columns, the unit has a cell of its own."""
    book = Workbook()
    page = book.active
    page["C2"] = "整改任务清单"
    page["C3"], page["F3"] = "填报单位：", "日期："
    page["D3"].border = page["G3"].border = Border(bottom=THIN)
    box(
        page,
        5,
        3,
        ["编号", "存在的问题", None, "整改措施", "牵头领导", "责任单位及责任人", "完成时限", "包保领导"],
        HEAD,
    )
    page.merge_cells("D5:E5")
    for row in (6, 7):
        box(page, row, 3, [None] * 8)
        page.merge_cells(start_row=row, start_column=4, end_row=row, end_column=5)
    page["C8"] = "填表人："
    book.save(path)
    return path


def stranger(path: Path) -> Path:
    """A workbook with a header that is no ledger's."""
    book = Workbook()
    page = book.active
    page.title = "工资"
    box(page, 1, 1, ["姓名", "身份证号", "基本工资", "津贴"], HEAD)
    book.save(path)
    return path
