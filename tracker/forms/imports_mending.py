"""What may be mended on the preview of an import beside columns and units: cells, rows, sheets and their headers."""

from collections.abc import Mapping

from tracker.forms.fields import whole
from tracker.ledgers.reading import CELL, JOINED, LEFT_OUT, ROW, TO_BE_FOUND, Glance, Ledger, SheetReading
from tracker.ledgers.reading.texts import clean, column_number, place_of, squash

MOST_CELLS, LONGEST = 500, 2000
READ, LEAVE, JOIN = "read", "leave", "join"
_ROW_SAYS = {LEAVE: "", JOIN: JOINED}
_TOO_LONG = f"超过 {LONGEST} 字，请缩短。"
_LAST_COLUMN, _LAST_ROW = "XFD", 1_048_576  # of Excel

Cells = dict[str, dict[str, str]]
Errors = dict[str, str]


def headers_asked(data: Mapping[str, str], before: Mapping[str, int], ledger: Ledger, errors: Errors) -> dict[str, int]:
    """The row of the header by sheet as it is now asked for; LEFT_OUT for a sheet that is not to be read."""
    found = dict(before)
    for place, (sheet, glance) in enumerate(zip(ledger.sheets, ledger.glances, strict=True)):
        asked = _header_asked(data, place, sheet, glance, errors)
        if asked is not None:
            found[sheet.name] = asked
    if ledger.sheets and all(found.get(sheet.name, 1) == LEFT_OUT for sheet in ledger.sheets):
        errors["sheet-0"] = "总要读取一张工作表。"
    return found


def _header_asked(
    data: Mapping[str, str], place: int, sheet: SheetReading, glance: Glance, errors: Errors
) -> int | None:
    """None where nothing else is asked for than what was read."""
    wanted, typed = data.get(f"sheet-{place}"), squash(data.get(f"header-{place}", ""))
    if wanted == LEAVE:
        return None if sheet.skipped else LEFT_OUT
    if wanted != READ or (not sheet.skipped and typed == str(sheet.header_row)):
        return None
    if not typed:
        return TO_BE_FOUND
    row = whole(typed)
    if row is None or not 1 <= row <= (glance.last_row or _LAST_ROW):
        last = f"（1–{glance.last_row}）" if glance.last_row else ""
        errors[f"header-{place}"] = f"请写明表头在第几行{last}；表头有几行的，写最下面一行。"
        return None
    return row


def cells_asked(
    data: Mapping[str, str], before: Mapping[str, Mapping[str, str]], ledger: Ledger, errors: Errors
) -> Cells:
    """What cells are to say by sheet and cell. A control left empty gives the file's own words back."""
    found = {sheet: dict(cells) for sheet, cells in before.items()}
    names = {sheet.name for sheet in ledger.sheets}
    for name, key in data.items():
        kind, _, number = name.partition("-key-")
        sheet, _, where = key.rpartition("!")
        if kind == "cell" and sheet in names and CELL.fullmatch(where) and f"cell-{number}" in data:
            _put(data[f"cell-{number}"], f"cell-{number}", found.setdefault(sheet, {}), where, errors)
        if kind == "row" and sheet in names and ROW.fullmatch(where):
            _put_row(data.get(f"row-{number}", ""), found.setdefault(sheet, {}), where)
    _take_other(data, ledger, found, errors)
    if sum(map(len, found.values())) > MOST_CELLS:
        errors["other-cell"] = f"改动超过 {MOST_CELLS} 格，请在原文件中改好后重新上传。"
    return {sheet: cells for sheet, cells in found.items() if cells}


def _put_row(asked: str, cells: dict[str, str], row: str) -> None:
    """A row left out, or joined to the problem above; anything else has it read as it stands."""
    if asked in _ROW_SAYS:
        cells[row] = _ROW_SAYS[asked]
    else:
        cells.pop(row, None)


def _put(typed: str, name: str, cells: dict[str, str], where: str, errors: Errors) -> None:
    if len(typed) > LONGEST:
        errors[name] = _TOO_LONG
    elif said := clean(typed):
        cells[where] = said
    else:
        cells.pop(where, None)


def _take_other(data: Mapping[str, str], ledger: Ledger, found: Cells, errors: Errors) -> None:
    """A cell that nothing was said of: its sheet, its name and its new words."""
    where, typed = squash(data.get("other-cell", "")).upper(), data.get("other-text", "")
    if not where and not typed.strip():
        return
    place = whole(data.get("other-sheet", "0"))
    if place is None or place >= len(ledger.sheets):
        errors["other-sheet"] = "没有这张工作表，请重新选择。"
    elif not CELL.fullmatch(where) or not _is_on_sheet(where):
        errors["other-cell"] = "单元格写作 D5：先列后行。"
    elif not clean(typed):
        errors["other-text"] = f"请写明 {where} 改为什么；不要这一格的内容，填“/”。"
    else:
        _put(typed, "other-text", found.setdefault(ledger.sheets[place].name, {}), where, errors)


def _is_on_sheet(where: str) -> bool:
    row, column = place_of(where)
    return row <= _LAST_ROW and column <= column_number(_LAST_COLUMN)
