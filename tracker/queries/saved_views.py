"""What the register offers a user: the columns chosen, saved views, templates of the superior, in one statement.

What a condition means is told in `filters/items.py`, which columns there are in `tables/items.py`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, F, IntegerField, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, NullIf

from tracker import clock
from tracker.compiled import fetched
from tracker.models import Post, Preference, SavedView, User
from tracker.queries.templates import usable_by


@dataclass(frozen=True)
class View:
    """A saved view as it is offered. `by` says who shares it; it is empty for what is not shared, or no longer."""

    pk: int
    name: str
    query: str
    columns: Any
    is_own: bool
    by: str


@dataclass(frozen=True)
class Kept:
    """`columns` as they are stored, None where nothing was ever chosen; one's own views first.

    `templates` are (id, name) of those that the post may fill, by name.
    """

    columns: Any
    views: Sequence[View]
    templates: Sequence[tuple[int, str]]


def kept_for(user: User, post: Post, preference: str) -> Kept:
    """The columns kept under a preference's key, and what is offered to this user at this post (one statement)."""
    key = ("kept", user.pk, post.unit_id, post.role, post.is_current(), preference, clock.today())
    rows = fetched(key, lambda: _union(user, post, preference))
    columns = next((json.loads(row[4]) for row in rows if row[0] == "columns"), None)
    views = [_view(row) for row in rows if row[0] == "view"]
    templates = sorted(((row[1], row[2]) for row in rows if row[0] == "template"), key=lambda row: (row[1], row[0]))
    return Kept(columns, sorted(views, key=lambda view: (not view.is_own, view.pk)), templates)


def _view(row: Sequence[Any]) -> View:
    _, pk, name, query, columns, is_own, is_shared, unit, person = row
    return View(pk, name, query, json.loads(columns), bool(is_own), f"{unit}　{person}" if is_shared else "")


def _union(user: User, post: Post, preference: str) -> QuerySet[Any, tuple[Any, ...]]:
    nothing = Value("", CharField())
    mine = Preference.objects.filter(user=user, key=preference)
    columns = _rows(mine, "columns", nothing, nothing, F("value"), Value(1), Value(0), nothing, nothing)
    unit = Coalesce(NullIf("shared_by__unit__short_name", nothing), "shared_by__unit__name")
    is_own = Case(When(user=user, then=Value(1)), default=Value(0))
    is_shared = Case(When(shared_by__in=Post.objects.current(), then=Value(1)), default=Value(0))
    by = (unit, F("shared_by__person__name"))
    offered = SavedView.objects.offered_to(user, post)
    views = _rows(offered, "view", F("name"), F("query"), F("columns"), is_own, is_shared, *by)
    flag = Value(0)
    templates = _rows(usable_by(post), "template", F("name"), nothing, nothing, flag, flag, nothing, nothing)
    return columns.union(views, templates, all=True)


def _rows(
    rows: QuerySet[Any], kind: str, name: Any, query: Any, columns: Any, own: Any, shared: Any, unit: Any, person: Any
) -> QuerySet[Any, tuple[Any, ...]]:
    """Rows (kind, id, name, conditions, columns as JSON, is it one's own, is it shared, by which unit, by whom)."""
    told = {
        "k_kind": Value(kind, CharField()),
        "k_name": Cast(name, CharField()),
        "k_query": Cast(query, TextField()),
        "k_columns": Cast(columns, TextField()),
        "k_own": Cast(own, IntegerField()),
        "k_shared": Cast(shared, IntegerField()),
        "k_unit": Cast(unit, CharField()),
        "k_person": Cast(person, CharField()),
    }
    first, *others = told
    return rows.order_by().annotate(**told).values_list(first, "pk", *others)
