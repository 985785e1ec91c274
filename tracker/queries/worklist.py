"""What waits for a post: the SQL twin of `permissions.refusal`, held against it by a test.

Each role has a few piles of items, measures, packets or reviews. What has been handed on to others is told too. How a
pile looks on the page belongs in `views` and templates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat

from tracker import clock
from tracker.compiled import fetched
from tracker.enums import OPEN_STATUSES, Lamp, Role, SignatureMethod, Status, SubmissionState
from tracker.models import CoUnit, Item, Measure, Packet, Post, Review, Signature, Submission, Unit, User
from tracker.queries.compiled import about, numbers
from tracker.queries.lamps import Limits, limits, with_lamp
from tracker.standing import standing

# What is to be done about an item, in words: (what to do, word of the link, the move that is expected).
TODO: Mapping[str, tuple[str, str, str]] = {
    "claim": ("认领，或提出异议", "认领", "claim"),
    "replan": ("方案被退回，补正后重报", "补正", "plan"),
    "plan": ("填根本原因、制定措施，报书记签字", "制定措施", "plan"),
    "redo": ("销号申请被退回，补正后重报", "补正", "progress"),
    "look": ("长期坚持，到复核日须报一次进展", "写复核", "progress"),
    "late": ("时限已过，说明原因并报进展", "报进展", "progress"),
    "ready": ("措施都已完成，填整改成效、申请销号", "申请销号", "prepare"),
    "soon": ("时限将到，抓紧办理并报进展", "报进展", "progress"),
    "part": ("配合事项未完成，办结后填完成情况", "填完成情况", "do_part"),
    "decide": ("有异议，维持或更正", "处理", "uphold"),
    "taken": ("包保事项，了解进展", "查看", "annotate"),
}
SENT_BACK = (SubmissionState.RETURNED, SubmissionState.DECLINED)
_AT_THE_UNIT = (Status.ISSUED, Status.PLANNING, Status.IN_PROGRESS, Status.LASTING)
_BY_DATE = (Role.CLERK, Role.SUPERVISOR)  # whose piles hang on the rounds' thresholds
_BURNING = (Lamp.RED, Lamp.YELLOW, Lamp.BLUE)
Rows = Any  # a queryset of items, measures, packets or reviews
Whose = Q


@dataclass(frozen=True)
class Pile:
    """Rows of one kind that wait: `kind` is items, measures, packets or reviews; items are annotated with `todo`."""

    key: str
    title: str
    kind: str
    rows: Rows


@dataclass(frozen=True)
class Waiting:
    """A pile as a page shows it: how many rows it has, and of the first ones the id and what is to be done."""

    key: str
    title: str
    kind: str
    count: int
    first: list[tuple[int, str]]


def waiting(post: Post, found: Limits, most: int) -> list[Waiting]:
    """What waits for the post, of each pile the first rows (one statement, and one for each pile that has any)."""
    counts = counts_of(post, found)
    firsts = [_first(post, found, key, most) if count else [] for (key, *_), count in counts.items()]
    return [Waiting(*head, count, first) for (head, count), first in zip(counts.items(), firsts, strict=True)]


def counts_of(post: Post, found: Limits | None = None) -> dict[tuple[str, str, str], int]:
    """How many rows each pile has, by key, title and kind (at most two statements)."""
    role = Role(post.role)
    if role not in _PILES:
        return {}
    known = _known(role, found)
    counts = numbers(("todo", *about(post, known)), lambda: [pile.rows.values("pk") for pile in piles(post, known)])
    if role not in _heads:
        _heads[role] = [(pile.key, pile.title, pile.kind) for pile in piles(post, known)]
    return dict(zip(_heads[role], counts, strict=True))


def todo_count(post: Post, found: Limits | None = None) -> int:
    """How many items, measures, packets and reviews wait for this post (two statements; one with the thresholds)."""
    return sum(counts_of(post, found).values())


# The piles of a role are always the same; putting their rows together only to know their names would take long.
_heads: dict[Role, list[tuple[str, str, str]]] = {}


def _known(role: Role, found: Limits | None) -> Limits:
    """The thresholds, for roles whose piles hang on them."""
    if role not in _BY_DATE:
        return {}
    return limits() if found is None else found


def _first(post: Post, found: Limits, key: str, most: int) -> list[tuple[int, str]]:
    known = _known(Role(post.role), found)
    place = ("first", key, most, *about(post, known))
    rows = standing(place, lambda: fetched(place, lambda: _with_todo(post, known, key)[:most]))
    return [(pk, todo) for pk, todo in rows]


def _with_todo(post: Post, found: Limits, key: str) -> Rows:
    pile = next(each for each in piles(post, found) if each.key == key)
    return pile.rows.values_list("pk", "todo" if pile.kind == "items" else _said(""))


def piles(post: Post, found: Limits | None = None) -> list[Pile]:
    """What waits for the post, by the kind of work. `found` spares the statement for the rounds' thresholds."""
    make = _PILES.get(Role(post.role))
    return make(post, found) if make else []


