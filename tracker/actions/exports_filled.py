"""Exports in a template of the superior: which one is asked for, and its workbook filled with the rows.

Number, event, check code and kept copy are those of every export (`exports.py`).
"""

import re
from collections.abc import Callable, Iterator

from openpyxl import Workbook

from tracker.errors import Refused, Unreadable
from tracker.ledgers.books import Told
from tracker.ledgers.columns import COLUMNS
from tracker.ledgers.filling import Filling, Place, filled, room_for
from tracker.ledgers.layouts import Layout, get_layout
from tracker.ledgers.workbooks import open_workbook
from tracker.models import Export, LedgerTemplate, Post
from tracker.models.items import ItemQuerySet
from tracker.queries.templates import usable_by
from tracker.vault import path_of

FILLED = "template"  # the layout of every export that fills a template
_CODE = re.compile(rf"{FILLED}-(\d{{1,18}})")
_GONE = "没有这个上级模板，或者已经停用。请在“导出→管理模板”里查看。"


def code_of(template: LedgerTemplate) -> str:
    """What asks for this template where a layout may be asked for."""
    return f"{FILLED}-{template.pk}"


def asked_for(code: str, by: Post | None) -> tuple[Layout, LedgerTemplate | None]:
    """The layout of this code, or the template as a layout; raises `Refused` for one the post may not use."""
    asked = _CODE.fullmatch(code)
    if asked is None:
        return get_layout(code), None
    template = usable_by(by).filter(pk=int(asked[1])).first()
    if template is None:
        raise Refused(_GONE)
    if not path_of(template.sha256).exists():
        raise Refused("模板的文件不在材料库中，没有导出。请联系系统管理员。")
    keys = [key for keys in template.columns.values() for key in keys.split("+")]
    return Layout(FILLED, template.name, template.name, tuple(COLUMNS[key] for key in keys)), template


def named(words: str, by: Post | None) -> LedgerTemplate:
    """The template with this name or id; raises `Refused` where there is none, or more than one of that name."""
    rows = usable_by(by)
    found = list(rows.filter(pk=int(words)) if re.fullmatch(r"\d{1,18}", words) else rows.filter(name=words))
    if not found:
        known = "、".join(f"{row.pk} {row.name}" for row in rows.order_by("pk")) or "还没有"
        raise Refused(f"没有名为“{words}”的上级模板，可以用的有：{known}。")
    if len(found) > 1:
        each = "、".join(f"{row.pk}（{row.unit}）" for row in found)
        raise Refused(f"名为“{words}”的上级模板有 {len(found)} 个，请写编号：{each}。")
    return found[0]


def opened(template: LedgerTemplate, rows: ItemQuerySet, *, by_measure: bool) -> Workbook:
    """The template's workbook, in which there is room for the rows; raises `Refused`.

    Opened before anything is written of the export: a stream that breaks off can tell nobody why.
    """
    try:
        book = open_workbook(path_of(template.sha256))
    except Unreadable as problem:
        raise Refused(
            f"模板“{template.name}”的文件打不开，没有导出。请重新上传这个模板，或联系系统管理员。"
        ) from problem
    room_for(book[template.sheet], _place_of(template), rows, by_measure=by_measure)
    return book


def _place_of(template: LedgerTemplate) -> Place:
    return Place(template.sheet, template.header_top, template.header_bottom, template.first_row, template.last_row)


def filled_chunks(
    book: Workbook, row: Export, rows: ItemQuerySet, told: Told, heard: Callable[[int], None] | None
) -> Iterator[bytes]:
    """The template of this export, filled."""
    template = row.template
    assert template is not None
    filling = Filling(
        place=_place_of(template),
        mapping=template.columns,
        unit_name=told.unit_name,
        made_on=told.made_on,
        proof=(f"上级模板：{template.name}", f"导出范围：{told.scope}，共 {row.count} 项", told.origin),
        code=told.code,
        by_measure=told.by_measure,
    )
    yield from filled(book, rows, filling, heard)
