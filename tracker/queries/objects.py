"""Objects of our models, read by statements that are compiled once, as `compiled.py` reads plain values.

A page of one thing reads a dozen querysets that differ in nothing but the id of the thing; putting each together anew
takes the ORM ten times as long as the database needs to answer it. Only text and parameters are kept, never rows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import QuerySet
from django.db.models.query import get_related_populators  # type: ignore[attr-defined]  # not in the stubs

from tracker.queries.compiled import filled, kept


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


def attach(owners: Iterable[Any], relation: str, rows: Iterable[Any], owner_of: Callable[[Any], int]) -> None:
    """Let `owner.<relation>.all()` be its part of the rows, in their order, as `prefetch_related` would."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[owner_of(row)].append(row)
    for owner in owners:
        relatives = getattr(owner, relation).model._default_manager.none()
        relatives._result_cache = found[owner.pk]
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
