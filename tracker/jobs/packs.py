"""A large review pack as a job. Its file is no record: it is taken away after a week, for it can be made anew."""

from collections.abc import Mapping
from typing import Any

from tracker.actions.packs import export_pack
from tracker.jobs.exports import Read
from tracker.jobs.shape import Heard, Result
from tracker.models import Post, User


def pack(asked: Mapping[str, Any], *, by: Post, user: User, heard: Heard, read: Read) -> Result:
    """`asked`: query (the register's conditions) or ids, and scope, how the ids are called in words."""
    rows, _, scope = read(by, asked["query"], asked["ids"])
    scope = asked["scope"] or scope
    made = export_pack(rows, by=by, asked=asked["query"] if asked["ids"] is None else scope, scope=scope, heard=heard)
    return Result(made.name, made.chunks, f"共 {made.count:,} 项。文件保留 7 天。")
