"""Many new rows of one table at once, for what passes the door in bulk: one statement, prepared once.

The rows are the ones `bulk_create` would write, keys, guards and constraints included; what is left out is putting
60 columns of each row through the making of SQL text (decision 0022). Only inside an open door: the ids are taken
ahead, and on SQLite nobody else may take them meanwhile.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

from django.db import connection, connections, models

_TEXTS = (models.CharField, models.TextField)
_NUMBERS = (models.IntegerField, models.ForeignKey)  # no key of ours is anything but a number


def insert(rows: Iterable[models.Model]) -> None:
    """Write new rows, all of one model, and give each its id; no signal is sent, as with `bulk_create`."""
    rows = list(rows)
    if not rows:
        return
    meta = rows[0]._meta
    told = {field.attname: [field.pre_save(row, True) for row in rows] for field in meta.concrete_fields}
    for row, number in zip(rows, _write(meta, told, len(rows)), strict=True):
        row.pk = number
        row._state.adding, row._state.db = False, connection.alias


def insert_columns(model: type[models.Model], told: Mapping[str, Sequence[Any]]) -> Sequence[int]:
    """Write new rows that nobody needs as objects, told by column, by the attribute each fills; returns their ids.

    What is left out has its default.
    """
    count = len(next(iter(told.values())))
    left = {
        field.attname: [field.get_default() for _ in range(count)]
        for field in model._meta.concrete_fields
        if field.attname not in told and not field.primary_key
    }
    return _write(model._meta, {**left, **told}, count) if count else ()


def _write(meta: Any, told: Mapping[str, Sequence[Any]], count: int) -> Sequence[int]:
    """A row that stands for another one (检索文本) has that one's id already; others get one here."""
    if isinstance(meta.pk, models.AutoField):
        ids = _free_ids(meta.db_table, meta.pk.column, count)
        told = {**told, meta.pk.attname: ids}
    columns = [_prepared(field, told[field.attname]) for field in meta.concrete_fields]
    names = ", ".join(connection.ops.quote_name(field.column) for field in meta.concrete_fields)
    write = _copy if connection.vendor == "postgresql" else _execute
    write(connection.ops.quote_name(meta.db_table), names, columns)
    return told[meta.pk.attname]


def _free_ids(table: str, column: str, count: int) -> Sequence[int]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            found = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(found, [connection.ops.quote_name(table), column, count])
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
        return range(last + 1, last + count + 1)


def _prepared(field: Any, values: Sequence[Any]) -> Iterable[Any]:
    """A field's values as the database takes them; most columns of new rows hold the same value in all of them."""
    kinds = {*map(type, values)}
    if (kinds == {str} and isinstance(field, _TEXTS)) or (kinds == {int} and isinstance(field, _NUMBERS)):
        return values
    database = connections[connection.alias]  # itself: the proxy asks for it anew with every value
    prepare: Callable[[Any], Any] = lambda value: field.get_db_prep_save(value, database)  # noqa: E731
    if list in kinds:
        return map(prepare, values)
    known = {value: prepare(value) for value in set(values)}
    return repeat(known[values[0]], len(values)) if len(known) == 1 else [known[value] for value in values]


def _execute(table: str, names: str, columns: Sequence[Iterable[Any]]) -> None:
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(zip(*columns, strict=True)))


def _copy(table: str, names: str, columns: Sequence[Iterable[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in zip(*columns, strict=True):
            copy.write_row(row)
