"""What people keep on their own desk: drafts, preferences, notices read. No event; nothing here moves an item."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from tracker import clock
from tracker.models import Draft, Notice, Post, Preference, User

_NEVER_KEPT = ("password", "csrf", "old_password", "new_password", "draft_")
MAX_DRAFT_CHARACTERS = 400_000
KEPT_FOR = timedelta(days=30)


def keep_draft(user: User, key: str, fields: Mapping[str, Sequence[str]]) -> bool:
    """Keep what was typed into the form `key`; False when it is too long to keep. Passwords are never kept.

    The user's drafts that nobody came back for within `KEPT_FOR` go at the same time.
    """
    kept = {name: values for name, values in fields.items() if not name.lower().startswith(_NEVER_KEPT)}
    content = {_clean(name): [_clean(value) for value in values] for name, values in kept.items()}
    if sum(len(value) for values in content.values() for value in values) > MAX_DRAFT_CHARACTERS:
        return False
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


def read_notices(post: Post, pks: Sequence[int]) -> int:
    """Mark notices of this desk as read; returns how many."""
    unread = Notice.objects.to(post).filter(read_at=None, pk__in=pks)
    return unread.update(read_at=clock.now(), read_by=post)
