"""Coming back after the idle time: the first press on the sign-in page signs in, and leaves no draft of it."""

import datetime

import pytest
from django.urls import reverse

from tests.factories import PASSWORD, make_user
from tracker.models import Draft, Event

pytestmark = pytest.mark.django_db


def test_signing_in_again_after_the_idle_time_takes_one_press(client, cast, frozen_clock):
    user = make_user(cast.clerk, "clerk")
    typed = {"username": "clerk", "password": PASSWORD}
    client.post(reverse("sign_in"), typed)
    frozen_clock.shift(datetime.timedelta(minutes=31))

    response = client.post(reverse("sign_in"), {**typed, "next": reverse("help")})

    assert (response.status_code, response.url) == (302, reverse("help"))
    assert client.get(reverse("help")).status_code == 200
    assert Draft.objects.count() == 0
    assert Event.objects.filter(verb="sign_in", object_id=str(user.pk)).count() == 2


def test_somebody_else_signs_in_on_the_page_an_idle_session_left(client, cast, frozen_clock):
    make_user(cast.clerk, "clerk")
    make_user(cast.secretary, "secretary")
    client.post(reverse("sign_in"), {"username": "clerk", "password": PASSWORD})
    before = client.session.session_key
    frozen_clock.shift(datetime.timedelta(minutes=31))

    client.post(reverse("sign_in"), {"username": "secretary", "password": PASSWORD})

    assert client.session["_auth_user_id"] == str(cast.secretary.person.user.pk)
    assert client.session.session_key != before
