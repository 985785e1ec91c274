"""The database refuses by itself to change or delete history, also to raw SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.factories import item_at
from tracker import guards
from tracker.enums import Status
from tracker.models import (
    CoUnit,
    Event,
    Evidence,
    EvidenceUse,
    Import,
    Item,
    ItemVersion,
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
    assert len(guards.missing()) == len(guards.GUARDS) * (2 if connection.vendor == "sqlite" else 3)
    guards.put_up()
    guards.put_up()
    assert guards.missing() == []
