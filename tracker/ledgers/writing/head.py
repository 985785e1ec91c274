"""The head of a sheet – title, reporting line, one sentence, two-level header – and its page set-up, by openpyxl."""

from dataclasses import dataclass
from datetime import date

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tracker.ledgers.layouts import Layout
from tracker.ledgers.writing.cells import clean
from tracker.ledgers.writing.styles import dress

TITLE_ROW, UNIT_ROW, SENTENCE_ROW, GROUP_ROW, HEAD_ROW = 1, 2, 3, 4, 5
HEIGHTS = {TITLE_ROW: 38, UNIT_ROW: 20, SENTENCE_ROW: 20, GROUP_ROW: 22, HEAD_ROW: 34}
GAP = "\u3000" * 3
PAGE_FOOTER = "第&P页 共&N页"
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6, "header": 0.3, "footer": 0.3}  # inches
_PAPERS = {"A3": Worksheet.PAPERSIZE_A3, "A4": Worksheet.PAPERSIZE_A4}


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above and below the rows."""

    title: str
    unit_name: str
    made_on: date
    sentence: str
    signature_lines: tuple[str, ...] = ()


def chinese_date(day: date) -> str:
    """2026年11月23日, without leading zeros, as official papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def set_up_page(sheet: Worksheet, layout: Layout) -> None:
    """Widths, panes, and the page: one page wide, header repeated, pages numbered."""
    for place, column in enumerate(layout.columns, 1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
        sheet.column_dimensions[get_column_letter(place)].hidden = column.hidden
    sheet.freeze_panes = f"{get_column_letter(layout.frozen_columns + 1)}{HEAD_ROW + 1}"
    sheet.page_setup.paperSize = _PAPERS[layout.paper]
    sheet.page_setup.orientation = layout.orientation
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{GROUP_ROW}:{HEAD_ROW}"
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = PAGE_FOOTER
    for name, inches in MARGINS.items():
        setattr(sheet.page_margins, name, inches)


def write_head(sheet: Worksheet, layout: Layout, heading: Heading) -> None:
    """The rows above the data."""
    line = f"填报单位：{heading.unit_name}{GAP}日期：{chinese_date(heading.made_on)}"
    for row, text, look in (
        (TITLE_ROW, heading.title, "title"),
        (UNIT_ROW, line, "line"),
        (SENTENCE_ROW, heading.sentence, "line"),
    ):
        _write(sheet, row, 1, text, look)
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(layout.columns))
    _write_groups(sheet, layout)
    for row, height in HEIGHTS.items():
        sheet.row_dimensions[row].height = height


def _write_groups(sheet: Worksheet, layout: Layout) -> None:
    """The two-level header; a column without a group takes both levels."""
    place = 1
    for words, span in layout.groups:
        for offset, column in enumerate(layout.columns[place - 1 : place - 1 + span]):
            _write(sheet, GROUP_ROW, place + offset, words or column.heading, "head")
            _write(sheet, HEAD_ROW, place + offset, column.heading, "head")
        bottom = GROUP_ROW if words else HEAD_ROW
        if span > 1 or not words:
            sheet.merge_cells(start_row=GROUP_ROW, end_row=bottom, start_column=place, end_column=place + span - 1)
        place += span


def _write(sheet: Worksheet, row: int, column: int, text: str, look: str) -> None:
    cell = sheet.cell(row, column)
    cell.value = clean(text)
    cell.data_type = "s"  # openpyxl would take a text that begins with = for a formula
    dress(cell, look)
