"""What the preview of an import shows for mending: cells and what is wrong, sheets and headers, the sheets as such."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from tracker.forms.imports_mending import JOIN, LEAVE
from tracker.ledgers.intake import Fault, Intake
from tracker.ledgers.reading import JOINED, Correction, Glance, SheetReading
from tracker.ledgers.reading.glances import FIRST_ROWS, MORE_ROWS
from tracker.ledgers.reading.texts import place_of

FAULTS_SHOWN = 200
_RAW, _RAW_ROW = 60, 20  # characters of a cell, of a row
_HINTS = {"时限": "日期或“长期坚持”", "没有对应的问题": "补写反馈问题", "单位": "单位全称"}


@dataclass(frozen=True)
class CellLine:
    """A cell with what is wrong or was mended, and the control to type what it should say.

    `key` names the cell to be mended, empty where an earlier line has the control; `row_key` a row that may be left out
    or joined to the one above, with what may be said of it and what is said.
    """

    place: int
    where: str
    raw: str
    sentence: str
    weight: str
    key: str = ""
    typed: str = ""
    hint: str = ""
    row_key: str = ""
    row_options: tuple[tuple[str, str], ...] = ()
    row_choice: str = ""
    error: str = ""

    @property
    def mended(self) -> str:
        """The name of the cell that the control is for."""
        return self.key.rpartition("!")[2]


@dataclass(frozen=True)
class SheetLine:
    """One sheet: whether it is read and under which header, and the controls to say otherwise."""

    place: int
    sheet: SheetReading
    last_row: int
    is_read: bool
    header: str
    error: str


@dataclass(frozen=True)
class RawCell:
    """A cell as it stands in the file, with the mark of what is wrong or was mended."""

    text: str
    mark: str = ""


RawRow = tuple[Any, list[RawCell]]


@dataclass(frozen=True)
class RawSheet:
    """The rows of a sheet as they stand in the file."""

    glance: Glance
    rows: list[RawRow]


def cell_lines(intake: Intake, chosen: Mapping[str, str], errors: Mapping[str, str]) -> list[CellLine]:
    """What must be put right, what was mended, what may be looked at; by `chosen` what is typed but not yet read."""
    said = {_key(mended): mended for mended in intake.ledger.corrections}
    shown = [*intake.errors, *intake.doubts][:FAULTS_SHOWN]
    lines: list[CellLine] = []
    seen: set[str] = set()
    for fault in intake.errors[:FAULTS_SHOWN]:
        lines.append(_faulty(len(lines), fault, said, seen))
    known = {f"{fault.sheet}!{fault.mend or fault.cell}" for fault in shown} | {line.row_key for line in lines}
    for key, mended in said.items():
        if key not in known:
            lines.append(_mended(len(lines), key, mended))
    for fault in shown[len(intake.errors[:FAULTS_SHOWN]) :]:
        lines.append(_faulty(len(lines), fault, said, seen))
    return [_as_typed(line, chosen, errors) for line in lines]


def _key(mended: Correction) -> str:
    return f"{mended.sheet}!{mended.cell}"


def _faulty(place: int, fault: Fault, said: Mapping[str, Correction], seen: set[str]) -> CellLine:
    key = f"{fault.sheet}!{fault.mend or fault.cell}"
    mended = said.get(key)
    is_first = key not in seen
    seen.add(key)
    row_key = f"{fault.sheet}!{place_of(fault.cell)[0]}" if fault.is_stray and is_first else ""
    return CellLine(
        place=place,
        where=fault.where,
        raw=(mended.old if mended and not fault.mend else fault.raw)[:_RAW],
        sentence=fault.sentence,
        weight="bad" if fault.blocks else "ask",
        key=key if is_first else "",
        typed=mended.new if mended else "",
        hint=_hint(fault),
        row_key=row_key,
        row_options=_row_options("补写反馈问题", fault.above) if row_key else (),
    )


def _row_options(otherwise: str, above: int | None) -> tuple[tuple[str, str], ...]:
    """What may be said of a row; `above` is the problem's row it may go on with, None if that is not known."""
    join = JOINED if above is None else f"{JOINED}（第 {above} 行）"
    options = (("", otherwise), (LEAVE, "这一行不导入"))
    return options if above == 0 else (*options, (JOIN, join))


