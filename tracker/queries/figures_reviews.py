"""审核情况: how many reviews each party has before it, how many of them are overdue, how long the oldest has waited.

The parties answer for their days as the units do for theirs; all sources count, for all are reviewed alike. When a
review is late is told by `Review`.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q

from tracker import clock
from tracker.enums import PARTY_ROLES
from tracker.models import Post, Review
from tracker.models.submissions import past_due
from tracker.queries.figures import Scope
from tracker.standing import standing

_PARTY = ("unit_of_party", "unit_of_party__short_name", "unit_of_party__name")


@dataclass(frozen=True)
class PartyLine:
    """What lies with one party now."""

    party: int
    label: str
    pending: int
    overdue: int
    oldest: datetime.date

    @property
    def days(self) -> int:
        """最久已等: days since the oldest of its reviews was opened."""
        return (clock.today() - self.oldest).days


def pending(scope: Scope) -> Any:
    """Reviews that wait for their party's verdict, of the scope's items."""
    return Review.objects.pending().filter(Q(Exists(scope.rows().order_by().filter(pk=OuterRef("submission__item")))))


def overdue(scope: Scope) -> Any:
    """Those of them whose 审核期限 is past."""
    return pending(scope).overdue()


def told(rows: Any, post: Post) -> Any:
    """Of these pending reviews what the post may know, the twin of `turns.hides_others`.

    Who is no longer among them has spoken, and a party learns that of another only after its own verdict.
    """
    if post.role not in PARTY_ROLES:
        return rows
    silent = Review.objects.order_by().filter(unit_of_party=post.unit_id, verdict="")
    return rows.filter(Q(unit_of_party=post.unit_id) | ~Q(submission__in=silent.values("submission")))


def by_party(scope: Scope, post: Post) -> list[PartyLine]:
    """A line for each party that has anything before it, as far as the post may know (one statement)."""
    key = ("by party", post.unit_id if post.role in PARTY_ROLES else None, scope.key)
    return [
        PartyLine(pk, short_name or name, count, late, clock.local_date(first))
        for pk, short_name, name, count, late, first in standing(key, lambda: list(_parties(scope, post)))
    ]


def _parties(scope: Scope, post: Post) -> Any:
    late = Count("pk", filter=past_due())
    rows = told(pending(scope), post).order_by("unit_of_party__ordinal", "unit_of_party_id")
    cells = rows.values(*_PARTY).annotate(count=Count("pk"), late=late, first=Min("opened_at"))
    return cells.values_list(*_PARTY, "count", "late", "first")
