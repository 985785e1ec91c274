"""Every address asked for by everybody: who gets in, what a page is made of, what it writes (nothing), what it is sent
with. The answers are written out in `tests/addresses.py`; each page is fetched once for all these tests.
"""

import datetime
import logging
from collections import Counter
from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from django.urls import URLResolver, get_resolver, reverse

from tests.addresses import ANSWERS, TABLE
from tests.conftest import NOW
from tests.factories import PASSWORD, make_user
from tests.house_client import HouseClient
from tests.reading_pages import Page, latin_words
from tests.touring import CAST, Visit, address, clients, visit
from tests.town import make_town

pytestmark = [pytest.mark.django_db, pytest.mark.long]

READING = ("SELECT", "(SELECT", "WITH", "SAVEPOINT", "RELEASE", "ROLLBACK")
# File endings and programs that offices know, the name of the ledger taken in, usernames of the tests.
LATIN_WORDS = {*("pdf", "ofd", "docx", "xlsx", "xls", "csv", "wps", "jpg", "png", "zip", "WPS", "Excel")}
LATIN_WORDS |= {"xuncha", "standard", "user"}
# Digests and first passwords.
WITH_RANDOM_WORDS = {
    *("log", "log_check", "settings:reset_password"),
    *("packets:print", "packets:page", "packets:refuse_scan", "packets:sign", "packets:decline"),
    "packets:review",
}
PROTECTION = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "X-Frame-Options": "DENY"}


@pytest.fixture(scope="module")
def tour(django_db_setup, django_db_blocker) -> list[Visit]:
    """All answers. The town is built for them and torn down before anybody looks at them."""
    logging.disable(logging.WARNING)  # a refusal is told in ten lines, and there are hundreds
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        visits = list(_visits())
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
    return visits


def _visits() -> Iterator[Visit]:
    town = make_town()
    paths = [(f"{name} {args}".strip(), address(town, name, args)) for name, args, _, _ in TABLE]
    for who, client in clients(town):
        for name, path in paths:
            yield visit(client, name, who, "GET", path)
            yield visit(client, name, who, "POST", path)


@pytest.fixture
def pages(tour) -> list[tuple[Visit, Page]]:
    return [(each, Page(each.html)) for each in tour if each.is_page]


def names(patterns: list, space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from names(pattern.url_patterns, inner)
        else:
            yield f"{space}{pattern.name}"


def test_every_address_has_a_row() -> None:
    assert {name for name, *_ in TABLE} == set(names(get_resolver().url_patterns))


def test_everybody_is_answered_as_the_table_says(tour) -> None:
    told = {}
    for name, args, get, post in TABLE:
        for method, letters in (("GET", get), ("POST", post)):
            for who, letter in zip(CAST, letters.replace(" ", ""), strict=True):
                told[f"{name} {args}".strip(), method, who] = ANSWERS[letter]
    found = {(each.name, each.method, each.who): each.status for each in tour}
    assert {key: (found[key], told[key]) for key in told if found[key] != told[key]} == {}


def test_reading_writes_nothing(tour) -> None:
    wrote = [(each.name, each.who, sql) for each in tour if each.method == "GET" for sql in each.queries]
    assert [(name, who, sql) for name, who, sql in wrote if not sql.startswith(READING)] == []


def test_a_page_has_one_heading_and_says_its_language(pages) -> None:
    odd = {(each.path, each.who, tuple(page.headings), page.lang) for each, page in pages if len(page.headings) != 1}
    assert odd | {(each.path, each.who) for each, page in pages if page.lang != "zh-CN"} == set()


def test_titles_tell_the_pages_apart(pages) -> None:
    """For one and the same person; a refusal, and the answer to a form, bear the title of what was asked for."""
    seen = {(each.who, page.title, each.path) for each, page in pages if (each.method, each.status) == ("GET", 200)}
    times = Counter((who, title) for who, title, _ in seen)
    assert sorted(found for found in seen if times[found[:2]] > 1) == []


def test_every_control_has_a_label(pages) -> None:
    assert {(each.name, name) for each, page in pages for name in page.unlabelled()} == set()


def test_nobody_reads_a_foreign_word(pages) -> None:
    shown = [(each.name, page) for each, page in pages if each.name.split()[0] not in WITH_RANDOM_WORDS]
    assert {(name, word) for name, page in shown for word in latin_words(page.words) - LATIN_WORDS} == set()


def test_every_answer_is_sent_with_what_protects_it(tour) -> None:
    odd = []
    for each in tour:
        told = {name: each.headers.get(name, "") for name in PROTECTION}
        policy = each.headers.get("Content-Security-Policy", "")
        is_preview = each.name.startswith("evidence:preview") and each.status == 200
        wanted = PROTECTION | ({"X-Frame-Options": "SAMEORIGIN"} if is_preview else {})
        if told != wanted or "default-src" not in policy or ("unsafe" in policy and not is_preview):
            odd.append((each.name, each.who, each.method, told, policy))
    assert odd == []


def test_nothing_private_is_kept_by_a_browser(tour) -> None:
    kept = [each for each in tour if each.status != 302 and "no-store" not in each.headers.get("Cache-Control", "")]
    assert {(each.name, each.who, each.method) for each in kept} == set()


@pytest.fixture
def signed_in(client, cast) -> HouseClient:
    """The clerk, signed in at the door."""
    make_user(cast.clerk, "clerk")
    client.get(reverse("sign_in"))
    client.post(reverse("sign_in"), {"username": "clerk", "password": PASSWORD})
    return client


def test_cookies_are_out_of_reach_of_scripts(signed_in) -> None:
    signed_in.post(reverse("wear_post"), {"post": "0"})  # leaves a message for the next page

    told = {name: (cookie["httponly"], cookie["samesite"]) for name, cookie in signed_in.cookies.items()}
    assert told == dict.fromkeys(("csrftoken", "messages", "seen", "sessionid"), (True, "Lax"))


def test_reading_after_the_idle_time_writes_nothing(signed_in, frozen_clock) -> None:
    frozen_clock.shift(datetime.timedelta(minutes=31))
    visited = visit(signed_in, "home", "clerk", "GET", reverse("home"))

    assert visited.status == 302
    assert [sql for sql in visited.queries if not sql.startswith(READING)] == []
