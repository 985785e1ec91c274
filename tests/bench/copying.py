"""A PostgreSQL database with the rows of a kept SQLite folder: copied in minutes, while loading takes an hour."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection
from django.db.models import Model

from tracker.models.search import GramsField

AT_ONCE = 10_000
# Indexes that no constraint stands on; they are built in one go afterwards.
INDEXES = """
SELECT indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE relnamespace = 'public'::regnamespace AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)
"""


def copy_from(folder: Path) -> None:
    """Fill the tables, which `migrate` has made, with what the folder's database holds."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
    address = f"file:{folder.resolve()}/db.sqlite3?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as source, connection.cursor() as cursor:
        # The rows were checked when they came to be: neither guards nor foreign keys are asked again.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(f"TRUNCATE {', '.join(_quoted(model) for model in models)}")
        definitions = _without_indexes(cursor)
        for model in models:
            _copy(source, cursor, model)
        for statement in (*definitions, *connection.ops.sequence_reset_sql(no_style(), models)):
            cursor.execute(statement)
        cursor.execute("RESET session_replication_role")


def _quoted(model: type[Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


def _without_indexes(cursor: Any) -> list[str]:
    """Drops what only makes reading quick; returns the statements that make it again."""
    cursor.execute(INDEXES)
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f"DROP INDEX {name}")
    return [definition for _, definition in found]


def _copy(source: sqlite3.Connection, cursor: Any, model: type[Model]) -> None:
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    grams = [place for place, field in enumerate(fields) if isinstance(field, GramsField)]
    with cursor.copy(f"COPY {_quoted(model)} ({columns}) FROM STDIN") as copy:
        for row in _rows(source, f"SELECT {columns} FROM {_quoted(model)}"):
            for place in grams:
                row[place] = row[place].split()
            copy.write_row(row)


def _rows(source: sqlite3.Connection, statement: str) -> Iterator[list[Any]]:
    found = source.execute(statement)
    while block := found.fetchmany(AT_ONCE):
        yield from map(list, block)
