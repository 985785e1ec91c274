"""Saved views as the page of the register offers them: which one is open, the address of each, what one would keep."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from tracker.enums import Role
from tracker.filters.bar import address
from tracker.filters.items import ItemFilter
from tracker.forms.fields import whole
from tracker.models import Post
from tracker.queries.saved_views import View

OPEN = "view"  # the parameter that names the view whose columns are shown


@dataclass(frozen=True)
class ViewLink:
    """One view of the menu."""

    view: View
    query: str
    is_here: bool


def opened(views: Sequence[View], asked: str | None) -> View | None:
    """The view an address names, if it is among those offered."""
    pk = whole(asked)
    return next((view for view in views if view.pk == pk), None)


def without_the_gone(data: QueryDict, view: View | None) -> QueryDict:
    """What was asked for; a view that is not offered goes, so that no link of the page carries it on."""
    if view or OPEN not in data:
        return data
    kept = data.copy()
    del kept[OPEN]
    return kept


def opening(pk: int, query: str) -> str:
    """The querystring that opens a view: its conditions stand in the address, its columns are named by its id."""
    return f"{query}&{OPEN}={pk}".lstrip("&")


def worth_keeping(asked: ItemFilter) -> str:
    """The conditions that were taken, and the order; nothing that is no condition, and no open view."""
    return _only(asked.data, asked.filters.keys() - asked.errors.keys())


def is_changed(view: View, asked: ItemFilter) -> bool:
    """Is something else asked for than what the view keeps? In which order the address tells it does not matter."""
    now = _only(asked.data, asked.filters.keys())
    return dict(QueryDict(view.query).lists()) != dict(QueryDict(now).lists())


def _only(data: QueryDict, names: Collection[str]) -> str:
    """The querystring of some conditions and the order."""
    kept = QueryDict(mutable=True)
    for name, values in data.lists():
        if name in names or name == "sort":
            kept.setlist(name, values)
    return address(kept)


def share_words(post: Post) -> str:
    """With whom this post shares a view."""
    return "共享给能看台账的所有人" if post.role == Role.SUPERVISOR else f"共享给{post.unit.label}的同事"


def views_page(asked: ItemFilter, views: Sequence[View], view: View | None, wanted: str | None) -> dict[str, Any]:
    """Everything about saved views that the page of the list shows."""
    links = [ViewLink(each, opening(each.pk, each.query), each is view) for each in views]
    return {
        "own_views": [link for link in links if link.view.is_own],
        "shared_views": [link for link in links if not link.view.is_own],
        "open_view": view,
        "view_is_changed": bool(view) and is_changed(view, asked),
        "view_is_gone": bool(wanted) and view is None,
        "share_words": share_words(asked.post),
        "asked_query": address(asked.data),
    }
