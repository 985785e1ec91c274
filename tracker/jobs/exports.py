"""A large ledger as a job: the same action as on the page, its rows read again as the post that asked may see them."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tracker.actions import exports
from tracker.jobs.shape import Heard, Result
from tracker.models import Post, User
from tracker.models.items import ItemQuerySet

# (post, the register's conditions, ids instead of them) -> the rows, what the sentence calls them, conditions in words
Read = Callable[[Post, str, Sequence[str] | None], tuple[ItemQuerySet, str, str]]


def export(asked: Mapping[str, Any], *, by: Post, user: User, heard: Heard, read: Read) -> Result:
    """`asked`: layout, query (the register's conditions) or ids, and whether each measure has a line of its own."""
    rows, whole, scope = read(by, asked["query"], asked["ids"])
    made = exports.export(
        asked["layout"],
        rows,
        by=by,
        asked=asked["query"] if asked["ids"] is None else scope,
        scope=scope,
        whole=whole,
        by_measure=asked.get("by_measure", False),
        user=user,
        heard=heard,
    )
    return Result(made.name, made.chunks, f"共 {made.count:,} 项。", made.kept)
