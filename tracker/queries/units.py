"""The tree of units as the figures need it: each unit's own value, and the sum over its descendants."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tracker.models import Unit
from tracker.queries.figures import Tally


@dataclass(frozen=True)
class Branch:
    """A unit in the order of the tree; `depth` 0 for a root of the scope."""

    unit: Unit
    depth: int


def branches(root: Unit | None, shown: Iterable[int]) -> list[Branch]:
    """The units shown and all above them up to `root` (all roots if None), parents before children (one query)."""
    units = {unit.pk: unit for unit in (Unit.objects.under(root) if root else Unit.objects.all())}
    wanted: set[int] = set()
    for pk in shown:
        wanted.update(pk for pk in ids_of(units[pk].path) if pk in units)
    children: dict[int | None, list[Unit]] = defaultdict(list)
    for unit in units.values():
        if unit.pk in wanted:
            children[unit.parent_id if unit.parent_id in units else None].append(unit)
    return list(_walk(children, None, 0))


def fold(own: Mapping[int, Tally], tree: Iterable[Branch]) -> dict[int, Tally]:
    """Each unit's tally with those of its descendants added."""
    sums: dict[int, Tally] = {branch.unit.pk: Tally() for branch in tree}
    for branch in tree:
        for pk in ids_of(branch.unit.path):
            if pk in sums and branch.unit.pk in own:
                sums[pk].take(own[branch.unit.pk])
    return sums


def ids_of(path: str) -> list[int]:
    """“/1/7/” → [1, 7]."""
    return [int(step) for step in path.split("/") if step]


def _walk(children: Mapping[int | None, list[Unit]], above: int | None, depth: int) -> Iterable[Branch]:
    for unit in sorted(children.get(above, ()), key=lambda unit: (unit.ordinal, unit.pk)):
        yield Branch(unit, depth)
        yield from _walk(children, unit.pk, depth + 1)
