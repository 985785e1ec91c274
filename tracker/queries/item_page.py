"""Everything the page of one item shows, in a fixed number of statements whatever the item holds.

Which moves the post may make is told by `permissions`; how it looks by the templates.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tracker import clock
from tracker.enums import (
    OVERSIGHT_ROLES,
    Lamp,
    Role,
    Status,
    StrikeOffKind,
    SubmissionKind,
    SubmissionState,
)
from tracker.models import (
    CoUnit,
    Event,
    EvidenceUse,
    Item,
    Measure,
    Milestone,
    Post,
    ProgressNote,
    Review,
    Signature,
    Submission,
    contents,
)
from tracker.queries import item_rows as rows
from tracker.queries.turns import Standing, hides_others, standings
from tracker.workflow import Lack, lacks, lamp_of

TIMELINE = 12
_RUNNING = (Status.IN_PROGRESS, Status.STRIKE_OFF_REVIEW)
_MET_PLAN: Any = (("root_cause", "根本原因已填"), ("leader", "牵头领导已填"))
_MET_WORK: Any = (("outcome", "整改成效已填"),)
_MARKS = "，。；：、,;:\n（("


@dataclass(frozen=True)
class Turn:
    """One attempt with its signature and reviews; `is_hidden` keeps others' verdicts from a party that has none yet."""

    row: Submission
    signature: Signature | None
    reviews: list[Review]
    standings: list[Standing]
    is_hidden: bool

    @cached_property
    def given(self) -> int:
        return sum(1 for review in self.reviews if review.verdict)

    def pending_of(self, unit_id: int) -> Review | None:
        return next((review for review in self.reviews if review.unit_of_party_id == unit_id), None)


@dataclass(frozen=True)
class ItemPage:
    """The loaded rows of one item, and what follows from them."""

    item: Item
    post: Post
    measures: list[Measure]
    milestones: list[Milestone]
    parts: list[CoUnit]
    uses: list[EvidenceUse]
    turns: list[Turn]
    events: list[Event]
    event_count: int
    chief_posts: list[Post]
    notes: list[ProgressNote] = field(default_factory=list)
    relatives: list[Item] = field(default_factory=list)

    @cached_property
    def kin(self) -> list[tuple[str, list[Item]]]:
        """Other items this one came from or led to, each kind with its words."""
        item = self.item
        told = [
            ("由此举一反三", [row for row in self.relatives if row.pk == item.earlier_item_id]),
            ("举一反三查出", [row for row in self.relatives if row.earlier_item_id == item.pk]),
            ("替代已作废的", [row for row in self.relatives if row.pk == item.replaces_id]),
            ("已由下列事项替代", [row for row in self.relatives if row.replaces_id == item.pk]),
        ]
        return [(words, rows) for words, rows in told if rows]

    @cached_property
    def content(self) -> dict[str, Any]:
        return contents.compose(
            self.item, measures=self.measures, milestones=self.milestones, parts=self.parts, uses=list(self.uses)
        )

    @cached_property
    def open_turn(self) -> Turn | None:
        return next((turn for turn in self.turns if turn.row.is_open), None)

    @cached_property
    def missing(self) -> list[Lack]:
        """What is still missing before the next thing to hand in; without a chosen result, 整改到位 is assumed."""
        if self.item.status == Status.PLANNING:
            return lacks(SubmissionKind.PLAN, self.content)
        if self.item.status not in (Status.IN_PROGRESS, Status.LASTING):
            return []
        asked = self.item.applied_kind
        found = lacks(SubmissionKind.STRIKE_OFF, self.content, asked or StrikeOffKind.COMPLETED)
        return found if asked else [Lack("申请结果未选", "outcome"), *found]

    @cached_property
    def met(self) -> list[str]:
        """What is already there, for whoever reads the list of what is missing."""
        named = _MET_PLAN if self.item.status == Status.PLANNING else _MET_WORK
        found = [text for key, text in named if self.content[key]]
        if self.item.status == Status.PLANNING:
            return [*found, *([f"整改措施已列 {len(self.measures)} 条"] if self.measures else [])]
        proved = [str(row["ordinal"]) for row in self.content["measures"] if row["done"] and row["evidence"]]
        return [*found, *([f"措施 {'、'.join(proved)} 已完成，有佐证"] if proved else [])]

    @cached_property
    def done_count(self) -> int:
        return sum(1 for measure in self.measures if measure.done_at)

    @cached_property
    def returned(self) -> int:
        return sum(1 for turn in self.turns if turn.row.state == SubmissionState.RETURNED)

    @cached_property
    def extended(self) -> int:
        rows = (turn.row for turn in self.turns)
        return sum(1 for row in rows if row.kind == SubmissionKind.EXTENSION and row.state == SubmissionState.APPROVED)

    @cached_property
    def sees_packets(self) -> bool:
        """A packet is seen by whoever sees all of its unit's items: not by co-units."""
        return self.post.role in OVERSIGHT_ROLES or self.item.unit.path.startswith(self.post.unit.path)

    def uses_of(self, measure: Measure) -> list[EvidenceUse]:
        return [use for use in self.uses if use.measure_id == measure.pk]

    def uses_of_part(self, part: CoUnit) -> list[EvidenceUse]:
        return [use for use in self.uses if use.co_unit_id == part.pk]

    @cached_property
    def loose_uses(self) -> list[EvidenceUse]:
        """Evidence bound to no measure and no part that still stands."""
        measures, parts = {measure.pk for measure in self.measures}, {part.pk for part in self.parts}
        return [use for use in self.uses if use.measure_id not in measures and use.co_unit_id not in parts]

    def chief(self, role: Role) -> Post | None:
        return next((post for post in self.chief_posts if post.role == role), None)


