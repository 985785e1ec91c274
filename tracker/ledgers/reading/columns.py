"""Settles what each column is used for, from its heading's meanings and from what stands in it.

Several headings mean different things in different ledgers (完成情况, 完成时间, 反馈问题 beside 具体表现); the words of
a heading alone are judged in `headings.py`.
"""

from dataclasses import dataclass, field

from tracker.ledgers.reading.contents import STATES, Content, content_of
from tracker.ledgers.reading.fitting import shown
from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.headers import Header
from tracker.ledgers.reading.headings import bare
from tracker.ledgers.reading.texts import squash

_CERTAIN, _MOSTLY, _RARELY = 0.8, 0.6, 0.3  # shares of cells
_WORDY, _SENTENCE = 7, 6  # characters on average
_LONGEST_NUMBER = 4  # characters on average: “（12）”


@dataclass(slots=True)
class Roles:
    """The columns by final meaning; a column may serve two (“责任单位/责任人”)."""

    columns: dict[str, list[int]] = field(default_factory=dict)

    def take(self, meaning: str) -> list[int]:
        """Removes and returns the columns of a meaning."""
        return self.columns.pop(meaning, [])

    def give(self, meaning: str, columns: list[int]) -> None:
        """Adds columns to a meaning, keeping them in order."""
        if columns:
            self.columns[meaning] = sorted({*self.columns.get(meaning, []), *columns})

    def has(self, meaning: str) -> bool:
        """Whether any column has this meaning."""
        return bool(self.columns.get(meaning))

    def of(self, column: int) -> tuple[str, ...]:
        """The meanings of one column."""
        return tuple(meaning for meaning, columns in self.columns.items() if column in columns)


def settle(grid: Grid, header: Header) -> Roles:
    """The roles of all columns below a header."""
    roles = Roles()
    for column, meanings in header.meanings.items():
        for meaning in meanings:
            roles.give(meaning, [column])
    contents = {column: content_of(grid, header.bottom, column) for column in header.headings}
    _ticks(roles, header, contents)
    _add_what_contents_show(roles, header, contents)
    _numbers(roles, header, contents)
    if header.by_number:
        roles.columns["problem"] = (roles.columns.get("source_number") or roles.columns["ordinal"])[:1]
    else:
        _subjects(roles, header, contents)
    _work(roles, contents)
    _dates(roles)
    _people(roles, contents)
    _states(roles, contents)
    return roles


def _add_what_contents_show(roles: Roles, header: Header, contents: dict[int, Content]) -> None:
    """Meanings that no heading tells go to columns whose headings tell none, or one that the contents belie."""
    for meaning, column in shown(header, contents):
        is_told = roles.has("tick") if meaning == "status" else header.by_number and meaning == "problem"
        if not is_told and "tick" not in roles.of(column):
            for before in roles.of(column):
                roles.columns[before].remove(column)
            roles.give(meaning, [column])


def _numbers(roles: Roles, header: Header, contents: dict[int, Content]) -> None:
    """One column of numbers, rather one with letters than of plain counts.

    编号 beside 反馈序号 is our own export: there 编号 is our stable number.
    """
    headings = {bare(heading.split("／")[-1]): column for column, heading in header.headings.items()}
    if "编号" in headings and "反馈序号" in headings:
        roles.columns["source_number"] = [headings["反馈序号"]]
        roles.columns["number"] = [headings["编号"]]
    columns = sorted(roles.take("source_number"), key=lambda column: (contents[column].numbers > _CERTAIN, column))
    roles.give("source_number", columns[:1])
    roles.give("other", columns[1:])


def _subjects(roles: Roles, header: Header, contents: dict[int, Content]) -> None:
    """Which column is the problem: the specific one before the general one, which then is its class."""
    detail, general = roles.take("problem_detail"), roles.take("problem")
    filled = [column for column in detail if contents[column].count] or detail
    if filled:
        chosen = max(filled, key=lambda column: contents[column].length) if len(filled) > 1 else filled[0]
        roles.give("other", [column for column in detail if column != chosen])
        roles.columns["general"] = general
    elif general:
        chosen = max(general, key=lambda column: contents[column].length)
        roles.give("general", [column for column in general if column != chosen])
    else:
        chosen = _stand_in(roles, header, contents)
    if chosen:
        roles.columns["problem"] = [chosen]


def _stand_in(roles: Roles, header: Header, contents: dict[int, Content]) -> int:
    """Without a problem column: the task, else the unknown column with the longest texts left of the measures."""
    tasks = roles.take("task")
    if tasks:
        chosen = max(tasks, key=lambda column: contents[column].length)
        roles.give("task", [column for column in tasks if column != chosen])
        return chosen
    left_of = min(roles.columns.get("measures", [10**6]))
    unknown = [column for column, meanings in header.meanings.items() if not meanings and column < left_of]
    fitting = [column for column in unknown if contents[column].length >= 6]
    if fitting:
        return max(fitting, key=lambda column: contents[column].length)
    classes = [column for column in roles.columns.get("problem_class", []) if contents[column].length >= 10]
    if classes:
        roles.columns["problem_class"].remove(classes[-1])
        return classes[-1]
    return 0


