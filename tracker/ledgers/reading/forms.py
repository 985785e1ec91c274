"""Sheets that are a form for one problem: label beside value (归零表, 销号申请审批表). Turned into a table of one row.

Only the turning belongs here; the table that comes of it is read like any other.
"""

import re
from dataclasses import dataclass, field

from tracker.ledgers.reading.grids import Grid, Value
from tracker.ledgers.reading.headings import bare, meaning_of

_LABEL_IN_CELL = re.compile(r"^([^：:\n]{2,20})[：:]\s*(\S.*)$", re.DOTALL)
_COUNT = re.compile(r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）])|[一二三四五六七八九十\d]+$")
_SUBJECTS = ("problem", "problem_detail", "task")
_SIGNED = re.compile(r"^[（(]?(?:签字|签名|盖章|公章)|年\s*月\s*日$")


@dataclass(slots=True)
class Form:
    """One form: labels and values in order, and where each value stands."""

    labels: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    places: list[tuple[int, int]] = field(default_factory=list)
    meanings: list[str] = field(default_factory=list)

    def add(self, label: str, value: Value, place: tuple[int, int]) -> None:
        """Adds a labelled value."""
        self.labels.append(label)
        self.values.append(value)
        self.places.append(place)
        self.meanings.append(meaning_of(label)[0])

    def is_whole(self) -> bool:
        """Whether it names a problem and something done about it."""
        found = set(self.meanings)
        return bool(found & set(_SUBJECTS)) and bool(found & {"measures", "progress", "outcome_or_state", "deadline"})

    def as_grid(self, name: str) -> Grid:
        """A grid of a header row and a data row."""
        grid = Grid(name)
        for column, (label, value) in enumerate(zip(self.labels, self.values, strict=True), 1):
            grid.put(1, column, label)
            grid.put(2, column, value)
        return grid.settle()


def forms_of(grid: Grid) -> list[Form]:
    """The forms of a sheet; empty where it is none."""
    forms = [Form()]
    for row in grid.numbers:
        cells = sorted(grid.rows[row])
        taken: set[int] = set()
        for index, column in enumerate(cells):
            if column in taken:
                continue
            label, value, place = _labelled(grid, row, column, cells[index + 1 : index + 2])
            if not label:
                continue
            taken.add(place[1])
            if meaning_of(label)[0] in _SUBJECTS and forms[-1].is_whole():
                forms.append(Form())
            if value is not None:
                forms[-1].add(label, value, place)
    return [form for form in forms if form.is_whole()]


def _labelled(grid: Grid, row: int, column: int, following: list[int]) -> tuple[str, Value | None, tuple[int, int]]:
    """The label that stands in a cell, with its value: in the same cell after the colon, or in the next cell."""
    text = grid.text(row, column)
    inside = _LABEL_IN_CELL.match(text)
    label = _COUNT.sub("", inside[1]) if inside else ""
    if inside and meaning_of(label)[1] >= 0.8:
        value = None if _SIGNED.search(inside[2]) else inside[2].strip()
        return bare(label), value, (row, column)
    if len(text) > 30 or meaning_of(text)[1] < 0.5:
        return "", None, (row, column)
    if not following:
        return bare(text), None, (row, column)
    place = (row, following[0])
    beside = grid.text(*place)
    is_label = len(beside) <= 20 and meaning_of(beside)[1] == 1.0 and not beside.isdecimal()
    return bare(text), None if is_label else grid.value(*place), (row, column) if is_label else place
