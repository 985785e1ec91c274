"""Lists of what is no item, as workbooks: the packets (报批单) and the log as their pages list them."""

from datetime import date
from operator import attrgetter

from tracker import clock
from tracker.ledgers.columns import Column
from tracker.ledgers.layouts import LISTED, Layout
from tracker.queries.log import Row
from tracker.queries.packets import Line


def _kind(line: Line) -> str:
    return str(line.packet.get_kind_display())


def _handed_in_on(line: Line) -> date:
    return clock.local_date(line.packet.made_at)


def _who(row: Row) -> str:
    return f"{row.who}\n{row.post}" if row.post else row.who


def _changes(row: Row) -> str:
    return "\n".join(f"{label}：{old} → {new}" for label, old, new in row.changes)


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
_LOG = (
    Column("seq", "序号", 9, attrgetter("seq"), kind="number"),
    Column("at", "时间", 17, attrgetter("at"), centred=True),
    Column("who", "办理人", 24, _who),
    Column("verb", "办了什么", 14, attrgetter("verb")),
    Column("about", "对象", 22, attrgetter("about")),
    Column("note", "说明", 34, attrgetter("note")),
    Column("changes", "变化", 56, _changes),
    Column("digest", "指纹", 36, attrgetter("full_digest")),
)
PACKETS = Layout("packets", "报批单清单", "报批单清单", _PACKETS, LISTED, "A4", frozen_columns=1, shape="list")
LOG = Layout("log", "日志", "日志", _LOG, LISTED, frozen_columns=2, shape="list")
