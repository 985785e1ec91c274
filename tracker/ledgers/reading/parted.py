"""Dates whose year, month and day stand in columns of their own under one heading (完成时限 over 年 | 月 | 日)."""

from tracker.ledgers.reading.columns import Roles
from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.headers import Header

_PARTS = ("年", "月", "日")


def parted_dates(grid: Grid, header: Header, roles: Roles) -> dict[int, tuple[int, ...]]:
    """The columns of a date's parts by the first of them, which then stands for all."""
    columns = roles.columns.get("deadline", [])
    words = [grid.text(header.bottom, column) for column in columns]
    count = 3 if tuple(words[-3:]) == _PARTS else 2 if tuple(words[-2:]) in (_PARTS[:2], _PARTS[1:]) else 0
    parts = tuple(columns[len(columns) - count :])
    if not parts:
        return {}
    roles.columns["deadline"] = [column for column in columns if column not in parts[1:]]
    for column in parts[1:]:
        roles.give("part", [column])
    return {parts[0]: parts}


def joined_date(grid: Grid, header: Header, row: int, parts: tuple[int, ...]) -> str:
    """“2024年5月31日” of its parts; the words as they are where one is no number."""
    words = [(grid.text(row, column), grid.text(header.bottom, column)) for column in parts]
    return "".join(f"{text}{unit if text.isdecimal() else ''}" for text, unit in words if text)
