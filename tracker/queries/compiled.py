"""What the kept statements of `tracker/compiled.py` are made from here, and how their rows are counted.

What counts what is told in `worklist.py` and `register.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import IntegerField, Subquery

from tracker import clock
from tracker.compiled import Row, fetched, run, statement
from tracker.models import Post
from tracker.queries.lamps import Limits, limits_key
from tracker.standing import standing


class CountOf(Subquery):
    """How many rows a queryset has, as a number inside another statement; a cut queryset is counted to its cut."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def numbers(key: Hashable, make: Callable[[], Sequence[Any]]) -> list[int]:
    """The counts of the querysets that `make` gives, in one statement; of `key` the same is true."""
    (row,) = standing(key, lambda: fetched(key, lambda: _counting(make())))
    return [count or 0 for count in row]


def grouped(key: Hashable, make: Callable[[], Any], stands: Hashable = None) -> dict[Any, int]:
    """How often each `value` occurs in the queryset that `make` gives, which may be cut.

    `stands`: what it was found for, where the statement itself is put together anew each time.
    The ORM cannot group what was cut: it would look every row up a second time.
    """

    def groups() -> list[Row]:
        using, text, params = statement(key, make)
        return run(using, f"SELECT value, COUNT(*) FROM ({text}) AS cut GROUP BY value", params, {})

    try:
        return dict(standing(stands or key, groups))
    except EmptyResultSet:
        return {}


def regrouped(key: Hashable, make: Callable[[], Any], width: int) -> list[Row]:
    """The groups of a queryset of values put together by its first `width` columns; the last one is summed.

    Grouped finely in the order of an index first, few rows are left to be sorted; the ORM cannot group twice.
    """
    using, text, params = statement(key, make)
    names = ", ".join(f"key{place}" for place in range(width))
    whole = f"WITH fine ({names}, number) AS ({text}) SELECT {names}, SUM(number) FROM fine GROUP BY {names}"
    return [(*row[:width], int(row[width])) for row in run(using, whole, params, {})]


def about(post: Post, found: Limits) -> tuple[Hashable, ...]:
    """What the statements of a post are made from: who it is, the day, and the thresholds of the rounds."""
    place = (post.unit_id, post.unit.path, post.until, post.since)
    return post.pk, post.role, *place, post.person_id, post.person.unit_id, clock.today(), limits_key(found)


def _counting(rows: Sequence[Any]) -> Any:
    counts = [CountOf(each if each.query.is_sliced else each.order_by()) for each in rows]
    return Post.objects.order_by().values_list(*counts)[:1]
