"""What the kept statements of `tracker/compiled.py` are made from here, and how their rows are counted.

What counts what is told in `worklist.py` and `register.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import IntegerField, Subquery

from tracker import clock
from tracker.compiled import fetched, run, statement
from tracker.models import Post
from tracker.queries.lamps import Limits


class CountOf(Subquery):
    """How many rows a queryset has, as a number inside another statement; a cut queryset is counted to its cut."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def numbers(key: Hashable, make: Callable[[], Sequence[Any]]) -> list[int]:
    """The counts of the querysets that `make` gives, in one statement; of `key` the same is true."""
    (row,) = fetched(key, lambda: _counting(make()))
    return [count or 0 for count in row]


def grouped(key: Hashable, make: Callable[[], Any]) -> dict[Any, int]:
    """How often each `value` occurs in the queryset that `make` gives, which may be cut.

    The ORM cannot group what was cut: it would look every row up a second time.
    """
    try:
        using, text, params = statement(key, make)
    except EmptyResultSet:
        return {}
    return dict(run(using, f"SELECT value, COUNT(*) FROM ({text}) AS cut GROUP BY value", params, {}))


def about(post: Post, found: Limits) -> tuple[Hashable, ...]:
    """What the statements of a post are made from: who it is, the day, and the thresholds of the rounds."""
    limits = tuple((days, tuple(rounds)) for days, rounds in sorted(found.items()))
    place = (post.unit_id, post.unit.path, post.until, post.since)
    return post.pk, post.role, *place, post.person_id, post.person.unit_id, clock.today(), limits


def _counting(rows: Sequence[Any]) -> Any:
    counts = [CountOf(each if each.query.is_sliced else each.order_by()) for each in rows]
    return Post.objects.order_by().values_list(*counts)[:1]
