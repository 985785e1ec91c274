"""What a row of a ledger holds, and its columns: one object each, shared by the writer and the reader.

A column knows its heading, width, value and how it is read back (`parse`). The rows are filled by the query layer and
handed in; nothing here asks the database. How a sheet looks and which columns it has is told in `layouts.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from tracker import marks
from tracker.enums import Lamp, Source, Status, StrikeOffKind, TimeFrame
from tracker.ledgers.versions import mark_of

Kind = Literal["text", "date", "number", "lamp"]


class MeasureLine(NamedTuple):
    """One measure of an item as the ledger prints it."""

    text: str
    owner: str = ""
    deadline: date | None = None
    deadline_text: str = ""
    standard: str = ""
    progress: str = ""
    done: bool = False


class LedgerRow(NamedTuple):
    """One item as the ledger prints it on one day. Texts are final, `status`, `kind`, `time_frame` stored values."""

    ordinal: int
    number: str = ""
    source_number: str = ""
    problem: str = ""
    root_cause: str = ""
    leader: str = ""
    unit: str = ""
    owner: str = ""
    time_frame: str = ""
    is_lasting: bool = False
    deadline: date | None = None
    deadline_text: str = ""
    first_deadline: date | None = None
    outcome: str = ""
    kind: str = ""
    reported_status: str = ""
    source: str = ""
    problem_class: str = ""
    category: str = ""  # like “2.1 挂图作战”
    measures: tuple[MeasureLine, ...] = ()
    co_units: str = ""
    progress: str = ""
    status: str = ""
    lamp: Lamp = Lamp.NONE
    days_left: int | None = None  # days until what the lamp hangs on; negative once it is late
    struck_off_on: date | None = None
    round_name: str = ""
    remark: str = ""
    revision: int = 0
    department: str = ""
    patron: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `value` gives str, date, int or None; for kind "lamp" a pair (Lamp, words).

    `of_measure` gives what stands beside one measure where each measure has a line of its own; a column without it
    says the same of the whole item. `parse` is the meaning under which the reader takes the column back (a key of
    `reading/synonyms.py`); empty where the column is derived and never read. `width` is in Excel's units, digits of the
    workbook's standard font: a Chinese character of the body takes not quite two, a heading of four needs eight and a
    half.
    """

    key: str
    heading: str
    width: float
    value: Callable[[Any], object]
    group: str = ""
    kind: Kind = "text"
    parse: str = ""
    centred: bool = False
    hidden: bool = False
    of_measure: Callable[[MeasureLine], object] | None = None


STATUS_WORDS: dict[str, str] = dict(Status.choices)
KIND_WORDS: dict[str, str] = dict(StrikeOffKind.choices)
FRAME_WORDS: dict[str, str] = dict(TimeFrame.choices)
_NOT_DONE = {StrikeOffKind.TRANSFERRED.value, StrikeOffKind.INFEASIBLE.value}
SOURCE_WORDS: dict[str, str] = dict(Source.choices)


def numbered(texts: list[str]) -> str:
    """Texts as “1. …” lines; a single one stands bare; an empty one is left out but keeps its number."""
    if len(texts) == 1:
        return texts[0]
    return "\n".join([f"{place}. {text}" for place, text in enumerate(texts, 1) if text])


def measure_texts(row: LedgerRow) -> str:
    """整改措施: all measures in one cell."""
    return numbered([measure.text for measure in row.measures])


def standards(row: LedgerRow) -> str:
    """完成标准: numbered like the measures they belong to."""
    return numbered([measure.standard for measure in row.measures])


def measure_owners(row: LedgerRow) -> str:
    """措施责任人: numbered like the measures; one who answers for all of them is named once."""
    return once([measure.owner for measure in row.measures]) or row.owner


def measure_deadlines(row: LedgerRow) -> str:
    """措施时限: numbered like the measures, dates and words of the letter alike."""
    return once([measure_deadline_words(measure) for measure in row.measures])


def measure_deadline_words(measure: MeasureLine) -> str:
    """One measure's date as text, else its words."""
    return measure.deadline.isoformat() if measure.deadline else measure.deadline_text


def measure_progresses(row: LedgerRow) -> str:
    """措施进展: numbered like the measures."""
    return numbered([measure.progress for measure in row.measures])


def measures_done(row: LedgerRow) -> str:
    """是否完成: how many of the measures are."""
    return f"{sum(measure.done for measure in row.measures)}/{len(row.measures)}" if row.measures else ""


def measure_done(measure: MeasureLine) -> str:
    """是否完成 of one measure."""
    return "已完成" if measure.done else "未完成"


def once(texts: list[str]) -> str:
    """Texts numbered, or the one text that all of them are."""
    return texts[0] if len(set(texts)) == 1 else numbered(texts)


def time_frame(row: LedgerRow) -> str:
    """整改类别, with 长期坚持 where it stands beside a date."""
    words = FRAME_WORDS.get(row.time_frame, row.time_frame)
    if row.is_lasting:
        return f"{words}\n{marks.LASTING_WORD}" if words else marks.LASTING_WORD
    return words


def deadline(row: LedgerRow) -> date | str:
    """整改时限: a real date where there is one, else the words of the letter (“长期坚持”)."""
    return row.deadline or row.deadline_text


