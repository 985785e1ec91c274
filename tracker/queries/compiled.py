"""Counts that stand on every page: statements compiled once in a worker, run as often as pages are asked for.

Only the text of a statement and its parameters are kept, never what it found: putting one together from a few dozen
conditions takes the ORM far longer than the database needs to answer it. What counts what is told in `worklist.py` and
`register.py`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from django.db import connections
from django.db.models import IntegerField, Subquery

from tracker import clock
from tracker.models import Post
from tracker.queries.lamps import Limits

KEPT = 2_000  # statements a worker keeps: several for each post that is at work
_statements: OrderedDict[Hashable, tuple[str, str, tuple[Any, ...]]] = OrderedDict()


class CountOf(Subquery):
    """How many rows a queryset has, as a number inside another statement; a cut queryset is counted to its cut."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def numbers(key: Hashable, make: Callable[[], Sequence[Any]]) -> list[int]:
    """The counts of the querysets that `make` gives, in one statement.

    `key` must hold everything they are made from, such as `about(post, limits)`; `make` is called for a new key only.
    """
    kept = _statements.get(key)
    if kept is None:
        kept = _statements[key] = _compiled(make())
        while len(_statements) > KEPT:
            _statements.popitem(last=False)
    using, text, params = kept
    with connections[using].cursor() as cursor:
        cursor.execute(text, params)
        return [count or 0 for count in cursor.fetchone()]


def about(post: Post, found: Limits) -> tuple[Hashable, ...]:
    """What the statements of a post are made from: who it is, the day, and the thresholds of the rounds."""
    limits = tuple((days, tuple(rounds)) for days, rounds in sorted(found.items()))
    place = (post.unit_id, post.unit.path, post.until, post.since)
    return post.pk, post.role, *place, post.person_id, post.person.unit_id, clock.today(), limits


def _compiled(rows: Sequence[Any]) -> tuple[str, str, tuple[Any, ...]]:
    counts = [CountOf(each.order_by() if not each.query.is_sliced else each) for each in rows]
    whole = Post.objects.order_by().values_list(*counts)[:1]
    text, params = whole.query.sql_with_params()
    return whole.db, text, tuple(params)
