"""What waits for whom while there is an item in every status: as `permissions.refusal` says of each row."""

import datetime
from copy import deepcopy

import pytest

from tests.cast import make_cast
from tests.factories import (
    item_at,
    sign,
)
from tests.queries.expecting import expected_items, waiting_items
from tests.staging import staged
from tracker.enums import Status
from tracker.queries.worklist import piles, todo_count

EVERYBODY_BUT_THE_LEADER = (
    *("clerk", "secretary", "handler", "supervisor", "second_supervisor", "discipline", "organisation"),
    *("stranger", "stranger_secretary", "admin", "security", "auditor"),
)


def every_state_of(cast):
    """An item in each status, the two reviews also signed; three months on everything with a date is due."""
    rows = {status.value: item_at(status, cast) for status in Status}
    for status in (Status.PLAN_REVIEW, Status.STRIKE_OFF_REVIEW):
        row = item_at(status, cast)
        sign(row.submissions.open().get().packet, cast)
        rows[f"signed {status}"] = row
    return rows


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """The cast and an item in each status, the two reviews also signed, for all tests of this module."""
    with staged(django_db_blocker):
        cast = make_cast()
        yield cast, every_state_of(cast)


@pytest.fixture
def cast(stage, db):
    """Objects of their own for each test: what one of them remembers is no row of the next."""
    return deepcopy(stage[0])


@pytest.fixture
def every_state(stage, db):
    return deepcopy(stage[1])


@pytest.mark.parametrize("name", EVERYBODY_BUT_THE_LEADER)
def test_an_item_waits_for_whoever_can_make_the_expected_move(cast, every_state, frozen_clock, name):
    frozen_clock.shift(datetime.timedelta(days=85))
    post = getattr(cast, name)

    assert waiting_items(post) == expected_items(post)


def test_each_of_the_cast_has_just_these_waiting(cast, every_state):
    """The same in plain numbers, today: no deadline presses yet, so work in progress waits for its owner alone."""
    said = {name: todo_count(post) for name, post in cast.everybody.items()}

    assert said == {
        "clerk": 4,  # to claim, to plan, two packets to sign on paper, for the secretary has no account
        "secretary": 2,
        "handler": 2,  # two measures of the one item in progress
        "supervisor": 3,  # one objection, two reviews
        "second_supervisor": 3,
        "discipline": 2,
        "organisation": 2,
        "leader": 0,
        "stranger": 0,
        "stranger_secretary": 0,
        "admin": 0,
        "security": 0,
        "auditor": 0,
    }


def test_the_count_is_what_the_piles_hold(cast, every_state, frozen_clock):
    frozen_clock.shift(datetime.timedelta(days=85))
    for post in cast.everybody.values():
        assert todo_count(post) == sum(pile.rows.count() for pile in piles(post))


@pytest.mark.parametrize(("name", "queries"), [("clerk", 2), ("secretary", 1), ("supervisor", 2), ("discipline", 1)])
def test_counting_costs_at_most_two_statements(cast, every_state, django_assert_num_queries, name, queries):
    with django_assert_num_queries(queries):
        todo_count(getattr(cast, name))
