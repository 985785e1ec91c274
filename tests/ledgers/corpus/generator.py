"""Draws ledgers at random from the facts of `world.py`: every combination of layout a unit may think of.

Varied are the columns and their order and headings, levels of the header, where the table begins, lines above and
below, sections and sums, how several measures of a problem are written, and the kind of file. The truth comes along.
"""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from tests.ledgers.corpus import world
from tests.ledgers.corpus.notation import Case, Sheet
from tests.ledgers.corpus.world import Facts, Step

_PEOPLE = ("lead", "units", "owners")
_OPTIONAL = ("lead", "units", "owners", "deadline", "status", "progress")
_MARKERS = (
    "{n}.{text}；",
    "（{c}）{text}。",
    "{n}、{text}\n",
    "{o}{text}；",
    "（{n}）{text}",
    "{c}是{text}；",
    "{n}．{text}\n",
)
_KINDS = ("xlsx", "xlsx", "csv utf-8-sig", "csv gb18030", "tsv", "html gb2312", "xml")
_FOOTS = (("注：本表每月25日前报送。",), ("填报人：张某某", "审核人：李某某"), ("单位负责人（签字）：", "日期："))


@dataclass(frozen=True, slots=True)
class Layout:
    """How a ledger is written."""

    columns: tuple[str, ...]
    headings: dict[str, str]
    grouped: bool  # the people under one heading over theirs
    spacers: bool  # an empty column behind every third
    repeated: bool  # the header again behind the first problem, as on a new page
    alike: bool  # owners and deadlines numbered like the measures of one cell
    corner: tuple[int, int]
    title: bool
    date_line: bool
    sections: bool
    sums: bool
    foot: int  # which line below the table; -1 none
    rows: str  # how several measures are written: cell, merged, empty, repeated
    marker: str
    joint: str  # between several people or units
    kind: str


@st.composite
def facts(draw: st.DrawFn) -> tuple[Facts, ...]:
    """One to four problems with all that belongs to them."""
    problems = draw(st.lists(st.sampled_from(world.PROBLEMS), min_size=1, max_size=4, unique=True))
    return tuple(draw(_facts_of(problem)) for problem in problems)


@st.composite
def _facts_of(draw: st.DrawFn, problem: str) -> Facts:
    texts = draw(st.lists(st.sampled_from(world.MEASURES), min_size=1, max_size=3, unique=True))
    steps = []
    for text in texts:
        day = draw(st.dates(dt.date(2023, 1, 1), dt.date(2026, 12, 28)))
        words, date = draw(st.sampled_from(world.SPELLINGS))(day.replace(day=min(day.day, 28)))
        steps.append(Step(text, draw(st.sampled_from(world.PEOPLE)), words, date))
    return Facts(
        problem,
        tuple(steps),
        tuple(draw(st.lists(st.sampled_from(world.PEOPLE), min_size=1, max_size=2, unique=True))),
        tuple(draw(st.lists(st.sampled_from(world.UNITS), min_size=1, max_size=2, unique=True))),
        draw(st.sampled_from(world.STATES)),
        draw(st.sampled_from(world.PROGRESS)),
        draw(st.sampled_from(world.CLASSES)),
    )


@st.composite
def layouts(draw: st.DrawFn) -> Layout:
    """A way to write a ledger."""
    chosen = draw(st.lists(st.sampled_from(_OPTIONAL), min_size=2, max_size=6, unique=True))
    order = draw(st.permutations([*chosen, "problem", "measures"]))
    grouped = draw(st.booleans()) and sum(name in _PEOPLE for name in order) > 1
    if grouped:  # they stand together then
        people = [name for name in order if name in _PEOPLE]
        order = [*(name for name in order if name not in _PEOPLE), *people]
    columns = ("ordinal", *order) if draw(st.integers(0, 3)) else tuple(order)
    return Layout(
        columns=columns,
        headings={name: draw(st.sampled_from(world.HEADINGS[name])) for name in columns},
        grouped=grouped,
        spacers=draw(st.booleans()) and not grouped,
        repeated=draw(st.booleans()),
        alike=draw(st.booleans()),
        corner=draw(st.sampled_from(((1, 1), (1, 1), (3, 2), (5, 4)))),
        title=draw(st.booleans()),
        date_line=draw(st.booleans()),
        sections=draw(st.booleans()),
        sums=draw(st.booleans()),
        foot=draw(st.integers(-1, len(_FOOTS) - 1)),
        rows=draw(st.sampled_from(("cell", "merged", "empty", "repeated"))),
        marker=draw(st.sampled_from(_MARKERS)),
        joint=draw(st.sampled_from(("、", "，", "；", "\n", ";", "/"))),
        kind=draw(st.sampled_from(_KINDS)),
    )


def drawn(layout: Layout, all_facts: tuple[Facts, ...]) -> Case:
    """The ledger of these facts in this layout, with its truth."""
    pen = _Pen(layout)
    pen.head()
    section = ""
    for number, fact in enumerate(all_facts, 1):
        if layout.sections and fact.problem_class != section:
            section = fact.problem_class
            pen.line(f"{'一二三四'[min(number, 4) - 1]}、{section}", across=True)
        pen.item(number, fact)
        if layout.repeated and number == 1:
            pen.header()
    if layout.sums:
        pen.line("合计", f"{len(all_facts)}个")
    if layout.foot >= 0:
        pen.line(*_FOOTS[layout.foot])
    name = "台账.xls" if layout.kind[:4] in ("html", "xml") else f"台账.{layout.kind[:3]}"
    file_name = "台账.xlsx" if layout.kind == "xlsx" else name
    return Case("generated", [pen.sheet], layout.kind, file_name, [_truth(layout, fact) for fact in all_facts])


