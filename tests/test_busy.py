"""While somebody writes for long, the others are told so in words, and what they typed is kept where it stands."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, connections
from django.urls import reverse

from tests.factories import PASSWORD, issued, make_user
from tests.house_client import HouseClient
from tracker import busy
from tracker.actions import door_lock, items
from tracker.actions.door import writing
from tracker.errors import Busy
from tracker.models import Draft, Event, Item

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def somebody_writes() -> Iterator[None]:
    """Another connection holds the writer's lock."""
    holds, over = threading.Event(), threading.Event()

    def write() -> None:
        with writing(by=None):
            holds.set()
            over.wait(20)
        connections.close_all()

    thread = threading.Thread(target=write)
    thread.start()
    try:
        assert holds.wait(20)
        yield
    finally:
        over.set()
        thread.join()


@pytest.fixture
def impatient(monkeypatch):
    """Nobody here waits for twenty seconds."""
    monkeypatch.setattr(door_lock, "_WAIT", "100ms")
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.execute("PRAGMA busy_timeout = 100")
    yield
    connection.close()


def test_whoever_waits_in_vain_is_refused_in_words(cast, impatient):
    item = issued(cast)
    with somebody_writes(), pytest.raises(Busy) as refusal:
        items.claim(item, by=cast.clerk)
    assert refusal.value.sentence == busy.LOCKED
    assert (Item.objects.get().status, Event.objects.filter(verb="claim").count()) == ("ISSUED", 0)
    assert items.claim(item, by=cast.clerk).status == "PLANNING"


def test_a_form_comes_back_with_what_was_typed(cast, client):
    client.force_login(make_user(cast.clerk))
    item = items.claim(issued(cast), by=cast.clerk)
    with busy.holding(1, 66_000):
        response = client.post(
            reverse("items:progress", args=[item.number]),
            {"seen": item.revision, "text": "已约谈两家企业，正在整改。"},
        )
    page = response.content.decode()
    assert response.status_code == 200
    assert "系统正在成批写入台账（已写入 0%），这次没有保存，填写的内容还在。请约 75 秒后再提交。" in page
    assert "已约谈两家企业，正在整改。" in page


def test_others_are_told_while_it_writes(cast):
    waits = issued(cast)
    before = list(Event.objects.values_list("verb", flat=True))
    with busy.holding(1, 66_000) as writes:
        writes.tell(100)
        writes._begun -= 10  # ten seconds ago, for the clock stands still
        writes.tell(22_000)
        with pytest.raises(Busy) as refusal:
            items.claim(waits, by=cast.clerk)
    assert refusal.value.sentence == (
        "系统正在成批写入台账（已写入 33%），这次没有保存，填写的内容还在。请约 20 秒后再提交。"
    )
    assert list(Event.objects.values_list("verb", flat=True)) == before
    assert items.claim(waits, by=cast.clerk).status == "PLANNING"


def test_nearly_done_the_others_wait_in_line(cast):
    waits = issued(cast)
    with busy.holding(1, 66_000) as writes:
        writes._begun -= 10
        writes.tell(60_000)
        assert items.claim(waits, by=cast.clerk).status == "PLANNING"


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="elsewhere drafts pass beside the lock")
def test_drafts_do_not_wait_in_line(cast, client):
    client.force_login(make_user(cast.clerk))
    with busy.holding(1, 66_000):
        response = client.post(reverse("save_draft"), {"draft_key": "/items/1/", "text": "在写"})
    assert (response.status_code, Draft.objects.count()) == (503, 0)


def test_what_no_form_can_show_gets_a_page(cast, impatient):
    """Signing in writes a session: on SQLite it waits in the same line."""
    if connection.vendor != "sqlite":
        pytest.skip("elsewhere sessions pass beside the lock")
    client = HouseClient(raise_request_exception=False)
    user = make_user(cast.clerk)
    with somebody_writes():
        response = client.post(reverse("sign_in"), {"username": user.username, "password": PASSWORD})
    assert (response.status_code, response.headers["Retry-After"]) == (503, "30")
    assert busy.LOCKED in response.content.decode()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="elsewhere sessions pass beside the lock")
def test_signing_in_does_not_wait_in_line(cast, client):
    user = make_user(cast.clerk)
    with busy.holding(1, 66_000):
        response = client.post(reverse("sign_in"), {"username": user.username, "password": PASSWORD})
    assert response.context["form"].errors == {"__all__": ["系统正在成批写入台账，暂时不能登录，请过一会儿再试。"]}
    assert client.post(reverse("sign_in"), {"username": user.username, "password": PASSWORD}).status_code == 302


def test_nobody_is_told_of_a_writer_who_is_gone(cast):
    with busy.holding(7, 10):
        busy.give_up(7)
        assert busy.is_unwanted(7)
    assert (busy.held(), busy.is_unwanted(7)) == (None, False)