def _hint(fault: Fault) -> str:
    hint = next((hint for words, hint in _HINTS.items() if words in fault.sentence), "")
    return f"在 {fault.mend} {hint}" if fault.mend else hint


def _mended(place: int, key: str, mended: Correction) -> CellLine:
    if mended.cell.isdecimal():
        row, options = f"{mended.sheet}!第 {mended.cell} 行", _row_options("照原样读", None)
        done, sentence = (JOIN, "您选定并入上一行。") if mended.new else (LEAVE, "您选定不导入这一行。")
        old = mended.old if len(mended.old) <= _RAW_ROW else f"{mended.old[:_RAW_ROW]}…"
        return CellLine(place, row, old, sentence, "mended", row_key=key, row_options=options, row_choice=done)
    return CellLine(place, key, mended.old[:_RAW], "您改过，原文件不变。", "mended", key=key, typed=mended.new)


def _as_typed(line: CellLine, chosen: Mapping[str, str], errors: Mapping[str, str]) -> CellLine:
    """The line with what is typed on the page for its cell; the page may have had it at another place."""
    before = {
        key: name.rpartition("-")[2] for name, key in chosen.items() if name.startswith(("cell-key-", "row-key-"))
    }
    at, row_at = before.get(line.key), before.get(line.row_key)
    if at is not None:
        line = replace(line, typed=chosen.get(f"cell-{at}", line.typed), error=errors.get(f"cell-{at}", ""))
    return line if row_at is None else replace(line, row_choice=chosen.get(f"row-{row_at}", ""))


def sheet_lines(
    intake: Intake, headers: Mapping[str, int], chosen: Mapping[str, str], errors: Mapping[str, str]
) -> list[SheetLine]:
    """Every sheet of the file with the row of its header; `headers` is what was said of them before."""
    chosen = _said(intake, headers) | dict(chosen.items())  # a form's own `**` would give lists
    pairs = zip(intake.ledger.sheets, intake.ledger.glances, strict=True)
    return [_sheet(place, sheet, glance, chosen, errors) for place, (sheet, glance) in enumerate(pairs)]


def _said(intake: Intake, headers: Mapping[str, int]) -> dict[str, str]:
    """A sheet that a person took in is shown so, even while no problem is found in it."""
    places = enumerate(intake.ledger.sheets)
    return {f"sheet-{place}": "read" for place, sheet in places if headers.get(sheet.name)}


def _sheet(
    place: int, sheet: SheetReading, glance: Glance, chosen: Mapping[str, str], errors: Mapping[str, str]
) -> SheetLine:
    wanted = chosen.get(f"sheet-{place}", "leave" if sheet.skipped else "read")
    header = chosen.get(f"header-{place}", str(sheet.header_row or ""))
    error = errors.get(f"header-{place}") or errors.get(f"sheet-{place}", "")
    return SheetLine(place, sheet, glance.last_row, wanted != "leave", header, error)


def raw_sheets(intake: Intake) -> list[RawSheet]:
    """The sheets as they stand in the file, each cell with its mark: the first rows, and of the rest what is odd."""
    marks = dict(_marks(intake))
    return [RawSheet(glance, _shown(_raw_rows(glance, marks))) for glance in intake.ledger.glances if glance.rows]


def _shown(rows: Iterator[RawRow]) -> list[RawRow]:
    first = list(islice(rows, FIRST_ROWS))
    odd = ((row, cells) for row, cells in rows if row.said or any(cell.mark for cell in cells))
    return [*first, *islice(odd, MORE_ROWS)]


def _marks(intake: Intake) -> Iterator[tuple[tuple[str, str], str]]:
    """(sheet, cell) with its mark, the weightiest last."""
    for fault in intake.doubts:
        yield (fault.sheet, fault.cell), "is-ask"
    for mended in intake.ledger.corrections:
        yield (mended.sheet, mended.cell), "is-mended"
    for fault in intake.errors:
        yield (fault.sheet, fault.mend or fault.cell), "is-bad"


def _raw_rows(glance: Glance, marks: Mapping[tuple[str, str], str]) -> Iterator[RawRow]:
    for row in glance.rows:
        names = (f"{letter}{row.number}" for letter in glance.letters)
        pairs = zip(row.texts, names, strict=True)
        yield row, [RawCell(text, marks.get((glance.name, name), "")) for text, name in pairs]
