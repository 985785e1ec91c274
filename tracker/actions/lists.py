"""Lists taken out as workbooks: an export like every other, of rows that are no items."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet

from tracker.actions.door import writing
from tracker.actions.exports import Outgoing, begin, keep_copy, told_of
from tracker.actions.jobs import LONG
from tracker.errors import Refused
from tracker.ledgers.layouts import Layout
from tracker.ledgers.lists import LOG
from tracker.ledgers.writing import Heading, Sheet, stream_book
from tracker.models import Event, Export, Item, Post
from tracker.queries.log import all_rows
from tracker.queries.snapshot import snapshot
from tracker.vault import passing

NOTHING = "所选范围内没有可列的，没有导出。"


def export_list(layout: Layout, rows: Iterable[Any], *, count: int, by: Post, asked: str, scope: str) -> Outgoing:
    """Export these rows, which the post sees on the page; `asked` and `scope` as in `exports.export`."""
    if not count:
        raise Refused(NOTHING)
    about = {"layout": layout.code, "filter": asked, "count": count, "by_measure": False}
    with writing(by=by) as writer:
        row = begin(writer, by, layout, scope, about)
    return Outgoing(row, passing(_book(row, layout, rows, by), lambda file: keep_copy(row, file, by)))


def export_log(events: QuerySet[Event], *, by: Post, asked: str, scope: str) -> Outgoing:
    """Export events of the log, but for those that this export makes itself.

    More than a page can bear at once are to be asked for by their time.
    """
    last = Event.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    events = events.filter(seq__lte=last)
    count = events.order_by().count()
    if count > LONG:
        raise Refused(f"所选 {count:,} 条，超过 {LONG:,} 条，没有导出。请按时间分几次导出。")
    return export_list(LOG, all_rows(events), count=count, by=by, asked=asked, scope=scope)


def _book(row: Export, layout: Layout, rows: Iterable[Any], by: Post) -> Iterator[bytes]:
    with snapshot():
        told = told_of(row, layout, Item.objects.none(), by, "")
        proof = {"scope": told.scope, "origin": told.origin, "code": told.code}
        said = f"{row.scope}，共 {row.count} 项"
        heading = Heading(layout.title, told.unit_name, told.made_on, said, layout.foot, **proof)
        yield from stream_book(heading, [Sheet(layout, heading, rows)])