def _clerk(post: Post, found: Limits | None) -> list[Pile]:
    return _typing(Q(unit=post.unit_id), found)


def _secretary(post: Post, found: Limits | None) -> list[Pile]:
    return [Pile("sign", "待签字的报批单", "packets", unsigned_packets().filter(unit=post.unit_id))]


def _handler(post: Post, found: Limits | None) -> list[Pile]:
    own = Measure.objects.kept().filter(
        done_at=None, owner_person=post.person_id, item__unit=post.unit_id, item__status=Status.IN_PROGRESS
    )
    rows = own.exclude(Exists(Submission.objects.open().filter(item=OuterRef("item"))))
    return [Pile("measures", "我的措施", "measures", rows.order_by(F("deadline").asc(nulls_last=True), "pk"))]


def _reviewer(post: Post, found: Limits | None) -> list[Pile]:
    mine = Review.objects.pending().filter(unit_of_party=post.unit_id)
    mine = mine.exclude(submission__item__unit__in=_own_units(post).values("pk"))
    rows = _without_hand(mine, post.person_id, "submission__hands")
    return [Pile("reviews", "待我审核", "reviews", rows.order_by("opened_at", "pk"))]


def _own_units(post: Post) -> Any:
    """Units whose items the post may not review: under its own, under the person's, and wherever they hold a post."""
    held = Post.objects.current().filter(person=post.person_id)
    above = Concat(Value("/"), Cast("unit_id", CharField()), Value("/"))
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    elsewhere = held.alias(path=path).filter(path__contains=above)
    own = Unit.objects.under(post.unit) | Unit.objects.filter(path__contains=f"/{post.person.unit_id}/")
    return (own | Unit.objects.filter(Exists(elsewhere))).order_by()


def _supervisor(post: Post, found: Limits | None) -> list[Pile]:
    objected = Item.objects.filter(status=Status.OBJECTED).annotate(todo=_said("decide"))
    return [
        *_reviewer(post, found),
        Pile("objections", "待处理的异议", "items", objected.order_by("due", "number")),
        Pile("scans", "待确认的签字单", "packets", _scans(post)),
        *_typing(Q(unit__in=Unit.objects.order_by().filter(is_typed_for=True).values("pk")), found),
    ]


def _leader(post: Post, found: Limits | None) -> list[Pile]:
    taken = Item.objects.filter(patron_person=post.person_id, status__in=(*OPEN_STATUSES, Status.LASTING))
    rows = taken.annotate(todo=_said("taken")).order_by(F("due").asc(nulls_last=True), "number")
    return [Pile("taken", "我包保的事项", "items", rows)]


_PILES: Mapping[Role, Callable[[Post, Limits | None], list[Pile]]] = {
    Role.CLERK: _clerk,
    Role.SECRETARY: _secretary,
    Role.HANDLER: _handler,
    Role.REVIEWER: _reviewer,
    Role.SUPERVISOR: _supervisor,
    Role.LEADER: _leader,
}


def _typing(whose: Whose, found: Limits | None) -> list[Pile]:
    """The work of whoever types in for a unit: its clerk, or 巡察办 for units without accounts (代填)."""
    part = CoUnit.objects.filter(whose, removed_at=None, done_at=None).order_by()
    shared = Item.objects.filter(pk__in=part.values("item"), status=Status.IN_PROGRESS).exclude(_open_turn())
    parts = shared.annotate(todo=_said("part")).order_by(F("due").asc(nulls_last=True), "number")
    papers = unsigned_packets().filter(whose).filter(was_refused() | ~Q(_secretary_signs_in()))
    return [
        Pile("items", "要办的事", "items", _items(whose, limits() if found is None else found)),
        Pile("parts", "配合事项", "items", parts),
        Pile("papers", "待打印签字的报批单", "packets", papers),
    ]


