"""Packets for tests, on their way through real actions, and what a reader sees of a page."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse

from tests.factories import PDF, fill_plan, issued, item_at, make_post, make_unit, make_user, sign
from tests.house_client import HouseClient
from tracker import clock
from tracker.actions import evidence, packets, plans, reviews, signing
from tracker.actions import items as item_actions
from tracker.enums import Role, Status, SubmissionKind, Verdict
from tracker.errors import Refused
from tracker.models import Feedback, Item, Packet, Post, Review, Signature

REASON = "整改情况与实际不符，请补充。"
BACKEND = "django.contrib.auth.backends.ModelBackend"


def planned(cast: Any, count: int = 1) -> list[Item]:
    """Items whose plans are complete and wait to be handed in."""
    rows = [item_at(Status.PLANNING, cast) for _ in range(count)]
    for item in rows:
        fill_plan(item, cast)
    return [Item.objects.get(pk=item.pk) for item in rows]


def handed_in(cast: Any, count: int = 1) -> Packet:
    """A packet of plans that waits for the signature."""
    return packets.hand_in(planned(cast, count), SubmissionKind.PLAN, by=cast.clerk)


def signed(cast: Any, count: int = 1) -> Packet:
    """A packet of plans, signed on screen."""
    packet = handed_in(cast, count)
    sign(packet, cast)
    return packet


def on_paper(packet: Packet, cast: Any, **fields: Any) -> Signature:
    """The scan of the signed sheet, uploaded by the clerk."""
    told = {"signer_post": cast.secretary, "signed_on": clock.today(), "code": packets.check_code(packet)}
    told = {**told, "by": cast.clerk, **fields}
    scan = evidence.keep_scan(packet, name="签字单.pdf", chunks=[PDF], by=told["by"])
    return signing.sign_on_paper(packet, scan=scan, **told)


def typed_for(cast: Any) -> Item:
    """An item of a unit without accounts, claimed and planned by the supervisor; its secretary signs nowhere else."""
    unit = make_unit("市老干部局", is_typed_for=True)
    Feedback.objects.create(inspection_round=cast.inspection_round, unit=unit, ordinal=9, fed_back_on="2026-11-01")
    make_post(Role.SECRETARY, unit)
    item = issued(cast, unit=unit)
    item_actions.claim(item, by=cast.supervisor)
    measure = {"text": "印发制度。", "owner": "钱某某", "standard": "印发", "deadline_text": "长期"}
    fields = {"root_cause": "责任不清。", "leader": "陈某某"}
    return plans.save_plan(item, by=cast.supervisor, fields=fields, measures=[measure])


def secretary_of(packet: Packet) -> Post:
    """The secretary of the packet's unit."""
    return Post.objects.get(unit=packet.unit, role=Role.SECRETARY)


def reviews_of(packet: Packet, post: Post) -> list[Review]:
    """The reviews of a post's party, in the order of the items."""
    rows = Review.objects.filter(submission__packet=packet, unit_of_party=post.unit)
    return list(rows.order_by("submission__item__number"))


def approve(packet: Packet, post: Post) -> None:
    """The post's party approves everything in the packet."""
    reviews.decide([reviews.Decision(row, Verdict.APPROVE) for row in reviews_of(packet, post)], by=post)


def refused(call: Callable[[], Any]) -> str:
    """The sentence with which a call is refused."""
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.sentence


def enter(client: HouseClient, post: Post) -> HouseClient:
    """The browser of whoever holds a post."""
    client.force_login(getattr(post.person, "user", None) or make_user(post), backend=BACKEND)
    return client


def text_of(response: HttpResponse) -> str:
    """What a reader sees: tags gone, blanks single."""
    html = re.sub(r"<(script|svg)\b.*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())
