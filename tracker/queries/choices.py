"""What the register's conditions may name: rounds, units, categories, sections, problem classes – as lists of choices.

All in one statement, together with the rounds' thresholds. Which rows a choice means is told in `filters/items.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, F, IntegerField, Model, QuerySet, Value
from django.db.models.functions import Cast

from tracker.compiled import fetched
from tracker.enums import OVERSIGHT_ROLES, UnitKind
from tracker.models import Category, InspectionRound, Post, ProblemClass, Section, Unit
from tracker.queries.lamps import Limits
from tracker.standing import standing


@dataclass(frozen=True)
class Choice:
    """One value a filter takes: what stands in the URL, what is read, and whether the list on the page shows it."""

    value: str
    label: str
    is_listed: bool = True


@dataclass(frozen=True)
class Options:
    """What the filters of one post may name. `paths` leads from a unit's id to its place in the tree."""

    rounds: Sequence[Choice]
    units: Sequence[Choice]
    categories: Sequence[Choice]
    sections: Sequence[Choice]
    classes: Sequence[Choice]
    paths: Mapping[str, str]
    class_ids: frozenset[str]
    limits: Limits = field(default_factory=dict)


def options(post: Post) -> Options:
    """All lists of choices, and the rounds' thresholds, in one statement."""
    kinds: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    key = ("options", post.role in OVERSIGHT_ROLES or post.unit.path)
    for kind, *row in standing(key, lambda: fetched(key, lambda: _union(post))):
        kinds[kind].append(tuple(row))
    rounds = sorted(kinds["round"], key=lambda row: (-row[3], -row[0]))
    units = sorted(kinds["unit"] + kinds["office"], key=lambda row: (row[3], row[0]))
    inspected = {row[0] for row in kinds["unit"]}
    limits: Limits = defaultdict(list)
    for pk, _, _, _, blue, yellow in rounds:
        limits[blue, yellow].append(pk)
    return Options(
        rounds=[Choice(str(row[0]), row[2]) for row in rounds],
        units=[Choice(str(row[0]), row[2], row[0] in inspected) for row in units],
        categories=[Choice(row[1], f"{row[1]} {row[2]}") for row in sorted(kinds["category"], key=lambda row: row[1])],
        sections=[Choice(row[1], row[2]) for row in sorted(kinds["section"], key=lambda row: row[3])],
        classes=_class_choices(kinds["class"]),
        paths={str(row[0]): row[1] for row in units},
        class_ids=frozenset(str(row[0]) for row in kinds["class"]),
        limits=limits,
    )


def _union(post: Post) -> QuerySet:
    """Rows (kind, id, code or path, name, order, number, number) of five tables."""
    all_units = Unit.objects.all() if post.role in OVERSIGHT_ROLES else Unit.objects.under(post.unit)
    office = (UnitKind.SUPERVISING, UnitKind.LEADERSHIP)
    parts = (
        _columns("round", InspectionRound, "code", "name", "year", "blue_days", "yellow_days"),
        _columns("unit", all_units.exclude(kind__in=office), "path", "name", "ordinal"),
        _columns("office", all_units.filter(kind__in=office), "path", "name", "ordinal"),
        _columns("category", Category, "code", "short_name"),
        _columns("section", Section, "code", "title", "ordinal"),
        _columns("class", ProblemClass, "code", "name", "parent_id"),
    )
    first, *others = parts
    return first.union(*others, all=True)


def _columns(
    kind: str, rows: type[Model] | QuerySet, code: str, name: str, *numbers: str
) -> QuerySet[Any, tuple[Any, ...]]:
    rows = rows if isinstance(rows, QuerySet) else rows._default_manager.all()
    filled: list[Any] = [*(F(each) for each in numbers), Value(None), Value(None), Value(None)][:3]
    named = {f"o_{place}": Cast(each, IntegerField()) for place, each in enumerate(filled)}
    told = rows.order_by().annotate(
        o_kind=Value(kind, CharField()), o_code=Cast(code, CharField()), o_name=Cast(name, CharField()), **named
    )
    return told.values_list("o_kind", "pk", "o_code", "o_name", *named)


def _class_choices(rows: list[tuple[Any, ...]]) -> list[Choice]:
    """The upper problem classes; each round has a copy of them, and one choice stands for all copies of a code."""
    by_code: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row[0]):
        if row[3] is None:
            by_code[row[1]].append(row)
    return [Choice(",".join(str(row[0]) for row in same), same[0][2]) for _, same in sorted(by_code.items())]
