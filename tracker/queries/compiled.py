"""Statements that many pages need alike: compiled once in a worker, run as often as pages are asked for.

Only the text of a statement and its parameters are kept, never what it found: putting one together from a few dozen
conditions takes the ORM far longer than the database needs to answer it. What counts what is told in `worklist.py` and
`register.py`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import IntegerField, Subquery

from tracker import clock
from tracker.models import Post
from tracker.queries.lamps import Limits

KEPT = 2_000  # statements a worker keeps: several for each post that is at work
# Placeholders for what is known when a statement is run: no row has such an id, and no text holds a zero byte.
THIS, THAT, NAMED = -1, -2, "\x00named"
Row = tuple[Any, ...]
_kept_things: OrderedDict[Hashable, Any] = OrderedDict()


class CountOf(Subquery):
    """How many rows a queryset has, as a number inside another statement; a cut queryset is counted to its cut."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()


def fetched(key: Hashable, make: Callable[[], Any], values: Mapping[Any, Any] | None = None) -> list[Row]:
    """The rows of the queryset of values that `make` gives: numbers and texts alone, which need no conversion.

    `key` must hold everything it is made from, such as `about(post, limits)`; `make` is called for a new key only.
    What differs from one page to the next stands in the queryset as a placeholder, and in `values` as it is now.
    """
    return _run(*_statement(key, make), values or {})


def kept(key: Hashable, make: Callable[[], Any]) -> Any:
    """What `make` put together for this key, the last time or just now; None is the key of what is made each time."""
    found = _kept_things.get(key)
    if found is None:
        found = make()
        if key is not None:
            _kept_things[key] = found
        while len(_kept_things) > KEPT:
            _kept_things.popitem(last=False)
    return found


def _statement(key: Hashable, make: Callable[[], Any]) -> tuple[str, str, Row]:
    statement: tuple[str, str, Row] = kept(key, lambda: _compiled(make()))
    return statement


def for_ids(key: Hashable, make: Callable[[], Any], ids: Sequence[int], most: int) -> list[Row]:
    """The rows of the queryset of values that `make` gives for the placeholder ids -most … -1, read for these ids.

    The statement has a place for `most` ids; where there are fewer, the first one is asked for again.
    """
    wanted = [*ids, *(ids[0] for _ in range(most - len(ids)))]
    return fetched(key, make, dict(zip(range(-most, 0), wanted, strict=True)))


def numbers(key: Hashable, make: Callable[[], Sequence[Any]]) -> list[int]:
    """The counts of the querysets that `make` gives, in one statement; of `key` the same is true."""
    (row,) = fetched(key, lambda: _counting(make()))
    return [count or 0 for count in row]


def grouped(key: Hashable, make: Callable[[], Any]) -> dict[Any, int]:
    """How often each `value` occurs in the queryset that `make` gives, which may be cut.

    The ORM cannot group what was cut: it would look every row up a second time.
    """
    try:
        using, text, params = _statement(key, make)
    except EmptyResultSet:
        return {}
    return dict(_run(using, f"SELECT value, COUNT(*) FROM ({text}) AS cut GROUP BY value", params, {}))


def about(post: Post, found: Limits) -> tuple[Hashable, ...]:
    """What the statements of a post are made from: who it is, the day, and the thresholds of the rounds."""
    limits = tuple((days, tuple(rounds)) for days, rounds in sorted(found.items()))
    place = (post.unit_id, post.unit.path, post.until, post.since)
    return post.pk, post.role, *place, post.person_id, post.person.unit_id, clock.today(), limits


def _counting(rows: Sequence[Any]) -> Any:
    counts = [CountOf(each if each.query.is_sliced else each.order_by()) for each in rows]
    return Post.objects.order_by().values_list(*counts)[:1]


def _compiled(rows: Any) -> tuple[str, str, Row]:
    text, params = rows.query.sql_with_params()
    return rows.db, text, tuple(params)


def _run(using: str, text: str, params: Row, values: Mapping[Any, Any]) -> list[Row]:
    with connections[using].cursor() as cursor:
        cursor.execute(text, filled(params, values))
        found: list[Row] = cursor.fetchall()
        return found


def filled(params: Row, values: Mapping[Any, Any]) -> Row:
    """The parameters of a statement with these values in the places of the placeholders."""
    return tuple(values.get(param, param) for param in params) if values else params
