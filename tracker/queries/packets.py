"""Packets (报批单) as rows: their stages, what waits for a post, the list's lines, and what could be handed in.

What one packet's page tells of its turns stands in `turns.py`; who may act is told by `permissions.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Case, CharField, Count, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When

from tracker import clock, marks
from tracker.enums import SignatureMethod, Status, StrikeOffKind, SubmissionKind, SubmissionState
from tracker.models import InspectionRound, Item, Packet, Post, Review, Signature, Submission, Unit
from tracker.models.contents import contents_of
from tracker.queries.turns import RESIGN, hides_others, in_force, must_resign, spoken
from tracker.queries.worklist import piles
from tracker.workflow import Lack, lacks

STAGES: Mapping[str, str] = {"sign": "待签字", "confirm": "待确认签字单", "review": "审核中", "done": "已办结"}
_BLOCK = 200
_SOURCES: Mapping[SubmissionKind, tuple[Status, ...]] = {
    SubmissionKind.PLAN: (Status.PLANNING,),
    SubmissionKind.STRIKE_OFF: (Status.IN_PROGRESS, Status.LASTING),
}


def with_stage(rows: QuerySet[Packet]) -> Any:
    """Packets with `stage`, one of STAGES: what the packet as a whole waits for."""
    turns = Submission.objects.open().filter(packet=OuterRef("pk"))
    unsettled = Signature.objects.filter(
        packet=OuterRef("pk"), method=SignatureMethod.PAPER, confirmed_at=None, refused_at=None
    )
    waiting = Exists(turns.filter(state=SubmissionState.AWAITING_SIGNATURE))
    stage = Case(
        When(Exists(turns.filter(state=SubmissionState.UNDER_REVIEW)), then=Value("review")),
        When(waiting & Exists(unsettled), then=Value("confirm")),
        When(waiting, then=Value("sign")),
        default=Value("done"),
        output_field=CharField(),
    )
    return rows.annotate(stage=stage)


def stage_counts(rows: QuerySet[Packet]) -> dict[str, int]:
    """How many of these packets stand at each stage (one statement); stages without any are 0."""
    found = with_stage(rows.order_by()).values_list("stage").annotate(Count("pk"))
    return {**dict.fromkeys(STAGES, 0), **dict(found)}


def packets_waiting(post: Post) -> QuerySet[Packet]:
    """Packets in which something waits for the post – to sign, to confirm, to review, to bring on paper; oldest first.

    The same rows as the worklist's piles, put together by packet.
    """
    wanted = Q(pk=None)
    for pile in piles(post):
        if pile.kind == "packets":
            wanted |= Q(pk__in=pile.rows.order_by().values("pk"))
        elif pile.kind == "reviews":
            wanted |= Q(pk__in=pile.rows.order_by().values("submission__packet"))
    return Packet.objects.filter(wanted).order_by("made_at", "pk")


def for_list(rows: QuerySet[Packet]) -> Any:
    """What the list's lines need, in a constant number of statements; snapshots stay in the database."""
    reviews = Prefetch("reviews", Review.objects.select_related("unit_of_party"))
    turns = Submission.objects.defer("snapshot").order_by("pk").prefetch_related(reviews)
    signatures = Signature.objects.select_related("signer")
    return (
        with_stage(rows)
        .select_related("unit", "inspection_round")
        .prefetch_related(Prefetch("submissions", turns), Prefetch("signatures", signatures))
    )


@dataclass(frozen=True)
class Line:
    """One packet in the list, in words."""

    packet: Packet
    stage: str
    count: int
    signed: str
    reviewed: str
    days: int | None  # how long it has waited at this stage; none when it is done

    @property
    def stage_label(self) -> str:
        return STAGES[self.stage]

    @property
    def variant(self) -> str:
        """How the pill looks: only what is done stands back."""
        return "end" if self.stage == "done" else "wait"


def lines(packets: Iterable[Packet], post: Post) -> list[Line]:
    """The lines of a page of packets fetched by `for_list`."""
    return [_line(packet, post) for packet in packets]


