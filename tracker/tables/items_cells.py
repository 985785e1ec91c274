"""The cells of the register: what a loaded item shows in each column, as text or safe HTML."""

from functools import cache
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from tracker import marks
from tracker.enums import Status, StrikeOffKind, TimeFrame
from tracker.marks import fill
from tracker.models import Item
from tracker.tables.columns import clamped, marked

_FRAMES = {TimeFrame.IMMEDIATE: "立行立改", TimeFrame.BY_DATE: "限期", TimeFrame.MID_LONG: "中长期"}
_KINDS = {StrikeOffKind.TRANSFERRED: "已移交", StrikeOffKind.INFEASIBLE: "无法整改"}


def problem(item: Item) -> SafeString:
    badges = [marks.badge("重点", "line")] if item.is_key else []
    badges += [marks.badge("挂牌", "strong")] if item.listed else []
    badges += [marks.badge("配合", "line")] if item.is_shared else []
    return clamped(item.problem, url(item), mark_safe("".join(badges)), item.words)


def url(item: Item) -> str:
    """An item's page; put together by hand, for `reverse` a hundred times over takes longer than the query."""
    return f"{_register()}{quote(item.number)}/"


@cache
def _register() -> str:
    return reverse("items:list")


def unit(item: Item) -> SafeString | str:
    if item.unit.label == item.unit.name:
        return item.unit.name
    return fill('<span title="{}">{}</span>', item.unit.name, item.unit.label)


def category(item: Item) -> SafeString:
    return fill('<span title="{}">{}</span>', item.category.title, item.category.code)


def time_frame(item: Item) -> SafeString | str:
    words = _FRAMES[TimeFrame(item.time_frame)]
    return fill('{}<br><span class="quiet">长期坚持</span>', words) if item.is_lasting else words


def deadline(item: Item) -> str:
    return marks.date(item.deadline) if item.deadline else item.deadline_text or marks.NOTHING


def lamp(item: Item) -> SafeString:
    is_lasting = item.is_lasting or item.status == Status.LASTING
    return marks.lamp(item.lamp, item.days_left, lasting=is_lasting)


def status(item: Item) -> SafeString:
    return marks.status_pill(Status(item.status), _KINDS.get(item.kind, "") if item.kind else "")


def measures(item: Item) -> str:
    return f"{item.measures_done or 0}/{item.measures_all}" if item.measures_all else marks.NOTHING


def progress(item: Item) -> SafeString | str:
    return clamped(item.latest_progress, url(item), words=item.words) if item.latest_progress else ""


def co_units(item: Item) -> str:
    return "、".join(part.unit.label for part in item.kept_co_units) or marks.NOTHING


def text(name: str) -> Any:
    return lambda item: marked(getattr(item, name), item.words) or marks.NOTHING
