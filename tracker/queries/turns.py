"""What one packet's pages tell of its turns: the pinned content, each party's standing, the signature in force.

A page shows what was submitted (the snapshot), never the live row: that is what was signed and is judged.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from tracker import clock, marks
from tracker.enums import PARTY_ROLES, StrikeOffKind, SubmissionState
from tracker.filekinds import PREVIEWED, extension_of
from tracker.models import Category, Evidence, Packet, Post, Review, Signature, Submission
from tracker.models.contents import files_of

RESIGN = "签字单被退回，须重签"
_FILE_KINDS: Mapping[str, str] = {
    **dict.fromkeys(("jpg", "jpeg", "png"), "图片"),
    **dict.fromkeys(("xlsx", "et"), "表格"),
    "zip": "压缩",
}


@dataclass(frozen=True)
class Standing:
    """What one party has said of one turn, as far as the reader may know."""

    party: str
    word: str
    css: str
    opinion: str = ""
    by: str = ""
    at: datetime | None = None
    limit: str = ""  # 审核期限 of a pending review, and by how many days it is past


@dataclass(frozen=True)
class Turn:
    """One submission as its packet's pages show it."""

    row: Submission
    content: dict[str, Any]
    asked: str
    category: str
    standings: list[Standing]

    @property
    def code(self) -> str:
        """The short form of the digest."""
        return grouped(self.row.digest[:8])

    @property
    def files(self) -> list[dict[str, Any]]:
        """Every file that was submitted, in order, each once."""
        return list({file["id"]: file for file in files_of(self.content)}.values())


def rows_of(packet: Packet) -> list[Submission]:
    """The packet's submissions in the order of their items, with reviews (two statements)."""
    related = ("item__unit", "item__inspection_round", "ended_by__person", "ended_by__unit")
    reviews = Review.objects.select_related("unit_of_party", "reviewed_by__person")
    rows = packet.submissions.select_related(*related).order_by("item__number", "pk")
    found = list(rows.prefetch_related(Prefetch("reviews", reviews)))
    for row in found:
        row.packet = packet
    return found


def turns_of(rows: Iterable[Submission], post: Post) -> list[Turn]:
    """Submissions as shown to a post (one statement for the categories)."""
    names = {category.code: str(category) for category in Category.objects.all()}
    return [_turn(row, post, names) for row in rows]


def _turn(row: Submission, post: Post, names: Mapping[str, str]) -> Turn:
    pinned = json.loads(row.snapshot)
    for file in files_of(pinned["content"]):
        extension = extension_of(file["name"])
        file |= {"kind": _FILE_KINDS.get(extension, "文件"), "is_shown": extension in PREVIEWED}
    return Turn(
        row=row,
        content=pinned["content"],
        asked=StrikeOffKind(row.strike_off_kind).label if row.strike_off_kind else "",
        category=names.get(pinned["content"]["category"], pinned["content"]["category"]),
        standings=standings(row, post),
    )


def standings(turn: Submission, post: Post) -> list[Standing]:
    """Each party's standing; a party reads the others' only after its own verdict."""
    hidden = hides_others(turn, post)
    return [
        _standing(turn, review, hidden and review.unit_of_party_id != post.unit_id) for review in turn.reviews.all()
    ]


def hides_others(turn: Submission, post: Post) -> bool:
    """Must the post still speak for its party on this turn, and so not read what the others said?"""
    if post.role not in PARTY_ROLES or turn.state != SubmissionState.UNDER_REVIEW:
        return False
    return any(review.unit_of_party_id == post.unit_id and not review.verdict for review in turn.reviews.all())


def _standing(turn: Submission, review: Review, hidden: bool) -> Standing:
    party = review.unit_of_party.label
    if hidden:
        return Standing(party, "本单位审后可见", "none")
    if not review.verdict:
        return Standing(party, _pending_word(turn, review), "none", limit=limit_words(review))
    css = "return" if review.verdict == "RETURN" else "approve"
    by = review.reviewed_by.person.name if review.reviewed_by else ""
    return Standing(party, review.get_verdict_display(), css, review.opinion, by, review.reviewed_at)


def _pending_word(turn: Submission, review: Review) -> str:
    if not turn.is_open:
        return "未审，不用再审"
    return "未审" if review.opened_at else "前一步通过后再审"


def limit_words(review: Review) -> str:
    """“审核期限 2026-12-07　超期 12 天” of a pending review; empty for any other."""
    if not review.is_pending or review.due_on is None:
        return ""
    late = f"　超期 {review.days_overdue} 天" if review.days_overdue else ""
    return f"审核期限 {marks.date(review.due_on)}{late}"


def review_words(rows: Iterable[Submission], is_hidden: bool) -> str:
    """“审核中 1/3　已 37 天”: parties that have spoken of all, and the days since the reviews began.

    Empty where nothing is under review; how many have spoken is left out where that is hidden from the reader.
    """
    found = [review for row in rows if row.state == SubmissionState.UNDER_REVIEW for review in row.reviews.all()]
    opened = [review.opened_at for review in found if review.opened_at]
    if not opened:
        return ""
    given, parties = spoken(found)
    count = f"{parties} 方" if is_hidden else f"{given}/{parties}"
    days = (clock.today() - clock.local_date(min(opened))).days
    return f"审核中 {count}　已 {days} 天" if days else f"审核中 {count}"


def spoken(reviews: Iterable[Review]) -> tuple[int, int]:
    """How many parties have spoken on everything before them, and how many there are."""
    found = list(reviews)
    parties = {review.unit_of_party_id for review in found}
    silent = {review.unit_of_party_id for review in found if not review.verdict}
    return len(parties - silent), len(parties)


def signatures_of(packet: Packet) -> list[Signature]:
    """The packet's signatures, the newest first; a refused one stays on record (one statement)."""
    related = ("signer", "entered_by__person", "confirmed_by__person", "refused_by__person", "scan")
    return list(packet.signatures.select_related(*related))


def in_force(signatures: Iterable[Signature]) -> Signature | None:
    """The signature that stands, settled or not."""
    return next((each for each in signatures if each.refused_at is None), None)


def must_resign(signatures: Iterable[Signature]) -> bool:
    """Was the scan of what still waits to be signed sent back?"""
    found = list(signatures)
    return bool(found) and in_force(found) is None


def signed_rows(rows: Iterable[Submission], signature: Signature | None) -> list[Submission]:
    """What the 签字单 lists: what was signed, or what is still to be signed."""
    if signature is None:
        return [row for row in rows if row.is_open]
    signed = {tuple(pair) for pair in signature.digests}
    return [row for row in rows if (row.item.number, row.digest) in signed]


def scan_of(signatures: Iterable[Signature]) -> Evidence | None:
    """The scan that waits to be confirmed."""
    signature = in_force(signatures)
    return signature.scan if signature and not signature.is_settled else None


def grouped(digest: str) -> str:
    """A digest in groups of four capitals, as it is printed and typed: “3F9A 61C0”."""
    text = digest.upper()
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))
