"""The rows of the 统计表 (F7): one for each round and unit, from the one law of figures, and a total.

What a number means is told in `queries/figures.py`. Two groups of the official form are not recorded here (意见落实,
问责); their columns stay empty for the office to fill in, for a zero would be a statement.
"""

from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from tracker.enums import HEADLINE_SOURCES, Source
from tracker.ledgers.columns import Column
from tracker.models import InspectionRound, Unit
from tracker.models.items import ItemQuerySet
from tracker.queries.figures import Tally, total_of
from tracker.queries.figures_counts import tallies

TOTAL = "合计"


class FigureRow(NamedTuple):
    """One line: the headline (`both`) and its two parts, which sum to it. The total has no ordinal."""

    ordinal: int | None
    round_name: str
    unit: str
    feedback: Tally
    on_site: Tally
    both: Tally


def figure_rows(rows: ItemQuerySet) -> Iterator[FigureRow]:
    """The headline's items among these rows, each counted for its lead unit alone; the total comes last."""
    found = tallies(rows.counted().filter(source__in=HEADLINE_SOURCES), "inspection_round", "unit", "source")
    names = dict(Unit.objects.filter(pk__in={unit for _, unit, _ in found}).values_list("pk", "name"))
    order = {pk: place for place, pk in enumerate(names)}
    rounds = dict(InspectionRound.objects.values_list("pk", "name"))
    lines = sorted({(each, unit) for each, unit, _ in found}, key=lambda key: ([*rounds].index(key[0]), order[key[1]]))
    for ordinal, (inspection_round, unit) in enumerate(lines, 1):
        parts = [found.get((inspection_round, unit, source), Tally()) for source in HEADLINE_SOURCES]
        yield _row(ordinal, rounds[inspection_round], names[unit], *parts)
    every = [total_of(tally for key, tally in found.items() if key[2] == source) for source in HEADLINE_SOURCES]
    yield _row(None, "", TOTAL, *every)


def _row(ordinal: int | None, round_name: str, unit: str, feedback: Tally, on_site: Tally) -> FigureRow:
    return FigureRow(ordinal, round_name, unit, feedback, on_site, total_of((feedback, on_site)))


def _nothing(row: FigureRow) -> str:
    return ""


def _counts(key: str, group: str, wanted: str, done: str) -> tuple[Column, ...]:
    """应整改数, 已整改数, 完成率 of one part."""
    return (
        Column(f"{key}_total", wanted, 9, attrgetter(f"{key}.total"), group, kind="number"),
        Column(f"{key}_completed", done, 9, attrgetter(f"{key}.completed"), group, kind="number"),
        Column(f"{key}_rate", "完成率", 9, attrgetter(f"{key}.rate"), group, centred=True),
    )


def _part(name: str, heading: str) -> Column:
    return Column(name, heading, 7.5, attrgetter(f"both.{name}"), "其余去向", kind="number")


COLUMNS: tuple[Column, ...] = (
    Column("ordinal", "序号", 5, attrgetter("ordinal"), kind="number"),
    Column("round_name", "轮次", 17, attrgetter("round_name")),
    Column("unit", "被巡察党组织名称", 19, attrgetter("unit")),
    *_counts("feedback", Source.FEEDBACK.label, "应整改数", "已整改数"),
    *_counts("on_site", "立行立改", "应整改数", "已整改数"),
    *_counts("both", TOTAL, "应整改数", "已整改数"),
    _part("lasting", "长期坚持"),
    _part("transferred", "移交"),
    _part("infeasible", "无法整改"),
    _part("in_progress", "在整改"),
    _part("overdue", "其中逾期"),
    Column("advice_total", "应落实数", 7.5, _nothing, "职能部门意见"),
    Column("advice_done", "已落实数", 7.5, _nothing, "职能部门意见"),
    Column("accountable_units", "党组织数", 7.5, _nothing, "整改不力问责"),
    Column("accountable_people", "人员数", 7.5, _nothing, "整改不力问责"),
)
NOTE = "各单位只计自己牵头的事项；自查发现、工作任务不计入。职能部门意见、整改不力问责两组由填报单位填写。"
