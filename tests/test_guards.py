"""The database refuses by itself to change or delete history, also to raw SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories import item_at, make_template
from tracker import guards
from tracker.enums import Status
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

pytestmark = pytest.mark.django_db

FORBIDDEN = [
    (Event, "particulars = '{}'"),
    (Event, "digest = 'x'"),
    (ItemVersion, "status = 'STRUCK_OFF'"),
    (ItemVersion, "since = since + 1" if connection.vendor == "sqlite" else "since = since + interval '1 day'"),
    (Packet, "number = 'x'"),
    (ProgressNote, "text = 'x'"),
    (Submission, "snapshot = '{}'"),
    (Submission, "digest = 'x'"),
    (Submission, "state = 'WITHDRAWN'"),
    (Signature, "sentence = 'x'"),
    (Signature, "signer_id = signer_id + 1"),
    (Review, "verdict = 'RETURN'"),
    (Review, "opinion = 'x'"),
    (Evidence, "sha256 = 'x'"),
    (Evidence, "name = 'x'"),
    (EvidenceUse, "item_id = item_id + 1"),
    (Item, "number = number || 'x'"),
    (Item, "first_deadline = NULL"),
    (Item, "source = 'TASK'"),
    (Measure, "item_id = item_id + 1"),
    (LedgerTemplate, "sha256 = 'x'"),
    (LedgerTemplate, "unit_id = unit_id + 1"),
]


@pytest.fixture
def struck_off(cast) -> Item:
    """An item with a row of every guarded kind."""
    item = item_at(Status.STRUCK_OFF, cast)
    Milestone.objects.create(item=item, ordinal=1, text="完成调研", due_on="2026-12-31")
    CoUnit.objects.create(item=item, unit=cast.other_unit, part="比对数据")
    Import.objects.create(
        inspection_round=cast.inspection_round, name="台账.xlsx", sha256="0" * 64, size=1, previewed_by=cast.clerk
    )
    make_template(cast.clerk)
    Export.objects.create(
        number="2026-000001", layout="ledger", name="台账.xlsx", scope="全部事项", count=1, chain_head="0" * 64
    )
    return item


def run(sql: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize(("model", "assignment"), FORBIDDEN)
def test_history_cannot_be_changed(struck_off, model, assignment):
    assert model.objects.exists()
    with pytest.raises(DatabaseError, match="履历只增不改"):
        run(f"UPDATE {model._meta.db_table} SET {assignment}")


@pytest.mark.parametrize("guard", guards.GUARDS, ids=lambda guard: guard.table)
def test_no_row_of_a_guarded_table_can_be_deleted(struck_off, guard):
    assert guard.model.objects.exists()
    with pytest.raises(DatabaseError, match="履历只增不改"):
        run(f"DELETE FROM {guard.table}")


def test_guards_are_put_up_again_and_their_absence_is_seen(db):
    assert guards.missing() == []
    guards.lower()
    assert len(guards.missing()) == len(guards.GUARDS) * 3
    guards.put_up()
    guards.put_up()
    assert guards.missing() == []


def columns_of(table: str) -> str:
    with connection.cursor() as cursor:
        return ", ".join(column.name for column in connection.introspection.get_table_description(cursor, table))


def let_through(statements: dict[str, str]) -> list[str]:
    """The names of those statements that no guard refuses."""
    return [name for name, sql in statements.items() if not is_refused(sql)]


def is_refused(sql: str) -> bool:
    try:
        run(sql)
    except DatabaseError as error:
        return "履历只增不改" in str(error)
    return False


only_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite knows INSERT OR REPLACE")


@only_sqlite
@pytest.mark.parametrize("recursive", ["ON", "OFF"])
def test_no_row_is_replaced_whatever_the_connection_says_of_recursive_triggers(struck_off, recursive):
    tables = {guard.table: columns_of(guard.table) for guard in guards.GUARDS}
    run(f"PRAGMA recursive_triggers = {recursive}")
    try:
        replaced = {
            table: f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {columns} FROM {table}"
            for table, columns in tables.items()
        }
        assert let_through(replaced) == []
    finally:
        run("PRAGMA recursive_triggers = ON")


@only_sqlite
def test_no_row_is_replaced_by_another_with_its_unique_columns(struck_off):
    """A new key, but the same number, sequence, turn or packet: the kept row would be deleted to make room."""
    replaced = {}
    for model in (Event, Item, Packet, Submission, Review, Signature):
        table = model._meta.db_table
        columns = columns_of(table)
        values = columns.replace("id,", "10000 + id,", 1)
        replaced[table] = f"INSERT OR REPLACE INTO {table} ({columns}) SELECT {values} FROM {table} LIMIT 1"
    assert let_through(replaced) == []


def test_no_kept_row_gets_another_key(struck_off):
    assert let_through({g.table: f"UPDATE {g.table} SET id = id + 100000" for g in guards.GUARDS}) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite cannot turn a trigger off")
@pytest.mark.parametrize("how", ["DISABLE", "ENABLE REPLICA"])
def test_a_guard_that_is_turned_off_is_missed_and_put_up_again(db, how):
    name = next(name for name in guards._wanted("postgresql") if "tracker_event_update" in name)
    run(f"ALTER TABLE tracker_event {how} TRIGGER {name}")
    assert guards.missing() == [name]
    guards.put_up()
    assert guards.missing() == []


def test_a_guard_that_says_something_else_under_its_old_name_is_missed_and_put_up_again(db):
    name = next(name for name in guards._wanted(connection.vendor) if "tracker_event_delete" in name)
    if connection.vendor == "sqlite":
        run(f"DROP TRIGGER {name}")
        run(f"CREATE TRIGGER {name} BEFORE DELETE ON tracker_event BEGIN SELECT 1; END")
        expected = [name]
    else:
        run("CREATE OR REPLACE FUNCTION guard_refuse() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN OLD; END$$")
        expected = list(guards._wanted("postgresql"))
    assert guards.missing() == expected
    guards.put_up()
    assert guards.missing() == []
