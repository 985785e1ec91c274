"""Statements that many pages need alike: compiled once in a worker, run as often as pages are asked for.

Only the text of a statement and its parameters are kept, never what it found: putting one together from a few dozen
conditions takes the ORM far longer than the database needs to answer it. What counts what is told in `worklist.py` and
`register.py`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import IntegerField, Subquery

from tracker import clock
from tracker.models import Post
from tracker.queries.lamps import Limits, limits_key

KEPT = 2_000  # statements a worker keeps: several for each post that is at work
Row = tuple[Any, ...]
_statements: OrderedDict[Hashable, tuple[str, str, Row]] = OrderedDict()


class CountOf(Subquery):
    """How many rows a queryset has, as a number inside another statement; a cut queryset is counted to its cut."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def fetched(key: Hashable, make: Callable[[], Any]) -> list[Row]:
    """The rows of the queryset of values that `make` gives: numbers and texts alone, which need no conversion.

    `key` must hold everything it is made from, such as `about(post, limits)`; `make` is called for a new key only.
    """
    return _run(*_kept(key, make))


def _kept(key: Hashable, make: Callable[[], Any]) -> tuple[str, str, Row]:
    """The statement of a key; None is the key of what is compiled anew each time."""
    kept = _statements.get(key)
    if kept is None:
        kept = _compiled(make())
        if key is not None:
            _statements[key] = kept
        while len(_statements) > KEPT:
            _statements.popitem(last=False)
    return kept


def for_ids(key: Hashable, make: Callable[[], Any], ids: Sequence[int], most: int) -> list[Row]:
    """The rows of the queryset of values that `make` gives for the placeholder ids -most … -1, read for these ids.

    The statement has a place for `most` ids; where there are fewer, the first one is asked for again.
    """
    using, text, params = _kept(key, make)
    wanted = [*ids, *(ids[0] for _ in range(most - len(ids)))]
    is_place = {*range(-most, 0)}
    return _run(using, text, tuple(wanted[param] if param in is_place else param for param in params))


def numbers(key: Hashable, make: Callable[[], Sequence[Any]]) -> list[int]:
    """The counts of the querysets that `make` gives, in one statement; of `key` the same is true."""
    (row,) = fetched(key, lambda: _counting(make()))
    return [count or 0 for count in row]


def grouped(key: Hashable, make: Callable[[], Any]) -> dict[Any, int]:
    """How often each `value` occurs in the queryset that `make` gives, which may be cut.

    The ORM cannot group what was cut: it would look every row up a second time.
    """
    try:
        using, text, params = _kept(key, make)
    except EmptyResultSet:
        return {}
    return dict(_run(using, f"SELECT value, COUNT(*) FROM ({text}) AS cut GROUP BY value", params))


def regrouped(key: Hashable, make: Callable[[], Any], width: int) -> list[Row]:
    """The groups of a queryset of values put together by its first `width` columns; the last one is summed.

    Grouped finely in the order of an index first, few rows are left to be sorted; the ORM cannot group twice.
    """
    using, text, params = _kept(key, make)
    names = ", ".join(f"key{place}" for place in range(width))
    whole = f"WITH fine ({names}, number) AS ({text}) SELECT {names}, SUM(number) FROM fine GROUP BY {names}"
    return [(*row[:width], int(row[width])) for row in _run(using, whole, params)]


def about(post: Post, found: Limits) -> tuple[Hashable, ...]:
    """What the statements of a post are made from: who it is, the day, and the thresholds of the rounds."""
    place = (post.unit_id, post.unit.path, post.until, post.since)
    return post.pk, post.role, *place, post.person_id, post.person.unit_id, clock.today(), limits_key(found)


def _counting(rows: Sequence[Any]) -> Any:
    counts = [CountOf(each if each.query.is_sliced else each.order_by()) for each in rows]
    return Post.objects.order_by().values_list(*counts)[:1]


def _compiled(rows: Any) -> tuple[str, str, Row]:
    text, params = rows.query.sql_with_params()
    return rows.db, text, tuple(params)


def _run(using: str, text: str, params: Row) -> list[Row]:
    with connections[using].cursor() as cursor:
        cursor.execute(text, params)
        found: list[Row] = cursor.fetchall()
        return found
