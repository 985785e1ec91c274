"""Lists of what is no item, as workbooks: the packets (报批单) as their page lists them."""

from datetime import date
from operator import attrgetter

from tracker import clock
from tracker.ledgers.columns import Column
from tracker.ledgers.layouts import LISTED, Layout
from tracker.queries.packets import Line


def _kind(line: Line) -> str:
    return str(line.packet.get_kind_display())


def _handed_in_on(line: Line) -> date:
    return clock.local_date(line.packet.made_at)


_PACKETS = (
    Column("number", "单号", 15, attrgetter("packet.number")),
    Column("kind", "种类", 11, _kind, centred=True),
    Column("unit", "单位", 24, attrgetter("packet.unit.name")),
    Column("round_name", "轮次", 22, attrgetter("packet.inspection_round.name")),
    Column("count", "事项", 7, attrgetter("count"), kind="number"),
    Column("signed", "签字", 42, attrgetter("signed")),
    Column("reviewed", "审核", 20, attrgetter("reviewed")),
    Column("handed_in_on", "报批日期", 12, _handed_in_on, kind="date"),
    Column("days", "已等天数", 9, attrgetter("days"), kind="number"),
    Column("stage", "状态", 13, attrgetter("stage_label"), centred=True),
)
_NAME = "报批单清单"
PACKETS = Layout("packets", _NAME, _NAME, _PACKETS, foot=LISTED, paper="A4", frozen_columns=1, shape="list")
