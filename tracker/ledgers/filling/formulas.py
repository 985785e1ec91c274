"""Where a filled template has the superior's own formulas: what they come to is no part of what went out."""

from pathlib import Path

from openpyxl import load_workbook


def formula_cells(path: Path) -> set[tuple[str, str]]:
    """(sheet, cell) of each formula in the workbook at `path`, read row by row."""
    with path.open("rb") as file:  # the kept file has no suffix for openpyxl to judge
        book = load_workbook(file, read_only=True)
        cells = ((sheet.title, cell) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row)
        return {(title, cell.coordinate) for title, cell in cells if cell.data_type == "f"}
