"""The rows of one page of the register, with what its columns show.

Which rows there are, and how many, is told in `register.py`. Here their ids are known already, and the one statement
that reads them is compiled once for each choice of columns: it differs in nothing but the ids.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import Any

from django.db.models import Count, Model, OuterRef, Prefetch, Subquery, prefetch_related_objects

from tracker.compiled import for_ids
from tracker.models import Category, CoUnit, InspectionRound, Item, Measure, ProblemClass, ProgressNote, Unit

PER_PAGE = 50

# What the cells of a page read; a row has many more fields, and some are long. A test asks for every column.
_READ = (
    *("id", "number", "problem", "is_key", "listed", "leader", "owner", "time_frame", "is_lasting", "status", "kind"),
    *("deadline", "deadline_text", "first_deadline", "due", "due_stopped_on", "source", "patron"),
    *("unit_id", "category_id", "inspection_round_id"),
)
_RELATED: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "unit": (Unit, ("id", "name", "short_name", "path")),
    "category": (Category, ("id", "code", "title")),
    "inspection_round": (InspectionRound, ("id", "name", "blue_days", "yellow_days")),
}
# Columns of their own that cost more than their words.
_READ_FOR = {"root_cause": ("root_cause",), "problem_class": ("problem_class_id",)}
_RELATED_FOR: dict[str, tuple[type[Model], tuple[str, ...]]] = {"problem_class": (ProblemClass, ("id", "name"))}


def rows_of(ids: Sequence[int], columns: Collection[str]) -> list[Item]:
    """The items of these ids, at most a page of them, in the order of the ids (one statement; 配合单位 two more)."""
    if not ids:
        return []
    chosen = tuple(sorted({*columns} & {*_READ_FOR, *_ANNOTATED}))
    reader = _reader(chosen)
    found = for_ids(("page", chosen), lambda: reader.rows(_placeholders()), ids, PER_PAGE)
    shared: dict[tuple[str, int], Model] = {}
    items = {item.pk: item for item in (reader.item(row, shared) for row in found)}
    page = [items[pk] for pk in ids if pk in items]
    if "co_units" in columns:
        kept = CoUnit.objects.filter(removed_at=None).select_related("unit").order_by("pk")
        prefetch_related_objects(page, Prefetch("co_units", queryset=kept, to_attr="kept_co_units"))
    return page


def _placeholders() -> Any:
    """Ids that nothing has, one for each place; `for_ids` puts the real ones in."""
    return Item.objects.order_by().filter(pk__in=range(-PER_PAGE, 0))


class _Reader:
    """Makes items of plain rows: the item's own fields, then those of each related row, then what is annotated."""

    def __init__(self, chosen: Sequence[str]):
        own = {*_READ, *(name for column in chosen for name in _READ_FOR.get(column, ()))}
        self._own = _Part(Item, own)
        related = {**_RELATED, **{column: _RELATED_FOR[column] for column in chosen if column in _RELATED_FOR}}
        self._related = {name: _Part(model, {*fields}) for name, (model, fields) in related.items()}
        self._annotated = {name: make for column in chosen for name, make in _ANNOTATED.get(column, {}).items()}

    def rows(self, rows: Any) -> Any:
        """The queryset that reads what `item` takes."""
        names = [*self._own.names]
        for name, part in self._related.items():
            names += [f"{name}__{field}" for field in part.names]
        return rows.annotate(**{name: make() for name, make in self._annotated.items()}).values_list(
            *names, *self._annotated
        )

    def item(self, row: Sequence[Any], shared: dict[tuple[str, int], Model]) -> Item:
        """One item; rows of the same unit, category or round share one object of it."""
        item: Any = self._own.instance(row, 0)
        at = len(self._own.names)
        for name, part in self._related.items():
            pk = row[at + part.pk_at]
            if pk is not None and (name, pk) not in shared:
                shared[name, pk] = part.instance(row, at)
            item._state.fields_cache[name] = shared[name, pk] if pk is not None else None
            at += len(part.names)
        for place, name in enumerate(self._annotated):
            setattr(item, name, row[at + place])
        return item


class _Part:
    """Some fields of one model, in the order in which `from_db` takes them, read from a plain row."""

    def __init__(self, model: type[Model], fields: Collection[str]):
        self._model = model
        chosen = [field for field in model._meta.concrete_fields if field.attname in fields]
        self.names = [field.attname for field in chosen]
        self.pk_at = self.names.index("id")
        self._read = [_READERS.get(field.get_internal_type()) for field in chosen]

    def instance(self, row: Sequence[Any], at: int) -> Model:
        values = row[at : at + len(self.names)]
        told = zip(self._read, values, strict=True)
        return self._model.from_db("default", self.names, [_read(value, to) for to, value in told])


def _read(value: Any, to: Callable[[Any], Any] | None) -> Any:
    return value if to is None or value is None else to(value)


def _day(value: Any) -> datetime.date:
    """SQLite keeps days as text."""
    return datetime.date.fromisoformat(value) if isinstance(value, str) else value


_READERS: dict[str, Callable[[Any], Any]] = {"DateField": _day, "BooleanField": bool}


def _measures(**conditions: Any) -> Subquery:
    kept = Measure.objects.kept().filter(item=OuterRef("pk"), **conditions).order_by().values("item")
    return Subquery(kept.annotate(n=Count("pk")).values("n"))


def _latest_progress() -> Subquery:
    notes = ProgressNote.objects.filter(item=OuterRef("pk")).order_by("-noted_at", "-pk")
    return Subquery(notes.values("text")[:1])


_ANNOTATED: dict[str, dict[str, Callable[[], Subquery]]] = {
    "measures": {"measures_all": _measures, "measures_done": lambda: _measures(done_at__isnull=False)},
    "progress": {"latest_progress": _latest_progress},
}
_reader = cache(_Reader)
