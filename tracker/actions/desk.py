"""What people keep on their own desk: drafts, preferences, saved views, notices read. No event, no item moves."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction

from tracker import clock
from tracker.busy import refuse_any_write
from tracker.errors import Invalid, Refused
from tracker.models import Draft, Notice, Post, Preference, SavedView, User

_NEVER_KEPT = ("password", "csrf", "old_password", "new_password", "draft_")
MAX_DRAFT_CHARACTERS = 400_000
KEPT_FOR = timedelta(days=30)
MAX_VIEWS = 30
MAX_CONDITIONS = 3_000  # characters; with the columns' parameter still short of what a server reads of an address


def keep_draft(user: User, key: str, fields: Mapping[str, Sequence[str]]) -> bool:
    """Keep what was typed into the form `key`; False when it is too long to keep. Passwords are never kept.

    The user's drafts that nobody came back for within `KEPT_FOR` go at the same time. Raises Busy where nobody can
    write for a while: drafts come by themselves, and would wait one after the other.
    """
    kept = {name: values for name, values in fields.items() if not name.lower().startswith(_NEVER_KEPT)}
    content = {_clean(name): [_clean(value) for value in values] for name, values in kept.items()}
    if sum(len(value) for values in content.values() for value in values) > MAX_DRAFT_CHARACTERS:
        return False
    refuse_any_write()
    Draft.objects.filter(user=user, saved_at__lt=clock.now() - KEPT_FOR).delete()
    Draft.objects.update_or_create(
        user=user, key=_clean(key)[:200], defaults={"content": content, "saved_at": clock.now()}
    )
    return True


def _clean(text: str) -> str:
    """Without what PostgreSQL keeps in no text."""
    return text.replace("\x00", "")


def drop_draft(user: User, *keys: str) -> None:
    """The forms were handed in, or their drafts given up."""
    Draft.objects.filter(user=user, key__in=[_clean(key)[:200] for key in keys]).delete()


def keep_preference(user: User, key: str, value: Any) -> None:
    """Columns shown, layout last used, and the like."""
    Preference.objects.update_or_create(user=user, key=key, defaults={"value": value})


def keep_view(
    user: User, name: str, *, query: str, columns: Sequence[str], shared_by: Post | None
) -> tuple[SavedView, bool]:
    """Keep conditions, order and columns under a name, over one's own view of that name if there is one.

    `query` is written by `filters/bar.address`; `shared_by` is the post it is shared from, none for a private view.
    Answers the view and whether it is new.
    """
    if len(query) > MAX_CONDITIONS:
        raise Refused("条件太多太长，不能存成视图，请去掉一些条件后再保存。")
    shared_at = clock.now() if shared_by else None
    told = {"query": query, "columns": list(columns), "shared_by": shared_by, "shared_at": shared_at}
    with transaction.atomic():
        # Saves of one user wait for each other, or two at once would pass the limit together.
        User.objects.select_for_update().get(pk=user.pk)
        _refuse_too_many(user, name)
        return SavedView.objects.update_or_create(user=user, name=name, defaults=told)


def _refuse_too_many(user: User, name: str) -> None:
    own = SavedView.objects.filter(user=user)
    if own.count() >= MAX_VIEWS and not own.filter(name=name).exists():
        raise Invalid({"name": [f"您已保存 {MAX_VIEWS} 个视图，请先删除不用的，或者用已有的名称更新那一个。"]})


def drop_view(user: User, view: SavedView) -> None:
    """Somebody's own view is wanted no more, by them and by those it was shared with."""
    SavedView.objects.filter(user=user, pk=view.pk).delete()


def read_notices(post: Post, pks: Sequence[int]) -> int:
    """Mark notices of this desk as read; returns how many."""
    unread = Notice.objects.to(post).filter(read_at=None, pk__in=pks)
    return unread.update(read_at=clock.now(), read_by=post)
