"""Review packs (销号材料包): an export like every other, of which the ledger with the list of all files is kept.

The evidence itself lies in the vault already; what a pack is made of is told in `ledgers/packs/`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tracker.actions.door import writing
from tracker.actions.exports import ALL_ITEMS, GAP, Outgoing, begin, keep_copy, told_of
from tracker.errors import Refused
from tracker.ledgers.books import Told
from tracker.ledgers.packs.index import PACK, size_words
from tracker.ledgers.packs.names import safe
from tracker.ledgers.packs.papers import extent
from tracker.ledgers.packs.zipped import Frame, packed
from tracker.models import Export, Post, Unit
from tracker.models.items import ItemQuerySet
from tracker.queries.snapshot import snapshot
from tracker.vault import Incoming, incoming, last_after

PACK_NAME = "销号材料包"
# Above either a page leaves the pack to a job: making a form takes a fiftieth of a second.
MOST_ITEMS, MOST_BYTES = 100, 200 * 1024 * 1024
NOTHING = "所选范围内没有事项，没有导出材料包。请放宽筛选条件后再导出。"


@dataclass(frozen=True)
class Pack(Outgoing):
    """A pack on its way out; its row is that of the ledger in it, and `unit` the one whose items it holds."""

    unit: str = ""

    @property
    def name(self) -> str:
        """The file's name, with the unit where it is of one alone."""
        about = f"{PACK_NAME}_{self.unit}" if self.unit else PACK_NAME
        return safe(self.row.name.replace(PACK.name, about).replace(".xlsx", ".zip"))


def is_long(rows: ItemQuerySet) -> tuple[bool, int]:
    """Is a pack of these items too much for a page, and how many forms and files of evidence are in it?"""
    items, (files, size) = rows.order_by().count(), extent(rows)
    return items > MOST_ITEMS or size > MOST_BYTES, items + files


def export_pack(
    rows: ItemQuerySet,
    *,
    by: Post | None,
    asked: str = "",
    scope: str = ALL_ITEMS,
    heard: Callable[[int], None] | None = None,
) -> Pack:
    """The pack of these items, cut to what the post may see; units one after the other. `by` None is the system.

    `asked`, `scope` and `heard` as in `exports.export`, but that forms and files of evidence are counted.
    """
    rows = (rows.visible_to(by) if by else rows).order_by("unit", "number", "pk")
    count = rows.order_by().count()
    if not count:
        raise Refused(NOTHING)
    about: dict[str, Any] = {"layout": PACK.code, "filter": asked, "count": count, "by_measure": False}
    with writing(by=by) as writer:
        row = begin(writer, by, PACK, scope, about)
    return Pack(row, _chunks(row, rows, by, heard), _unit_of(rows))


def _unit_of(rows: ItemQuerySet) -> str:
    """The one unit that all of the items are of."""
    units = list(Unit.objects.filter(pk__in=rows.order_by().values("unit"))[:2])
    return units[0].label if len(units) == 1 else ""


def _chunks(row: Export, rows: ItemQuerySet, by: Post | None, heard: Callable[[int], None] | None) -> Iterator[bytes]:
    """The zip; all of it is read in one state of the data, and its end goes out once the ledger's copy is kept."""

    def read(copy: Incoming) -> Iterator[bytes]:
        with snapshot():
            told = told_of(row, PACK, rows, by, "本表")
            frame = Frame(_note(row, told, extent(rows)), row.name, row.made_at, copy.through)
            yield from packed(rows, told, frame, heard)

    with incoming() as copy:
        yield from last_after(read(copy), lambda: keep_copy(row, copy.staged(), by))


def _note(row: Export, told: Told, evidence: tuple[int, int]) -> str:
    """说明.txt, as every office machine shows it."""
    files, size = evidence
    lines = (
        f"{PACK_NAME}（{told.unit_name}）",
        "",
        f"导出范围：{row.scope}",
        f"内容：{row.count} 项，佐证材料 {files} 份，{size_words(size)}",
        *told.origin.split(GAP),
        "",
        "一项一个文件夹：销号申请审批表、佐证材料（文件名前写明证明哪一条措施）、材料目录。",
        f"“{row.name}”是这些事项的台账；最后一张表列出包内每个文件和它的指纹（SHA-256）。",
        "收到的人可以在系统的“校验收到的台账”里上传包内的任何一份表格，看它是不是导出时的那一份。",
        "审批表和目录按导出时的情况生成；佐证材料与系统保存的逐字节相同，有不同或缺少的，目录的备注写明。",
    )
    return "".join(f"{line}\r\n" for line in lines)
