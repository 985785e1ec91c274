"""What a ledger tells of an item or a measure, by the name of the field, as a dictionary would in three times the room.

Tens of thousands of rows are planned before any is written, and they differ in what they say, not in the names.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any


class Told(Mapping[str, Any]):
    """A mapping that is never changed; all that tell of the same names share them."""

    __slots__ = ("_places", "_values")

    def __init__(self, values: Mapping[str, Any]):
        self._places, self._values = _places(tuple(values)), tuple(values.values())

    def __getitem__(self, name: str) -> Any:
        return self._values[self._places[name]]

    def get(self, name: str, default: Any = None) -> Any:
        """The same, or what is to stand where there is no such name; asked for more often than anything else."""
        place = self._places.get(name)
        return default if place is None else self._values[place]

    def __iter__(self) -> Iterator[str]:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Told({dict(self)!r})"


@lru_cache(1024)
def _places(names: tuple[str, ...]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}
