"""The workbook around the rows, made by openpyxl: head, widths, panes, filter, merges, page set-up, styles.

The shell gives each sheet's XML before and after the rows, then the parts that name all sheets. It never holds a data
row, and writes each sheet's head in a workbook of one sheet, so that a hundred sheets cost a hundred times one.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from io import BytesIO
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.packaging.core import DocumentProperties
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.xml.functions import tostring

from tracker.ledgers.layouts import Layout
from tracker.ledgers.writing.cells import clean
from tracker.ledgers.writing.head import GROUP_ROW, HEAD_ROW, set_up_page, write_head
from tracker.ledgers.writing.pages import LAST_COLUMN, set_up_form
from tracker.ledgers.writing.sheets import Heading, Names, Sheet
from tracker.ledgers.writing.styles import Styles, style_numbers

_CORE = "docProps/core.xml"
# The parts that name every sheet, so known only at the end; the others go ahead of the sheets.
_LATE = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "[Content_Types].xml")
_SHEETS = "xl/worksheets/"
DIMENSION = re.compile(r"<dimension [^>]*/>")


class Shell:
    """One workbook in the making; `heading` is that of its first sheet, or of the whole."""

    def __init__(self, heading: Heading):
        self._heading = heading
        self._whole, self._one = Workbook(), Workbook()
        for book in (self._whole, self._one):
            book.remove(book.worksheets[0])
        self.styles: Styles = style_numbers(self._one)
        self._names = Names()

    def open_sheet(self, sheet: Sheet) -> str:
        """Begin a sheet; returns its XML up to the first row."""
        self._whole.create_sheet(self._names.give(sheet.label))
        page = self._one.create_sheet()
        if sheet.layout.shape == "form":
            set_up_form(page, sheet.layout, sheet.heading.code)
        else:
            set_up_page(page, sheet.layout, sheet.heading.code)
            write_head(page, sheet.layout, sheet.heading)
        return self._sheet_xml()[0]

    def close_sheet(self, sheet: Sheet, last_data_row: int, last_row: int) -> str:
        """End the sheet whose rows are known now; returns its XML after the last row, without merges of rows."""
        page, named = self._one.worksheets[0], self._whole.worksheets[-1]
        if sheet.layout.shape != "form":
            last_column = get_column_letter(len(sheet.layout.columns))
            if not sheet.by_measure:  # a filter would hide the lines of a merged cell that do not hold its text
                page.auto_filter.ref = named.auto_filter.ref = f"A{HEAD_ROW}:{last_column}{last_data_row}"
            named.print_area = f"A1:{last_column}{last_row}"
            named.print_title_rows = f"{GROUP_ROW}:{HEAD_ROW}"
            _protect(page, sheet.layout, last_data_row)
        else:
            named.print_area = f"A1:{LAST_COLUMN}{last_row}"
        after = self._sheet_xml()[1]
        self._one.remove(page)
        return after

    def sheet_part(self) -> str:
        """The name in the package of the sheet opened last."""
        return f"{_SHEETS}sheet{len(self._whole.worksheets)}.xml"

    def early_parts(self) -> Iterator[tuple[str, bytes]]:
        """The parts that do not name the sheets; programs tell the kind of file from the first."""
        page = self._one.create_sheet()
        parts = self._parts(self._one)
        self._one.remove(page)
        yield "_rels/.rels", parts.pop("_rels/.rels")
        yield from ((name, data) for name, data in parts.items() if name not in _LATE and _SHEETS not in name)

    def late_parts(self) -> Iterator[tuple[str, bytes]]:
        """The parts that name the sheets, once all are closed."""
        parts = self._parts(self._whole)
        return ((name, parts[name]) for name in _LATE if name in parts)

    def _sheet_xml(self) -> tuple[str, str]:
        xml = self._parts(self._one)[f"{_SHEETS}sheet1.xml"].decode()
        # An empty sheet closes the element it never filled.
        before, end, after = xml.replace("<sheetData/>", "<sheetData></sheetData>").partition("</sheetData>")
        return DIMENSION.sub("", before), end + after

    def _parts(self, book: Workbook) -> dict[str, bytes]:
        saved = BytesIO()
        book.save(saved)
        with ZipFile(saved) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        return parts | {_CORE: self._core()}

    def _core(self) -> bytes:
        """The document's properties; dated by the ledger, so that equal rows give equal bytes."""
        made = datetime.combine(self._heading.made_on, time(), tzinfo=UTC)
        properties = DocumentProperties(
            creator=clean(self._heading.unit_name),
            title=clean(self._heading.title),
            identifier=self._heading.code or None,
            created=made,
            modified=made,
        )
        return tostring(properties.to_tree())


def _protect(sheet: Worksheet, layout: Layout, last_data_row: int) -> None:
    """Refuse whatever is typed into a hidden column; the sheet itself stays free to be filled in."""
    for place, column in enumerate(layout.columns, 1):
        if column.hidden and last_data_row > HEAD_ROW:
            letter, nothing = get_column_letter(place), DataValidation(type="custom", formula1="FALSE")
            nothing.showErrorMessage, nothing.error = True, "这一列供导入时对照，请不要改。"
            nothing.add(f"{letter}{HEAD_ROW + 1}:{letter}{last_data_row}")
            sheet.add_data_validation(nothing)
