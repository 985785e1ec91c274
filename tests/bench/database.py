"""The throw-away database: a folder of its own, perhaps a new database on a PostgreSQL server, and its items."""

import contextlib
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import django
import psycopg
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


@contextlib.contextmanager
def throw_away(url: str, keep: str = "") -> Iterator[Path]:
    """Point the environment at an empty database; it is gone afterwards, unless its folder is to be kept."""
    with contextlib.ExitStack() as stack:
        folder = Path(keep or stack.enter_context(tempfile.TemporaryDirectory(prefix="tracker-bench-")))
        for name in ("evidence", "uploads"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        os.environ |= {
            "TRACKER_DATA": str(folder.resolve()),
            "DATABASE_URL": stack.enter_context(_postgresql(url)) if url else "",
            "SECRET_KEY": secrets.token_urlsafe(50),
            "TRACKER_DEMO_PASSWORD": secrets.token_urlsafe(9),
            "DJANGO_SETTINGS_MODULE": "tracker.settings",
        }
        yield folder


@contextlib.contextmanager
def _postgresql(url: str) -> Iterator[str]:
    """A new database on the server of the URL, dropped at the end."""
    name = f"tracker_bench_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlunsplit(urlsplit(url)._replace(path=f"/{name}"))
        finally:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def fill(folder: Path, items: int, like: str = "") -> None:
    """Tables, demo city, items and static files; then Django is set up in this process too.

    `like`: the folder of a SQLite run that was kept; its rows are copied instead of loaded.
    """
    if not (folder / "loaded").exists() or os.environ["DATABASE_URL"]:
        manage("migrate", "--verbosity", "0")
        if not like:
            manage("load_demo", "--items", str(items))
        (folder / "loaded").touch()
    manage("collectstatic", "--verbosity", "0", "--no-input")
    django.setup()
    if like:
        # Only now are there models to copy.
        from tests.bench.copying import copy_from

        copy_from(Path(like))
    _keep_up()


def _keep_up() -> None:
    """What PostgreSQL's own upkeep does a minute after a load: without it no index is read alone."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def manage(*words: str) -> None:
    """One command of manage.py, as the office would give it; what it says goes to standard error."""
    subprocess.run([sys.executable, "manage.py", *words], cwd=ROOT, check=True, stdout=sys.stderr)
