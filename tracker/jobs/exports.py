"""A large ledger as a job: the same action as on the page, its rows read again as the post that asked may see them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tracker.actions import exports
from tracker.jobs.shape import Heard, Result
from tracker.models import Post, User
from tracker.models.items import ItemQuerySet

# (post, the register's conditions, ids instead of them) -> the rows, and how the one sentence calls them
Read = Callable[[Post, str, Sequence[str] | None], tuple[ItemQuerySet, str]]


def export(asked: Mapping[str, Any], *, by: Post, user: User, heard: Heard, read: Read) -> Result:
    """`asked`: layout, query (the register's conditions) or ids, and what the event tells of them."""
    rows, whole = read(by, asked["query"], asked["ids"])
    made = exports.export(asked["layout"], rows, by=by, asked=asked["said"], whole=whole, user=user, heard=heard)
    return Result(made.name, made.chunks, f"共 {made.count:,} 项。")
