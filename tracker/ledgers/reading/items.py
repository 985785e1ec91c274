"""Makes an item of a group of rows: its measures with what belongs to each, its people, its deadline, its words."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from tracker.enums import TimeFrame
from tracker.ledgers.reading.deadlines import Deadline, parse_deadline
from tracker.ledgers.reading.labels import labels_of, without_labels
from tracker.ledgers.reading.measures import pieces_by_number, split_measures
from tracker.ledgers.reading.names import Named, named
from tracker.ledgers.reading.shape import CellProblem, LedgerItem, LedgerMeasure
from tracker.ledgers.reading.synonyms import CLOSED_WORDS
from tracker.ledgers.reading.tables import Cell, Group, Table, strip_number
from tracker.ledgers.reading.texts import reference, squash

_BOX = re.compile(r"[☐□○◻]")
_TICKED = re.compile(r"[☑√✔✓■☒●]\s*([^\s☐□○◻☑√✔✓■☒●]+)")
_CLOSED = frozenset(map(squash, CLOSED_WORDS.split()))


@dataclass(slots=True)
class Context:
    """What all items of one table share."""

    sheet: str
    year: int | None
    feedback: dt.date | None
    problems: list[CellProblem] = field(default_factory=list)

    def deadline(self, cell: Cell) -> Deadline:
        """Reads a deadline cell and notes what is doubtful about it."""
        found = parse_deadline(cell.value, year=self.year, feedback=self.feedback)
        if found.doubt:
            self.note(cell, found.doubt)
        return found

    def note(self, cell: Cell, sentence: str) -> None:
        """Notes a problem of one cell, once."""
        problem = CellProblem(self.sheet, reference(cell.row, cell.column), sentence)
        if problem not in self.problems:
            self.problems.append(problem)


def make_item(table: Table, group: Group, context: Context) -> LedgerItem:
    """The item that a group of rows says."""
    measures = _measures(table, group, context)
    _read_duties(table, group)
    cells = group.cells
    deadlines = [context.deadline(cell) for cell in cells.get("deadline", [])]
    frames = [parse_deadline(cell.text) for cell in cells.get("time_frame", [])]
    names = _names(table, cells)
    return LedgerItem(
        sheet=context.sheet,
        row=group.rows[0],
        problem=group.problem,
        number=_joined(cells.get("number", [])),
        source_number=_joined(cells.get("source_number", [])) or strip_number(_joined(cells.get("ordinal", [])[:1])),
        problem_class=_class(group),
        category=_joined(cells.get("category", [])),
        root_cause=_joined(cells.get("root_cause", [])),
        measures=measures,
        deadline=max((found.date for found in deadlines if found.date), default=None),
        deadline_text="；".join(dict.fromkeys(found.text for found in deadlines if found.text)),
        time_frame=_frame([*frames, *deadlines]),
        is_lasting=any(found.is_lasting for found in (*frames, *deadlines)),
        leaders=names["leader"].people,
        units=_filled(names["units"].units, names["owners"].units, names["leader"].units),
        owners=_filled(names["owners"].people, names["units"].people),
        co_units=tuple(dict.fromkeys((*names["co_units"].units, *names["units"].co_units))),
        status=_status(table, cells),
        progress=_joined(cells.get("progress", [])),
        outcome=_joined(cells.get("outcome", [])),
        remark=_joined(cells.get("remark", [])),
        version=_joined(cells.get("version", [])[:1]),
        struck_off_on=_day(cells.get("struck_off_on", []), context),
        extra=_extra(table, cells, measures),
        cells={
            meaning: reference(found[0].row, found[0].column) for meaning, found in cells.items() if meaning[:1] != "="
        },
    )


def _joined(cells: Iterable[Cell]) -> str:
    """The texts of cells, each once, a line apart."""
    return "\n".join(dict.fromkeys(cell.text for cell in cells))


def _class(group: Group) -> str:
    column = _joined(group.cells.get("problem_class", [])[:1])
    if column:
        return re.sub(r"\s*\n\s*", "", column)
    if group.sections:
        return group.sections[0]
    general = [cell for cell in group.cells.get("general", []) if cell.text != group.problem]
    return _joined(general[:1])


def _names(table: Table, cells: dict[str, list[Cell]]) -> dict[str, Named]:
    """Everybody named in the cells of units and people, by column meaning; one cell may stand for two columns."""
    found: dict[str, Named] = {}
    for meaning in ("units", "owners", "leader", "co_units"):
        people = meaning in ("owners", "leader")
        all_named = [_named(table, cell, of_people=people) for cell in cells.get(meaning, [])]
        found[meaning] = Named(
            _merged(one.units for one in all_named),
            _merged(one.people for one in all_named),
            _merged(one.co_units for one in all_named),
        )
    return found


def _named(table: Table, cell: Cell, *, of_people: bool) -> Named:
    """The names of one cell; in a column that is units and people at once each word is judged by itself."""
    roles = table.roles.of(cell.column)
    if {"units", "owners"} <= set(roles) or {"units", "leader"} <= set(roles):
        mixed = named(cell.text)
        return Named(() if of_people else mixed.units, mixed.people, mixed.co_units)
    return named(cell.text, of_people=of_people)


def _merged(groups: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in groups for name in names))


def _filled(*choices: tuple[str, ...]) -> tuple[str, ...]:
    """The first choice that names anybody."""
    return next((names for names in choices if names), ())


def _frame(found: list[Deadline]) -> TimeFrame | None:
    frames = [deadline.time_frame for deadline in found if deadline.time_frame]
    special = [frame for frame in frames if frame is not TimeFrame.BY_DATE]
    return next(iter(special or frames[:1]), None)


def _status(table: Table, cells: dict[str, list[Cell]]) -> str:
    """The status word; of several rows' words one that is not yet done; of boxes the ticked one."""
    ticked = [table.header.headings[cell.column].split("／")[-1] for cell in cells.get("tick", [])]
    words = list(dict.fromkeys([*(_unboxed(cell.text) for cell in cells.get("status", [])), *ticked]))
    undone = [word for word in words if squash(word) not in _CLOSED]
    return re.sub(r"\s*\n\s*", "", (undone or words or [""])[0])


