"""A large ledger as a job: the same action as on the page, its rows read again as the post that asked may see them."""

from collections.abc import Mapping
from typing import Any

from tracker.actions import exports
from tracker.filters.exports import rows_asked_for
from tracker.jobs.shape import Heard, Result
from tracker.models import Post, User


def export(asked: Mapping[str, Any], *, by: Post, user: User, heard: Heard) -> Result:
    """`asked`: layout, query (the register's conditions) or ids, and what the event tells of them."""
    rows, whole = rows_asked_for(by, asked["query"], asked["ids"])
    made = exports.export(asked["layout"], rows, by=by, asked=asked["said"], whole=whole, user=user, heard=heard)
    return Result(made.name, made.chunks, f"共 {made.count:,} 项。")