class _Pen:
    """Draws one sheet from top to bottom."""

    def __init__(self, layout: Layout):
        self.layout = layout
        self.sheet = Sheet("台账")
        self.row, self.left = layout.corner
        columns = enumerate(layout.columns)
        self.places = {name: self.left + at + at // 3 * layout.spacers for at, name in columns}
        self.right = max(self.places.values())

    def line(self, *texts: str, across: bool = False) -> None:
        """A row of a few texts, the first reaching over the whole width if it stands alone and is to."""
        for place, text in enumerate(texts):
            self.sheet.values[self.row, self.left + place * 2] = text
        if across:
            self.sheet.merges.append((self.row, self.left, self.row, self.right))
        self.row += 1

    def head(self) -> None:
        """Title, line of unit and date, header."""
        if self.layout.title:
            self.line("2024年某县巡察整改工作台账", across=True)
        if self.layout.date_line or not self.layout.title:  # one of them must tell the year
            self.line("填报单位：某县卫健局", "填报时间：2024年3月5日")
        self.header()

    def header(self) -> None:
        """The headings, those of people and units under one more where they are grouped."""
        people = [place for name, place in self.places.items() if name in _PEOPLE]
        for name, place in self.places.items():
            in_group = self.layout.grouped and name in _PEOPLE
            self.sheet.values[self.row + in_group, place] = self.layout.headings[name]
            if self.layout.grouped and not in_group:
                self.sheet.merges.append((self.row, place, self.row + 1, place))
        if self.layout.grouped:
            self.sheet.values[self.row, people[0]] = "责任分工"
            self.sheet.merges.append((self.row, people[0], self.row, people[-1]))
        self.row += 1 + self.layout.grouped

    def item(self, number: int, fact: Facts) -> None:
        """The rows of one problem."""
        top = self.row
        parts = [fact.steps] if self.layout.rows == "cell" else [(step,) for step in fact.steps]
        for steps in parts:
            for name, place in self.places.items():
                value = _value(self.layout, name, number, fact, steps)
                follows = self.row > top and name not in ("measures", "owners", "deadline")
                if not follows or (self.layout.rows == "repeated" and name != "ordinal"):
                    self.sheet.values[self.row, place] = value
            self.row += 1
        if self.layout.rows == "merged" and len(parts) > 1:
            for name, place in self.places.items():
                if name not in ("measures", "owners", "deadline"):
                    self.sheet.merges.append((top, place, self.row - 1, place))


def _value(layout: Layout, name: str, number: int, fact: Facts, steps: tuple[Step, ...]) -> Any:
    if name == "ordinal":
        return number
    if name == "measures":
        return _numbered(layout.marker, [step.text for step in steps])
    if name == "owners" and layout.alike and len(steps) > 1:
        return _numbered(layout.marker, [step.owner for step in steps])
    if name == "deadline" and _deadlines_alike(layout, steps):
        return _numbered(layout.marker, [step.deadline_text for step in steps])
    if name in ("owners", "lead", "units"):
        names = list(dict.fromkeys(step.owner for step in steps)) if name == "owners" else getattr(fact, name)
        return layout.joint.join(names)
    return steps[-1].deadline_text if name == "deadline" else getattr(fact, name)


def _deadlines_alike(layout: Layout, steps: tuple[Step, ...]) -> bool:
    """Whether the deadlines of one cell are numbered: only where each says its year, lest one lend it to the next."""
    years = all(re.match(r"20\d\d年", step.deadline_text) for step in steps)
    return layout.alike and layout.rows == "cell" and len(steps) > 1 and years


def _numbered(marker: str, texts: list[str]) -> str:
    if len(texts) == 1:
        return texts[0]
    marks = [{"n": place, "c": "一二三"[place - 1], "o": "①②③"[place - 1]} for place in range(1, len(texts) + 1)]
    return "".join(marker.format(**mark, text=text) for mark, text in zip(marks, texts, strict=True))


def _truth(layout: Layout, fact: Facts) -> dict[str, Any]:
    """What a reader must find: only what the columns say."""
    alike = _deadlines_alike(layout, fact.steps)
    told = fact.steps[-1:] if layout.rows == "cell" and not alike else fact.steps
    dates = [step.deadline for step in told if step.deadline]
    owners = list(dict.fromkeys(step.owner for step in fact.steps))
    whole = {
        "lead": list(fact.lead),
        "units": list(fact.units),
        "owners": owners,
        "status": fact.status,
        "progress": fact.progress,
    }
    truth = {name: value for name, value in whole.items() if name in layout.columns}
    if "deadline" in layout.columns:
        truth["deadline_date"] = max(dates).isoformat() if dates else ""
        texts = [step.deadline_text for step in told]
        truth["deadline_text"] = _numbered(layout.marker, texts) if alike else "；".join(dict.fromkeys(texts))
    return {"problem": fact.problem, "measures": [step.text for step in fact.steps], **truth}