def _unboxed(text: str) -> str:
    """“☑已完成 ☐未完成” -> 已完成; other texts stay."""
    ticked = _TICKED.search(text) if _BOX.search(text) else None
    return ticked[1] if ticked else text


def _day(cells: list[Cell], context: Context) -> dt.date | None:
    dates = (parse_deadline(cell.value, year=context.year).date for cell in cells)
    return max(filter(None, dates), default=None)


def _extra(table: Table, cells: dict[str, list[Cell]], measures: tuple[LedgerMeasure, ...]) -> dict[str, str]:
    """The texts of columns that fill no field, by heading; a standard that belongs to no one measure among them."""
    headings = table.header.headings
    extra = {key[1:]: _joined(found) for key, found in cells.items() if key.startswith("=")}
    for meaning in ("general", "goal", "finished_on", "started_on", "co_leader", "lamp"):
        for cell in cells.get(meaning, []):
            extra[headings.get(cell.column, meaning)] = cell.text
    for cell in cells.get("standard", []):
        if not any(measure.standard for measure in measures):
            extra[headings.get(cell.column, "standard")] = cell.text
    return extra


@dataclass(slots=True)
class Piece:
    """One measure while it is read. `place` None: alone in its rows, whose cells are its own; else numbered pieces."""

    text: str
    rows: list[int]
    place: int | None
    count: int
    said: dict[str, list[Cell]]  # by labels in its own text

    def own(self, group: Group, meaning: str) -> list[Cell]:
        """The cells of a meaning that speak of this measure."""
        here = (cell for row in self.rows for cell in group.by_row.get(row, {}).get(meaning, []))
        cells = list({(cell.row, cell.column): cell for cell in here}.values())
        found = cells if self.place is None else _pieces(cells, self.place, self.count)
        return found or self.said.get(meaning, [])


def _measures(table: Table, group: Group, context: Context) -> tuple[LedgerMeasure, ...]:
    """The measures of an item: cells of measures cut into pieces, each with what its rows or its number say of it."""
    found: dict[str, LedgerMeasure] = {}
    for cell in group.cells.get("measures", []):
        rows = [row for row in group.rows if cell in group.by_row[row].get("measures", [])] or [cell.row]
        texts = split_measures(cell.text)
        alone = len(texts) == 1 and (len(group.cells["measures"]) > 1 or len(group.rows) == 1)
        for place, whole in enumerate(texts):
            text, labels = without_labels(whole)
            said = {meaning: [Cell(cell.row, cell.column, words, words)] for meaning, words in labels.items()}
            piece = Piece(text, rows, None if alone else place, len(texts), said)
            found.setdefault(squash(text), _measure(table, group, context, piece))
            _tell_item(table, group, said)
    return tuple(found.values())


def _read_duties(table: Table, group: Group) -> None:
    """A column of labels (责任分工: “牵头领导：…责任单位：…”) tells what the ledger has no column for."""
    for key in [key for key in group.cells if key.startswith("=")]:
        for cell in group.cells[key]:
            labels = labels_of(cell.text)
            _tell_item(table, group, {name: [Cell(cell.row, cell.column, said, said)] for name, said in labels.items()})


def _tell_item(table: Table, group: Group, said: dict[str, list[Cell]]) -> None:
    """What labels inside measures say holds for the item too, where the ledger has no column for it."""
    for meaning, cells in said.items():
        if not table.roles.has(meaning):
            group.cells.setdefault(meaning, []).extend(cells)


def _measure(table: Table, group: Group, context: Context, piece: Piece) -> LedgerMeasure:
    deadlines = [context.deadline(cell) for cell in piece.own(group, "deadline")]
    owners = [_named(table, cell, of_people=True) for cell in piece.own(group, "owners")]
    units = [_named(table, cell, of_people=False) for cell in piece.own(group, "units")]
    return LedgerMeasure(
        text=piece.text,
        deadline=max((found.date for found in deadlines if found.date), default=None),
        deadline_text="；".join(dict.fromkeys(found.text for found in deadlines)),
        owners=_merged(one.people for one in owners) or _merged(one.people for one in units),
        units=_merged(one.units for one in units),
        progress=_joined(piece.own(group, "progress")),
        standard=_joined(piece.own(group, "standard")),
        row=piece.rows[0],
    )


def _pieces(cells: list[Cell], place: int, count: int) -> list[Cell]:
    """The piece with this place of every cell that is numbered like the measures."""
    found = []
    for cell in cells:
        text = pieces_by_number(cell.text, count).get(place + 1, "") if count > 1 else ""
        if text:
            found.append(Cell(cell.row, cell.column, text, text))
    return found