def _items(whose: Whose, found: Limits) -> Rows:
    """Items that their unit must do something about now; a deadline far off waits for nobody yet."""
    rows = with_lamp(Item.objects.filter(whose, status__in=_AT_THE_UNIT), found).exclude(_open_turn())
    rows = rows.annotate(last_turn=Coalesce(_last_state(), Value("")), todo=_todo_of_item())
    return rows.filter(todo__gt="").order_by(F("due").asc(nulls_last=True), "number")


def _todo_of_item() -> Case:
    working, lasting = Q(status=Status.IN_PROGRESS), Q(status=Status.LASTING)
    cases = (
        (Q(status=Status.ISSUED), "claim"),
        (Q(status=Status.PLANNING, last_turn__in=SENT_BACK), "replan"),
        (Q(status=Status.PLANNING), "plan"),
        ((working | lasting) & Q(last_turn__in=SENT_BACK), "redo"),
        (lasting & Q(lamp_now__in=_BURNING), "look"),
        (working & Q(lamp_now=Lamp.RED), "late"),
        (working & _all_done(), "ready"),
        (working & Q(lamp_now__in=_BURNING), "soon"),
    )
    whens = (When(condition, then=Value(name)) for condition, name in cases)
    return Case(*whens, default=Value(""), output_field=CharField())


def _all_done() -> Q:
    kept = Measure.objects.kept().filter(item=OuterRef("pk"))
    return Q(Exists(kept)) & ~Q(Exists(kept.filter(done_at=None)))


def _last_state() -> Subquery:
    return Subquery(Submission.objects.filter(item=OuterRef("pk")).order_by("-pk").values("state")[:1])


def _open_turn() -> Q:
    """The few open attempts are listed once; PostgreSQL would look through them again for each item."""
    return Q(pk__in=Submission.objects.open().order_by().values("item"))


def unsigned_packets() -> Rows:
    """Packets with something left to sign and no signature that still stands."""
    signed = Signature.objects.filter(packet=OuterRef("pk"), refused_at=None)
    rows = Packet.objects.filter(pk__in=_awaiting().values("packet"))
    return rows.exclude(Exists(signed)).order_by("made_at", "pk")


def was_refused() -> Q:
    """Was a scan of the packet sent back? Until another stands, the clerk has the packet printed and signed again."""
    return Q(Exists(Signature.objects.filter(packet=OuterRef("pk"), refused_at__isnull=False)))


def _awaiting() -> Rows:
    """Attempts that wait for a signature; from these few the packets are found, not the other way round."""
    return Submission.objects.open().order_by().filter(state=SubmissionState.AWAITING_SIGNATURE)


def _secretary_signs_in() -> Exists:
    """Has the unit's secretary an account? Then the packet waits on that desk, not for paper."""
    today = clock.today()
    return Exists(
        User.objects.filter(
            Q(person__posts__until=None) | Q(person__posts__until__gte=today),
            is_active=True,
            person__posts__unit=OuterRef("unit"),
            person__posts__role=Role.SECRETARY,
            person__posts__since__lte=today,
        )
    )


def _scans(post: Post) -> Rows:
    """Packets whose paper signature waits to be compared, by somebody who had no hand in them."""
    open_scan = Signature.objects.filter(
        packet=OuterRef("pk"), method=SignatureMethod.PAPER, confirmed_at=None, refused_at=None
    ).exclude(Q(entered_by__person=post.person_id) | Q(signer=post.person_id))
    strange = _without_hand(_awaiting(), post.person_id, "hands")
    return Packet.objects.filter(Exists(open_scan), pk__in=strange.values("packet")).order_by("made_at", "pk")


def _without_hand(rows: Rows, person: int, path: str) -> Rows:
    """Without what the person submitted, typed in or signed. SQLite cannot search in JSON, so its text is."""
    told = Q(hands_text=f"[{person}]") | Q(hands_text__startswith=f"[{person},")
    told |= Q(hands_text__contains=f" {person},") | Q(hands_text__endswith=f" {person}]")
    return rows.alias(hands_text=Cast(path, TextField())).exclude(told)


def _said(name: str) -> Value:
    return Value(name, output_field=CharField())
