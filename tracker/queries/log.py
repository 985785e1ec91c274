"""The event log as the auditor reads it: which events, and each as a row in words. What an event says: `history.py`."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.apps import apps
from django.db.models import QuerySet

from tracker import clock, marks
from tracker.models import Event, Post, Unit
from tracker.queries import history
from tracker.queries.field_words import field_of, words
from tracker.queries.words import verb_label

_BLOCK = 500
FEW = 3  # so many changes are shown at once; more are folded


@dataclass(frozen=True)
class Asked:
    """What is looked for; empty parts ask nothing. Days are China's, both included."""

    since: datetime.date | None = None
    until: datetime.date | None = None
    person: str = ""
    verb: str = ""
    unit: Unit | None = None
    number: str = ""


@dataclass(frozen=True)
class Row:
    """One event in words."""

    seq: int
    at: str
    who: str
    post: str
    verb: str
    about: str
    note: str
    changes: list[history.Change]
    digest: str
    full_digest: str

    @property
    def is_long(self) -> bool:
        """Are there more changes than are shown at once?"""
        return len(self.changes) > FEW


def events(asked: Asked) -> QuerySet[Event]:
    """The events asked for, newest first, with what a row needs."""
    rows = Event.objects.select_related("actor", "post__unit", "item").order_by("-seq")
    if asked.since:
        rows = rows.filter(at__gte=_midnight(asked.since))
    if asked.until:
        rows = rows.filter(at__lt=_midnight(asked.until + clock.ONE_DAY))
    if asked.person:
        rows = rows.filter(actor__name__icontains=asked.person)
    if asked.verb:
        rows = rows.filter(verb=asked.verb)
    if asked.unit:
        rows = rows.filter(post__unit__path__startswith=asked.unit.path)
    if asked.number:
        rows = rows.filter(item__number__istartswith=asked.number)
    return rows


def rows(events: Iterable[Event]) -> list[Row]:
    """Events as rows; no further query."""
    return [_row(event) for event in events]


def all_rows(events: QuerySet[Event]) -> Iterator[Row]:
    """The same, however many there are."""
    return (_row(event) for event in events.iterator(_BLOCK))


def verbs() -> list[tuple[str, str]]:
    """Every verb that occurs, with its word, in the order of the words (one query)."""
    found = Event.objects.order_by().values_list("verb", flat=True).distinct()
    return sorted(((verb, verb_label(verb)) for verb in found), key=lambda pair: pair[1])


def _row(event: Event) -> Row:
    return Row(
        seq=event.seq,
        at=marks.datetime_text(event.at),
        who=event.actor.name if event.actor else "系统",
        post=f"{event.post.unit.label}　{event.post.get_role_display()}" if event.post else "",
        verb=verb_label(event.verb),
        about=_about(event),
        note=_note(event),
        changes=[*history.changes(event), *history.beside(event), *_moved(event)],
        digest=short_digest(event.digest),
        full_digest=event.digest,
    )


def _about(event: Event) -> str:
    """What it was done to: the item's number, else the kind of object and its name."""
    if event.item is not None:
        return event.item.number
    data = event.data
    name = next((data[key] for key in ("name", "username", "number", "code") if isinstance(data.get(key), str)), "")
    return f"{_kind(event.object_kind)}　{name}".strip()


def _note(event: Event) -> str:
    """What the history's sentence says beyond verb and object, and from where or in which post it was done."""
    about = _about(event)
    said = history.said(event).removeprefix(verb_label(event.verb)).lstrip("　：，")
    parts = [said] if said and not about.endswith(said) else []
    data = event.data
    beside = {label: words(field_of(Post, name), data[name]) for name, label in _BESIDE.items() if name in data}
    return "，".join([*parts, *(f"{label} {value}" for label, value in beside.items() if value not in about)])


_BESIDE = {"address": "地址", "unit": "单位", "role": "角色"}


def _moved(event: Event) -> list[history.Change]:
    """Units that moved along with the one above them."""
    names = [row["name"] for row in event.data.get("moved", ()) if str(row["id"]) != event.object_id]
    return [("随同移动", marks.NOTHING, "、".join(names))] if names else []


@lru_cache(maxsize=64)
def _kind(object_kind: str) -> str:
    return str(apps.get_model("tracker", object_kind)._meta.verbose_name)


def short_digest(digest: str) -> str:
    """The first eight signs in two groups, as they are read out: “3F9A 61C0”."""
    return f"{digest[:4]} {digest[4:8]}".upper()


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(), clock.CHINA)
