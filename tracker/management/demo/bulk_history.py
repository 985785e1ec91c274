"""The history of the bulk: one event for every item begun, turn handed in, packet signed and verdict given.

Told from the rows themselves, in the order of time over all units, so that the chain is as true as any other. The
moves in between – claims, plans, progress – are not told, for nobody made them.
"""

import heapq
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import models

from tracker.actions import writing
from tracker.actions.door import chained
from tracker.canonical import canonical
from tracker.enums import OWN_SOURCES, SubmissionKind
from tracker.models import Event, Item, Packet, Review, Signature, Submission

_BLOCK = 2_000


def tell() -> None:
    """Chain the events of all bulk rows, block by block."""
    streams = (_begun(), _handed_in(), _signed(), _reviewed())
    events = heapq.merge(*streams, key=lambda event: event.at)
    with writing(by=None):
        seq, prev = Event.objects.order_by("-seq").values_list("seq", "digest")[0]
        while block := list(islice(events, _BLOCK)):
            Event.objects.bulk_create(chained(block, seq, prev))
            seq, prev = block[-1].seq, block[-1].digest


def _begun() -> Iterator[Event]:
    rows = _in_order(
        Item.objects, "logged_at", "logged_by__person", "source", "number", "problem", "unit", "unit__name"
    )
    for pk, at, post, person, source, number, problem, unit, name in rows:
        said = {"number": number, "unit": {"id": unit, "name": name}, "fields": {"source": source, "problem": problem}}
        yield _event(at, post, person, "log" if source in OWN_SOURCES else "issue", Item, pk, item=pk, said=said)


def _handed_in() -> Iterator[Event]:
    rows = _in_order(Submission.objects, "made_at", "made_by__person", "item", "kind", "digest", "packet__number")
    for pk, at, post, person, item, kind, digest, number in rows:
        verb = "submit_plan" if kind == SubmissionKind.PLAN else "apply"
        said = {"submission": pk, "turn": 1, "packet": number, "digest": digest}
        yield _event(at, post, person, verb, Item, item, item=item, said=said)


def _signed() -> Iterator[Event]:
    rows = _in_order(
        Signature.objects, "signed_at", "signer_post__person", "packet", "method", "sentence", "digest", "signer__name"
    )
    for _, at, post, person, packet, method, sentence, digest, name in rows:
        said = {"signer": {"id": person, "name": name}, "method": method, "sentence": sentence, "digest": digest}
        yield _event(at, post, person, "sign", Packet, packet, said=said)


def _reviewed() -> Iterator[Event]:
    given = Review.objects.exclude(verdict="")
    names = ("submission", "submission__item", "opinion", "unit_of_party", "unit_of_party__name")
    for _, at, post, person, turn, item, opinion, party, name in _in_order(
        given, "reviewed_at", "reviewed_by__person", *names
    ):
        said = {"party": {"id": party, "name": name}, "opinion": opinion, "turn": 1}
        yield _event(at, post, person, "approve", Submission, turn, item=item, said=said)


def _in_order(rows: Any, at: str, person: str, *names: str) -> Iterable[tuple]:
    """(pk, time, post, person, …) in the order of time, streamed."""
    post = person.removesuffix("__person")
    return rows.order_by(at, "pk").values_list("pk", at, post, person, *names).iterator(_BLOCK)


def _event(
    at: datetime,
    post: int,
    person: int,
    verb: str,
    model: type[models.Model],
    pk: int,
    *,
    said: dict[str, Any],
    item: int | None = None,
) -> Event:
    return Event(
        at=at,
        actor_id=person,
        post_id=post,
        verb=verb,
        object_kind=model._meta.model_name,
        object_id=str(pk),
        item_id=item,
        particulars=canonical(said),
    )
