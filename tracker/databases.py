"""How Django speaks with the two databases: SQLite in the data folder, or PostgreSQL. Read by `settings.py` alone."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured


def database_at(url: str, folder: Path, name: str) -> dict[str, Any]:
    """What Django is told of the database at a URL; `name` is the variable that a refusal names."""
    try:
        database: dict[str, Any] = {**dj_database_url.parse(url)}
    except ValueError:
        raise ImproperlyConfigured(
            f"环境变量 {name} 读不懂，应像 postgres://用户:口令@主机:5432/库名 或 sqlite:////路径/db.sqlite3。"
        ) from None
    if database["ENGINE"] == "django.db.backends.sqlite3":
        if not database["NAME"] or database["NAME"] == ":memory:":
            raise ImproperlyConfigured(f"环境变量 {name} 没有写明数据库文件。")
        return database | _sqlite(folder)
    if database["ENGINE"] == "django.db.backends.postgresql":
        return database | _postgresql(database.get("OPTIONS", {}))
    raise ImproperlyConfigured(f"环境变量 {name} 只能是 SQLite 或 PostgreSQL。")


def _sqlite(folder: Path) -> dict[str, Any]:
    """Many readers beside one writer who waits in line; tests run on a file, or neither would be tested."""
    return {
        "OPTIONS": {
            # The lock is taken when a transaction begins: taken later, two writers would each wait for the other.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # Recursive triggers, for otherwise INSERT OR REPLACE would delete a row past its guard.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; "
            "PRAGMA recursive_triggers=ON",
        },
        "TEST": {"NAME": str(folder / "test.sqlite3")},
    }


def _postgresql(asked: dict[str, Any]) -> dict[str, Any]:
    """The server plans a page's statements once for each connection; what the URL says of a connection goes first."""
    return {
        "OPTIONS": {
            # A statement asked three times is kept by the server, with its plan: a page saves a fifth of its time.
            "server_side_binding": True,
            "prepare_threshold": 3,
            **asked,
            **_unprepared(asked),
            # Turning a statement into machine code takes longer than any of ours takes to run.
            "options": f"-c jit=off {asked.get('options', '')}".rstrip(),
        },
        # The process number keeps two test runs on one server apart.
        "TEST": {"NAME": f"test_tracker_{os.getpid()}"},
    }


def _unprepared(asked: dict[str, Any]) -> dict[str, None]:
    """A pooler that gives a server to each transaction knows no statements kept: `prepare_threshold=none` says so."""
    return {"prepare_threshold": None} if asked.get("prepare_threshold") == "none" else {}
