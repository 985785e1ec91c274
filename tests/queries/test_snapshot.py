"""A long read sees one state of the data, and no writer waits for it."""

import threading

import pytest
from django.db import connection

from tests.factories import make_unit
from tracker.models import Unit
from tracker.queries.snapshot import snapshot


def write_elsewhere() -> None:
    """One more unit, through a connection of its own."""

    def work() -> None:
        make_unit()
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join(timeout=10)
    assert not thread.is_alive()


@pytest.mark.django_db(transaction=True)
def test_it_sees_one_state_and_bars_no_writer():
    make_unit()
    with snapshot():
        counts = [Unit.objects.count()]
        write_elsewhere()
        counts.append(Unit.objects.count())

    assert (counts, Unit.objects.count()) == ([1, 1], 2)


@pytest.mark.django_db(transaction=True)
def test_it_ends_with_a_reader_who_goes_away():
    def rows():
        with snapshot():
            yield from Unit.objects.order_by("pk").iterator(chunk_size=1)

    make_unit()
    reading = rows()
    next(reading)
    reading.close()

    make_unit()
    assert Unit.objects.count() == 2


@pytest.mark.django_db
def test_inside_a_transaction_it_is_part_of_it():
    with snapshot():
        make_unit()

    assert Unit.objects.count() == 1
