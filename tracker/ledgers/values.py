"""The values of a queryset, a batch at a time: compiled once, each value converted as the ORM would, but not anew.

A ledger asks the same statement for batch after batch, and its days, yes and no recur; the ORM would put a thousand ids
into each statement one by one and read every day from its letters again. What is asked for is told in `rows.py`.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

Row = tuple[Any, ...]
REMEMBERED = 4096  # values of one column


class Values:
    """A queryset of `values_list`, ready to be read."""

    def __init__(self, rows: QuerySet):
        compiler = rows.query.get_compiler(connection=connection)
        try:
            self._text, self._params = compiler.as_sql()
        except EmptyResultSet:
            self._text = ""
            return
        found = compiler.get_converters([column for column, _, _ in compiler.select])
        self._converters = [(place, _remembered(*how)) for place, how in found.items()]

    def batches(self, size: int) -> Iterator[list[Row]]:
        """All rows, so many at a time; no more are held in memory."""
        if not self._text:
            return
        with connection.chunked_cursor() as cursor:
            cursor.execute(self._text, self._params)
            while batch := cursor.fetchmany(size):
                yield self._converted(batch)

    def of(self, ids: Sequence[int], places: range) -> list[Row]:
        """The rows for these ids, which take the place of the numbers `places` the queryset was made with.

        There may be fewer ids than places, but not none: the first is then asked for again.
        """
        wanted = dict(zip(places, [*ids, *[ids[0]] * (len(places) - len(ids))], strict=True))
        with connection.cursor() as cursor:
            cursor.execute(self._text, [wanted.get(param, param) for param in self._params])
            return self._converted(cursor.fetchall())

    def _converted(self, rows: Sequence[Row]) -> list[Row]:
        """Column by column, for most columns are read as they are."""
        columns: list[Any] = list(zip(*rows, strict=True))
        for place, convert in self._converters if rows else ():
            columns[place] = map(convert, columns[place])
        return list(zip(*columns, strict=True))


def _remembered(converters: Sequence[Callable], column: Any) -> Callable[[Any], Any]:
    def convert(value: Any) -> Any:
        for each in converters:
            value = each(value, column, connection)
        return value

    return lru_cache(REMEMBERED)(convert)
