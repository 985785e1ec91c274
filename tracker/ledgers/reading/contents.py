"""What stands in a column, judged from a sample of its cells: names, dates, words of state, doing, failing, being done.

The heading is not looked at here; heading and contents are brought together in `columns.py`.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tracker.ledgers.reading.deadlines import parse_deadline
from tracker.ledgers.reading.grids import Dated, Grid, Value, as_text
from tracker.ledgers.reading.headings import is_sum
from tracker.ledgers.reading.levels import Header
from tracker.ledgers.reading.namekinds import looks_like_person, looks_like_unit
from tracker.ledgers.reading.names import named
from tracker.ledgers.reading.namewords import CHIEF
from tracker.ledgers.reading.signs import DOING, FAILING, PAST, STATE_BEFORE, STATE_BEHIND, STATE_VERBS
from tracker.ledgers.reading.synonyms import CLOSED_WORDS, OPEN_WORDS
from tracker.ledgers.reading.texts import is_empty_mark, squash

SAMPLE = 200
_LONGEST_TIME = 24
_MOST = 0.6
_LONGEST_NAME = 40
_TICKS = frozenset(("√", "✓", "✔", "☑", "是", "●", "■", "★", "1", "V", "v"))
_ADDED = re.compile(r"(?<=\S)[(（][^()（）]*[)）]$")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_PERCENT = re.compile(r"\d{1,3}(?:\.\d+)?%")
_POST = re.compile(rf"领导|书记|主任|{CHIEF}|经理|主席|常委|委员|总工程师")
_LAMP = re.compile("^[红黄绿蓝橙]灯$")
_BOX = re.compile("[☐□○◻☑✔✓■☒●]")
_LAW = re.compile(r"第[\d一二三四五六七八九十百]+条|^[\d.]+$")


def _any_of(words: str) -> str:
    return "|".join(sorted(map(re.escape, words.split()), key=len, reverse=True))


STATES = frozenset(squash(word).lower() for word in (CLOSED_WORDS + OPEN_WORDS).split())
_STATE = re.compile(
    f"(?:{_any_of(STATE_BEFORE)})(?:{_any_of(STATE_VERBS)})(?:{_any_of(STATE_BEHIND)})?"
    f"|(?:{_any_of(STATE_VERBS)})(?:{_any_of(STATE_BEHIND)})"
)
_DOING = re.compile(rf"^(?:[（(]?\d+[.、)）]|[①-⑳])?\s*(?:{_any_of(DOING)})|^(?:1[.、]|[（(][1一][)）]|①)")
_FAILING = re.compile(_any_of(FAILING))
_PAST = re.compile(rf"(?:{_any_of(PAST)})")


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a column: how many cells, how long on average, which share of what kind."""

    count: int = 0
    length: float = 0.0
    states: float = 0.0
    begun_states: float = 0.0  # cells whose first words tell a state
    persons: float = 0.0
    posts: float = 0.0
    units: float = 0.0
    times: float = 0.0
    percents: float = 0.0
    numbers: float = 0.0
    ticks: float = 0.0
    doing: float = 0.0
    failing: float = 0.0
    past: float = 0.0

    def is_marks(self) -> bool:
        """Whether nothing but √ and ×, percentages or numbers stand here: no report."""
        return max(self.percents, self.numbers) >= _MOST or (self.states > 0.9 and self.length <= 1)


def content_of(grid: Grid, header: Header, column: int) -> Content:
    """What stands in a column below its header, from its first cells; without sums, lines across, headings again."""
    values: list[Value] = []
    for row in grid.numbers:
        if row > header.bottom and column in grid.rows[row] and _is_of_column(grid, header, row, column):
            values.append(grid.rows[row][column])
            if len(values) == SAMPLE:
                break
    return judged(values)


def _is_of_column(grid: Grid, header: Header, row: int, column: int) -> bool:
    """Whether a cell speaks of its column: not a line across, not a sum, not the heading again."""
    cells = grid.rows[row]
    if len(cells) == 1 and (column == min(header.headings) or grid.anchor(row, column + 1)[1] == column):
        return False
    if len(cells) > 2 and all(value == cells[column] for value in cells.values()):
        return False  # a line that was merged across, filled by an export
    levels = range(header.top, header.bottom + 1)
    is_again = any(cells[column] == grid.rows[level].get(column) for level in levels if level in grid.rows)
    return not is_again and not is_sum(as_text(cells[min(cells)]))


def judged(values: Iterable[Value]) -> Content:
    """What cells are taken together."""
    said = [value for value in values if not is_empty_mark(as_text(value))]
    if not said:
        return Content()
    words = list(map(as_text, said))
    texts = list(map(squash, words))

    def share(is_so: Callable[[str], bool], cells: list[str] = texts) -> float:
        return sum(map(is_so, cells)) / len(cells)

    return Content(
        count=len(texts),
        length=sum(map(len, texts)) / len(texts),
        states=share(is_state),
        begun_states=share(_begins_with_state),
        persons=share(_is_person, words),
        posts=share(lambda text: len(text) <= _LONGEST_NAME and bool(_POST.search(text))),
        units=share(_is_unit, words),
        times=sum(isinstance(value, Dated) or _is_time(text) for value, text in zip(said, texts, strict=True))
        / len(said),
        percents=share(lambda text: bool(_PERCENT.fullmatch(text))),
        numbers=share(lambda text: bool(_NUMBER.fullmatch(text))),
        ticks=share(lambda text: text in _TICKS),
        doing=share(lambda text: len(text) >= 4 and bool(_DOING.search(text))),
        failing=share(lambda text: len(text) >= 4 and bool(_FAILING.search(text)) and not _LAW.search(text)),
        past=share(lambda text: len(text) >= 4 and bool(_PAST.search(text))),
    )


def is_state(text: str) -> bool:
    """Whether a cell holds nothing but a status word, whatever it adds in brackets."""
    whole, text = text, _ADDED.sub("", text)
    word = re.sub(r"[,，。;；、()（）]|并?长期坚持$|并?持续推进$|\d{4}年\d+月(?:\d+日|底)?", "", squash(text))
    word = re.sub(r"^[☑√✔■](?=.)", "", word).lower()
    if _LAMP.search(word):
        return whole != text  # “绿灯（已解决）”, but not “绿灯” alone
    if word in STATES or _PERCENT.fullmatch(word) or (word == "" and "坚持" in text):
        return True
    return len(word) <= 8 and bool(_STATE.fullmatch(word))


def _begins_with_state(text: str) -> bool:
    return bool(_BOX.search(text)) or is_state(re.split(r"[,，。;；:：(（]", text, maxsplit=1)[0])


def _is_time(value: Value) -> bool:
    """Whether a cell is a date, or a short text that names a day or says 立行立改 or 长期坚持."""
    if isinstance(value, Dated):
        return True
    text = squash(as_text(value))
    if len(text) > _LONGEST_TIME or text.isdecimal():
        return False
    found = parse_deadline(text, year=2000)
    return found.date is not None or found.time_frame is not None or found.is_lasting


def _is_person(text: str) -> bool:
    if len(text) > _LONGEST_NAME:
        return False
    people = named(text, of_people=True).people
    return bool(people) and all(map(looks_like_person, people))


def _is_unit(text: str) -> bool:
    units = named(text).units if len(text) <= 60 else ()
    return bool(units) and any(map(looks_like_unit, units))
