"""Who may open the addresses of an item at all: strangers find nothing, administrators are refused."""

import pytest
from django.urls import reverse

from tests.factories import PDF, item_at
from tests.views.item_pages import enter
from tracker import clock
from tracker.actions import evidence
from tracker.enums import Status
from tracker.models import CoUnit, Milestone
from tracker.urls.items import ITEM

NEW = ("issue", "issue_to", "log")
ONLY_POST = ("claim", "reach")
NAMES = [pattern.name for pattern in ITEM if pattern.name not in NEW]
ROWS = {
    **dict.fromkeys(("finish", "unfinish"), "measure"),
    **dict.fromkeys(("reach", "unreach"), "milestone"),
    **dict.fromkeys(("do_part", "undo_part"), "part"),
    "detach": "use",
}


@pytest.fixture
def rows(cast):
    """An item in progress with one row of every kind that an address names."""
    item = item_at(Status.IN_PROGRESS, cast)
    return {
        "item": item,
        "measure": item.measures.first(),
        "milestone": Milestone.objects.create(item=item, ordinal=1, text="完成清查", due_on=clock.today()),
        "part": CoUnit.objects.create(item=item, unit=cast.discipline.unit, part="核查"),
        "use": evidence.attach(item, name="记录.pdf", chunks=[PDF], by=cast.clerk),
    }


def address_of(name, rows):
    return reverse(f"items:{name}", args=[rows["item"].number, *([rows[ROWS[name]].pk] if name in ROWS else [])])


def answers(client, address):
    return client.get(address).status_code, client.post(
        address, {"revision": "1", "reason": "写明情况十个字以上。"}
    ).status_code


@pytest.mark.parametrize("name", NAMES)
def test_strangers_find_nothing_and_administrators_are_refused(client, cast, rows, name):
    address = address_of(name, rows)
    found = {who: answers(enter(client, getattr(cast, who)), address) for who in ("stranger", "stranger_secretary")}
    get = 405 if name in ONLY_POST else 404
    assert found == dict.fromkeys(("stranger", "stranger_secretary"), (get, 404))

    refused = {who: answers(enter(client, getattr(cast, who)), address) for who in ("admin", "security", "auditor")}
    get = 405 if name in ONLY_POST else 403
    assert refused == dict.fromkeys(("admin", "security", "auditor"), (get, 403))


@pytest.mark.parametrize("name", NAMES)
def test_nobody_is_sent_to_sign_in(client, rows, name):
    response = client.post(address_of(name, rows), {"revision": "1"})

    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("sign_in"))


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ONLY_POST])
def test_whoever_may_read_the_item_may_read_its_forms(client, cast, rows, name):
    readers = ("clerk", "secretary", "handler", "supervisor", "discipline", "leader")
    found = {who: enter(client, getattr(cast, who)).get(address_of(name, rows)).status_code for who in readers}

    assert found == dict.fromkeys(readers, 200)


@pytest.mark.parametrize("number", ["6-01-99", "没有的", "a" * 30, "6-01-01%00", "6-01-01'--"])
def test_a_number_that_is_none_is_not_found(client, cast, number):
    assert enter(client, cast.clerk).get(f"/items/{number}/").status_code == 404
