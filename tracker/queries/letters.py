"""The number of problems in each unit's letter of feedback, reconciled with the items there are (25＝24＋1 作废)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, F

from tracker.enums import Source, Status
from tracker.models import Feedback, Item, ItemVersion, Unit
from tracker.queries.figures import Scope


@dataclass(frozen=True)
class Letter:
    """One unit's letter: the number it states and what became of its problems."""

    unit: Unit
    stated: int | None
    counted: int  # led by the unit now
    void: int  # void and not reissued
    away: int  # once the unit's, now led by another (改派)
    taken: int  # now the unit's, first another's

    @property
    def found(self) -> int:
        """How many problems of the letter the system holds."""
        return self.counted + self.void + self.away - self.taken

    @property
    def agrees(self) -> bool:
        """Does the letter agree? One that states no number cannot disagree."""
        return self.stated is None or self.stated == self.found

    @property
    def text(self) -> str:
        """25＝24＋1 作废; with ≠ and the difference while it does not agree."""
        parts = [f"{self.counted}"]
        parts += [f"＋{number} {word}" for number, word in ((self.void, "作废"), (self.away, "改派出")) if number]
        parts += [f"－{self.taken} 改派来"] if self.taken else []
        stated = "未填" if self.stated is None else str(self.stated)
        if self.stated is None:
            return f"反馈意见所列数未填，现有 {''.join(parts)}"
        return f"{stated}{'＝' if self.agrees else '≠'}{''.join(parts)}{'' if self.agrees else self._gap()}"

    def _gap(self) -> str:
        gap = (self.stated or 0) - self.found
        return f"，还差 {gap}" if gap > 0 else f"，多出 {-gap}"


def letters(scope: Scope) -> list[Letter]:
    """The letters of the scope's round, in its order (four statements); without a round there is nothing to compare."""
    if scope.inspection_round is None:
        return []
    rows = Feedback.objects.filter(inspection_round=scope.inspection_round).select_related("unit").order_by("ordinal")
    if scope.unit is not None:
        rows = rows.filter(unit__path__startswith=scope.unit.path)
    counted, void = _items(scope)
    away, taken = _moved(scope)
    return [_letter(row, counted, void, away, taken) for row in rows]


def _letter(row: Feedback, *counts: Counter[int]) -> Letter:
    counted, void, away, taken = (each[row.unit_id] for each in counts)
    return Letter(row.unit, row.stated_count, counted, void, away, taken)


def _items(scope: Scope) -> tuple[Counter[int], Counter[int]]:
    """Per unit: live problems of the letter, and void ones that no other item replaces."""
    rows = Item.objects.filter(inspection_round=scope.inspection_round, source=Source.FEEDBACK).order_by()
    live = rows.exclude(status=Status.VOID).values_list("unit").annotate(count=Count("*"))
    void = rows.filter(status=Status.VOID, replaced_by=None).values_list("unit").annotate(count=Count("*"))
    return Counter(dict(live)), Counter(dict(void))


def _moved(scope: Scope) -> tuple[Counter[int], Counter[int]]:
    """Per unit: problems first its own and now another's, and now its own that were first another's."""
    items = Item.objects.filter(inspection_round=scope.inspection_round, source=Source.FEEDBACK)
    items = items.exclude(status=Status.VOID, replaced_by__isnull=False)
    moved = ItemVersion.objects.filter(item__in=items).exclude(unit=F("item__unit")).order_by().values("item")
    first: dict[int, tuple[int, int]] = {}
    versions = ItemVersion.objects.filter(item__in=moved).order_by("since", "pk")
    for item, before, now in versions.values_list("item", "unit", "item__unit"):
        first.setdefault(item, (before, now))
    pairs = [(before, now) for before, now in first.values() if before != now]
    return Counter(before for before, _ in pairs), Counter(now for _, now in pairs)
