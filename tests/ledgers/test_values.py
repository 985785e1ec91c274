"""What is read of a queryset is what the ORM reads of it, in batches of any size and for any ids."""

import datetime

import pytest

from tests.factories import finish_all, issued, item_at
from tracker.enums import Status
from tracker.ledgers.values import Values
from tracker.models import Item, Measure

pytestmark = pytest.mark.django_db
FIELDS = ("pk", "number", "is_lasting", "deadline", "due", "struck_off_at", "unit__name", "problem_class__name")
PLACES = range(-5, 0)


@pytest.fixture
def rows(cast):
    """Items with and without days, moments and classes."""
    item_at(Status.STRUCK_OFF, cast)
    finish_all(item_at(Status.IN_PROGRESS, cast), cast)
    issued(cast, is_lasting=True, deadline=datetime.date(2026, 12, 31))
    return Item.objects.order_by("pk")


def as_rows(columns) -> list[tuple]:
    return list(zip(*columns.values(), strict=True))


@pytest.mark.parametrize("size", [1, 2, 100])
def test_batches_are_the_rows_in_order(rows, size):
    batches = list(Values(rows, FIELDS).batches(size))

    assert [row for batch in batches for row in as_rows(batch)] == list(rows.values_list(*FIELDS))
    assert [len(batch["pk"]) for batch in batches] == [size] * (3 // size) + ([3 % size] if 3 % size else [])


def test_nothing_is_no_batch(cast):
    assert list(Values(Item.objects.all(), FIELDS).batches(10)) == []
    assert list(Values(Item.objects.none(), FIELDS).batches(10)) == []


@pytest.mark.parametrize("count", [1, 2, 3])
def test_rows_of_ids_by_one_statement_for_any_number_of_them(rows, django_assert_num_queries, count):
    fields = ("item_id", "pk", "deadline", "done_at", "text")
    ids = [row.pk for row in rows][-count:]
    wanted = Measure.objects.order_by("pk")

    with django_assert_num_queries(1):
        found = Values(wanted.filter(item__in=PLACES), fields).of(ids, len(PLACES))

    assert as_rows(found) == list(wanted.filter(item__in=ids).values_list(*fields))


def test_places_are_asked_for_ids_again_and_again(rows):
    numbers = Values(Item.objects.filter(pk__in=PLACES).order_by("pk"), ("pk", "number"))

    for row in rows:
        assert as_rows(numbers.of([row.pk], len(PLACES))) == [(row.pk, row.number)]
