"""The notation of the corpus: ledgers drawn as text, each with its truth below it.

    ## name of the layout
    sheet: 台账 hidden          (further sheets; “hidden” as Excel means it)
    start: C4                   (the cell in which the drawing begins; A1 where nothing is said)
    file: csv gb18030           (how it is written; xlsx where nothing is said)
    name: 2024年台账.xlsx       (what its sender calls it)
    | 序号 | 反馈问题 | < |     a row; “<” belongs to the cell on its left, “^” to the cell above, “\\n” breaks a line
    | 1 | @2024-06-30 | 50% |   whole numbers are numbers, @ begins a date (“@2024-06-01 yyyy"年"m"月"” with a format),
                                % makes a percentage, ~ a text that only looks like one of these
    * 问题 | m 措施 + 措施 | d 2024-06-30 2024年6月底前 | l 领导 | u 单位 | o 责任人 | s 状态 | p 进展 | n 编号 | c 类别
    ! 拒收的原话                 the whole file is refused in these words

In the truth “-” is a date there is none of, and a field left out is empty. Reading the notation belongs here; writing
files is told by `files.py`.
"""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

LETTERS = {"m": "measures", "d": "deadline", "l": "lead", "u": "units", "o": "owners", "s": "status", "p": "progress",
           "n": "source_number", "c": "problem_class"}  # fmt: skip
LISTS = ("measures", "lead", "units", "owners")


@dataclass(frozen=True, slots=True)
class DateCell:
    """A date as Excel keeps it, with the number format that shows it."""

    date: dt.date
    format: str = "yyyy-mm-dd"


@dataclass(slots=True)
class Sheet:
    """One drawn sheet: values by place (row and column from 1) and merged ranges."""

    name: str
    hidden: bool = False
    values: dict[tuple[int, int], Any] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)


@dataclass(slots=True)
class Case:
    """One layout: its sheets, how it is written, and what a reader must find."""

    name: str
    sheets: list[Sheet] = field(default_factory=list)
    kind: str = "xlsx"
    file_name: str = "台账.xlsx"
    items: list[dict[str, Any]] = field(default_factory=list)
    refusal: str = ""


def cases_in(path: Path) -> list[Case]:
    """All layouts of one corpus file."""
    blocks = re.split(r"^## ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]
    return [_case(block.splitlines()) for block in blocks]


def _case(lines: list[str]) -> Case:
    case = Case(lines[0].strip())
    rows: list[list[str]] = []
    corner = (1, 1)
    for line in lines[1:]:
        key, _, rest = line.partition(":")
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
        elif line.startswith("*"):
            case.items.append(_truth(line[1:].split(" | ")))
        elif line.startswith("!"):
            case.refusal = line[1:].strip()
        elif key in ("sheet", "start", "file", "name"):
            if key == "sheet":
                _close(case, rows, corner)
                rows, corner = [], (1, 1)
                name, _, state = rest.strip().partition(" ")
                case.sheets.append(Sheet(name, state == "hidden"))
            elif key == "start":
                corner = _place(rest.strip())
            elif key == "file":
                case.kind = rest.strip()
            else:
                case.file_name = rest.strip()
    _close(case, rows, corner)
    return case


def _place(reference: str) -> tuple[int, int]:
    return int(reference[1:]), ord(reference[0]) - 64


def _close(case: Case, rows: list[list[str]], corner: tuple[int, int]) -> None:
    """Draws the rows gathered so far into the sheet they belong to."""
    if not rows:
        return
    if not case.sheets:
        case.sheets.append(Sheet("台账"))
    sheet = case.sheets[-1]
    for place, text in _cells(rows, corner):
        if text not in ("", "<", "^"):
            sheet.values[place] = _value(text)
    sheet.merges = list(_merges(rows, corner))


def _cells(rows: list[list[str]], corner: tuple[int, int]) -> Iterator[tuple[tuple[int, int], str]]:
    for down, row in enumerate(rows):
        for across, text in enumerate(row):
            yield (corner[0] + down, corner[1] + across), text


def _merges(rows: list[list[str]], corner: tuple[int, int]) -> Iterator[tuple[int, int, int, int]]:
    """A cell with “<” on its right or “^” below it is merged with these."""
    drawn = dict(_cells(rows, corner))
    for (row, column), text in drawn.items():
        if text in ("<", "^"):
            continue
        right, bottom = column, row
        while drawn.get((row, right + 1)) == "<":
            right += 1
        while drawn.get((bottom + 1, column)) == "^":
            bottom += 1
        if (right, bottom) != (column, row):
            yield row, column, bottom, right


def _value(text: str) -> Any:
    if text.startswith("~"):
        return text[1:]
    if text.startswith("@"):
        day, _, code = text[1:].partition(" ")
        return DateCell(dt.date.fromisoformat(day), code or "yyyy-mm-dd")
    if re.fullmatch(r"\d+%", text):
        return int(text[:-1]) / 100
    if re.fullmatch(r"[1-9]\d{0,8}|0", text):
        return int(text)
    return text.replace("\\n", "\n")


def _truth(parts: list[str]) -> dict[str, Any]:
    item: dict[str, Any] = {"problem": parts[0].strip().replace("\\n", "\n")}
    for part in parts[1:]:
        letter, _, text = part.strip().partition(" ")
        text = text.replace("\\n", "\n")
        name = LETTERS[letter]
        if name == "deadline":
            date, _, words = text.partition(" ")
            item["deadline_date"], item["deadline_text"] = ("" if date == "-" else date), words
        else:
            item[name] = text.split(" + ") if name in LISTS else text
    return item
