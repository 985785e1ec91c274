"""Reads .xls, .et, .xlsb and .ods through calamine. Nothing here knows ledgers."""

import datetime as dt
from collections.abc import Collection
from pathlib import Path

import python_calamine as calamine

from tracker.errors import Unreadable
from tracker.ledgers.reading.biff import Told, told_of
from tracker.ledgers.reading.formats import shown
from tracker.ledgers.reading.grids import Grid


def read_old(path: Path, wanted: Collection[str] = ()) -> list[Grid]:
    """The sheets of an old workbook, in order, hidden ones as such but those `wanted`; raises Unreadable."""
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as workbook:
            told = told_of(path)
            tables = filter(_is_table, workbook.sheets_metadata)
            return [_grid(workbook, sheet, told.get(sheet.name, Told()), wanted) for sheet in tables]
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


def _as_shown(value: object, code: str) -> object:
    """A number or date as its format shows it; others as they are."""
    if isinstance(value, dt.date):
        day = value.date() if isinstance(value, dt.datetime) else value
        return shown((day - dt.date(1899, 12, 30)).days, code)
    return shown(value, code) if isinstance(value, int | float) else value


def _grid(
    workbook: calamine.CalamineWorkbook, metadata: calamine.SheetMetadata, told: Told, wanted: Collection[str]
) -> Grid:
    hidden = metadata.visible != calamine.SheetVisibleEnum.Visible
    grid = Grid(metadata.name, hidden and metadata.name not in wanted)
    if not grid.is_read:
        return grid
    sheet = workbook.get_sheet_by_name(metadata.name)
    if sheet.start is not None:
        top, left = sheet.start
        for row, values in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
            for column, value in enumerate(values, left + 1):
                if value not in ("", None) and not isinstance(value, dt.time | dt.timedelta):
                    code = told.codes.get((row, column), "")
                    grid.put(row, column, _as_shown(value, code) if code else value)
    for (r1, c1), (r2, c2) in sheet.merged_cell_ranges or ():
        grid.merge(r1 + 1, c1 + 1, r2 + 1, c2 + 1)
    for (row, column), error in told.errors.items():
        grid.fault(row, column, error)
    return grid.settle()
