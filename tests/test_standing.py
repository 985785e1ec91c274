"""What was found stands at one head of the chain, on one day, for whoever only reads; nothing else does."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import issued
from tests.views.item_pages import enter
from tracker import standing
from tracker.actions import items
from tracker.enums import Status
from tracker.models import Item

LIST = reverse("items:list")

pytestmark = [pytest.mark.trusting, pytest.mark.django_db]


@pytest.fixture
def asked():
    """`asked(…)` looks for a key at a head and tells what it got, and whether it had to look."""

    def ask(head: str, key: object, rows: list) -> tuple[list, bool]:
        looked: list[bool] = []
        with standing.reading_at(head):
            found = standing.standing(key, lambda: looked.append(True) or rows)
        return found, bool(looked)

    return ask


def test_what_was_found_stands_at_its_head(asked):
    assert asked("a", "key", [(1,)]) == ([(1,)], True)
    assert asked("a", "key", [(2,)]) == ([(1,)], False)


def test_nothing_found_stands_as_well(asked):
    assert asked("a", "key", []) == ([], True)
    assert asked("a", "key", [(2,)]) == ([], False)


def test_another_head_another_key_or_another_day_is_looked_for(asked, frozen_clock):
    asked("a", "key", [(1,)])

    assert asked("b", "key", [(2,)]) == ([(2,)], True)
    assert asked("a", "other", [(3,)]) == ([(3,)], True)
    frozen_clock.shift(datetime.timedelta(days=1))
    assert asked("a", "key", [(4,)]) == ([(4,)], True)


def test_without_a_head_or_a_key_nothing_stands(asked):
    for head, key in (("", "key"), ("a", None)):
        assert asked(head, key, [(1,)]) == ([(1,)], True)
        assert asked(head, key, [(2,)]) == ([(2,)], True)


def test_a_worker_keeps_only_so_many_findings(asked, monkeypatch):
    monkeypatch.setattr(standing, "KEPT", 2)
    for key in "abc":
        asked("head", key, [(key,)])

    assert asked("head", "c", []) == ([("c",)], False)
    assert asked("head", "a", [("new",)]) == ([("new",)], True)


def test_what_was_found_at_an_older_head_is_let_go(asked):
    asked("old", "key", [(1,)])
    asked("new", "key", [(2,)])

    assert asked("old", "key", [(3,)]) == ([(3,)], True)


# --- pages ------------------------------------------------------------------------------------------------------------


def statements(client, url: str) -> int:
    with CaptureQueriesContext(connection) as told:
        assert client.get(url).status_code == 200
    return len(told)


def test_a_page_counts_once_till_something_happens(client, cast):
    item = issued(cast)
    enter(client, cast.clerk)

    assert [statements(client, LIST) for _ in range(3)] == [10, 5, 5]
    items.claim(item, by=cast.clerk)
    assert [statements(client, LIST) for _ in range(2)] == [10, 5]


def test_a_search_looks_once_till_something_happens(client, cast):
    """And so does its next page; another word is another search."""
    item = issued(cast)
    enter(client, cast.clerk)
    word = item.problem[:2]

    assert [statements(client, f"{LIST}?q={asked}") for asked in (word, word, "麒麟")] == [12, 5, 6]
    items.claim(item, by=cast.clerk)
    assert [statements(client, f"{LIST}?q={word}") for _ in range(2)] == [12, 5]


def test_the_next_page_shows_what_has_happened(client, cast):
    item = issued(cast)
    enter(client, cast.clerk)
    before = client.get(f"{LIST}?status=ISSUED")
    items.claim(item, by=cast.clerk)
    after = client.get(f"{LIST}?status=ISSUED")

    assert [page.context["page_obj"].paginator.count for page in (before, after)] == [1, 0]


def test_two_posts_do_not_share_what_they_see(client, cast):
    issued(cast)
    counts = []
    for post in (cast.clerk, cast.stranger, cast.supervisor, cast.clerk):
        enter(client, post)
        counts.append(client.get(LIST).context["page_obj"].paginator.count)

    assert counts == [1, 0, 1, 1]


def test_a_page_that_may_write_looks_for_everything_anew(client, cast):
    issued(cast)
    enter(client, cast.clerk)
    assert client.get(LIST).context["todo_count"] == 1
    Item.objects.update(status=Status.PLAN_REVIEW)  # past the door, so that no event tells of it

    assert client.get(LIST).context["todo_count"] == 1
    refused = client.post(reverse("packets:new"), {"kind": "nothing"})
    assert (refused.status_code, refused.context["todo_count"]) == (200, 0)
