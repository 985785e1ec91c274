"""Garbage sent to addresses that have no form of their own, and files under names nobody should give them."""

import pytest
from django.urls import reverse

from tests.clumsiness import ANSWERS, GARBAGE
from tests.factories import PDF, item_at
from tests.house_client import HouseClient
from tests.paperwork import enter
from tracker.enums import Status

pytestmark = pytest.mark.django_db

# Addresses that scripts, other pages or rare buttons post to.
STRAY = {
    "save_draft": ("draft_key", "draft_by", "text"),
    "drop_draft": ("key",),
    "wear_post": ("post",),
    "packets:hand_in": ("kind", "item", "unit", "revision_1"),
    "items:save_view": ("name", "sharing", "filter", "column", "draft_key", "draft_by"),
    "items:drop_view": ("view", "filter", "open"),
    "items:recategorise_many": ("ids", "pick", "filter", "category", "go"),
    "settings:unlock": ("username", "address"),
    "exports:new": ("layout", "filter", "ids", "item", "pick"),
    "notices_read": ("notice",),
}
GOOD = {"kind": "PLAN", "key": "/", "draft_key": "/", "filter": "page=\x00", "username": "a\x00", "address": "\x00"}


@pytest.mark.parametrize("name", STRAY)
@pytest.mark.parametrize("who", ["supervisor", "security", "clerk"])
def test_addresses_without_a_form_of_their_own(cast, name: str, who: str) -> None:
    browser = enter(HouseClient(), getattr(cast, who))
    bodies = [dict.fromkeys(STRAY[name], value) for value in GARBAGE.values()]
    bodies += [body | {key: value for key, value in GOOD.items() if key in STRAY[name]} for body in bodies]
    answers = [browser.post(reverse(name), body).status_code for body in bodies]

    assert [status for status in answers if status not in ANSWERS] == []


NAMES = {
    "../../etc/passwd.pdf": "passwd.pdf",
    "C:\\\\fakepath\\\\记录.pdf": "记录.pdf",
    "记\u202e录.pdf": "记录.pdf",
    "<script>.pdf": "<script>.pdf",
}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_kept_under_a_plain_name(cast, name: str) -> None:
    item = item_at(Status.IN_PROGRESS, cast)
    line = f'Content-Disposition: form-data; name="file"; filename="{name}"'
    revision = f'--b\r\nContent-Disposition: form-data; name="revision"\r\n\r\n{item.revision}\r\n'
    head = f"{revision}--b\r\n{line}\r\nContent-Type: application/pdf\r\n\r\n".encode()
    body = head + PDF + b"%" + name.encode() + b"\r\n--b--\r\n"
    address = reverse("items:attach", args=[item.number])

    answer = enter(HouseClient(), cast.clerk).post(address, body, content_type="multipart/form-data; boundary=b")

    assert answer.status_code == 302
    assert item.evidence_uses.latest("pk").evidence.name == NAMES[name]
