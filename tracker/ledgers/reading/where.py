"""In which cell each meaning of an item stands, as “D5”: most ledgers say all of an item in one row, and then only the
row has to be kept, for all items of a table share the columns.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from tracker.ledgers.reading.texts import reference

Column = tuple[str, int]  # meaning, number


def where(places: Mapping[str, tuple[int, int]]) -> Mapping[str, str]:
    """The names of the cells at these places (row, column), by meaning."""
    rows = {row for row, _ in places.values()}
    if len(rows) != 1:
        return {meaning: reference(*place) for meaning, place in places.items()}
    return InOneRow(rows.pop(), tuple((meaning, column) for meaning, (_, column) in places.items()))


class InOneRow(Mapping[str, str]):
    """Cells of one row, named as they are asked for."""

    __slots__ = ("_columns", "_row")

    def __init__(self, row: int, columns: tuple[Column, ...]):
        self._row, self._columns = row, _shared(columns)

    def __getitem__(self, meaning: str) -> str:
        return reference(self._row, self._columns[meaning])

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __repr__(self) -> str:
        return f"InOneRow({dict(self)!r})"


@lru_cache(1024)
def _shared(columns: tuple[Column, ...]) -> dict[str, int]:
    return dict(columns)
