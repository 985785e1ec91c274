"""Columns that say something by their heading alone, a mark below telling of which rows: under 责任科室 the columns
办公室 | 人事科 with √ or 牵头, 配合; under 整改时限 the columns 立行立改 | 6月底前 | 长期坚持.

Ticks under words of a status are told by `columns.py`.
"""

from tracker.ledgers.reading.columns import Roles
from tracker.ledgers.reading.grids import Grid, as_text
from tracker.ledgers.reading.headers import Header
from tracker.ledgers.reading.texts import is_period, squash

_LEADING = frozenset("√✓✔☑●■★▲◆☆△Vv是1") | {"牵头", "主办", "主责", "负责", "责任", "承办", "(牵头)", "(主办)"}
_HELPING = frozenset(("○", "◎", "配合", "协办", "协助", "参与", "参加", "会办", "(配合)", "(协办)"))
_NAMING = ("units", "owners", "leader", "deadline", "time_frame")
_LOOK_AT, _LONGEST = 300, 4  # rows; characters


def marked_columns(grid: Grid, header: Header, roles: Roles) -> dict[int, str]:
    """The lowest heading of every such column; where another column tells the deadline, months ticked are a plan."""
    found: dict[int, str] = {}
    _gather_periods(header, roles)
    for meaning in _NAMING:
        groups = _groups(header, roles.columns.get(meaning, []))
        marked = [column for group in groups if _all_marks(grid, header, group) for column in group]
        others = [column for column in roles.columns.get(meaning, []) if column not in marked]
        if marked and others and meaning == "deadline":
            roles.columns[meaning] = others
            roles.give("other", marked)
        else:
            found |= {column: grid.text(header.bottom, column) for column in marked}
    for meaning in ("status", "progress"):
        _without_plan(grid, header, roles, meaning)
    return found


def _gather_periods(header: Header, roles: Roles) -> None:
    """立行立改 beside 6月底前 under one heading is a deadline as well."""
    columns = [*roles.columns.get("deadline", []), *roles.columns.get("time_frame", [])]
    for group in _groups(header, columns):
        frames = [column for column in group if roles.of(column) == ("time_frame",)]
        if frames and len(frames) < len(group):
            roles.columns["time_frame"] = [at for at in roles.columns["time_frame"] if at not in frames]
            roles.give("deadline", frames)


def _without_plan(grid: Grid, header: Header, roles: Roles, meaning: str) -> None:
    """Months ticked say when work is to be done, not how it stands."""
    columns = roles.columns.get(meaning, [])
    plan = [at for at in columns if is_period(grid.text(header.bottom, at)) and _all_marks(grid, header, [at])]
    if plan:
        roles.columns[meaning] = [column for column in columns if column not in plan]
        roles.give("other", plan)


def shown_by_mark(mark: str, heading: str) -> str:
    """What a marked cell says: “√” under 办公室 is 办公室, 配合 is 办公室(配合)."""
    word = squash(mark)
    return heading if word in _LEADING else f"{heading}(配合)" if word in _HELPING else ""


def _groups(header: Header, columns: list[int]) -> list[list[int]]:
    """The columns that share all of their heading but the lowest words, two or more a group."""
    groups: dict[str, list[int]] = {}
    for column in columns:
        above, _, lowest = header.headings.get(column, "").rpartition("／")
        if above and lowest:
            groups.setdefault(above, []).append(column)
    return [group for group in groups.values() if len(group) > 1]


def _all_marks(grid: Grid, header: Header, columns: list[int]) -> bool:
    below = [grid.rows[row] for row in grid.numbers if row > header.bottom][:_LOOK_AT]
    words = [squash(as_text(cells[column])) for cells in below for column in columns if column in cells]
    short = [word for word in words if len(word) <= _LONGEST]  # a longer text may be a note below
    marks = sum(word in _LEADING or word in _HELPING for word in short)
    return bool(short) and marks >= len(short) * 0.9 and marks * 2 >= len(words)
