"""The evidence of items as a pack takes it: each upload under the measure, stage or part it proves.

Only uses that stand and uploads that were not purged: the same that the download of a single file asks for. Which items
may be seen is the caller's queryset.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db.models import Count, QuerySet, Sum

from tracker.models import EvidenceUse
from tracker.models.items import ItemQuerySet

WHOLE = "综合"


class Paper(NamedTuple):
    """One upload in one place of an item."""

    place: str  # what it proves: 措施1, 阶段目标1, 配合 and the unit, or the whole item
    name: str
    extension: str
    sha256: str
    size: int
    by: str
    at: datetime
    is_shared: bool


def uses(rows: ItemQuerySet) -> QuerySet[EvidenceUse]:
    """The uses that a pack of these items holds."""
    return EvidenceUse.objects.filter(item__in=rows.order_by().values("pk"), removed_at=None, evidence__purged_at=None)


def extent(rows: ItemQuerySet) -> tuple[int, int]:
    """How many files of evidence these items have, and their bytes."""
    told = uses(rows).order_by().aggregate(count=Count("pk"), size=Sum("evidence__size"))
    return told["count"], told["size"] or 0


def papers_of(items: Sequence[int]) -> dict[int, list[Paper]]:
    """The evidence of these items, in the order of what it proves (one statement)."""
    related = ("evidence__uploaded_by__unit", "evidence__uploaded_by__person", "measure", "milestone", "co_unit__unit")
    found: dict[int, list[Paper]] = defaultdict(list)
    rows = EvidenceUse.objects.filter(item__in=items, removed_at=None, evidence__purged_at=None)
    for use in sorted(rows.select_related(*related).order_by("pk"), key=_order):
        found[use.item_id].append(_paper(use))
    return found


def _order(use: EvidenceUse) -> tuple[int, int]:
    """Measures first, then stages, parts, and what proves the whole item."""
    if _stands(use.measure):
        return 0, use.measure.ordinal
    if _stands(use.milestone):
        return 1, use.milestone.ordinal
    return (2, use.co_unit.pk) if _stands(use.co_unit) else (3, 0)


def _stands(row: object) -> bool:
    return row is not None and getattr(row, "removed_at", None) is None


def _paper(use: EvidenceUse) -> Paper:
    file = use.evidence
    by = f"{file.uploaded_by.unit.label} {file.uploaded_by.person.name}"
    return Paper(_place(use), file.name, file.extension, file.sha256, file.size, by, file.uploaded_at, use.is_shared)


def _place(use: EvidenceUse) -> str:
    if _stands(use.measure):
        return f"措施{use.measure.ordinal}"
    if _stands(use.milestone):
        return f"阶段目标{use.milestone.ordinal}"
    return f"配合{use.co_unit.unit.label}" if _stands(use.co_unit) else WHOLE
