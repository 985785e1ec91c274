"""Packets in great number: handed in, signed and reviewed in one go, pinned as the actions pin them."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import prefetch_related_objects

from tracker import clock
from tracker.actions.deadlines import review_due
from tracker.actions.signing import SENTENCE
from tracker.canonical import canonical, digest
from tracker.clock import ONE_DAY
from tracker.enums import REVIEW_STATUSES, SignatureMethod, Status, SubmissionKind, SubmissionState, Verdict
from tracker.management.demo.bulk_rows import Row, Stock
from tracker.management.demo.city import PARTIES, City, Place
from tracker.models import Packet, Post, Review, Signature, Submission
from tracker.models.contents import compose

PER_PACKET = 30
_LETTERS = {SubmissionKind.PLAN: "FA", SubmissionKind.STRIKE_OFF: "XH"}
_KINDS = {
    Status.PLAN_REVIEW: SubmissionKind.PLAN,
    Status.STRIKE_OFF_REVIEW: SubmissionKind.STRIKE_OFF,
    Status.LASTING: SubmissionKind.STRIKE_OFF,
    Status.STRUCK_OFF: SubmissionKind.STRIKE_OFF,
}


@dataclass
class Bundle:
    """One packet on its way in."""

    packet: Packet
    rows: Sequence[Row]
    is_open: bool
    submissions: list[Submission] = field(default_factory=list)

    @property
    def signed_at(self) -> datetime.datetime:
        return self.packet.made_at + ONE_DAY

    @property
    def decided_at(self) -> datetime.datetime:
        return self.packet.made_at + 8 * ONE_DAY


@dataclass
class Bundles:
    """The packets of one chunk: dated before the items are written, written after their measures."""

    city: City
    place: Place
    bundles: list[Bundle]

    def write(self) -> None:
        """Packets, submissions with their pins, one signature each, and three reviews a submission."""
        Packet.objects.bulk_create([bundle.packet for bundle in self.bundles])
        prefetch_related_objects([m for b in self.bundles for row in b.rows for m in row.measures], "progress_notes")
        for bundle in self.bundles:
            bundle.submissions = [self._submission(bundle, row) for row in bundle.rows]
        Submission.objects.bulk_create([each for bundle in self.bundles for each in bundle.submissions])
        Signature.objects.bulk_create([self._signature(bundle) for bundle in self.bundles])
        Review.objects.bulk_create([review for bundle in self.bundles for review in self._reviews(bundle)])

    def _submission(self, bundle: Bundle, row: Row) -> Submission:
        item, packet = row.item, bundle.packet
        is_plan = packet.kind == SubmissionKind.PLAN
        asked = "" if is_plan else item.applied_kind
        content = compose(item, measures=row.measures, milestones=(), parts=(), uses=row.uses)
        pinned = {"kind": str(packet.kind), "strike_off_kind": str(asked), "content": content}
        ended = {} if bundle.is_open else {"ended_at": bundle.decided_at, "ended_by": self._reviewer(PARTIES[-1])}
        return Submission(
            packet=packet,
            item=item,
            kind=packet.kind,
            turn=1,
            strike_off_kind=asked,
            state=SubmissionState.UNDER_REVIEW if bundle.is_open else SubmissionState.APPROVED,
            came_from=Status.PLANNING if is_plan else Status.IN_PROGRESS,
            snapshot=canonical(pinned),
            digest=digest(pinned),
            hands=sorted({self.place.clerk.person_id, self.place.secretary.person_id}),
            made_at=packet.made_at,
            made_by=self.place.clerk,
            **ended,
        )

    def _signature(self, bundle: Bundle) -> Signature:
        packet, signer = bundle.packet, self.place.secretary
        digests = [[row.item.number, turn.digest] for row, turn in zip(bundle.rows, bundle.submissions, strict=True)]
        return Signature(
            packet=packet,
            method=SignatureMethod.PASSWORD,
            signer=signer.person,
            signer_post=signer,
            sentence=SENTENCE.format(count=len(digests), kind=packet.get_kind_display()),
            digest=digest({"packet": packet.number, "submissions": digests}),
            digests=digests,
            signed_at=bundle.signed_at,
            entered_by=signer,
        )

    def _reviews(self, bundle: Bundle) -> Iterator[Review]:
        """All three have approved; on an open packet the first alone."""
        due_on = review_due(self.place.inspection_round, clock.local_date(bundle.signed_at))
        for submission in bundle.submissions:
            for place, party in enumerate(PARTIES):
                said: dict[str, Any] = {}
                if not bundle.is_open or place == 0:
                    said = {"verdict": Verdict.APPROVE, "opinion": "同意。", "reviewed_by": self._reviewer(party)}
                    said["reviewed_at"] = bundle.signed_at + (2 if bundle.is_open else 7) * ONE_DAY
                yield Review(
                    submission=submission,
                    unit_of_party=self.city.units[party],
                    step=1,
                    opened_at=bundle.signed_at,
                    due_on=due_on,
                    **said,
                )

    def _reviewer(self, party: str) -> Post:
        return self.city.posts["xcb.supervisor2" if party == "xcb" else f"{party}.reviewer1"]


def hand_in(city: City, stock: Stock, rows: Sequence[Row], now: datetime.datetime) -> Bundles:
    """Put the rows of a chunk that need one into packets, and date them by their packet."""
    groups: dict[tuple[SubmissionKind, bool], list[Row]] = defaultdict(list)
    for row in rows:
        if kind := _KINDS.get(Status(row.item.status)):
            groups[kind, row.item.status in REVIEW_STATUSES].append(row)
    bundles = [
        _bundle(stock, kind, together[start : start + PER_PACKET], is_open, now)
        for (kind, is_open), together in groups.items()
        for start in range(0, len(together), PER_PACKET)
    ]
    return Bundles(city, stock.place, bundles)


def _bundle(stock: Stock, kind: SubmissionKind, rows: list[Row], is_open: bool, now: datetime.datetime) -> Bundle:
    place = stock.place
    place.packets[kind] += 1
    packet = Packet(
        number=f"{place.inspection_round.code}-{place.feedback.ordinal:02d}-{_LETTERS[kind]}{place.packets[kind]:02d}",
        unit=place.unit,
        inspection_round=place.inspection_round,
        kind=kind,
        made_at=_made_at(rows, is_open, now),
        made_by=place.clerk,
    )
    bundle = Bundle(packet, sorted(rows, key=lambda row: row.item.number), is_open)
    for row in rows:
        _date(row, bundle, stock)
    return bundle


def _made_at(rows: list[Row], is_open: bool, now: datetime.datetime) -> datetime.datetime:
    """After all of the items came so far and about when they were due, but long ago enough to have been reviewed."""
    earliest = max(row.moved_at for row in rows) + ONE_DAY
    if is_open:
        return min(earliest, now - 4 * ONE_DAY)
    deadlines = sorted(row.item.deadline for row in rows if row.item.deadline)
    about = earliest + (deadlines[len(deadlines) // 2] - clock.local_date(earliest))
    return min(max(earliest, about), now - 12 * ONE_DAY)


def _date(row: Row, bundle: Bundle, stock: Stock) -> None:
    item = row.item
    row.moved_at = bundle.signed_at if bundle.is_open else bundle.decided_at
    if bundle.is_open:
        item.due_stopped_on = clock.local_date(bundle.signed_at)
    if item.status == Status.STRUCK_OFF:
        item.struck_off_at, item.struck_off_by = bundle.decided_at, stock.last_party
