"""Lists whose rows take turns: a column says of each row whether it is a problem or a measure (类目 | 内容), or the
words themselves begin so (“问题：…”, “措施：…”).

Such a list is unfolded: what stands in the one column is laid into a column for each of its labels, at its own row. The
sheet is then read like any other, and what was read is told by the cells it really stands in.
"""

import re
from dataclasses import dataclass, field, replace

from tracker.ledgers.reading.grids import Grid, Merge
from tracker.ledgers.reading.headers import SUBJECTS
from tracker.ledgers.reading.headings import bare, meaning_of
from tracker.ledgers.reading.rows import is_foot
from tracker.ledgers.reading.shape import CellProblem, LedgerItem
from tracker.ledgers.reading.texts import place_of, reference, squash

_LOOK_AT = 60  # rows present from the top
_LONGEST = 8  # characters of a label
_COUNT = re.compile(r"^[(（【\[]*(.*?)(?:[(（]?[\d一二三四五六七八九十]+[)）]?)?[)）】\]]*[:：]?$")
_PART = re.compile(
    r"(?:^|\n|(?<=[。；;]))\s*[【\[]?([\u4e00-\u9fff]{2,8}?)[\d一二三四五六七八九十]{0,2}(?:[】\]]|[】\]]?[:：])\s*"
)
Part = tuple[str, str]  # a label and what it labels


@dataclass(slots=True)
class Unfolded:
    """A sheet unfolded, and where its new columns really are."""

    grid: Grid
    source: int
    columns: dict[str, int] = field(default_factory=dict)  # by label

    def item(self, item: LedgerItem) -> LedgerItem:
        """An item of the unfolded sheet, told by the cells of the sheet as it is."""
        return replace(item, cells={meaning: self._really(cell) for meaning, cell in item.cells.items()})

    def problem(self, problem: CellProblem) -> CellProblem:
        """A problem of a cell, likewise."""
        return replace(problem, cell=self._really(problem.cell), mend=self._really(problem.mend))

    def _really(self, cell: str) -> str:
        if not cell:
            return cell
        row, column = place_of(cell)
        return reference(row, self.source if column in self.columns.values() else column)


def unfolded(grid: Grid) -> Unfolded | None:
    """The sheet unfolded; None where its rows do not take turns."""
    first = grid.numbers[:_LOOK_AT]
    for column in sorted({column for row in first for column in grid.rows[row]}):
        parts = _without_head(_parts_of(grid, column, first))
        start = min(parts, default=0)
        head = next((row for row in reversed(first) if row < start and len(grid.rows[row]) > 1), None)
        if head and _take_turns([label for of_row in parts.values() for label, _ in of_row]):
            return _unfold(grid, column, head)
    return None


def _parts_of(grid: Grid, column: int, rows: list[int]) -> dict[int, list[Part]]:
    """What rows say by labels, where all from the first labelled one on do so or are empty; else nothing."""
    found: dict[int, list[Part]] = {}
    for row in rows:
        parts = _parts(grid, row, column)
        if parts:
            found[row] = parts
        elif found and column in grid.rows[row] and not _is_aside(grid, row):
            return {}
    return found


def _is_aside(grid: Grid, row: int) -> bool:
    """Whether a row is no part of the list: one text alone, notes, signatures."""
    return len(grid.rows[row]) == 1 or is_foot([squash(text) for text in grid.own(row).values()])


def _without_head(found: dict[int, list[Part]]) -> dict[int, list[Part]]:
    """Without the first row, where its label never comes again: it is the heading of the column (类别, 整改内容)."""
    rows = sorted(found)
    again = {label for row in rows[1:] for label, _ in found[row]}
    return found if not rows or found[rows[0]][0][0] in again else {row: found[row] for row in rows[1:]}


def _parts(grid: Grid, row: int, column: int) -> list[Part]:
    """The labelled words of a row: a label with the cell beside it, or labels within the cell."""
    text = grid.text(row, column) if grid.anchor(row, column)[1] == column else ""
    label = _label(text)
    if label:
        beside = min((other for other in grid.rows[row] if other > column), default=0)
        return [(label, grid.text(row, beside))] if beside else []
    return _within(text) if len(text) > _LONGEST else []


def _within(text: str) -> list[Part]:
    """The parts of a text that begins with a label: “问题：…措施：…”."""
    starts = [match for match in _PART.finditer(text) if _label(match[1])]
    if not starts or starts[0].start():
        return []
    ends = [*(match.start() for match in starts[1:]), len(text)]
    return [(_label(match[1]), text[match.end() : end].strip()) for match, end in zip(starts, ends, strict=True)]


def _label(text: str) -> str:
    """The word of a label without its number: “问题1” -> 问题; '' where it is none."""
    if len(text) > _LONGEST:
        return ""
    word = _COUNT.sub(r"\1", bare(text))
    meaning, sure = meaning_of(word)
    return word if sure == 1.0 and meaning != "other" else ""


def _take_turns(labels: list[str]) -> bool:
    """Whether problems and measures come by turns, each at least twice."""
    meanings = [meaning_of(label)[0] for label in labels]
    return sum(map(SUBJECTS.__contains__, meanings)) > 1 and meanings.count("measures") > 1


def _unfold(grid: Grid, column: int, head: int) -> Unfolded:
    beside = _source(grid, column, head)
    found = Unfolded(Grid(grid.name, rows={row: dict(cells) for row, cells in grid.rows.items()}), beside)
    following = max(grid.columns()) + 1
    begun: dict[int, int] = {}  # the row in which each problem begins, and its last one
    for row in grid.numbers:
        cells = found.grid.rows[row]
        parts = _parts(grid, row, column) if row > head else []
        if parts or row == head:
            cells.pop(column, None), cells.pop(beside, None)
        for label, text in parts:
            cells[found.columns.setdefault(label, following + len(found.columns))] = text
            if meaning_of(label)[0] in SUBJECTS:
                begun[row] = row
        if parts and begun:
            begun[max(begun)] = row
    found.grid.rows[head] |= {at: label for label, at in found.columns.items()}
    found.grid.merges = [
        _widened(merge, head, following, found)
        for merge in grid.merges
        if merge[1] not in (column, beside) or merge[0] < head
    ]
    subject = next(at for label, at in found.columns.items() if meaning_of(label)[0] in SUBJECTS)
    found.grid.merges += [(top, subject, bottom, subject) for top, bottom in begun.items()]
    found.grid.settle()
    return found


def _widened(merge: Merge, head: int, following: int, found: Unfolded) -> Merge:
    """A title reaches over the new columns too."""
    top, left, bottom, right = merge
    wide = top < head and right == following - 1
    return top, left, bottom, right + len(found.columns) * wide


def _source(grid: Grid, column: int, head: int) -> int:
    """The column whose words the labels tell of: the next one, or the same where they stand within."""
    below = next(row for row in grid.numbers if row > head and _parts(grid, row, column))
    if not _label(grid.text(below, column)):
        return column
    return min(other for other in grid.rows[below] if other > column)
