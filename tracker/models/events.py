"""History: the append-only, hash-chained event log, and each item's countable facts over time."""

import json
from typing import Any

from django.db import models
from django.db.models import Q

from tracker.enums import Source, Status, StrikeOffKind, TimeFrame
from tracker.models.categories import Category, ProblemClass
from tracker.models.constraints import one_of
from tracker.models.items import Item
from tracker.models.people import Person, Post
from tracker.models.units import Unit


class Event(models.Model):
    """履历: who did what to which object. `particulars` is canonical JSON holding every changed field, old and new.

    `digest` is the SHA-256 of the row's canonical form, which contains `prev`, the digest of the event before it.
    """

    seq = models.PositiveBigIntegerField("序号", unique=True)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="events", verbose_name="办理人"
    )
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="events", verbose_name="任职")
    verb = models.CharField("动作", max_length=40)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="events", verbose_name="事项")
    particulars = models.TextField("内容")
    prev = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "履历"
        ordering = ["-seq"]
        indexes = [
            models.Index(fields=["item", "-seq"], name="event_item_seq"),
            models.Index(fields=["object_kind", "object_id"], name="event_object"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb}"

    @property
    def data(self) -> dict[str, Any]:
        """The particulars as a dictionary."""
        return json.loads(self.particulars)

    def link(self) -> dict[str, Any]:
        """What the digest is made of."""
        return {
            "seq": self.seq,
            "at": self.at,
            "actor": self.actor_id,
            "post": self.post_id,
            "verb": self.verb,
            "object_kind": self.object_kind,
            "object_id": self.object_id,
            "item": self.item_id,
            "particulars": self.particulars,
            "prev": self.prev,
        }


class ItemVersion(models.Model):
    """An item's countable facts from `since` (inclusive) to `until` (exclusive; none = still so)."""

    FACTS = (
        "unit",
        "category",
        "problem_class",
        "source",
        "time_frame",
        "status",
        "kind",
        "deadline",
        "first_deadline",
        "due",
        "due_stopped_on",
        "leader",
        "owner",
        "patron",
        "cycle",
        "listed",
    )

    item = models.ForeignKey(Item, models.PROTECT, related_name="versions")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, models.PROTECT, related_name="+")
    problem_class = models.ForeignKey(ProblemClass, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=12, choices=Source)
    time_frame = models.CharField(max_length=12, choices=TimeFrame)
    status = models.CharField(max_length=20, choices=Status)
    kind = models.CharField(max_length=12, choices=StrikeOffKind, blank=True)
    deadline = models.DateField(null=True, blank=True)
    first_deadline = models.DateField(null=True, blank=True)
    due = models.DateField(null=True, blank=True)
    due_stopped_on = models.DateField(null=True, blank=True)
    leader = models.CharField(max_length=200, blank=True)
    owner = models.CharField(max_length=200, blank=True)
    patron = models.CharField(max_length=80, blank=True)
    cycle = models.PositiveIntegerField()
    listed = models.BooleanField()

    class Meta:
        verbose_name = "事项沿革"
        ordering = ["item", "since", "pk"]
        constraints = [
            one_of("itemversion", "source", Source.values),
            one_of("itemversion", "time_frame", TimeFrame.values),
            one_of("itemversion", "status", Status.values),
            one_of("itemversion", "kind", StrikeOffKind.values, blank=True),
            models.UniqueConstraint(fields=["item"], condition=Q(until=None), name="version_one_open_per_item"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")), name="version_until_after_since"
            ),
        ]
        indexes = [models.Index(fields=["since", "until"], name="version_span")]

    def __str__(self) -> str:
        return f"{self.item} {self.since:%Y-%m-%d}"
