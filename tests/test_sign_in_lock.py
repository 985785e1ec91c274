"""Guessing a password locks the user at that address, for fifteen minutes, and nobody else."""

import datetime

import pytest
from django.contrib.auth import authenticate, login
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.test import RequestFactory

from tests.house_client import HouseClient
from tracker.enums import UnitKind
from tracker.models import Person, Unit, User

pytestmark = pytest.mark.django_db

PASSWORD = "an-honest-password"


@pytest.fixture(autouse=True)
def accounts() -> None:
    unit = Unit.objects.create(name="X市某局", kind=UnitKind.GOVERNMENT)
    for name in ("zhang", "li"):
        User.objects.create_user(name, PASSWORD, Person.objects.create(name="张某某", unit=unit))


def knock(name: str, password: str = PASSWORD, address: str = "10.0.0.1") -> bool:
    return authenticate(request_from(address), username=name, password=password) is not None


def request_from(address: str) -> HttpRequest:
    request = RequestFactory(REMOTE_ADDR=address).post("/")
    request.session = SessionStore()
    return request


def guess(times: int) -> None:
    assert [knock("zhang", "a-guess") for _ in range(times)] == [False] * times


def test_four_guesses_do_no_harm() -> None:
    guess(4)
    assert knock("zhang")


def test_signing_in_forgets_the_guesses_before() -> None:
    guess(4)
    login(request_from("10.0.0.1"), User.objects.get(username="zhang"), "axes.backends.AxesStandaloneBackend")
    guess(4)
    assert knock("zhang")


def test_a_signature_that_succeeds_forgets_nothing() -> None:
    # A password typed to sign is checked without signing in; guesses between two good ones still count.
    guess(4)
    assert knock("zhang")
    guess(1)
    assert not knock("zhang")


def test_a_test_may_sign_in_without_an_address(client: HouseClient) -> None:
    client.force_login(User.objects.get(username="zhang"))
    assert client.session["_auth_user_id"] == str(User.objects.get(username="zhang").pk)


def test_the_fifth_guess_locks_this_user_at_this_address_alone() -> None:
    guess(5)
    assert not knock("zhang")
    assert knock("zhang", address="10.0.0.2")
    assert knock("li")


def test_the_lock_ends_after_fifteen_minutes_whoever_knocks_meanwhile(frozen_clock) -> None:
    guess(5)
    frozen_clock.shift(datetime.timedelta(minutes=14))
    assert not knock("zhang")
    frozen_clock.shift(datetime.timedelta(minutes=1, seconds=1))
    assert knock("zhang")
