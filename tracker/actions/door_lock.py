"""The writer's lock: one writer at a time, and how long the others wait for their turn."""

import contextlib
from collections.abc import Iterator

from django.db import connection, transaction

from tracker.busy import refuse_long_wait, waiting

_NUMBER = 20261123  # any number; it only has to be the same for every writer
_WAIT = "20s"  # as long as SQLite waits (settings)


@contextlib.contextmanager
def behind_the_lock() -> Iterator[None]:
    """A transaction whose first statement takes the lock. Raises Busy where it would be waited for too long."""
    refuse_long_wait()
    with contextlib.ExitStack() as stack:
        with waiting():
            stack.enter_context(transaction.atomic())
            _lock()
        yield


def _lock() -> None:
    """PostgreSQL: one advisory lock for the transaction. SQLite took its lock with BEGIN IMMEDIATE."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('lock_timeout', %s, true), pg_advisory_xact_lock(%s)", [_WAIT, _NUMBER])
