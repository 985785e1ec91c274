"""The database's own refusals: triggers that keep history append-only even from whoever holds the connection.

`put_up` is idempotent and runs after every migration; `missing` is asked by `verify`; `lower` is for the flush of
live-server tests and for nothing else.
"""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from django.db import connections, models

from tracker.models import (
    CoUnit,
    Event,
    Evidence,
    EvidenceUse,
    Export,
    Import,
    Item,
    ItemVersion,
    LedgerTemplate,
    Measure,
    Milestone,
    Packet,
    ProgressNote,
    Review,
    Signature,
    Submission,
)

SENTENCE = "履历只增不改"


@dataclass(frozen=True)
class Guard:
    """What may change in a table after the row is written: `free` at any time, `once` only from empty to something.

    With `frozen` given, only those columns are frozen and all others free. No row of a guarded table may be deleted.
    `ended` names a column that, once filled, freezes the whole row.
    """

    model: type[models.Model]
    free: tuple[str, ...] = ()
    once: tuple[str, ...] = ()
    frozen: tuple[str, ...] = field(default=())
    ended: str = ""

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def frozen_columns(self) -> list[str]:
        columns = [each.column for each in self.model._meta.concrete_fields]
        frozen = self.frozen or tuple(column for column in columns if column not in (*self.free, *self.once))
        return sorted({*frozen, self.model._meta.pk.column}, key=columns.index)

    def taken(self) -> str:
        """The SQL under which a new row would take a kept one's place: the same key, or the same unique columns."""
        keys = [(each.column,) for each in self.model._meta.concrete_fields if each.unique]
        for each in self.model._meta.total_unique_constraints:
            keys.append(tuple(self.model._meta.get_field(name).column for name in each.fields))
        return " OR ".join(f"({' AND '.join(f'{column} = NEW.{column}' for column in key)})" for key in keys)

    def condition(self, differs: str) -> str:
        """The SQL under which an update is refused; `differs` is the database's null-safe “is different”."""
        parts = [f"OLD.{column} {differs} NEW.{column}" for column in self.frozen_columns()]
        parts += [f"(OLD.{column} IS NOT NULL AND OLD.{column} {differs} NEW.{column})" for column in self.once]
        if self.ended:
            changed = [f"OLD.{column} {differs} NEW.{column}" for column in (*self.free, *self.once)]
            parts.append(f"(OLD.{self.ended} IS NOT NULL AND ({' OR '.join(changed)}))")
        return " OR ".join(parts)


_REMOVED = ("removed_at", "removed_by_id")
_DONE = ("done_at", "done_by_id")
GUARDS = (
    Guard(Event),
    Guard(ItemVersion, once=("until",)),
    Guard(Packet),
    Guard(ProgressNote),
    Guard(Submission, free=("state", "reason", "hands"), once=("ended_at", "ended_by_id"), ended="ended_at"),
    Guard(
        Signature,
        free=("refused_reason",),
        once=("confirmed_at", "confirmed_by_id", "refused_at", "refused_by_id"),
    ),
    Guard(
        Review,
        free=("verdict", "opinion", "opened_at", "due_on"),
        once=("reviewed_at", "reviewed_by_id"),
        ended="reviewed_at",
    ),
    Guard(Evidence, once=("purged_at", "purged_by_id", "dated_on")),
    Guard(Export, once=("sha256", "size", "kept_at")),
    Guard(
        LedgerTemplate,
        frozen=("unit_id", "file_name", "sha256", "size", "uploaded_at", "uploaded_by_id"),
        once=("withdrawn_at", "withdrawn_by_id"),
    ),
    Guard(EvidenceUse, free=("is_shared",), once=_REMOVED),
    Guard(
        Item,
        frozen=("number", "source", "inspection_round_id", "logged_at", "logged_by_id", "legacy"),
        once=("first_deadline",),
    ),
    Guard(Measure, frozen=("item_id",), once=_REMOVED),
    Guard(Milestone, frozen=("item_id",), once=_REMOVED),
    Guard(CoUnit, frozen=("item_id", "unit_id"), once=_REMOVED),
    Guard(
        Import,
        frozen=("name", "sha256", "size", "previewed_at", "previewed_by_id"),
        once=("confirmed_at", "confirmed_by_id", "undone_at", "undone_by_id"),
    ),
)


