"""Lists of what is no item, as workbooks: the packets (报批单) as their page lists them."""

from operator import attrgetter

from tracker import clock
from tracker.ledgers.columns import Column
from tracker.ledgers.layouts import LISTED, Layout
from tracker.queries.packets import Line


def _kind(line: Line) -> str:
    return str(line.packet.get_kind_display())


def _handed_in_on(line: Line) -> object:
    return clock.local_date(line.packet.made_at)


__NAME = "报批单清单"
PACKETS = Layout("packets", _NAME, _NAME, _PACKETS, foot=LISTED, paper="A4", frozen_columns=1, shape="list")
