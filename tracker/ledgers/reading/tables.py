"""One table of a sheet: its cells by meaning, 同上 resolved, and its rows gathered into items' groups of rows.

What is made of a group is told by `items.py`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tracker.ledgers.reading.chosen import lay_over
from tracker.ledgers.reading.columns import Roles, settle
from tracker.ledgers.reading.grids import Grid, Value, as_text
from tracker.ledgers.reading.headers import Header, header_at
from tracker.ledgers.reading.labels import duties, label_meaning, without_labels
from tracker.ledgers.reading.marked import marked_columns, shown_by_mark
from tracker.ledgers.reading.parted import joined_date, parted_dates
from tracker.ledgers.reading.rows import RowJudge, RowKind, is_heading, section_level, section_name
from tracker.ledgers.reading.texts import DITTO, is_empty_mark, reference, squash

_DUTIES = 4  # cells of a line of duties
_CONTENT = ("measures", "deadline", "owners", "units", "progress", "leader", "standard", "status", "co_units")

_OF_PROBLEMS = ("problem", "general", "ordinal")  # a row that goes on with the problem above has none of its own


@dataclass(slots=True)
class Cell:
    """A cell as it counts for one row: where it really stands, and its value with 同上 resolved."""

    row: int
    column: int
    value: Value
    text: str


@dataclass(slots=True)
class Group:
    """The rows of one item, the section they stand in, and the cells by meaning (each merged cell once)."""

    rows: list[int]
    problem: str
    problem_cell: tuple[int, int]
    ordinal: str
    sections: tuple[str, ...] = ()
    cells: dict[str, list[Cell]] = field(default_factory=dict)  # in order; a cell reached by several rows is there once
    by_row: dict[int, dict[str, list[Cell]]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """A section heading: its depth, its name, and what labels in it say by meaning."""

    level: int
    name: str
    said: dict[str, list[Cell]]
    row: int


class Table:
    """A header with the rows below it, up to the next header of another shape."""

    def __init__(self, grid: Grid, header: Header, chosen: Mapping[str, str] | None = None):
        self.grid, self.header = grid, header
        self.roles: Roles = settle(grid, header)
        lay_over(self.roles, chosen or {})
        self._dates = parted_dates(grid, header, self.roles)
        self._marked = marked_columns(grid, header, self.roles)
        # Cells of measures that stand under no problem, and the row of the last problem above, 0 for none.
        self.orphans: list[tuple[str, int]] = []
        self.broken: list[tuple[int, int, str]] = []  # formulas that came to nothing, in rows that were taken
        self.passed: dict[int, RowKind] = {}  # rows that are no data
        self.next_header: Header | None = None
        self._is_under_problems = not self.roles.has("problem") and not self.roles.has("general")  # as lines across
        if self._is_under_problems:
            self.roles.give("other", self.roles.take("ordinal"))  # it counts measures
        self._judge = RowJudge(grid, header, self.roles)
        self._above: dict[int, Value] = {}
        self._last = 0  # the row of the last problem
        self._keys = {column: self._meanings(column) for column in header.headings}
        self._sections: list[Section] = []
        self._class: list[Cell] = []

        if (row := self._line_above()) is not None:
            self._enter_section(row)

    def _line_above(self) -> int | None:
        """A section heading right above the header, where each section has a header of its own."""
        above = [row for row in self.grid.numbers if row < self.header.top][-1:]
        return next((row for row in above if len(own := self.grid.own(row)) == 1 and is_heading(*own.values())), None)

    def groups(self) -> Iterator[Group]:
        """The items' groups of rows in order."""
        current: Group | None = None
        for index, row in enumerate(self.grid.numbers):
            if row <= self.header.bottom:
                continue
            if current is not None and len(self.grid.rows[row]) <= _DUTIES and self._is_line_of(current, row):
                continue
            kind = self._kind(row)
            if kind is RowKind.DATA and self._begins_another(index, row):
                break
            if kind is not RowKind.DATA:
                self.passed[row] = kind
            if kind is RowKind.SECTION:
                self._enter_section(row)
            if kind is RowKind.DATA:
                started = self._take(row, current)
                if started is not None and current is not None:
                    yield current
                current = started or current
            elif kind in (RowKind.SECTION, RowKind.SUBTOTAL) and current is not None and not self._goes_on(index):
                yield current
                current = None
        if current is not None:
            yield current

    def _kind(self, row: int) -> RowKind:
        return RowKind.DATA if row in self.grid.joined else self._judge.kind(row)

    def _goes_on(self, index: int) -> bool:
        """Whether a person says that the next row of data goes on with the problem above, whatever stands between."""
        if not self.grid.joined:
            return False
        below = (row for row in self.grid.numbers[index + 1 :] if self._kind(row) is RowKind.DATA)
        return next(below, 0) in self.grid.joined

    def _is_line_of(self, group: Group, row: int) -> bool:
        """Takes a line below a problem that tells its duties alone: “责任领导：张某某　完成时限：6月底”."""
        own = self.grid.rows[row]
        if not all(isinstance(value, str) for value in own.values()):
            return False
        found = {column: duties(as_text(value), at_least=2 if len(own) == 1 else 1) for column, value in own.items()}
        if not all(found.values()):
            return False
        said = [(label_meaning(label), column, words) for column, labels in found.items() for label, words in labels]
        for meaning, column, words in said:
            if not self.roles.has(meaning):
                group.cells.setdefault(meaning, []).append(Cell(row, column, words, words))
        return True

    def _begins_another(self, index: int, row: int) -> bool:
        own = self.grid.rows[row]
        if row in self.grid.joined:
            return False
        if len(own) < 4 or any(isinstance(value, str) and len(value) > 20 for value in own.values()):
            return False
        self.next_header = header_at(self.grid, index)
        return self.next_header is not None

    def _enter_section(self, row: int) -> None:
        own = list(dict.fromkeys(self.grid.own(row).values()))
        text = own[-1] if section_level(own[-1]) or len(own) == 1 else f"{own[0]}、{own[-1]}"
        level = section_level(text)
        heading, said = without_labels(text)
        cells = {meaning: [Cell(row, min(self.grid.rows[row]), words, words)] for meaning, words in said.items()}
        self._sections = [section for section in self._sections if section.level < level]
        self._sections.append(Section(level, section_name(heading), cells, row))

    def _take(self, row: int, current: Group | None) -> Group | None:
        """Adds a data row to the current group, or starts and returns a new one."""
        cells = self._cells(row)
        if row in self.grid.joined:
            cells = {meaning: found for meaning, found in cells.items() if meaning not in _OF_PROBLEMS}
        problem = self._problem(row, cells)
        ordinal = squash("".join(cell.text for cell in cells.get("ordinal", [])))
        if problem is None:
            self._continue(row, cells, current)
            return None
        if current is not None and self._continues(row, problem, ordinal, current):
            self._add(current, row, cells)
            return None
        sections = self._sections[:-1] if self._is_under_problems else self._sections
        group = Group(
            [], problem.text, (problem.row, problem.column), ordinal, tuple(section.name for section in sections)
        )
        self._inherit_class(cells)
        self._inherit_section(cells)
        self._add(group, row, cells)
        self._last = row
        return group

    def _inherit_class(self, cells: dict[str, list[Cell]]) -> None:
        """A class written only where it begins holds for the items below it."""
        if cells.get("problem_class"):
            self._class = cells["problem_class"]
        elif self._class:
            cells["problem_class"] = self._class

    def _inherit_section(self, cells: dict[str, list[Cell]]) -> None:
        """What labels in a section's heading say (责任领导：…) holds for its items, where there is no column for it."""
        for section in self._sections:
            for meaning, said in section.said.items():
                if not self.roles.has(meaning):
                    cells[meaning] = said

    def _cells(self, row: int) -> dict[str, list[Cell]]:
        """The cells of a row by meaning, ‘/’ and its like left out; columns without a role under their heading."""
        found: dict[str, list[Cell]] = {}
        for column, keys in self._keys.items():
            cell = self._cell(row, column)
            if cell is not None:
                for key in keys:
                    found.setdefault(key, []).append(cell)
        return found

    def _meanings(self, column: int) -> tuple[str, ...]:
        heading = f"={self.header.headings[column]}"
        return tuple(heading if meaning in ("", "other") else meaning for meaning in self.roles.of(column) or ("",))

    def _cell(self, row: int, column: int) -> Cell | None:
        anchor = self.grid.anchor(row, column)
        if anchor[1] != column and anchor[1] in self.header.headings:
            return None  # a merge across columns counts for the first of them
        value = self.grid.value(row, column)
        if value is None:
            return None
        text = as_text(value)
        if column in self._dates:
            value = text = joined_date(self.grid, self.header, row, self._dates[column])
        elif column in self._marked:
            value = text = shown_by_mark(text, self._marked[column])
        elif text in DITTO:
            value = self._above.get(column, "")
            text = as_text(value)
        else:
            self._above[column] = value
        return None if not text or is_empty_mark(text) else Cell(*anchor, value, text)

    def _problem(self, row: int, cells: dict[str, list[Cell]]) -> Cell | None:
        """The problem shown in a row: the specific text, else a general one that begins in this very row."""
        for cell in cells.get("problem", []):
            return cell
        if (broken := self._broken_problem(row, cells)) is not None:
            return broken
        if self._is_under_problems and self._sections:
            section = self._sections[-1]
            return Cell(section.row, min(self.grid.rows[section.row]), section.name, section.name)
        return next((cell for cell in cells.get("general", []) if cell.row == row), None)

    def _broken_problem(self, row: int, cells: dict[str, list[Cell]]) -> Cell | None:
        """A formula in the place of the problem that came to nothing, as it is shown: the row is still its own."""
        columns = self.roles.columns.get("problem", ()) if self.grid.faults else ()
        if not any(cell.row == row for meaning in _CONTENT for cell in cells.get(meaning, [])):
            return None
        found = ((column, self.grid.faults.get((row, column), "")) for column in columns)
        return next((Cell(row, column, word, word) for column, word in found if word), None)

    def _note_broken(self, row: int) -> None:
        for column in self._keys if self.grid.faults else ():
            if (row, column) in self.grid.faults and not {"ordinal", "other"}.issuperset(self.roles.of(column)):
                self.broken.append((row, column, self.grid.faults[row, column]))

    def _continues(self, row: int, problem: Cell, ordinal: str, current: Group) -> bool:
        """Whether a row is another row of the current item."""
        if (problem.row, problem.column) == current.problem_cell:
            return True
        if problem.row != row:
            return False
        repeated = squash(problem.text) == squash(current.problem)
        return repeated and ordinal in ("", current.ordinal)

    def _continue(self, row: int, cells: dict[str, list[Cell]], current: Group | None) -> None:
        fresh = [cell for meaning in _CONTENT for cell in cells.get(meaning, []) if cell.row == row]
        if not fresh:
            return
        if current is not None:
            self._add(current, row, cells)
        elif cells.get("measures") or len(fresh) >= 3:
            self.orphans.append((reference(row, fresh[0].column), self._last))

    def _add(self, group: Group, row: int, cells: dict[str, list[Cell]]) -> None:
        group.rows.append(row)
        self._note_broken(row)
        group.by_row[row] = cells
        if len(group.rows) == 1:
            group.cells = {meaning: list(found) for meaning, found in cells.items()}
            return
        for meaning, found in cells.items():
            known = group.cells.setdefault(meaning, [])
            places = {(cell.row, cell.column) for cell in known}
            known.extend(cell for cell in found if (cell.row, cell.column) not in places)


def strip_number(text: str) -> str:
    """“1.” or “1、” as an ordinal without its point."""
    return re.sub(r"[.、．]$", "", text.strip())
