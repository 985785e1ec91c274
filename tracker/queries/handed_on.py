"""What a unit has handed on and now lies with somebody else: who has it, and for how many days (已交出去的)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch

from tracker import clock
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
    own = Submission.objects.open().filter(item__unit=post.unit_id)
    if post.role == Role.SECRETARY:
        own = own.exclude(~_SIGNED, state=SubmissionState.AWAITING_SIGNATURE)
    rows = (
        own.defer("snapshot")
        .select_related("item", "packet")
        .prefetch_related(
            Prefetch("reviews", Review.objects.select_related("unit_of_party")),
            "packet__signatures",
        )
        .order_by("made_at", "pk")[:at_most]
    )
    today = clock.today()
    return [_handed(turn, (today - clock.local_date(turn.made_at)).days) for turn in rows]


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
