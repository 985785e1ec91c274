"""Sheets that are a form for each problem: label beside value (归零表, 销号申请审批表), a plan typed down a column, and
forms whose measures are a small table. Each form is turned into a table of one problem.

Only the turning belongs here; the table that comes of it is read like any other.
"""

import re
from dataclasses import dataclass, field, replace

from tracker.ledgers.reading.grids import Grid, Value, as_text
from tracker.ledgers.reading.headers import SUBJECTS, Header, measures_header_at
from tracker.ledgers.reading.headings import bare, joined_meanings, meaning_of
from tracker.ledgers.reading.labels import duties
from tracker.ledgers.reading.rows import is_heading, is_signed, section_level, section_name
from tracker.ledgers.reading.texts import squash

_LABEL_IN_CELL = re.compile(r"^([^：:\n]{2,20})[：:]\s*(\S.*)?$", re.DOTALL)
_COUNT = re.compile(r"^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）])|[一二三四五六七八九十\d]+$")
_WORK = frozenset({"measures", "progress", "outcome_or_state", "deadline"})
_SIGNED = re.compile(r"^[（(]?(?:签字|签名|盖章|公章)|年\s*月\s*日$")
_PROBLEM, _CLASS = "存在问题", "问题类别"
_CAPTION = 6  # characters
_NAMES_PROBLEM = re.compile(r"(?:问题|方面|情况|不足)[。:：]?$")
Place = tuple[int, int]
Heading = tuple[int, str, Place]  # how deep a heading is, its words, where it stands


@dataclass(slots=True)
class Form:
    """One form: labels and values in order with the place of each value; and the table of measures within it."""

    labels: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    meanings: list[str] = field(default_factory=list)
    waiting: tuple[str, Place] | None = None  # a label alone in its row: what it labels stands below
    headings: list[Heading] = field(default_factory=list)  # the sections it stands in, down to its own name
    header: Header | None = None  # of the table of measures
    rows: list[int] = field(default_factory=list)  # of that table

    def add(self, label: str, value: Value, place: Place) -> None:
        """Adds a labelled value; the same label again right away goes on with the value before."""
        if self.labels and self.labels[-1] == label:
            self.values[-1] = f"{as_text(self.values[-1])}\n{as_text(value)}"
            return
        self.labels.append(label)
        self.values.append(value)
        self.places.append(place)
        self.meanings.append(meaning_of(label)[0])

    def add_below(self, text: str, place: Place) -> None:
        """Adds a line of text below the label that waits for one."""
        if self.waiting is None or len(text) <= _CAPTION:
            self.waiting = None  # “第二项” begins something else
            return
        label, first = self.waiting
        if self.labels and self.labels[-1] == label and self.places[-1][0] > first[0]:
            self.values[-1] = f"{as_text(self.values[-1])}\n{text}"
        else:
            self.add(label, text, place)

    def has_subject(self) -> bool:
        """Whether it names a problem."""
        return bool(SUBJECTS & set(self.meanings))

    def is_whole(self) -> bool:
        """Whether it names a problem and something done about it, one of them in words known for sure."""
        told = zip(self.labels, self.meanings, strict=True)
        is_known = any(said in SUBJECTS | _WORK and meaning_of(label)[1] == 1.0 for label, said in told)
        return is_known and self.has_subject() and bool(self.rows or _WORK & set(self.meanings))

    def enter(self, text: str, place: Place) -> None:
        """Takes a line that heads what follows: a section, or the problem itself."""
        level = section_level(text)
        self.headings = [heading for heading in self.headings if heading[0] < level] + [
            (level, section_name(text), place)
        ]
        self.waiting = None

    def settle(self) -> None:
        """Without a label for it the heading right above is the problem; the first of those above is its class."""
        above = list(self.headings)
        if not self.has_subject() and above:
            _, name, place = above.pop()
            self.add(_PROBLEM, name, place)
        if above and "problem_class" not in self.meanings:
            self.add(_CLASS, *above[0][1:])

    def followed_by(self, text: str, place: Place) -> list["Form"]:
        """This form and the one that a heading begins; this one alone where it is not whole yet."""
        if not self.labels:
            self.enter(text, place)
            return [self]
        following = Form(headings=list(self.headings))
        following.enter(text, place)
        return [self, following]

    def is_ended_by(self, label: str) -> bool:
        """Whether a further form begins with a label: a further subject, or one that this form has had already."""
        return self.is_whole() and (meaning_of(label)[0] in SUBJECTS or label in self.labels[:-1])

    def as_table(self, grid: Grid) -> tuple[Grid, Header, dict[Place, Place]]:
        """A grid of one problem with its header, and where each of its cells really stands."""
        turned = Grid(grid.name)
        really: dict[Place, Place] = {}
        headings = dict(enumerate(self.labels, 1))
        for column, (value, place) in enumerate(zip(self.values, self.places, strict=True), 1):
            turned.put(2, column, value)
            really[2, column] = place
        for column, heading in (self.header.headings if self.header else {}).items():
            target = len(self.labels) + column
            headings[target] = heading
            for down, row in enumerate(self.rows):
                turned.put(2 + down, target, grid.value(row, column))
                really[2 + down, target] = grid.anchor(row, column)
        for column, heading in headings.items():
            turned.put(1, column, heading)
        meanings = {column: joined_meanings(heading) for column, heading in headings.items()}
        return turned.settle(), Header(1, 1, headings, meanings), really


