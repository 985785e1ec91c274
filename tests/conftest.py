"""Guards that hold for every test, and the few fixtures all of them share. The named cast stands in `tests/cast.py`."""

import datetime
import io
import os
import shutil
from collections.abc import Callable, Hashable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import connection
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from openpyxl import Workbook, load_workbook

from tests.factories import make_category
from tests.house_client import HouseClient
from tracker import standing
from tracker.actions import imports_previews

# A Monday afternoon; every date in the tests is told from here.
NOW = datetime.datetime(2026, 11, 23, 15, 30, tzinfo=ZoneInfo("Asia/Shanghai"))

BROKEN_CELLS = {"#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#N/A", "#NUM!", "#NULL!", "nan", "None"}


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The database of this process; whoever still holds a session at the end is sent off, or it could not be dropped.

    A browser's event loop makes this very thread speak by other connections than before and after it, and a window
    that was closed a moment ago leaves a thread of the test server that may still be ending its own.
    """
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            cursor.execute(f"SELECT pg_terminate_backend(pid) {others}")


def pytest_unconfigure() -> None:
    """Each process of a run has a data folder of its own, made by the settings."""
    if django_settings.TESTING:
        shutil.rmtree(django_settings.DATA, ignore_errors=True)


ASKS = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what asks a database runs: the rest has been proved on SQLite and would only be said twice."""
    if connection.vendor != "postgresql":
        return
    asks = {item: bool(item.get_closest_marker("django_db") or ASKS & {*item.fixturenames}) for item in items}
    config.hook.pytest_deselected(items=[item for item in items if not asks[item]])
    items[:] = [item for item in items if asks[item]]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test whose program is missing is skipped, but fails where CI=true promises that nothing is."""
    needed = {program for marker in item.iter_markers("needs") for program in marker.args}
    if item.get_closest_marker("browser"):
        needed.add("chromium")
    missing = sorted(program for program in needed if not shutil.which(program))
    if missing:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(f"missing: {', '.join(missing)}")


@pytest.fixture(autouse=True)
def frozen_clock(request: pytest.FixtureRequest) -> Iterator[time_machine.Traveller | None]:
    """The clock stands still at NOW; `frozen_clock.move_to(…)` and `.shift(…)` move it. Marker real_clock opts out."""
    if request.node.get_closest_marker("real_clock"):
        yield None
        return
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def doubted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is said to stand is looked for once more, and must be found the same: by the whole suite.

    Markers trusting and past_the_door opt out. What one test has found is nothing to the next.
    """
    standing.forget()
    if request.node.get_closest_marker("trusting"):
        return
    found: dict[Hashable, list[Any]] = {}
    is_told = request.node.get_closest_marker("past_the_door") is None

    def kept(place: Hashable, find: Callable[[], list[Any]]) -> list[Any]:
        rows = find()
        assert not is_told or found.setdefault(place, rows) == rows, f"no event tells of a change in {place}"
        return rows

    monkeypatch.setattr(standing, "_kept", kept)


@pytest.fixture
def categories(db) -> None:
    """The task categories that imported rows are sorted into."""
    for code in ("2.1", "2.2", "4.1"):
        make_category(code)


@pytest.fixture
def long_from_four(monkeypatch: pytest.MonkeyPatch) -> None:
    """Five rows are too many for a page."""
    monkeypatch.setattr(imports_previews, "LONG", 4)


@pytest.fixture(autouse=True)
def empty_evidence() -> Iterator[None]:
    """No test finds a file of another one: contents are shared by hash, and one left over would hide a fault."""
    yield
    for folder in (django_settings.EVIDENCE_ROOT, django_settings.FILE_UPLOAD_TEMP_DIR):
        for entry in os.scandir(folder):
            shutil.rmtree(entry.path) if entry.is_dir() else os.unlink(entry.path)


@pytest.fixture(autouse=True)
def lowered_for_flush(request: pytest.FixtureRequest) -> Iterator[None]:
    """A test with real transactions ends by emptying every table, which append-only tables refuse.

    They are lowered for that alone, after the test; the flush ends with post_migrate, which puts them up again.
    """
    marker = request.node.get_closest_marker("django_db")
    real = {"transactional_db", "live_server", "django_db_reset_sequences"} & set(request.fixturenames)
    if not real and not (marker and marker.kwargs.get("transaction")):
        yield
        return
    # Asked for here, so that this fixture ends before the flush does its work.
    request.getfixturevalue("transactional_db")
    yield
    from tracker import guards

    guards.lower()


@pytest.fixture
def cast(db):
    """The named cast of `tests/cast.py` in an otherwise empty database."""
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def client() -> HouseClient:
    """Nobody, not signed in. It refuses pages with inline scripts, styles, leftover braces, ids that stand twice."""
    return HouseClient()


@pytest.fixture
def workbook() -> Callable[[HttpResponse | StreamingHttpResponse | FileResponse], Workbook]:
    """Opens an exported workbook; a broken cell anywhere in it fails the test."""

    def open_workbook(response: HttpResponse | StreamingHttpResponse | FileResponse) -> Workbook:
        content = b"".join(response.streaming_content) if response.streaming else response.content
        book = load_workbook(io.BytesIO(content))
        assert broken_cells(book) == []
        return book

    return open_workbook


def broken_cells(book: Workbook) -> list[str]:
    """Cells that hold an error, or the trace of a value that was not there."""
    return [
        f"{sheet.title}!{cell.coordinate}: {cell.value}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "e" or (isinstance(cell.value, str) and cell.value.strip() in BROKEN_CELLS)
    ]
