"""Reads .xls, .et, .xlsb and .ods through calamine. Nothing here knows ledgers."""

import datetime as dt
from pathlib import Path

import python_calamine as calamine

from tracker.errors import Unreadable
from tracker.ledgers.reading.grids import Grid


def read_old(path: Path) -> list[Grid]:
    """The sheets of an old workbook, in order; raises Unreadable."""
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as workbook:
            return [_grid(workbook, sheet) for sheet in workbook.sheets_metadata if _is_table(sheet)]
    except calamine.PasswordError as error:
        raise Unreadable("文件加了密码，请取消密码后再上传。") from error
    except (calamine.CalamineError, OSError, ValueError, LookupError) as error:
        raise Unreadable("文件读不了（可能已损坏或版本太老），请用 WPS 或 Excel 另存为 xlsx 后再上传。") from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # calamine is Rust: a panic is not an Exception
            raise
        raise Unreadable("文件不完整或已损坏，请用 WPS 或 Excel 另存为 xlsx 后再上传。") from error


def _is_table(sheet: calamine.SheetMetadata) -> bool:
    return sheet.typ == calamine.SheetTypeEnum.WorkSheet


def _grid(workbook: calamine.CalamineWorkbook, metadata: calamine.SheetMetadata) -> Grid:
    grid = Grid(metadata.name, metadata.visible != calamine.SheetVisibleEnum.Visible)
    if grid.hidden:
        return grid
    sheet = workbook.get_sheet_by_name(metadata.name)
    if sheet.start is not None:
        top, left = sheet.start
        for row, values in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
            for column, value in enumerate(values, left + 1):
                if value not in ("", None) and not isinstance(value, dt.time | dt.timedelta):
                    grid.put(row, column, value)
    for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or ():
        grid.merge(r1 + 1, c1 + 1, r2 + 1, c2 + 1)
    return grid.settle()
