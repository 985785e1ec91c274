"""The number of problems in each unit's letter of feedback, reconciled with the items there are (25＝24＋1 作废)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

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
        told = "".join(f"{sign}{number} {word}" for sign, number, word, _ in self.others)
        return f"{self.head}{told}{self.gap}"

    @property
    def head(self) -> str:
        """What stands before the other parts: 25＝24."""
        if self.stated is None:
            return f"反馈意见所列数未填，现有 {self.counted}"
        return f"{self.stated}{'＝' if self.agrees else '≠'}{self.counted}"

    @property
    def others(self) -> list[tuple[str, int, str, str]]:
        """Sign, number, word, and the name in `LETTER_ROWS` of what is added to or taken from the live items."""
        told = [
            ("＋", self.void, "作废", "void"),
            ("＋", self.away, "改派出", "moved_away"),
            ("－", self.taken, "改派来", "moved_here"),
        ]
        return [part for part in told if part[1]]

    @property
    def gap(self) -> str:
        """By how much the letter does not agree; empty where it does."""
        if self.agrees:
            return ""
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
    live = _problems(scope).exclude(status=Status.VOID).values_list("unit").annotate(count=Count("*"))
    void = _void(scope).values_list("unit").annotate(count=Count("*"))
    return Counter(dict(live)), Counter(dict(void))


def _problems(scope: Scope) -> Any:
    return Item.objects.filter(inspection_round=scope.inspection_round, source=Source.FEEDBACK).order_by()


def _void(scope: Scope) -> Any:
    return _problems(scope).filter(status=Status.VOID, replaced_by=None)


def _moved(scope: Scope) -> tuple[Counter[int], Counter[int]]:
    """Per unit: problems first its own and now another's, and now its own that were first another's."""
    pairs = list(_moves(scope).values())
    return Counter(before for before, _ in pairs), Counter(now for _, now in pairs)


def _moves(scope: Scope) -> dict[int, tuple[int, int]]:
    """Items that were moved (改派) for good, with the ids of their first unit and the one of now."""
    items = _problems(scope).exclude(status=Status.VOID, replaced_by__isnull=False)
    moved = ItemVersion.objects.filter(item__in=items).exclude(unit=F("item__unit")).order_by().values("item")
    first: dict[int, tuple[int, int]] = {}
    versions = ItemVersion.objects.filter(item__in=moved).order_by("since", "pk")
    for item, before, now in versions.values_list("item", "unit", "item__unit"):
        first.setdefault(item, (before, now))
    return {item: pair for item, pair in first.items() if pair[0] != pair[1]}


def _moved_rows(scope: Scope, place: int) -> Any:
    """The moved items of one unit: those it had first (0), or those it has now (1)."""
    unit = scope.unit.pk if scope.unit else None
    return Item.objects.filter(pk__in=[item for item, pair in _moves(scope).items() if pair[place] == unit])


# Name -> (title, the rows of one unit's letter), as `figures_rates.ROWS`.
LETTER_ROWS: Mapping[str, tuple[str, Callable[[Scope], Any]]] = {
    "void": ("作废后没有重新下发的反馈问题", lambda scope: _void(scope).filter(unit=scope.unit)),
    "moved_away": ("改派给其他单位的反馈问题", lambda scope: _moved_rows(scope, 0)),
    "moved_here": ("由其他单位改派来的反馈问题", lambda scope: _moved_rows(scope, 1)),
}
