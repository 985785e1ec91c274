"""The page of one item: what it shows, to whom, at every status."""

import pytest
from django.urls import reverse

from tests.factories import item_at, make_user
from tracker.enums import Status

BACKEND = "django.contrib.auth.backends.ModelBackend"


def show(client, post, item, name="items:page"):
    client.force_login(make_user(post), backend=BACKEND)
    return client.get(reverse(name, args=[item.number]))


@pytest.mark.parametrize("status", Status)
def test_every_status_has_its_page(client, cast, status):
    item = item_at(status, cast)
    for post in (cast.clerk, cast.supervisor, cast.discipline, cast.secretary, cast.handler, cast.leader):
        response = show(client, post, item)
        assert response.status_code == 200
        assert show_history(client, item).status_code == 200


def show_history(client, item):
    return client.get(reverse("items:history", args=[item.number]))
