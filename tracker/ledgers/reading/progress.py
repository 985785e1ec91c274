"""How far a reading is, for whoever waits for a large file: its rows as they are opened and as items are made of them.

The one who listens is known to this task alone; without one, nothing is told.
"""

import contextlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar

EVERY = 500  # rows between two words


class _Told:
    """Every row is seen twice, so each time counts half."""

    def __init__(self, heard: Callable[[int], None]):
        self._heard, self._seen = heard, 0

    def row(self) -> None:
        self._seen += 1
        if self._seen % EVERY == 0:
            self._heard(self._seen // 2)


_told: ContextVar[_Told | None] = ContextVar("who listens to a reading", default=None)


@contextlib.contextmanager
def told_to(heard: Callable[[int], None]) -> Iterator[None]:
    """Within the block a reading tells `heard` how many rows are read; what it raises ends the reading."""
    token = _told.set(_Told(heard))
    try:
        yield
    finally:
        _told.reset(token)


@contextlib.contextmanager
def untold() -> Iterator[None]:
    """Within the block nobody is told: a file that is opened once more is not read twice as far."""
    token = _told.set(None)
    try:
        yield
    finally:
        _told.reset(token)


def row_seen() -> None:
    """A row was opened, or an item made of one."""
    if told := _told.get():
        told.row()