def all_lines(packets: QuerySet[Packet], post: Post) -> Iterator[Line]:
    """The lines of packets of `for_list`, however many there are."""
    return (_line(packet, post) for packet in packets.iterator(_BLOCK))


def _line(packet: Packet, post: Post) -> Line:
    turns = list(packet.submissions.all())
    stage: str = packet.stage  # type: ignore[attr-defined]  # annotated by `with_stage`
    since = _since(packet, turns, stage)
    return Line(
        packet=packet,
        stage=stage,
        count=len(turns),
        signed=_signed(packet, stage),
        reviewed=_reviewed(turns, stage, post),
        days=(clock.today() - clock.local_date(since)).days if since else None,
    )


def _since(packet: Packet, turns: list[Submission], stage: str) -> datetime | None:
    signature = in_force(packet.signatures.all())
    if stage == "review":
        opened = [review.opened_at for turn in turns for review in turn.reviews.all() if review.is_pending]
        return min((moment for moment in opened if moment), default=packet.made_at)
    if stage == "confirm" and signature:
        return signature.signed_at
    return packet.made_at if stage != "done" else None


def _signed(packet: Packet, stage: str) -> str:
    signature = in_force(packet.signatures.all())
    if signature is None:
        if stage == "done":
            return marks.NOTHING
        return RESIGN if must_resign(packet.signatures.all()) else "待书记签字"
    day = signature.signed_on_paper or clock.local_date(signature.signed_at)
    said = f"{signature.signer}　{signature.get_method_display()}　{marks.date(day)}"
    return said if signature.is_settled else f"{said}　待确认"


def _reviewed(turns: list[Submission], stage: str, post: Post) -> str:
    if stage in ("sign", "confirm"):
        return marks.NOTHING
    if stage == "done":
        ends = Counter(SubmissionState(turn.state) for turn in turns)
        return "，".join(f"{state.label} {ends[state]}" for state in SubmissionState if ends[state])
    if any(hides_others(turn, post) for turn in turns):
        return "等本单位审核"
    under_review = [turn for turn in turns if turn.state == SubmissionState.UNDER_REVIEW]
    given, parties = spoken(review for turn in under_review for review in turn.reviews.all())
    return f"{given}/{parties} 家已审"


@dataclass(frozen=True)
class Candidate:
    """An item that could be handed in, what would be asked for it, and what it still lacks."""

    item: Item
    asked: str
    lacks: list[Lack]


@dataclass(frozen=True)
class Choice:
    """The candidates of one round: one packet takes items of one round only."""

    inspection_round: InspectionRound
    ready: list[Candidate]
    lacking: list[Candidate]


def choices(unit: Unit, kind: SubmissionKind) -> list[Choice]:
    """What a unit could hand in now, by round, the ready ones apart (five statements)."""
    found = groupby(_candidates(unit, kind), key=lambda each: each.item.inspection_round)
    return [_choice(inspection_round, list(rows)) for inspection_round, rows in found]


def _choice(inspection_round: InspectionRound, rows: list[Candidate]) -> Choice:
    return Choice(inspection_round, [row for row in rows if not row.lacks], [row for row in rows if row.lacks])


def _candidates(unit: Unit, kind: SubmissionKind) -> Iterator[Candidate]:
    related = ("unit", "inspection_round", "category", "problem_class")
    open_turns = Submission.objects.open().filter(item=OuterRef("pk"))
    rows = Item.objects.filter(~Exists(open_turns), unit=unit, status__in=_SOURCES[kind])
    items = list(rows.select_related(*related).order_by("-inspection_round__year", "-inspection_round", "number"))
    contents = contents_of(items)
    for item in items:
        asked = item.applied_kind if kind == SubmissionKind.STRIKE_OFF else ""
        label = StrikeOffKind(asked).label if asked else ""
        yield Candidate(item, label, lacks(kind, contents[item.pk], asked))
