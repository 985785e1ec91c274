"""Undoing an import (撤销本次导入): its items become void, the plans it filled in are as before – or nothing is.

Only while nothing was done with the rows; afterwards each of them is a matter of its own.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from tracker.actions.door import Writer, writing
from tracker.actions.door_alike import change_alike
from tracker.actions.imports_checks import check_own
from tracker.actions.items import CLERKS
from tracker.actions.long_writes import Heard, Within, at_once
from tracker.actions.plans import save_plan_in
from tracker.actions.taking_in import BLOCK
from tracker.enums import ImportState, Status
from tracker.errors import Invalid, Refused, Stale
from tracker.models import Event, Import, Item, Person, Post, Unit
from tracker.queries.imports import moved_on
from tracker.workflow import MIN_REASON

NUMBERS_TOLD = 20
PLAN_FIELDS = ("root_cause", "leader", "leader_person", "owner", "owner_person", "department")


def check_reason(reason: str) -> None:
    """Is it said why?"""
    if len(reason.strip()) < MIN_REASON:
        raise Invalid({"reason": [f"撤销理由不足 {MIN_REASON} 个字，请写明情况。"]})


def undo(batch: Import, *, by: Post, reason: str, within: Within = at_once) -> Import:
    """Void the items an import made and take back what it filled in; the reason stays in every item's history."""
    check_own(by, batch)
    check_reason(reason)
    with writing(by=by) as writer:
        row = _fresh(batch)
        if moved := moved_on(row):
            raise Refused(_sentence(moved))
        filled = list(Item.objects.filter(number__in=row.summary.get("updated", [])).order_by("pk"))
        count = Item.objects.filter(imported_from=row).count()
        with within(row, count + len(filled)) as heard:
            made = _void_all(writer, row, reason.strip(), heard)
            for done, item in enumerate(filled, count):
                _take_back(writer, writer.fresh(item))
                heard(done)
            if row.summary.get("source") == "FEEDBACK":
                _tell_units(writer, made)
            writer.alter(row, state=ImportState.UNDONE, undone_at=writer.at, undone_by=by)
            numbers: dict[str, Any] = {
                "voided": [number for number, _ in made],
                "restored": [item.number for item in filled],
            }
            writer.record("undo_import", row, name=row.name, sha256=row.sha256, reason=reason.strip(), **numbers)
        return row


def _fresh(batch: Import) -> Import:
    row = Import.objects.select_related("inspection_round", "unit").get(pk=batch.pk)
    if row.state != ImportState.CONFIRMED:
        raise Stale("这次导入已经撤销，或者没有导入过。")
    return row


def _sentence(moved: list[str]) -> str:
    told = "、".join(moved[:NUMBERS_TOLD]) + ("等" if len(moved) > NUMBERS_TOLD else "")
    return f"导入以后已有 {len(moved)} 项办理过（{told}），不能整批撤销。不该有的事项，请市委巡察办逐项作废。"


def _void_all(writer: Writer, batch: Import, reason: str, heard: Heard) -> list[tuple[str, Unit]]:
    """Void the items of an import, some at a time; returns the number and the unit of each."""
    about = {"reason": reason, "batch": batch}
    fields = {"voided_at": writer.at, "voided_by": writer.by, "due": None, "due_stopped_on": None, "kind": ""}
    rows = Item.objects.filter(imported_from=batch).select_related("unit").order_by("pk")
    made: list[tuple[str, Unit]] = []
    last = 0
    while block := list(rows.filter(pk__gt=last)[:BLOCK]):
        if made:
            writer.settle()
            heard(len(made))
        change_alike(writer, block, "void", particulars=about, status=Status.VOID, **fields)
        made += [(item.number, item.unit) for item in block]
        last = block[-1].pk
    return made


def _take_back(writer: Writer, item: Item) -> None:
    """The plan as it was before, by the words of the event that filled it in: the item's last one."""
    told = Event.objects.filter(item=item, verb="plan").order_by("-seq").first()
    if told is None:
        raise Refused(f"{item.number} 的原方案已无记录，不能撤销。")
    changes = {name: _row(old) for name, (old, _) in told.data.get("changes", {}).items() if name in PLAN_FIELDS}
    save_plan_in(writer, item, changes, list(map(_back, told.data.get("measures", []))), None, None)


def _back(row: Mapping[str, Any]) -> dict[str, Any]:
    """What undoes one row of a plan's event: an added measure goes, a changed one says what it said."""
    if "added" in row:
        return {"id": row["id"], "remove": True}
    old = {name: _row(told[0]) for name, told in row["changes"].items() if name not in ("done_at", "done_by")}
    if old.get("deadline"):
        old["deadline"] = date.fromisoformat(old["deadline"])
    return {"id": row["id"], **old}


def _row(old: Any) -> Any:
    """What a field said before; a person stands in an event by id and name."""
    return Person.objects.get(pk=old["id"]) if isinstance(old, Mapping) else old


def _tell_units(writer: Writer, made: Iterable[tuple[str, Unit]]) -> None:
    for unit, count in Counter(unit for _, unit in made).items():
        writer.notify(unit, CLERKS, f"市委巡察办撤销了一次导入，其中本单位 {count} 项反馈问题作废。")