def _work(roles: Roles, contents: dict[int, Content]) -> None:
    """Without a column of measures, tasks or requirements hold them; of several one may hold their numbers alone."""
    measures = roles.take("measures")
    numbers = [column for column in measures if 0 < contents[column].length <= _LONGEST_NUMBER]
    numbers = numbers if len(numbers) < len(measures) else []
    roles.give("other", numbers)
    roles.give("measures", [column for column in measures if column not in numbers])
    for meaning in ("task", "requirement"):
        columns = roles.take(meaning)
        worded = [] if roles.has("measures") else _most_worded(columns, contents)
        roles.give("measures", worded)
        roles.give("other", [column for column in columns if column not in worded])


def _most_worded(columns: list[int], contents: dict[int, Content]) -> list[int]:
    """Of several columns of work those in sentences; names of tasks beside them are none."""
    return [column for column in columns if contents[column].length >= _SENTENCE] or columns


def _dates(roles: Roles) -> None:
    """完成时间 is the deadline where there is no other, else the day it was really done."""
    columns = roles.take("finish_time")
    roles.give("finished_on" if roles.has("deadline") else "deadline", columns)


def _people(roles: Roles, contents: dict[int, Content]) -> None:
    """Fallbacks for units and owners, and columns whose names are of the other kind."""
    for column in list(roles.columns.get("units", [])):
        if contents[column].persons > 0.7 and roles.of(column) == ("units",) and not roles.has("owners"):
            roles.columns["units"].remove(column)
            roles.give("owners", [column])
    contacts = roles.take("contact")
    persons = [column for column in contacts if contents[column].persons > 0.5]
    if persons and not roles.has("owners"):
        roles.give("owners", persons)
        contacts = [column for column in contacts if column not in persons]
    roles.give("other", contacts)
    if not roles.has("units"):
        roles.give("units", [column for column in roles.columns.get("owners", []) if contents[column].units > 0.5])
    inspected = roles.take("inspected_unit")
    roles.give("other" if roles.has("units") else "units", inspected)


def _ticks(roles: Roles, header: Header, contents: dict[int, Content]) -> None:
    """Columns headed by status words with ticks below (已完成 | 整改中): the place of the tick tells the status."""
    for column, heading in header.headings.items():
        leaf = squash(heading.split("／")[-1])
        if {"deadline", "time_frame"} & set(roles.of(column)):
            continue  # “整改时限” over “长期坚持”
        if leaf in STATES and len(leaf) > 1 and (contents[column].ticks > 0.9 or not contents[column].count):
            for meaning in roles.of(column):
                roles.columns[meaning].remove(column)
            roles.give("tick", [column])


def _states(roles: Roles, contents: dict[int, Content]) -> None:
    """整改情况, 完成情况 and their like: the status where status words stand in them, else the progress."""
    said = roles.take("status")
    strong = [column for column in said if not _tells_sentences(contents[column])]
    reports = sorted({*roles.take("outcome_or_state"), *roles.take("progress")})
    state_like = [column for column in reports if contents[column].states >= _MOSTLY]
    if not strong and state_like and not roles.has("tick"):
        strong = state_like[-1:]
    told = [column for column in (*said, *reports) if column not in strong]
    roles.give("other", [column for column in told if contents[column].is_marks()])
    roles.give("progress", [column for column in told if not contents[column].is_marks()])
    if not roles.has("progress"):
        roles.give("progress", roles.take("outcome"))
    for meaning in ("remark", "standard"):
        strong = strong or _all_states(roles, meaning, contents)
    _one_status(roles, strong, contents)


def _tells_sentences(content: Content) -> bool:
    """Whether a column headed as a state rather tells what was done."""
    return content.length > _WORDY and content.begun_states < _RARELY


def _one_status(roles: Roles, columns: list[int], contents: dict[int, Content]) -> None:
    """Of several columns of states the best; another that holds no states is the progress where there is none."""
    best = _best_status(columns, contents)
    roles.give("status", best)
    left = [column for column in columns if column not in best]
    reports = [column for column in left if contents[column].states < _RARELY and not contents[column].is_marks()]
    roles.give("other" if roles.has("progress") else "progress", reports)
    roles.give("other", [column for column in left if column not in reports])


def _all_states(roles: Roles, meaning: str, contents: dict[int, Content]) -> list[int]:
    """Takes the columns of a meaning where nothing but words of state stand."""
    found = [column for column in roles.columns.get(meaning, []) if contents[column].states >= _CERTAIN]
    roles.columns[meaning] = [column for column in roles.columns.get(meaning, []) if column not in found]
    return found


def _best_status(columns: list[int], contents: dict[int, Content]) -> list[int]:
    """One status column: the one most filled with status words, the later of two alike."""
    if not columns:
        return []
    return [
        max(columns, key=lambda column: (round(contents[column].states * min(contents[column].count, 3), 2), column))
    ]
