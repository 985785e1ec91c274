"""Requests that cannot be taken get a page that says what to do, never a bare error."""

import pytest
from django.urls import reverse

from tests.factories import make_user
from tests.house_client import HouseClient

pytestmark = pytest.mark.django_db


def heading(response) -> str:
    return response.content.decode().split("<h1>")[1].split("</h1>")[0]


@pytest.fixture
def signed_in(client, cast):
    client.force_login(make_user(cast.clerk))
    return client


def test_a_form_too_big_says_what_to_do(signed_in, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    response = signed_in.post(reverse("save_draft"), {"draft_key": "/x/", "text": "长" * 100})

    assert (response.status_code, heading(response)) == (413, "文件太大，没有收下")


def test_too_many_fields_say_so_too(signed_in, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    response = signed_in.post(reverse("save_draft"), {f"f{n}": "x" for n in range(5)})

    assert response.status_code == 413


def test_an_unknown_address_is_not_found(signed_in):
    response = signed_in.get("/keine/")

    assert (response.status_code, heading(response)) == (404, "这里没有您要看的内容")


def test_a_form_without_its_token_says_how_to_go_on(cast):
    client = HouseClient(enforce_csrf_checks=True)
    client.force_login(make_user(cast.clerk))
    response = client.post(reverse("notices_read"), {"notice": "1"})

    assert response.status_code == 403
    assert "<h1>" in response.content.decode()