def load(item: Item, post: Post) -> ItemPage:
    """All rows of the page, for a post that may see the item."""
    turns = _turns(item, post)
    recent, count = rows.latest_events(item, TIMELINE * 2)
    events = _without(_hidden(turns), recent)
    measures, notes = contents.measures_and_notes(item)
    return ItemPage(
        item=item,
        post=post,
        measures=measures,
        milestones=contents.milestones(item),
        parts=contents.parts(item),
        uses=contents.uses(item),
        turns=turns,
        events=events[:TIMELINE],
        event_count=count - len(recent) + len(events),
        chief_posts=rows.chiefs(item),
        notes=notes,
        relatives=rows.relatives(item, post),
    )


def history_of(item: Item, post: Post) -> Iterable[Event]:
    """Every event of the item that the post may read, newest first."""
    return _without(_hidden(_turns(item, post)), item.events.select_related("actor", "post__unit"))


def title_of(problem: str, limit: int = 22) -> str:
    """The first words of a problem, for headings."""
    text = problem.strip()
    end = next(
        (at for at, sign in enumerate(text) if sign in _MARKS and at >= 4 and not _is_quoted(text, at)), len(text)
    )
    return text[:end] if end <= limit else f"{text[: limit - 1]}…"


def _is_quoted(text: str, at: int) -> bool:
    """Is the sign within “…” or （…）? A heading does not end there."""
    return any(text.count(first, 0, at) > text.count(last, 0, at) for first, last in ("“”", "（）", "《》"))


def measure_lamp(item: Item, measure: Measure) -> tuple[Lamp, int | None, str]:
    """Lamp, days left and word of one measure; before work begins no measure burns."""
    if measure.done_at:
        return Lamp.DONE, None, "已完成"
    if item.status == Status.LASTING:
        return Lamp.GREY, None, "长期坚持"
    if item.status not in _RUNNING:
        return Lamp.NONE, None, ""
    if measure.deadline is None:
        return Lamp.GREY, None, "长期坚持" if item.is_lasting or "长期" in measure.deadline_text else ""
    days = (measure.deadline - (item.due_stopped_on or clock.today())).days
    limits = item.inspection_round
    return lamp_of(Status.IN_PROGRESS, days, limits.blue_days, limits.yellow_days), days, ""


def _turns(item: Item, post: Post) -> list[Turn]:
    return [_turn(row, post) for row in rows.submissions(item)]


def _turn(row: Submission, post: Post) -> Turn:
    reviews = list(row.reviews.all())
    signature = next((each for each in row.packet.signatures.all() if _covers(each, row)), None)
    return Turn(row, signature, reviews, standings(row, post), hides_others(row, post))


def _covers(signature: Signature, row: Submission) -> bool:
    """Does the signature stand, and was this submission among those it was put to?"""
    return signature.refused_at is None and any(row.digest == digest for _, digest in signature.digests)


def _hidden(turns: Iterable[Turn]) -> set[str]:
    return {str(turn.row.pk) for turn in turns if turn.is_hidden}


def _without(hidden: set[str], rows: Iterable[Event]) -> list[Event]:
    """Verdicts of a hidden turn do not show in the history either."""
    return [
        event
        for event in rows
        if not (event.verb == "approve" and event.object_kind == "submission" and event.object_id in hidden)
    ]
