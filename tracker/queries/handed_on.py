"""What a unit has handed on and now lies with somebody else: who has it, and for how many days (已交出去的)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from tracker import clock
from tracker.compiled import THIS, attach, in_places, objects
from tracker.enums import Role, SubmissionState
from tracker.models import Post, Review, Signature, Submission
from tracker.queries.turns import RESIGN, in_force, must_resign

_SIGNED = Exists(Signature.objects.filter(packet=OuterRef("packet"), refused_at=None))


@dataclass(frozen=True)
class Handed:
    """One open attempt and whoever has it."""

    turn: Submission
    holder: str
    days: int
    is_back: bool  # its signed sheet was sent back: the unit itself must see to it


def handed_on(post: Post, at_most: int = 20) -> list[Handed]:
    """The open attempts of the post's own unit, the longest waiting first (three statements); not what it must sign."""
    signs = post.role == Role.SECRETARY
    turns = objects(("handed on", signs, at_most), lambda: _turns(signs)[:at_most], {THIS: post.unit_id})
    if turns:
        attach(turns, "reviews", _of("reviews", _reviews, [turn.pk for turn in turns], at_most))
        packets = [turn.packet for turn in turns]
        attach(packets, "signatures", _of("signatures", _signatures, [packet.pk for packet in packets], at_most))
    today = clock.today()
    return [_handed(turn, (today - clock.local_date(turn.made_at)).days) for turn in turns]


def _turns(signs: bool) -> QuerySet[Submission]:
    own = Submission.objects.open().filter(item__unit=THIS)
    if signs:
        own = own.exclude(~_SIGNED, state=SubmissionState.AWAITING_SIGNATURE)
    return own.defer("snapshot").select_related("item", "packet").order_by("made_at", "pk")


def _of(kind: str, make: Callable[[range], QuerySet[Any]], ids: Sequence[int], most: int) -> list[Any]:
    """The rows that hang on some ids, `most` of them at most; the statement is compiled once for all."""
    return objects(("handed on", kind, most), lambda: make(range(-most, 0)), in_places(ids, most))


def _reviews(submissions: range) -> QuerySet[Review]:
    return Review.objects.filter(submission__in=submissions).select_related("unit_of_party")


def _signatures(packets: range) -> QuerySet[Signature]:
    return Signature.objects.filter(packet__in=packets)


def _handed(turn: Submission, days: int) -> Handed:
    waits = turn.state == SubmissionState.AWAITING_SIGNATURE
    return Handed(turn, _holder(turn), days, waits and must_resign(turn.packet.signatures.all()))


def _holder(turn: Submission) -> str:
    if turn.state != SubmissionState.AWAITING_SIGNATURE:
        return f"{'、'.join(_pending(turn.reviews.all()))}　审核"
    signatures = list(turn.packet.signatures.all())
    if in_force(signatures):
        return "市委巡察办　核对签字单"
    return f"本单位　{RESIGN}" if signatures else "书记　待签字"


def _pending(reviews: Iterable[Review]) -> list[str]:
    return [review.unit_of_party.label for review in reviews if not review.verdict and review.opened_at is not None]