def forms_of(grid: Grid) -> list[Form]:
    """The forms of a sheet; empty where it is none."""
    forms = [Form()]
    for index, row in enumerate(grid.numbers):
        form = forms[-1]
        if is_signed([squash(text) for text in grid.own(row).values()]):
            continue
        header = measures_header_at(grid, index) if form.has_subject() and form.header is None else None
        if _is_heading(grid, row, form):
            forms[-1:] = form.followed_by(*_only(grid, row))
        elif header:
            form.header = _without_side(grid, header)
        elif form.header and row <= form.header.bottom:
            continue
        elif not _goes_on(grid, row, form) and not _take_labels(grid, row, forms):
            _take_unlabelled(grid, row, form)
    for form in forms:
        form.settle()
    return [form for form in forms if form.is_whole()]


def _without_side(grid: Grid, header: Header) -> Header:
    """The header of a table of measures without the label at its side, which is merged down beside it."""
    kept = {column for column in header.headings if grid.anchor(header.bottom + 1, column)[0] > header.bottom}
    headings = {column: heading for column, heading in header.headings.items() if column in kept}
    return replace(header, headings=headings)


def _only(grid: Grid, row: int) -> tuple[str, Place]:
    """The one text of a row, and its place."""
    ((column, text),) = grid.own(row).items()
    return text, (row, column)


def _is_heading(grid: Grid, row: int, form: Form) -> bool:
    """Whether a row is a line that heads a section or names a problem; below a waiting label only where it says so."""
    if len(grid.rows[row]) != 1:
        return False
    text, _ = _only(grid, row)
    named = _NAMES_PROBLEM.search(text) is not None
    return is_heading(text) and not _LABEL_IN_CELL.match(_COUNT.sub("", text)) and (named or form.waiting is None)


def _take_labels(grid: Grid, row: int, forms: list[Form]) -> bool:
    """Takes the labelled values of a row, a further subject beginning a further form; whether there is any label."""
    cells = [column for column in sorted(grid.rows[row]) if not _is_repeated(grid, row, column)]
    taken: set[int] = set()
    found = False
    if said := [(column, *pair) for column in cells for pair in duties(grid.text(row, column))]:
        for column, label, words in said:
            forms[-1].add(label, words, (row, column))
        return True
    for index, column in enumerate(cells):
        if column in taken:
            continue
        label, value, place = _labelled(grid, row, column, cells[index + 1 : index + 2])
        if not label:
            continue
        found = True
        taken.add(place[1])
        if forms[-1].is_ended_by(label):
            forms.append(Form(headings=list(forms[-1].headings)))
        forms[-1].waiting = (label, (row, column)) if value is None and len(cells) == 1 else None
        if value is not None:
            forms[-1].add(label, value, place)
    return found


def _goes_on(grid: Grid, row: int, form: Form) -> bool:
    """Takes a further line of the value before, where its label is merged down to this row."""
    if len(grid.rows[row]) != 1 or not form.labels:
        return False
    text, (_, column) = _only(grid, row)
    before = {grid.anchor(row, other) for other in grid.columns() if other < column}
    if not any(place[0] < row and bare(grid.text(*place)) == form.labels[-1] for place in before):
        return False
    form.values[-1] = f"{as_text(form.values[-1])}\n{text}"
    return True


def _is_repeated(grid: Grid, row: int, column: int) -> bool:
    """Whether a cell only says again what stands on its left, as exports fill merged cells."""
    return column > 1 and grid.rows[row].get(column - 1) == grid.rows[row][column]


def _take_unlabelled(grid: Grid, row: int, form: Form) -> None:
    """A row without labels: one of the table of measures, or a line below a label."""
    cells = grid.rows[row]
    if form.header and len(cells) > 1:
        form.rows.append(row)
    elif len(cells) == 1:
        (column,) = cells
        form.add_below(grid.text(row, column), (row, column))


def _labelled(grid: Grid, row: int, column: int, following: list[int]) -> tuple[str, Value | None, Place]:
    """The label that stands in a cell, with its value: in the same cell after the colon, or in the next cell."""
    text = grid.text(row, column)
    inside = _LABEL_IN_CELL.match(text)
    label = _COUNT.sub("", inside[1]) if inside else ""
    if inside and inside[2] and meaning_of(label)[1] >= 0.8:
        value = None if _SIGNED.search(inside[2]) else inside[2].strip()
        return bare(label), value, (row, column)
    label = _COUNT.sub("", text)
    if len(text) > 30 or meaning_of(label)[1] < 0.5:
        return "", None, (row, column)
    if not following:
        return bare(label), None, (row, column)
    place = (row, following[0])
    beside = grid.text(*place)
    is_label = len(beside) <= 20 and meaning_of(beside)[1] == 1.0 and not beside.isdecimal()
    return bare(label), None if is_label else grid.value(*place), (row, column) if is_label else place
