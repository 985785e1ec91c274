"""One run from start to end: reading first, then writing, so that nothing disturbs what comes after it."""

import argparse
import os
import platform
import time
from typing import Any

from django.db import connection

from tests.bench import ledgers, moves, pages, server
from tests.bench.database import manage
from tracker import clock
from tracker.models import Item


def measure(asked: argparse.Namespace) -> dict[str, Any]:
    """Everything that was measured, ready for JSON."""
    found: dict[str, Any] = {"about": about()}
    found["start"] = second_start()
    with server.running() as there:
        found["pages"] = pages.measured(there.port, asked.times)
        found["start"]["worker_at_rest_mb"] = round(there.memory())
        found["crowd"] = [pages.crowd(there.port, clients, asked.seconds) for clients in (8, 50)]
        if not asked.pages_only:
            found["ledgers"] = ledgers.exported(there)
            found["moves"] = moves.measured(there.port)
            found["ledgers"] |= ledgers.imported(there)
    return found


def about() -> dict[str, Any]:
    """What was measured where."""
    return {
        "date": clock.today().isoformat(),
        "items": Item.objects.count(),
        "database": connection.vendor,
        "python": platform.python_version(),
        "processors": os.cpu_count(),
    }


def second_start() -> dict[str, float]:
    """bin/serve on a database that is there already: what it prepares, and the server to its first page."""
    begun = time.perf_counter()
    manage("set_up")
    prepared = time.perf_counter() - begun
    with server.running():
        return {"prepare_s": round(prepared, 2), "first_page_s": round(time.perf_counter() - begun, 2)}
