"""Which items an export is asked for: the register's conditions, or items ticked one by one."""

from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import parse_qsl

from django.http import QueryDict

from tracker.enums import Role
from tracker.errors import Refused
from tracker.filters.bar import chips
from tracker.filters.items import ItemFilter, asked_of
from tracker.forms.fields import whole
from tracker.models import Item, Post
from tracker.models.items import ItemQuerySet

# With no other condition than these the ledger is all a round holds, of the unit named above it.
_WHOLE = {"round", "unit", "unit_only", "headline"}


class Asked(NamedTuple):
    """What an export is asked for: the rows, how the one sentence calls them, and the conditions in words."""

    rows: ItemQuerySet
    whole: str
    scope: str


def rows_asked_for(post: Post | None, query: str, items: Sequence[str] | None = None) -> Asked:
    """The rows asked for. `post` None is the system, which sees all.

    A condition that cannot be read is refused: left out, it would hand out more rows than were asked for.
    """
    if items is not None:
        visible = Item.objects.visible_to(post) if post else Item.objects.all()
        ids = [pk for pk in map(whole, items) if pk is not None]
        return Asked(visible.filter(pk__in=ids).order_by("number", "pk"), "本表", f"勾选的 {len(ids)} 项")
    asked = _asked(post, query.lstrip("?"))
    for name in asked.errors:
        raise Refused(f"导出的筛选条件“{name}”读不懂，没有导出。请回到整改台账重新筛选。")
    scope = "；".join(chip.text for chip in chips(asked)) or "全部事项"
    return Asked(asked.rows().order_by("number", "pk"), _whole(asked), scope)


def narrowed_to(query: str, lines: Sequence[str]) -> str:
    """The conditions, narrowed to lines ticked in a table of figures (“unit=3”): lines of a kind count as one list."""
    told = [pair for line in lines for pair in parse_qsl(line)]
    asked = QueryDict(query.lstrip("?"), mutable=True)
    for name in {name for name, _ in told}:
        asked.setlist(name, [",".join(value for key, value in told if key == name)])
    return asked.urlencode(safe=",") if told else query


def _asked(post: Post | None, query: str) -> ItemFilter:
    data = QueryDict(query)
    if unknown := data.keys() - ItemFilter.get_filters().keys() - {"page", "sort"}:
        raise Refused(f"没有名为“{min(unknown)}”的筛选条件，没有导出。")
    if post is not None:
        return asked_of(post, data)
    if "waiting" in data:
        raise Refused("“待办”因人而异，要写明是谁的：加 --as 用户名。")
    return ItemFilter(data, Item.objects.all(), post=Post(role=Role.SUPERVISOR))


def _whole(asked: ItemFilter) -> str:
    if asked.asked.keys() - _WHOLE:
        return "本表"
    return "本轮" if len(asked.asked.get("round", ())) == 1 else "各轮"
