"""Makes an item of a group of rows: its measures with what belongs to each, its people, its deadline, its words."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from tracker.enums import TimeFrame
from tracker.ledgers.reading.deadlines import Deadline, parse_deadline
from tracker.ledgers.reading.labels import labels_of, without_labels
from tracker.ledgers.reading.measures import pieces_by_number, split_measures
from tracker.ledgers.reading.names import Named, named
from tracker.ledgers.reading.progress import row_seen
from tracker.ledgers.reading.shape import CellProblem, LedgerItem, LedgerMeasure
from tracker.ledgers.reading.synonyms import CLOSED_WORDS
from tracker.ledgers.reading.tables import Cell, Group, Table, strip_number
from tracker.ledgers.reading.texts import reference, squash
from tracker.ledgers.reading.where import where

_BOX = re.compile(r"[☐□○◻]")
_TICKED = re.compile(r"[☑√✔✓■☒●]\s*([^\s☐□○◻☑√✔✓■☒●]+)")
_NOBODY = Named()
_OF_PEOPLE = ("units", "owners", "leader")
_OF_MEASURES = ("deadline", "owners", "units", "progress", "standard")
_CLOSED = frozenset(map(squash, CLOSED_WORDS.split()))


@dataclass(slots=True)
class Context:
    """What all items of one table share."""

    sheet: str
    year: int | None
    feedback: dt.date | None
    problems: list[CellProblem] = field(default_factory=list)
    said: tuple[tuple[str, str], ...] = ()  # by the lines above the table: meaning and words
    _noted: set[CellProblem] = field(default_factory=set)  # a ledger may have a problem in every row

    def people(self, meaning: str) -> tuple[str, ...]:
        """Whom the lines above the table name for all of it."""
        return next((named(words, of_people=True).people for told, words in self.said if told == meaning), ())

    def deadline(self, cell: Cell) -> Deadline:
        """Reads a deadline cell and notes what is doubtful about it."""
        found = parse_deadline(cell.value, year=self.year, feedback=self.feedback)
        if found.doubt:
            self.note(cell, found.doubt)
        return found

    def note(self, cell: Cell, sentence: str) -> None:
        """Notes a problem of one cell, once."""
        problem = CellProblem(self.sheet, reference(cell.row, cell.column), sentence, cell.text)
        if problem not in self._noted:
            self._noted.add(problem)
            self.problems.append(problem)


def make_item(table: Table, group: Group, context: Context) -> LedgerItem:
    """The item that a group of rows says."""
    row_seen()
    _part_all_duties(group)
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
        leaders=_filled(names["leader"].people, context.people("leader")),
        units=_filled(names["units"].units, names["owners"].units, names["leader"].units),
        owners=_filled(names["owners"].people, names["units"].people, context.people("owners")),
        co_units=tuple(dict.fromkeys((*names["co_units"].units, *names["units"].co_units))),
        status=_status(table, cells),
        progress=_joined(cells.get("progress", [])),
        outcome=_joined(cells.get("outcome", [])),
        remark=_joined(cells.get("remark", [])),
        version=_joined(cells.get("version", [])[:1]),
        struck_off_on=_day(cells.get("struck_off_on", []), context),
        extra=_extra(table, cells, measures),
        cells=where({name: (found[0].row, found[0].column) for name, found in cells.items() if name[:1] != "="}),
    )


def _part_all_duties(group: Group) -> None:
    if _has_duties(group.cells):
        for said in (group.cells, *group.by_row.values()):
            _part_duties(said)


def _joined(cells: list[Cell]) -> str:
    """The texts of cells, each once, a line apart."""
    if not cells:
        return ""
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
        if meaning in ("leader", "owners") and cells.get(meaning):
            all_named = [_his_share(table, meaning, *pair) for pair in zip(cells[meaning], all_named, strict=True)]
        if len(all_named) < 2:
            found[meaning] = all_named[0] if all_named else _NOBODY
            continue
        found[meaning] = Named(
            _merged(one.units for one in all_named),
            _merged(one.people for one in all_named),
            _merged(one.co_units for one in all_named),
        )
    return found


def _his_share(table: Table, meaning: str, cell: Cell, all_of_cell: Named) -> Named:
    """Of a column of leaders and owners at once (责任领导/责任人) the first person leads, the others do the work."""
    people = all_of_cell.people
    if len(people) < 2 or not {"leader", "owners"} <= set(table.roles.of(cell.column)):
        return all_of_cell
    return replace(all_of_cell, people=people[:1] if meaning == "leader" else people[1:])


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


def _measures(table: Table, group: Group, context: Context) -> tuple[LedgerMeasure, ...]:
    """The measures of an item: cells of measures cut into pieces, each with what its rows or its number say of it."""
    found: dict[str, LedgerMeasure] = {}
    cells = group.cells.get("measures", [])
    for cell in cells:
        rows = [row for row in group.rows if cell in group.by_row[row].get("measures", [])] or [cell.row]
        texts = split_measures(cell.text, len(found) + 1)
        alone = len(texts) == 1 and (len(cells) > 1 or len(group.rows) == 1)
        owns = [_cells_of_rows(group, rows)] if alone else _numbered_alike(_cells_of_rows(group, rows), len(texts))
        for whole, own in zip(texts, owns, strict=True):
            text, labels = without_labels(whole)
            said = {meaning: [Cell(cell.row, cell.column, words, words)] for meaning, words in labels.items()}
            found.setdefault(squash(text), _measure(table, context, text, rows[0], {**said, **own}))
            _tell_item(table, group, said)
    return tuple(found.values())


def _cells_of_rows(group: Group, rows: list[int]) -> dict[str, list[Cell]]:
    """The cells of some rows that may speak of one measure, by meaning, each merged cell once."""
    own: dict[str, list[Cell]] = {}
    for meaning in _OF_MEASURES:
        here = [cell for row in rows for cell in group.by_row.get(row, {}).get(meaning, ())]
        if here:
            own[meaning] = list({(cell.row, cell.column): cell for cell in here}.values())
    return own


def _numbered_alike(cells: dict[str, list[Cell]], count: int) -> list[dict[str, list[Cell]]]:
    """For each of `count` measures the piece with its number of every cell that is numbered like them."""
    owns: list[dict[str, list[Cell]]] = [{} for _ in range(count)]
    for meaning, found in cells.items() if count > 1 else ():
        for cell in found:
            for number, text in pieces_by_number(cell.text, count).items():
                if text:
                    owns[number - 1].setdefault(meaning, []).append(Cell(cell.row, cell.column, text, text))
    return owns


def _has_duties(cells: dict[str, list[Cell]]) -> bool:
    """Whether a cell of units or people may be labels: seldom, and told at little cost."""
    return any("：" in cell.text or ":" in cell.text for meaning in _OF_PEOPLE for cell in cells.get(meaning, ()))


def _part_duties(cells: dict[str, list[Cell]]) -> None:
    """A cell of units or people that is nothing but labels (责任领导：…责任科室：…完成时限：…) is parted by them."""
    for meaning in _OF_PEOPLE:
        for cell in list(cells.get(meaning, ())):
            labels = labels_of(cell.text)
            if len(labels) > 1 and not labels.keys() <= {"units", "co_units"}:
                cells[meaning].remove(cell)
                for name, words in labels.items():
                    part = Cell(cell.row, cell.column, words, words)
                    known = cells.setdefault(name, [])
                    known.extend([part] if part not in known else [])


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


def _measure(table: Table, context: Context, text: str, row: int, own: dict[str, list[Cell]]) -> LedgerMeasure:
    """A measure with what its own cells say of it."""
    if not own:
        return LedgerMeasure(text, row=row)
    deadlines = [context.deadline(cell) for cell in own.get("deadline", [])]
    owners = [_named(table, cell, of_people=True) for cell in own.get("owners", [])]
    units = [_named(table, cell, of_people=False) for cell in own.get("units", [])]
    return LedgerMeasure(
        text=text,
        deadline=max((found.date for found in deadlines if found.date), default=None),
        deadline_text="；".join(dict.fromkeys(found.text for found in deadlines)),
        owners=_merged(one.people for one in owners) or _merged(one.people for one in units),
        units=_merged(one.units for one in units),
        progress=_joined(own.get("progress", [])),
        standard=_joined(own.get("standard", [])),
        row=row,
    )
