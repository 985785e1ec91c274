"""The rows of one item's page, each kind by one statement that is compiled once for all items (`compiled.py`).

What belongs to its content is read in `models/contents.py`.

What follows from them is told in `item_page.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery, Window

from tracker import clock
from tracker.compiled import NAMED, THAT, THIS, attach, fetched, objects
from tracker.enums import Role
from tracker.models import (
    Event,
    Item,
    Post,
    Review,
    Signature,
    Submission,
)
from tracker.queries.compiled import about

_NEITHER = -3  # a third placeholder, for a third id
CHIEFS = (Role.SECRETARY, Role.CLERK)


def _of(item: Item, kind: str, make: Callable[[], QuerySet[Any]]) -> list[Any]:
    """Rows of a queryset that hangs on the item's id alone."""
    return objects(("item", kind), make, {THIS: item.pk})


def submissions(item: Item) -> list[Submission]:
    """Every attempt, the newest first, with its reviews, its packet and the packet's signatures (three statements)."""
    found = _of(item, "submissions", lambda: Submission.objects.filter(item=THIS).select_related("packet"))
    if found:
        attach(found, "reviews", _of(item, "reviews", _reviews))
        attach([row.packet for row in found], "signatures", _of(item, "signatures", _signatures))
    return found


def _reviews() -> QuerySet[Review]:
    rows = Review.objects.filter(submission__item=THIS).order_by("step", "pk")
    return rows.select_related("unit_of_party", "reviewed_by__person")


def _signatures() -> QuerySet[Signature]:
    packets = Submission.objects.filter(item=THIS).order_by().values("packet")
    return Signature.objects.filter(packet__in=packets).select_related("signer", "entered_by__person")


def latest_events(item: Item, count: int) -> tuple[list[Event], int]:
    """The newest events, and how many the item has."""

    def rows() -> QuerySet[Event]:
        counted = Event.objects.filter(item=THIS).annotate(all_of_them=Window(Count("pk")))
        return counted.select_related("actor", "post__unit")[:count]

    found = _of(item, f"events {count}", rows)
    return found, found[0].all_of_them if found else 0


def chiefs(item: Item) -> list[Post]:
    """The secretary and the clerk of the lead unit: whom to phone."""

    def rows() -> QuerySet[Post]:
        held = Post.objects.current().filter(unit=THIS, role__in=CHIEFS)
        return held.select_related("person").order_by("role", "pk")

    return objects(("chiefs", clock.today()), rows, {THIS: item.unit_id})


def relatives(item: Item, post: Post) -> list[Item]:
    """Items tied to this one by 举一反三 or 作废后重新下发, as far as the post may see them."""

    def rows() -> QuerySet[Item]:
        tied = Q(earlier_item=THIS) | Q(replaces=THIS) | Q(pk__in=[THAT, _NEITHER])
        visible = Item.objects.visible_to(post).filter(tied)
        return visible.only("number", "problem", "earlier_item", "replaces").order_by("number")

    ids = {THIS: item.pk, THAT: item.earlier_item_id or 0, _NEITHER: item.replaces_id or 0}
    return objects(("relatives", about(post, {})), rows, ids)


def neighbours(item: Item, post: Post) -> tuple[str, str]:
    """Numbers of the item before and after in the same unit and round, as far as the post sees; empty for none."""

    def rows() -> QuerySet[Any, Any]:
        beside = Item.objects.visible_to(post).filter(unit=THAT, inspection_round=_NEITHER).values("number")
        before = beside.filter(number__lt=NAMED).order_by("-number")[:1]
        after = beside.filter(number__gt=NAMED).order_by("number")[:1]
        return Item.objects.filter(pk=THIS).values_list(Subquery(before), Subquery(after))

    told = {THIS: item.pk, THAT: item.unit_id, _NEITHER: item.inspection_round_id, NAMED: item.number}
    ((before, after),) = fetched(("neighbours", about(post, {})), rows, told)
    return before or "", after or ""
