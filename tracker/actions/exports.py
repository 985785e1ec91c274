"""Exports (导出台账): who took out which rows in which form is an event; the workbook is streamed after it and kept.

A copy passes into the vault as the workbook goes out, and its last bytes go out only once the copy is kept. What the
workbook says of itself – filter, count, day, user, number, check code – is put together here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from openpyxl import Workbook

from tracker import clock, marks
from tracker.actions.desk import keep_preference
from tracker.actions.door import FIRST_PREV, Writer, writing
from tracker.actions.exports_filled import asked_for, filled_chunks, opened
from tracker.enums import PARTY_ROLES, UNIT_ROLES
from tracker.errors import Refused
from tracker.ledgers.books import Told, stream
from tracker.ledgers.layouts import Layout
from tracker.ledgers.narrowing import narrowed
from tracker.models import Event, Export, Post, Unit, User
from tracker.models.items import ItemQuerySet
from tracker.queries.snapshot import snapshot
from tracker.vault import Staged, keep, kept, passing

LAYOUT = "layout"  # the preference: the layout last used
STANDARD_LAYOUT = "ledger"
ALL_UNITS = "各单位"
ALL_ITEMS = "全部事项"
GAP = "\u3000"


@dataclass(frozen=True)
class Outgoing:
    """A workbook on its way out: its row, and its bytes in pieces."""

    row: Export
    chunks: Iterator[bytes]

    @property
    def name(self) -> str:
        """The file's name."""
        return self.row.name

    @property
    def count(self) -> int:
        """How many items it holds."""
        return self.row.count

    def kept(self) -> Staged:
        """The copy that is kept, once all bytes have gone out."""
        return kept(self.row.sha256 or "", self.row.size or 0)


def export(
    layout_code: str,
    rows: ItemQuerySet,
    *,
    by: Post | None,
    asked: str = "",
    scope: str = ALL_ITEMS,
    whole: str = "本表",
    by_measure: bool = False,
    user: User | None = None,
    heard: Callable[[int], None] | None = None,
) -> Outgoing:
    """Export these items, cut to what the post may see and to what the layout is for. `by` None is the system itself.

    `layout_code` names a layout of ours or a template of the superior (`exports_filled.code_of`).

    `asked` is the filter as text, kept in the event, and `scope` is the same in words, printed; `whole` is how the
    sentence calls the rows. With `by_measure` each measure has a line of its own. `user` is the one whose layout last
    used this becomes. `heard` is told how many rows of a sheet have been written, and may raise.
    """
    layout, template = asked_for(layout_code, by)
    rows = narrowed(rows.visible_to(by) if by else rows, layout)
    count = rows.order_by().count()
    if not count:
        raise Refused(_nothing(layout))
    by_measure = by_measure and layout.has_measures
    about = {"layout": layout.code, "filter": asked, "count": count, "by_measure": by_measure}
    book = opened(template, rows, by_measure=by_measure) if template else None
    with writing(by=by) as writer:
        row = begin(writer, by, layout, scope, about | ({"template": template} if template else {}))
        if user is not None and template is None:
            keep_preference(user, LAYOUT, layout.code)
    return Outgoing(row, _chunks(row, layout, rows, by, whole, heard, book))


def layout_of(user: User) -> str:
    """The layout this user exported last, or the standard one."""
    kept = user.preferences.filter(key=LAYOUT).values_list("value", flat=True).first()
    return kept or STANDARD_LAYOUT


def _nothing(layout: Layout) -> str:
    if layout.narrows_to:
        return f"“{layout.name}”只列{layout.narrows_to}，所选范围内没有，没有导出。"
    return "所选范围内没有事项，没有导出。请放宽筛选条件后再导出。"


def begin(writer: Writer, by: Post | None, layout: Layout, scope: str, about: dict) -> Export:
    """The export's row and event; its event is the first after the chain's head that the row remembers."""
    head = Event.objects.order_by("-seq").values_list("digest", flat=True).first() or FIRST_PREV
    day = clock.local_date(writer.at)
    name = f"{layout.name}_{day.isoformat()}.xlsx"
    row = Export.objects.create(
        number=_next_number(day.year),
        name=name,
        scope="；".join([scope, *([f"只列{layout.narrows_to}"] if layout.narrows_to else [])]),
        chain_head=head,
        made_at=writer.at,
        post=by,
        **about,
    )
    writer.record("export", row, number=row.number, name=name, **about)
    return row


def _next_number(year: int) -> str:
    """Numbers run through the year; the door's lock keeps two exports from the same one."""
    last = Export.objects.filter(number__startswith=f"{year}-").order_by("-number").values_list("number", flat=True)
    return f"{year}-{int((last.first() or '0').rpartition('-')[2]) + 1:06d}"


def _chunks(
    row: Export,
    layout: Layout,
    rows: ItemQuerySet,
    by: Post | None,
    whole: str,
    heard: Callable[[int], None] | None,
    book: Workbook | None,
) -> Iterator[bytes]:
    """The workbook's bytes; title, sentence and all rows are read in one state of the data, before the copy is kept."""

    def read() -> Iterator[bytes]:
        with snapshot():
            told = told_of(row, layout, rows, by, whole)
            yield from filled_chunks(book, row, rows, told, heard) if book else stream(layout, rows, told, heard)

    return passing(read(), lambda file: keep_copy(row, file, by))


def keep_copy(row: Export, file: Staged, by: Post | None) -> None:
    """The copy of what went out, told of in an event of its own."""
    with writing(by=by) as writer:
        keep(file)
        writer.alter(row, sha256=file.sha256, size=file.size, kept_at=writer.at)
        writer.record("keep_export", row, number=row.number, name=row.name, sha256=file.sha256, size=file.size)


def told_of(row: Export, layout: Layout, rows: ItemQuerySet, by: Post | None, whole: str) -> Told:
    """What the workbook says of itself."""
    # Where rows of the sheet are no items, nobody counts them while they are written.
    scope = row.scope if layout.counts_items else f"{row.scope}，共 {row.count} 项"
    proof = [
        f"导出编号：{row.number}",
        f"导出时间：{marks.datetime_text(row.made_at)}",
        f"导出人：{_who(by)}",
        f"校验码：{row.code}",
    ]
    return Told(
        unit_name=_unit_name(rows, by),
        made_on=clock.local_date(row.made_at),
        whole=whole,
        by_measure=row.by_measure,
        scope=scope,
        origin=GAP.join(proof),
        code=row.code,
        party=by.unit_id if by is not None and by.role in PARTY_ROLES else None,
    )


def _who(by: Post | None) -> str:
    return f"{by.unit.name} {by.person.name}（{by.get_role_display()}）" if by else "系统"


def _unit_name(rows: ItemQuerySet, by: Post | None) -> str:
    """Who answers for the ledger: a unit for its own, else the one unit it is about, else the office that made it."""
    if by is not None and by.role in UNIT_ROLES:
        return by.unit.name
    units = list(Unit.objects.filter(pk__in=rows.order_by().values("unit"))[:2])
    if len(units) == 1:
        return units[0].name
    return by.unit.name if by else ALL_UNITS
