"""Exports (导出台账): who took out which rows in which form is an event; the workbook is streamed after it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from tracker import clock
from tracker.actions.desk import keep_preference
from tracker.actions.door import writing
from tracker.enums import UNIT_ROLES
from tracker.errors import Refused
from tracker.ledgers.columns import LedgerRow
from tracker.ledgers.layouts import Layout, get_layout
from tracker.ledgers.rows import ledger_rows
from tracker.ledgers.writing import stream_ledger
from tracker.models import InspectionRound, Post, Unit, User
from tracker.models.items import ItemQuerySet
from tracker.queries.figures import sentence
from tracker.queries.figures_counts import tally_of
from tracker.queries.snapshot import snapshot

LAYOUT = "layout"  # the preference: the layout last used
STANDARD_LAYOUT = "ledger"
ALL_UNITS = "各单位"
TOLD_EVERY = 500  # rows between two words of how far an export is


@dataclass(frozen=True)
class Export:
    """A workbook on its way out: its file name, how many items it holds, its bytes in pieces."""

    name: str
    count: int
    chunks: Iterator[bytes]


def export(
    layout_code: str,
    rows: ItemQuerySet,
    *,
    by: Post | None,
    asked: str = "",
    whole: str = "本表",
    user: User | None = None,
    heard: Callable[[int], None] | None = None,
) -> Export:
    """Export these items, cut to what the post may see. `by` None is the system itself, which sees all.

    `asked` is the filter as text, kept in the event; `whole` is how the sentence calls the rows; `user` is the one
    whose layout last used this becomes. `heard` is told how many rows have been written, and may raise.
    """
    layout = get_layout(layout_code)
    rows = rows.visible_to(by) if by else rows
    count = rows.order_by().count()
    if not count:
        raise Refused("所选范围内没有事项，没有导出。请放宽筛选条件后再导出。")
    today = clock.today()
    name = f"{layout.name}_{today.isoformat()}.xlsx"
    with writing(by=by) as writer:
        row = by or InspectionRound.objects.filter(pk__in=rows.order_by().values("inspection_round")).first()
        assert row is not None, "every item has a round"
        writer.record("export", row, layout=layout.code, filter=asked, count=count, name=name)
        if user is not None:
            keep_preference(user, LAYOUT, layout.code)
    return Export(name, count, _chunks(layout, rows, by, whole, today, heard))


def layout_of(user: User) -> str:
    """The layout this user exported last, or the standard one."""
    kept = user.preferences.filter(key=LAYOUT).values_list("value", flat=True).first()
    return kept or STANDARD_LAYOUT


def _told(rows: Iterable[LedgerRow], heard: Callable[[int], None] | None) -> Iterator[LedgerRow]:
    for number, row in enumerate(rows, 1):
        if heard is not None and number % TOLD_EVERY == 0:
            heard(number)
        yield row


def _chunks(
    layout: Layout,
    rows: ItemQuerySet,
    by: Post | None,
    whole: str,
    today: date,
    heard: Callable[[int], None] | None,
) -> Iterator[bytes]:
    """The workbook's bytes; title, sentence and all rows are read in one state of the data."""
    with snapshot():
        rounds = list(InspectionRound.objects.filter(pk__in=rows.order_by().values("inspection_round"))[:2])
        round_name = rounds[0].name if len(rounds) == 1 else "巡察"
        unit_name = _unit_name(rows, by)
        yield from stream_ledger(
            layout,
            _told(ledger_rows(rows), heard),
            title=layout.title.format(round_name=round_name, unit_name=unit_name),
            unit_name=unit_name,
            made_on=today,
            sentence=sentence(tally_of(rows), today, whole),
        )


def _unit_name(rows: ItemQuerySet, by: Post | None) -> str:
    """Who answers for the ledger: a unit for its own, else the one unit it is about, else the office that made it."""
    if by is not None and by.role in UNIT_ROLES:
        return by.unit.name
    units = list(Unit.objects.filter(pk__in=rows.order_by().values("unit"))[:2])
    if len(units) == 1:
        return units[0].name
    return by.unit.name if by else ALL_UNITS
