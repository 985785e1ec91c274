"""Writes a drawn ledger as a file of the kind its layout names: xlsx, csv, tsv, html, xml (Excel 2003)."""

import csv
import io
from html import escape
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from tests.ledgers.corpus.notation import Case, DateCell, Sheet

_SPACE = "urn:schemas-microsoft-com:office:spreadsheet"


def write(case: Case, folder: Path) -> Path:
    """The file of a layout in `folder`, under the name its sender gave it."""
    path = folder / case.file_name
    kind, _, encoding = case.kind.partition(" ")
    writer = {"xlsx": _xlsx, "csv": _csv, "tsv": _tsv, "html": _html, "xml": _xml}[kind]
    writer(case.sheets, path, encoding or "utf-8")
    return path


def _xlsx(sheets: list[Sheet], path: Path, _: str) -> None:
    workbook = Workbook()
    workbook.remove(workbook.active)
    for sheet in sheets:
        page = workbook.create_sheet(sheet.name)
        page.sheet_state = "hidden" if sheet.hidden else "visible"
        for (row, column), value in sheet.values.items():
            cell = page.cell(row, column, value.date if isinstance(value, DateCell) else value)
            if isinstance(value, DateCell):
                cell.number_format = value.format
            elif isinstance(value, float):
                cell.number_format = "0%"
        for top, left, bottom, right in sheet.merges:
            page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    workbook.save(path)


def _shown(value: Any) -> str:
    """A value as a file without number formats has it."""
    if isinstance(value, DateCell):
        return f"{value.date.year}/{value.date.month}/{value.date.day}"
    return f"{value:.0%}" if isinstance(value, float) else str(value)


def _lines(sheet: Sheet) -> list[list[str]]:
    """The whole rectangle from A1 on; merged ranges say what they say in their first cell alone."""
    height = max(row for row, _ in sheet.values)
    width = max(column for _, column in sheet.values)
    return [
        [_shown(sheet.values.get((row, column), "")) for column in range(1, width + 1)] for row in range(1, height + 1)
    ]


def _delimited(sheets: list[Sheet], path: Path, encoding: str, delimiter: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(_lines(sheets[0]))
    path.write_bytes(text.getvalue().encode(encoding))


def _csv(sheets: list[Sheet], path: Path, encoding: str) -> None:
    _delimited(sheets, path, encoding, ",")


def _tsv(sheets: list[Sheet], path: Path, encoding: str) -> None:
    _delimited(sheets, path, encoding, "\t")


def _spans(sheet: Sheet) -> tuple[dict[tuple[int, int], tuple[int, int]], set[tuple[int, int]]]:
    """How many rows and columns each merged cell takes, and the places it covers."""
    sizes, covered = {}, set()
    for top, left, bottom, right in sheet.merges:
        sizes[top, left] = (bottom - top + 1, right - left + 1)
        covered.update((row, column) for row in range(top, bottom + 1) for column in range(left, right + 1))
        covered.discard((top, left))
    return sizes, covered


def _html(sheets: list[Sheet], path: Path, encoding: str) -> None:
    tables = "".join(f"<table border=1>{''.join(_web_rows(sheet))}</table>" for sheet in sheets)
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"></head>'
    path.write_bytes(f"{page}<body>{tables}</body></html>".encode(encoding))


def _web_rows(sheet: Sheet) -> list[str]:
    sizes, covered = _spans(sheet)
    rows = []
    for row, values in enumerate(_lines(sheet), 1):
        cells = ""
        for column, text in enumerate(values, 1):
            if (row, column) not in covered:
                down, across = sizes.get((row, column), (1, 1))
                shown = escape(text).replace("\n", "<br>")
                cells += f'<td rowspan="{down}" colspan={across}>{shown}</td>'
        rows.append(f"<tr>{cells}</tr>")
    return rows


def _xml(sheets: list[Sheet], path: Path, encoding: str) -> None:
    pages = "".join(
        f'<Worksheet ss:Name="{escape(sheet.name)}"><Table>{_xml_rows(sheet)}</Table></Worksheet>' for sheet in sheets
    )
    head = f'<?xml version="1.0" encoding="{encoding}"?><?mso-application progid="Excel.Sheet"?>'
    path.write_bytes(f'{head}<Workbook xmlns="{_SPACE}" xmlns:ss="{_SPACE}">{pages}</Workbook>'.encode(encoding))


def _xml_rows(sheet: Sheet) -> str:
    sizes, _ = _spans(sheet)
    rows = ""
    for row in sorted({row for row, _ in sheet.values}):
        cells = ""
        for column in sorted(column for at, column in sheet.values if at == row):
            down, across = sizes.get((row, column), (1, 1))
            merge = (f' ss:MergeDown="{down - 1}"' if down > 1 else "") + (
                f' ss:MergeAcross="{across - 1}"' if across > 1 else ""
            )
            cells += f'<Cell ss:Index="{column}"{merge}>{_xml_data(sheet.values[row, column])}</Cell>'
        rows += f'<Row ss:Index="{row}">{cells}</Row>'
    return rows


def _xml_data(value: Any) -> str:
    if isinstance(value, DateCell):
        return f'<Data ss:Type="DateTime">{value.date}T00:00:00.000</Data>'
    kind = "Number" if isinstance(value, int | float) else "String"
    return f'<Data ss:Type="{kind}">{escape(str(value)).replace(chr(10), "&#10;")}</Data>'
