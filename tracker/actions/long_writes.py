"""How an action that may take long is accompanied: told of by a job, or by nobody where a page waits for it."""

import contextlib
from collections.abc import Callable
from contextlib import AbstractContextManager

from tracker.models import Import

Heard = Callable[[int], None]
# (import, rows to be written) -> entered inside the open door, around the writing; what it does as it is left happens
# in the same transaction. So a job and what it was asked for end together, or neither does.
Within = Callable[[Import, int], AbstractContextManager[Heard]]


def unheard(_: int) -> None:
    """Nobody listens."""


def at_once(_: Import, __: int) -> AbstractContextManager[Heard]:
    """Nobody accompanies it: a page waits for the answer."""
    return contextlib.nullcontext(unheard)
