"""Drawing up the plan (制定措施): root cause, people, measures, road map, co-units – one form, one event."""

from collections.abc import Iterable, Mapping
from typing import Any

from tracker.actions.deadlines import due_of, latest_deadline
from tracker.actions.door import Writer, only, writing
from tracker.errors import Refused
from tracker.models import CoUnit, Item, Measure, Milestone, Post

Rows = Iterable[Mapping[str, Any]]
PLANNED = (
    *("root_cause", "category", "requirement", "problem_class", "time_frame", "is_lasting"),
    *("leader", "leader_person", "owner", "owner_person", "department"),
)
_ROW_FIELDS: Mapping[Any, tuple[str, ...]] = {
    Measure: ("text", "standard", "owner", "owner_person", "deadline", "deadline_text"),
    Milestone: ("text", "due_on"),
    CoUnit: ("unit", "part"),
}
_SUBSTANCE = {"text", "standard", "part"}


def save_plan(
    item: Item,
    *,
    by: Post,
    seen: int | None = None,
    fields: Mapping[str, Any] | None = None,
    measures: Rows | None = None,
    milestones: Rows | None = None,
    co_units: Rows | None = None,
) -> Item:
    """Save the whole plan form. A row with `id` is changed, without is added; with `remove` it is taken out.

    Rows left out of a list stay as they are; a list that is None is not touched.
    """
    with writing(by=by) as writer:
        item = writer.fresh(item, seen=seen)
        writer.allow("plan", item)
        return save_plan_in(writer, item, fields or {}, measures, milestones, co_units)


def save_plan_in(
    writer: Writer,
    item: Item,
    fields: Mapping[str, Any],
    measures: Rows | None,
    milestones: Rows | None,
    co_units: Rows | None,
) -> Item:
    """The same, inside an open door and already allowed."""
    only(fields, PLANNED)
    promised = latest_deadline(item)
    changed = {
        "measures": _save_measures(writer, item, measures or ()),
        "milestones": _save_milestones(writer, item, milestones or ()),
        "co_units": _save_co_units(writer, item, co_units or ()),
    }
    # Where no measure has a date any more, the ledger's own stays; one that came from a measure goes with it.
    given = item.first_deadline if promised else item.deadline
    fields = {**fields, "deadline": latest_deadline(item) or given}
    writer.change(item, "plan", particulars=changed, due=due_of(item), **fields)
    return item


def _save_measures(writer: Writer, item: Item, rows: Rows) -> list[dict]:
    said = [_save_row(writer, item, Measure, row) for row in rows]
    for ordinal, measure in enumerate(item.measures.kept().order_by("ordinal", "pk"), start=1):
        writer.alongside(measure, ordinal=ordinal)
    return [each for each in said if each]


def _save_milestones(writer: Writer, item: Item, rows: Rows) -> list[dict]:
    said = [_save_row(writer, item, Milestone, row) for row in rows]
    for ordinal, step in enumerate(item.milestones.kept().order_by("due_on", "pk"), start=1):
        writer.alongside(step, ordinal=ordinal)
    return [each for each in said if each]


def _save_co_units(writer: Writer, item: Item, rows: Rows) -> list[dict]:
    for row in rows:
        if row.get("unit") is not None and row["unit"].pk == item.unit_id:
            raise Refused("配合单位不能是牵头单位本身。")
        if row.get("id") and "unit" in row and not item.co_units.filter(pk=row["id"], unit=row["unit"]).exists():
            raise Refused("配合单位不能直接改成另一单位；请删去这一条，另加一条。")
    return [each for each in (_save_row(writer, item, CoUnit, row) for row in rows) if each]


def _save_row(writer: Writer, item: Item, model: type[Any], row: Mapping[str, Any]) -> dict:
    """Add, change or take out one row; returns what the event says of it."""
    values = {name: value for name, value in row.items() if name not in ("id", "remove")}
    only(values, _ROW_FIELDS[model])
    if row.get("id") is None:
        return {} if row.get("remove") else _add(item, model, values)
    kept = model.objects.filter(item=item, removed_at=None, pk=row["id"]).first()
    if kept is None:
        raise Refused("所改的行已被他人删除，请看最新情况后再改。")
    if row.get("remove"):
        writer.alongside(kept, removed_at=writer.at, removed_by=writer.by)
        return {"id": kept.pk, "removed": str(kept)}
    changes = writer.alter(kept, **values)
    changes |= _begin_anew(writer, kept, changes)
    return {"id": kept.pk, "changes": changes} if changes else {}


def _begin_anew(writer: Writer, row: Any, changes: Mapping[str, Any]) -> dict:
    """What was done or reached was the row as it stood: another task, standard or date is not done yet."""
    done = next((name for name in ("done", "reached") if getattr(row, f"{name}_at", None)), None)
    if done is None or not changes.keys() & _SUBSTANCE:
        return {}
    return writer.alter(row, **{f"{done}_at": None, f"{done}_by": None})


def _add(item: Item, model: type[Any], values: dict[str, Any]) -> dict:
    if model is not CoUnit:
        values.setdefault("ordinal", 10_000)
    row = model.objects.create(item=item, **values)
    return {"id": row.pk, "added": {**values, "ordinal": None} if "ordinal" in values else values}