def put_up(using: str = "default") -> None:
    """Put every guard up that is not there, and take down guards of an older wording."""
    connection = connections[using]
    if not set(_tables()) <= set(connection.introspection.table_names()):
        return  # half-way through the first migrations
    wanted, found = _wanted(connection.vendor), _found(connection)
    with connection.cursor() as cursor:
        for name, table in _present(connection):
            if name not in wanted or name not in found:
                cursor.execute(_drop(connection.vendor, name, table))
        for name, statements in wanted.items():
            if name not in found:
                for statement in statements:
                    cursor.execute(statement)


def lower(using: str = "default") -> None:
    """Take every guard down. Only for a test that must empty the tables."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, table in _present(connection):
            cursor.execute(_drop(connection.vendor, name, table))


def missing(using: str = "default") -> list[str]:
    """The names of guards that should be up and are not – or are turned off, or have been given another wording."""
    connection = connections[using]
    found = _found(connection)
    return [name for name in _wanted(connection.vendor) if name not in found]


def _tables() -> list[str]:
    return [guard.table for guard in GUARDS]


def _wanted(vendor: str) -> dict[str, list[str]]:
    make = _sqlite if vendor == "sqlite" else _postgresql
    return {name: statements for guard in GUARDS for name, statements in make(guard).items()}


def _name(table: str, doing: str, text: str) -> str:
    """The wording is part of the name, so that a changed guard is seen as a missing one."""
    return f"guard_{table}_{doing}_{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def _sqlite(guard: Guard) -> dict[str, list[str]]:
    condition = guard.condition("IS NOT")
    refuse = f"BEGIN SELECT RAISE(ABORT, '{SENTENCE}'); END"
    update, delete = _name(guard.table, "update", condition), _name(guard.table, "delete", "")
    taken = f"EXISTS (SELECT 1 FROM {guard.table} WHERE {guard.taken()})"
    insert = _name(guard.table, "insert", taken)
    return {
        # INSERT OR REPLACE deletes the row that is in the way, and asks no trigger unless the connection wants it so.
        insert: [f"CREATE TRIGGER {insert} BEFORE INSERT ON {guard.table} WHEN {taken} {refuse}"],
        update: [f"CREATE TRIGGER {update} BEFORE UPDATE ON {guard.table} WHEN {condition} {refuse}"],
        delete: [f"CREATE TRIGGER {delete} BEFORE DELETE ON {guard.table} {refuse}"],
    }


_BODY = f"BEGIN RAISE EXCEPTION '{SENTENCE}' USING ERRCODE = 'integrity_constraint_violation'; END"
_FUNCTION = f"CREATE OR REPLACE FUNCTION guard_refuse() RETURNS trigger LANGUAGE plpgsql AS $${_BODY}$$"


def _postgresql(guard: Guard) -> dict[str, list[str]]:
    condition = guard.condition("IS DISTINCT FROM")
    table = guard.table
    update, delete, truncate = (
        _name(table, doing, text) for doing, text in (("update", condition), ("delete", ""), ("truncate", ""))
    )
    call = "EXECUTE FUNCTION guard_refuse()"
    return {
        update: [_FUNCTION, f"CREATE TRIGGER {update} BEFORE UPDATE ON {table} FOR EACH ROW WHEN ({condition}) {call}"],
        delete: [_FUNCTION, f"CREATE TRIGGER {delete} BEFORE DELETE ON {table} FOR EACH ROW {call}"],
        truncate: [_FUNCTION, f"CREATE TRIGGER {truncate} BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}"],
    }


def _found(connection: Any) -> set[str]:
    """The guards that are up, turned on, and say what they should."""
    wanted = _wanted(connection.vendor)
    bodies = {name: statements[-1] if connection.vendor == "sqlite" else _BODY for name, statements in wanted.items()}
    return {name for name, _, body in _triggers(connection) if bodies.get(name) == body}


def _present(connection: Any) -> list[tuple[str, str]]:
    """Name and table of every guard that is there, sound or not."""
    return [(name, table) for name, table, _ in _triggers(connection)]


def _triggers(connection: Any) -> list[tuple[str, str, str]]:
    """Name, table and body; a trigger that does not fire for everybody has none."""
    query = (
        "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guard_%'"
        if connection.vendor == "sqlite"
        else "SELECT t.tgname, c.relname, CASE WHEN t.tgenabled IN ('O', 'A') THEN p.prosrc ELSE '' END"
        " FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid"
        " WHERE t.tgname LIKE 'guard_%' AND pg_table_is_visible(c.oid)"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _drop(vendor: str, name: str, table: str) -> str:
    return f"DROP TRIGGER {name}" if vendor == "sqlite" else f"DROP TRIGGER {name} ON {table}"
