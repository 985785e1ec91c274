"""One state of the data for many statements, as a long read needs it. Nothing is written under it."""

import contextlib
from collections.abc import Iterator

from django.db import connection, transaction


@contextlib.contextmanager
def snapshot() -> Iterator[None]:
    """A read transaction: every statement inside sees the same state, and no writer waits for it.

    Not `atomic()` alone: on SQLite that would take the writer's lock (settings: IMMEDIATE), on PostgreSQL each
    statement would see a state of its own. Inside a transaction that is already open nothing more is done.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic():
            _execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
    else:
        _execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            _execute("ROLLBACK")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
