"""The workbook around the rows, made by openpyxl: head, widths, panes, filter, merges, page set-up, styles.

The shell has one sheet for every sheet written and gives each sheet's XML before and after the rows, then the parts
that name all sheets. It never holds a data row.
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
from tracker.ledgers.writing.head import HEAD_ROW, Heading, set_up_page, write_head
from tracker.ledgers.writing.styles import Styles, style_numbers

_CORE = "docProps/core.xml"
# The parts that name every sheet, so known only at the end; the others go ahead of the sheets.
_LATE = ("xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml", "[Content_Types].xml")
_SHEETS = "xl/worksheets/"
_DIMENSION = re.compile(r"<dimension [^>]*/>")


class Shell:
    """One workbook in the making."""

    def __init__(self, layout: Layout, heading: Heading):
        self.layout, self.heading = layout, heading
        self._book = Workbook()
        self._book.remove(self._book.worksheets[0])
        self.styles: Styles = style_numbers(self._book)

    def open_sheet(self) -> str:
        """Begin another sheet; returns its XML up to the first data row, which is HEAD_ROW + 1."""
        count = len(self._book.worksheets) + 1
        sheet = self._book.create_sheet(self.layout.name if count == 1 else f"{self.layout.name}（{count}）")
        set_up_page(sheet, self.layout)
        write_head(sheet, self.layout, self.heading)
        return self._sheet_xml()[0]

    def close_sheet(self, last_data_row: int, last_row: int, merges: list[str]) -> str:
        """End the sheet whose rows are known now; returns its XML after the last row."""
        sheet = self._book.worksheets[-1]
        last_column = get_column_letter(len(self.layout.columns))
        sheet.auto_filter.ref = f"A{HEAD_ROW}:{last_column}{last_data_row}"
        sheet.print_area = f"A1:{last_column}{last_row}"
        for merge in merges:
            sheet.merged_cells.add(merge)
        self._protect(sheet, last_data_row)
        return self._sheet_xml()[1]

    def _protect(self, sheet: Worksheet, last_data_row: int) -> None:
        """Refuse whatever is typed into a hidden column; the sheet itself stays free to be filled in."""
        for place, column in enumerate(self.layout.columns, 1):
            if column.hidden and last_data_row > HEAD_ROW:
                letter, nothing = get_column_letter(place), DataValidation(type="custom", formula1="FALSE")
                nothing.showErrorMessage, nothing.error = True, "这一列供导入时对照，请不要改。"
                nothing.add(f"{letter}{HEAD_ROW + 1}:{letter}{last_data_row}")
                sheet.add_data_validation(nothing)

    def sheet_part(self) -> str:
        """The name in the package of the sheet opened last."""
        return f"{_SHEETS}sheet{len(self._book.worksheets)}.xml"

    def early_parts(self) -> Iterator[tuple[str, bytes]]:
        """The parts that do not name the sheets, once one is open; programs tell the kind of file from the first."""
        parts = self._parts()
        yield "_rels/.rels", parts.pop("_rels/.rels")
        yield from ((name, data) for name, data in parts.items() if name not in _LATE and _SHEETS not in name)

    def late_parts(self) -> Iterator[tuple[str, bytes]]:
        """The parts that name the sheets, once all are closed."""
        parts = self._parts()
        return ((name, parts[name]) for name in _LATE if name in parts)

    def _sheet_xml(self) -> tuple[str, str]:
        xml = self._parts()[self.sheet_part()].decode()
        before, end, after = xml.partition("</sheetData>")
        return _DIMENSION.sub("", before), end + after

    def _parts(self) -> dict[str, bytes]:
        saved = BytesIO()
        self._book.save(saved)
        with ZipFile(saved) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        return parts | {_CORE: self._core()}

    def _core(self) -> bytes:
        """The document's properties; dated by the ledger, so that equal rows give equal bytes."""
        made = datetime.combine(self.heading.made_on, time(), tzinfo=UTC)
        properties = DocumentProperties(
            creator=clean(self.heading.unit_name), title=clean(self.heading.title), created=made, modified=made
        )
        return tostring(properties.to_tree())
