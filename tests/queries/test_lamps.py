"""The lamp in SQL and the lamp of a loaded row say the same, for every status and every distance from the deadline."""

import datetime
import itertools

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import integers, lists, none, sampled_from, tuples

from tests.factories import feed_back, issued, item_at, make_round
from tracker import clock
from tracker.enums import Lamp, Status
from tracker.models import InspectionRound, Item
from tracker.queries.lamps import lamp_case, with_lamp

LIVE = [status for status in Status if status not in (Status.STRUCK_OFF, Status.VOID, Status.LASTING)]
DAYS = (-30, -1, 0, 1, 10, 11, 20, 21, None)


@pytest.fixture
def rows(cast):
    """One item for each live status × distance × (running, stopped five days ago), over rounds of two thresholds."""
    narrow = make_round("7", blue_days=5, yellow_days=1)
    feed_back(narrow, cast.unit)
    first = issued(cast)
    today = clock.today()
    made = []
    for index, (status, days, stopped, round_) in enumerate(
        itertools.product([*LIVE, Status.LASTING], DAYS, (None, 5), (cast.inspection_round, narrow))
    ):
        row = Item.objects.get(pk=first.pk)
        row.pk, row.number, row.status, row.inspection_round = None, f"t-{index}", status, round_
        row.kind = "LASTING" if status == Status.LASTING else ""
        row.due = None if days is None else today + datetime.timedelta(days=days)
        row.due_stopped_on = None if stopped is None else today - datetime.timedelta(days=stopped)
        made.append(row)
    Item.objects.bulk_create(made)
    return Item.objects.filter(number__startswith="t-").select_related("inspection_round")


def test_sql_and_property_agree_on_every_row(rows):
    told = dict(rows.annotate(said=lamp_case()).values_list("number", "said"))

    assert told == {row.number: row.lamp for row in rows}
    assert set(told.values()) == {Lamp.RED, Lamp.YELLOW, Lamp.BLUE, Lamp.GREEN, Lamp.GREY}


def test_struck_off_and_void_have_their_own_lamps(cast):
    struck, void = item_at(Status.STRUCK_OFF, cast), item_at(Status.VOID, cast)
    told = dict(Item.objects.annotate(said=lamp_case()).values_list("pk", "said"))

    assert told == {struck.pk: Lamp.DONE, void.pk: Lamp.NONE}


def test_items_are_filtered_by_the_lamp_of_today(rows):
    red = {row.number for row in rows if row.lamp == Lamp.RED}

    assert {row.number for row in with_lamp(rows).filter(lamp_now=Lamp.RED)} == red


@given(
    planted=lists(
        tuples(
            sampled_from([*LIVE, Status.LASTING]),
            integers(-400, 400) | none(),  # days from today to the date
            integers(0, 400) | none(),  # days the clock has stood still
        ),
        min_size=1,
        max_size=12,
    ),
    thresholds=tuples(integers(0, 40), integers(1, 40)),
)
@settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_sql_and_property_agree_whatever_the_dates_and_thresholds(first_row, planted, thresholds):
    yellow, more = thresholds
    with transaction.atomic():
        InspectionRound.objects.update(yellow_days=yellow, blue_days=yellow + more)
        Item.objects.bulk_create(copy_of(first_row, place, *facts) for place, facts in enumerate(planted))
        made = Item.objects.exclude(pk=first_row.pk).select_related("inspection_round")

        told = dict(made.annotate(said=lamp_case()).values_list("number", "said"))

        assert told == {row.number: row.lamp for row in made}
        transaction.set_rollback(True)


@pytest.fixture
def first_row(cast):
    return issued(cast)


def copy_of(first, place, status, days, stopped):
    """A row that differs from the first in what the lamp hangs on."""
    row = Item.objects.get(pk=first.pk)
    row.pk, row.number, row.status = None, f"h-{place}", status
    row.kind = "LASTING" if status == Status.LASTING else ""
    row.due = None if days is None else clock.today() + datetime.timedelta(days=days)
    row.due_stopped_on = None if stopped is None else clock.today() - datetime.timedelta(days=stopped)
    return row
