"""Statements put together once in a worker and run as often as pages are asked for.

Putting one together from a few dozen conditions takes the ORM ten times as long as the database needs to answer it.
Only the text of a statement and its parameters are kept, never what it found (docs/decisions/0020).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.query import get_related_populators  # type: ignore[attr-defined]  # not in the stubs

KEPT = 2_000  # statements a worker keeps: several for each post that is at work
# Placeholders for what is known when a statement is run: no row has such an id, and no text holds a zero byte.
THIS, THAT, NAMED = -1, -2, "\x00named"
Row = tuple[Any, ...]
_kept_things: OrderedDict[Hashable, Any] = OrderedDict()


def fetched(key: Hashable, make: Callable[[], Any], values: Mapping[Any, Any] | None = None) -> list[Row]:
    """The rows of the queryset of values that `make` gives: numbers and texts alone, which need no conversion.

    `key` must hold everything it is made from, such as `about(post, limits)`; `make` is called for a new key only.
    What differs from one page to the next stands in the queryset as a placeholder, and in `values` as it is now.
    """
    return run(*statement(key, make), values or {})


def for_ids(key: Hashable, make: Callable[[], Any], ids: Sequence[int], most: int) -> list[Row]:
    """The rows of the queryset of values that `make` gives for the placeholder ids -most … -1, read for these ids.

    The statement has a place for `most` ids.
    """
    return fetched(key, make, in_places(ids, most))


def in_places(ids: Sequence[int], most: int) -> dict[int, int]:
    """These ids, at least one, for the placeholders -most … -1; where there are fewer, the first is asked for again."""
    return dict(zip(range(-most, 0), [*ids, *[ids[0]] * (most - len(ids))], strict=True))


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


def statement(key: Hashable, make: Callable[[], Any]) -> tuple[str, str, Row]:
    """Database, text and parameters of the queryset that `make` gives; `key` as in `fetched`."""
    statement: tuple[str, str, Row] = kept(key, lambda: _compiled(make()))
    return statement


def _compiled(rows: Any) -> tuple[str, str, Row]:
    text, params = rows.query.sql_with_params()
    return rows.db, text, tuple(params)


def run(using: str, text: str, params: Row, values: Mapping[Any, Any]) -> list[Row]:
    """The rows of a statement, with these values in the places of its placeholders."""
    with connections[using].cursor() as cursor:
        cursor.execute(text, filled(params, values))
        found: list[Row] = cursor.fetchall()
        return found


def filled(params: Row, values: Mapping[Any, Any]) -> Row:
    """The parameters of a statement with these values in the places of the placeholders."""
    return tuple(values.get(param, param) for param in params) if values else params


def objects(key: Hashable, make: Callable[[], QuerySet[Any]], values: Mapping[Any, Any]) -> list[Any]:
    """What the queryset that `make` gives would load, related rows of `select_related` included.

    `key`, placeholders and `values` are those of `compiled.fetched`. Prefetched relations are not read: see `attach`.
    """
    try:
        loader = kept(("objects", key), lambda: _Loader(make()))
    except EmptyResultSet:
        return []
    found: list[Any] = loader.load(values)
    return found


def attach(owners: Sequence[Any], relation: str, rows: Sequence[Any]) -> None:
    """Let `owner.<relation>.all()` be its part of the rows, in their order, as `prefetch_related` would."""
    if not owners:
        return
    link = owners[0]._meta.get_field(relation).field  # the foreign key that the relation is the other side of
    own: dict[int, list[Any]] = {owner.pk: [] for owner in owners}
    by_id = {owner.pk: owner for owner in owners}
    for row in rows:
        pk = getattr(row, link.attname)
        if pk in by_id:
            own[pk].append(row)
            link.set_cached_value(row, by_id[pk])
    for owner in owners:
        relatives = link.model._default_manager.none()
        relatives._result_cache = own[owner.pk]
        owner.__dict__.setdefault("_prefetched_objects_cache", {})[relation] = relatives


class _Loader:
    """One compiled queryset of objects: what the ORM's own iterator works out for each query, worked out once."""

    def __init__(self, rows: QuerySet[Any]):
        compiler = rows.query.get_compiler(rows.db)
        text, params = compiler.as_sql()
        select, about = compiler.select, compiler.klass_info
        fields = about["select_fields"]
        self._using, self._text, self._params = rows.db, text, tuple(params)
        self._model, self._own = about["model"], slice(fields[0], fields[-1] + 1)
        self._names = [column.target.attname for column, _, _ in select[self._own]]
        self._related = get_related_populators(about, select, rows.db)
        self._annotated = dict(compiler.annotation_col_map or {})
        columns = [column for column, _, _ in select[: compiler.col_count]]
        self._converted = [(place, columns[place]) for place in compiler.get_converters(columns)]

    def load(self, values: Mapping[Any, Any]) -> list[Any]:
        """The objects, with these values in the places of the placeholders."""
        with connections[self._using].cursor() as cursor:
            cursor.execute(self._text, filled(self._params, values))
            found = cursor.fetchall()
        return [self._object(row) for row in self._readable(found)]

    def _readable(self, found: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
        """Rows with each value as Python has it. Converters belong to a connection, so they are asked for anew."""
        connection = connections[self._using]
        steps = [
            (place, column, convert)
            for place, column in self._converted
            for convert in (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
        ]
        for row in found:
            read = list(row)
            for place, column, convert in steps:
                read[place] = convert(read[place], column, connection)
            yield read

    def _object(self, row: Sequence[Any]) -> Any:
        made = self._model.from_db(self._using, self._names, row[self._own])
        for related in self._related:
            related.populate(row, made)
        for name, place in self._annotated.items():
            setattr(made, name, row[place])
        return made
