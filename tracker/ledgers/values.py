"""The values of a queryset, a batch at a time, column by column: compiled once, each value converted as the ORM would.

A ledger asks the same statement for batch after batch, and its days, yes and no recur; the ORM would put a thousand ids
into each statement one by one and read every day from its letters again. What is asked for is told in `rows.py`.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BooleanField, DateField, Func, QuerySet
from django.db.models.expressions import Col

from tracker.compiled import filled, in_places

Columns = dict[str, Sequence[Any]]  # by the name of the field
REMEMBERED = 4096  # values of one column
_READ = (BooleanField, DateField)  # DateTimeField is a DateField


class Values:
    """These fields of a queryset, ready to be read."""

    def __init__(self, rows: QuerySet, names: Sequence[str]):
        self._names = names
        compiler = rows.values_list(*_unread(rows, names)).query.get_compiler(connection=connection)
        try:
            self._text, self._params = compiler.as_sql()
        except EmptyResultSet:
            self._text = ""
            return
        found = compiler.get_converters([column for column, _, _ in compiler.select])
        self._converters = [(names[place], _remembered(*how)) for place, how in found.items()]

    def batches(self, size: int) -> Iterator[Columns]:
        """All rows, so many at a time; no more are held in memory."""
        if not self._text:
            return
        with connection.chunked_cursor() as cursor:
            cursor.execute(self._text, self._params)
            while batch := cursor.fetchmany(size):
                yield self._converted(batch)

    def of(self, ids: Sequence[int], most: int) -> Columns:
        """The rows for these ids, which take the places -most … -1 that the queryset was made with."""
        with connection.cursor() as cursor:
            cursor.execute(self._text, filled(self._params, in_places(ids, most)))
            return self._converted(cursor.fetchall())

    def _converted(self, rows: Sequence[tuple[Any, ...]]) -> Columns:
        """Most columns are as they were read."""
        found = zip(*rows, strict=True) if rows else [()] * len(self._names)
        columns: Columns = dict(zip(self._names, found, strict=True))
        for name, convert in self._converters:
            columns[name] = [*map(convert, columns[name])]
        return columns


class _Unread(Func):
    """A column as SQLite keeps it: sqlite3 makes a day of its letters, each time anew, wherever a bare column is told.

    Nothing is changed by the sign, but that it is no bare column; what becomes of the value is told by the field.
    """

    template = "%(expressions)s"
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **about: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **about)


def _unread(rows: QuerySet, names: Sequence[str]) -> list[str | Func]:
    """The names, those of days and moments and of yes and no as columns that only the converters here read."""
    compiler = rows.values_list(*names).query.get_compiler(connection=connection)
    compiler.setup_query()
    return [
        _Unread(name) if isinstance(column, Col) and isinstance(column.target, _READ) else name
        for name, (column, _, _) in zip(names, compiler.select, strict=True)
    ]


def _remembered(converters: Sequence[Callable], column: Any) -> Callable[[Any], Any]:
    def convert(value: Any) -> Any:
        for each in converters:
            value = each(value, column, connection)
        return value

    return lru_cache(REMEMBERED)(convert)