def progress(row: LedgerRow) -> str:
    """整改进展: the outcome once there is one, until then the latest progress."""
    return row.outcome or row.progress


def status(row: LedgerRow) -> str:
    """状态; a strike-off that is not 整改到位 says of which kind it is, so that nobody counts it as done."""
    words = STATUS_WORDS.get(row.status, row.status)
    if row.kind in _NOT_DONE and row.status == Status.STRUCK_OFF:
        return f"{words}（{KIND_WORDS[row.kind]}）"
    return words


def version(row: LedgerRow) -> str:
    """导出版本: which item at which revision, for the day this very ledger comes back."""
    return mark_of(row.number, row.revision)


def lamp(row: LedgerRow) -> tuple[Lamp, str]:
    """预警: sign and word, so that a black-and-white copy still tells, with the days on a second line."""
    lasting = row.is_lasting or row.status == Status.LASTING
    return row.lamp, _lamp_words(row.lamp, row.days_left, lasting)


@lru_cache(maxsize=4096)  # a hundred thousand rows show a few hundred of them
def _lamp_words(lamp: Lamp, days: int | None, lasting: bool) -> str:
    if lamp is Lamp.NONE:
        return ""
    words = marks.lamp_word(lamp, lasting=lasting)
    if days is None or lamp in (Lamp.GREY, Lamp.DONE):
        return words
    return f"{words}\n{-days}天" if lamp is Lamp.RED and days < 0 else f"{words}\n{marks.days_left(days)}"


def kind(row: LedgerRow) -> str:
    """销号结果."""
    return KIND_WORDS.get(row.kind, row.kind)


def source(row: LedgerRow) -> str:
    """来源."""
    return SOURCE_WORDS.get(row.source, row.source)


def days_overdue(row: LedgerRow) -> int | None:
    """逾期天数; nothing where it is not late."""
    return -row.days_left if row.lamp is Lamp.RED and row.days_left is not None else None


def days_extended(row: LedgerRow) -> int | None:
    """延期天数: from the first promise to the deadline of now."""
    if row.deadline is None or row.first_deadline is None or row.deadline <= row.first_deadline:
        return None
    return (row.deadline - row.first_deadline).days


def _taken(key: str, heading: str, width: float, *, parse: str = "", centred: bool = False) -> Column:
    """A column that prints one field as it is and is read back, under the field's own name unless told otherwise."""
    return Column(key, heading, width, attrgetter(key), parse=parse or key, centred=centred)


COLUMNS: dict[str, Column] = {
    column.key: column
    for column in (
        Column("ordinal", "序号", 5, attrgetter("ordinal"), kind="number", parse="ordinal"),
        _taken("number", "编号", 9.5),
        _taken("source_number", "反馈序号", 8.5, centred=True),
        _taken("problem_class", "问题类别", 8.5),
        _taken("category", "任务类别", 12),
        _taken("problem", "反馈问题", 23),
        _taken("root_cause", "根本原因", 14.5),
        Column("measures", "整改措施", 27, measure_texts, parse="measures", of_measure=attrgetter("text")),
        Column("standards", "完成标准", 12.5, standards, parse="standard", of_measure=attrgetter("standard")),
        _taken("leader", "牵头领导", 8.5, centred=True),
        _taken("unit", "责任单位", 8.5, parse="units"),
        _taken("co_units", "配合单位", 8.5),
        _taken("owner", "责任人", 8, parse="owners", centred=True),
        Column("time_frame", "整改类别", 10, time_frame, parse="time_frame", centred=True),
        Column("deadline", "整改时限", 11, deadline, kind="date", parse="deadline"),
        Column("progress", "整改进展", 21, progress, parse="progress"),
        Column("status", "状态", 8, status, parse="status", centred=True),
        Column("lamp", "预警", 10.5, lamp, kind="lamp"),
        Column("struck_off_on", "销号时间", 11, attrgetter("struck_off_on"), kind="date", parse="struck_off_on"),
        _taken("remark", "备注", 8.5),
        Column("version", "导出版本", 2, version, parse="version", hidden=True),
        *(
            Column("measure_owners", "措施责任人", 10, measure_owners, centred=True, of_measure=attrgetter("owner")),
            Column(
                "measure_deadlines",
                "措施时限",
                13.5,
                measure_deadlines,
                centred=True,
                of_measure=measure_deadline_words,
            ),
            Column("measure_progress", "措施进展", 21, measure_progresses, of_measure=attrgetter("progress")),
            Column("measure_done", "是否完成", 8.5, measures_done, centred=True, of_measure=measure_done),
        ),
        Column("department", "责任科室", 8.5, attrgetter("department")),
        Column("patron", "包保领导", 8.5, attrgetter("patron"), centred=True),
        Column("source", "来源", 8.5, source, centred=True),
        Column("round_name", "轮次", 12, attrgetter("round_name")),
        Column("outcome", "整改成效", 27, attrgetter("outcome")),
        Column("kind", "销号结果", 8.5, kind, centred=True),
        Column("first_deadline", "首次承诺时限", 11, attrgetter("first_deadline"), kind="date"),
        Column("days_overdue", "逾期天数", 6, days_overdue, kind="number"),
        Column("days_extended", "延期天数", 6, days_extended, kind="number"),
    )
}
