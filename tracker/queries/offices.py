"""Lists for the settings: units in their tree, people with account and posts, posts, locked sign-ins."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import F, Max, Prefetch, Q, QuerySet, Sum

from tracker import clock
from tracker.models import Person, Post, Unit
from tracker.queries.units import Branch, branches


@dataclass(frozen=True)
class Lock:
    """A user who may not sign in from an address until `until`."""

    username: str
    address: str
    failures: int
    last_at: datetime.datetime

    @property
    def until(self) -> datetime.datetime:
        """When the lock ends by itself."""
        return self.last_at + settings.AXES_COOLOFF_TIME


def units(text: str = "") -> list[Branch]:
    """Units whose name holds the text, in the order of the tree and with those above them (two queries)."""
    found = Unit.objects.filter(Q(name__icontains=text) | Q(short_name__icontains=text)) if text else Unit.objects.all()
    return branches(None, found.values_list("pk", flat=True))


def people(text: str = "") -> QuerySet[Person]:
    """People whose name, unit, phone or username holds the text, with posts, `username` and `account_open`."""
    posts = Post.objects.select_related("unit").order_by("-since", "pk")
    rows = Person.objects.select_related("unit", "user").prefetch_related(Prefetch("posts", posts))
    rows = rows.annotate(username=F("user__username"), account_open=F("user__is_active"))
    if text:
        words = ("name", "unit__name", "phone", "user__username")
        rows = rows.filter(_any(words, text))
    return rows.order_by("unit__ordinal", "unit_id", "pk")


def posts(text: str = "", role: str = "", *, ended: bool = False) -> QuerySet[Post]:
    """Posts in force or to come (with `ended`, those too), by person or unit, and by role."""
    rows = Post.objects.select_related("unit", "person", "granted_by__person")
    if not ended:
        rows = rows.filter(Q(until=None) | Q(until__gte=clock.today()))
    if text:
        rows = rows.filter(_any(("person__name", "unit__name"), text))
    if role:
        rows = rows.filter(role=role)
    return rows.order_by("unit__ordinal", "unit_id", "role", "pk")


def locks() -> list[Lock]:
    """Who is locked out now, the latest first. Axes keeps a row per browser and adds them up."""
    since = clock.now() - settings.AXES_COOLOFF_TIME
    rows = AccessAttempt.objects.filter(attempt_time__gte=since).order_by().values("username", "ip_address")
    summed = rows.annotate(failures=Sum("failures_since_start"), last_at=Max("attempt_time"))
    locked = summed.filter(failures__gte=settings.AXES_FAILURE_LIMIT).order_by("-last_at")
    return [Lock(row["username"], row["ip_address"], row["failures"], row["last_at"]) for row in locked]


def _any(fields: Iterable[str], text: str) -> Q:
    found = Q()
    for field in fields:
        found |= Q(**{f"{field}__icontains": text})
    return found
