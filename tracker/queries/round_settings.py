"""One round as its page under 设置 shows it: its settings in words, who reviews, each unit's feedback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Count, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from tracker.enums import Source
from tracker.models import Feedback, InspectionRound, Item, ReviewParty, Unit

_HIDDEN = ("id", "name", "closed_at", "closed_by")


@dataclass(frozen=True)
class Reviewers:
    """Who reviews for the whole round (no unit) or for one unit; each step names the bodies that go side by side."""

    unit: Unit | None
    steps: list[str]


def facts(row: InspectionRound) -> list[tuple[str, str]]:
    """(label, value) of every setting, in the order of the form."""
    fields = (field for field in row._meta.concrete_fields if field.name not in _HIDDEN)
    return [(str(field.verbose_name), _words(getattr(row, field.name))) for field in fields]


def parties(row: InspectionRound) -> list[Reviewers]:
    """The round's own parties first, then those of single units (one query)."""
    rows = ReviewParty.objects.filter(inspection_round=row).select_related("unit", "unit_of_party")
    ordered = sorted(rows, key=lambda party: (party.unit_id or 0, party.step, party.pk))
    return [Reviewers(group[0].unit, list(_steps(group))) for group in _grouped(ordered)]


def feedback(row: InspectionRound) -> QuerySet[Feedback]:
    """Each unit's feedback with `issued`, how many feedback items it has been given (void ones left out)."""
    given = (
        Item.objects.counted()
        .filter(inspection_round=row, unit=OuterRef("unit"), source=Source.FEEDBACK)
        .order_by()
        .values("unit")
        .annotate(count=Count("pk"))
        .values("count")
    )
    rows = Feedback.objects.filter(inspection_round=row).select_related("unit")
    return rows.annotate(issued=Coalesce(Subquery(given), Value(0))).order_by("ordinal")


def _grouped(ordered: list[ReviewParty]) -> Iterator[list[ReviewParty]]:
    for _, group in groupby(ordered, key=lambda party: party.unit_id):
        yield list(group)


def _steps(group: list[ReviewParty]) -> Iterator[str]:
    for step, same in groupby(group, key=lambda party: party.step):
        yield f"第 {step} 步　{'、'.join(party.unit_of_party.name for party in same)}"


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if value not in (None, "") else "未填"
