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
    for use in sorted(rows.select_related(*related).order_by("pk"), key=_place):
        found[use.item_id].append(_paper(use))
    return found


def _place(use: EvidenceUse) -> tuple[int, int, str]:
    """What it proves, after its rank: measures first, then stages, parts, and what proves the whole item."""
    measure, stage, part = use.measure, use.milestone, use.co_unit
    if measure and not measure.removed_at:
        return 0, measure.ordinal, f"措施{measure.ordinal}"
    if stage and not stage.removed_at:
        return 1, stage.ordinal, f"阶段目标{stage.ordinal}"
    if part and not part.removed_at:
        return 2, part.pk, f"配合{part.unit.label}"
    return 3, 0, WHOLE


def _paper(use: EvidenceUse) -> Paper:
    file, (_, _, place) = use.evidence, _place(use)
    by = f"{file.uploaded_by.unit.label} {file.uploaded_by.person.name}"
    return Paper(place, file.name, file.extension, file.sha256, file.size, by, file.uploaded_at, use.is_shared)
