"""The head of a sheet – title, reporting line, one sentence, two-level header – and its page set-up, by openpyxl."""

from datetime import date

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tracker.ledgers.layouts import Layout
from tracker.ledgers.writing.cells import clean
from tracker.ledgers.writing.sheets import Heading
from tracker.ledgers.writing.styles import dress

TITLE_ROW, UNIT_ROW, SENTENCE_ROW, GROUP_ROW, HEAD_ROW = 1, 2, 3, 4, 5
HEIGHTS = {TITLE_ROW: 38, UNIT_ROW: 20, SENTENCE_ROW: 20, GROUP_ROW: 22, HEAD_ROW: 34}
GAP = "\u3000" * 3
PAGE_FOOTER = "第&P页 共&N页"
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6, "header": 0.3, "footer": 0.3}  # inches
_PAPERS = {"A3": Worksheet.PAPERSIZE_A3, "A4": Worksheet.PAPERSIZE_A4}


def chinese_date(day: date) -> str:
    """2026年11月23日, without leading zeros, as official papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def set_up_page(sheet: Worksheet, layout: Layout, code: str) -> None:
    """Widths, panes, and the page: one page wide, header repeated, pages numbered."""
    for place, column in enumerate(layout.columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
        sheet.column_dimensions[get_column_letter(place)].hidden = column.hidden
    set_up_paper(sheet, layout, code)
    sheet.freeze_panes = f"{get_column_letter(layout.frozen_columns + 1)}{HEAD_ROW + 1}"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{GROUP_ROW}:{HEAD_ROW}"


def set_up_paper(sheet: Worksheet, layout: Layout, code: str) -> None:
    """Paper, margins, and what is printed at the foot of every page."""
    sheet.page_setup.paperSize = _PAPERS[layout.paper]
    sheet.page_setup.orientation = layout.orientation
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = PAGE_FOOTER
    sheet.oddFooter.right.text = f"校验码 {code}" if code else None
    for name, inches in MARGINS.items():
        setattr(sheet.page_margins, name, inches)


def write_head(sheet: Worksheet, layout: Layout, heading: Heading) -> None:
    """The rows above the data."""
    line = f"填报单位：{heading.unit_name}{GAP}日期：{chinese_date(heading.made_on)}"
    line += f"{GAP}本表只列{heading.narrows_to}" if heading.narrows_to else ""
    for row, text, look in (
        (TITLE_ROW, heading.title, "title"),
        (UNIT_ROW, line, "line"),
        (SENTENCE_ROW, heading.sentence, "line"),
    ):
        _write(sheet, row, 1, text, look)
        _merge(sheet, row, row, 1, len(layout.columns))
    _write_groups(sheet, layout)
    for row, height in HEIGHTS.items():
        sheet.row_dimensions[row].height = height


def _write_groups(sheet: Worksheet, layout: Layout) -> None:
    """The two-level header; a column without a group takes both levels."""
    place = 1
    for words, span in layout.groups:
        for offset, column in enumerate(layout.columns[place - 1 : place - 1 + span]):
            above = words or column.heading
            _write(sheet, GROUP_ROW, place + offset, "" if offset else above, "head")
            _write(sheet, HEAD_ROW, place + offset, column.heading if words else "", "head")
        bottom = GROUP_ROW if words else HEAD_ROW
        if span > 1 or not words:
            _merge(sheet, GROUP_ROW, bottom, place, place + span - 1)
        place += span


def _merge(sheet: Worksheet, top: int, bottom: int, left: int, right: int) -> None:
    """Only the range: openpyxl's own merging makes a style of its own for each border it thins out."""
    sheet.merged_cells.add(f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}")


def _write(sheet: Worksheet, row: int, column: int, text: str, look: str) -> None:
    cell = sheet.cell(row, column)
    if text:
        cell.value = clean(text)
        cell.data_type = "s"  # openpyxl would take a text that begins with = for a formula
    dress(cell, look)
