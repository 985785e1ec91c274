"""Rows that a whole module looks at: made once, each test in a transaction of its own, gone with the module.

For modules whose tests all want the same rows and change none of them for the others.
"""

import contextlib
from collections.abc import Iterator
from typing import Any

import time_machine
from django.db import transaction

from tests.conftest import NOW


@contextlib.contextmanager
def staged(django_db_blocker: Any) -> Iterator[None]:
    """What is written inside stands as long as the block, for every test within it; written at NOW."""
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        yield
        transaction.set_rollback(True)
