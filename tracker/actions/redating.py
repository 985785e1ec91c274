"""Dates that move because a setting of the round moved: every open item that hangs on it gets its new `due`.

One event an item; the setting's own event stands beside, in the same transaction.
"""

from collections import Counter
from collections.abc import Iterable

from tracker.actions.deadlines import due_of
from tracker.actions.door import Writer
from tracker.enums import PLAN_STATUSES, UNCLAIMED_STATUSES, Role
from tracker.models import InspectionRound, Item, Unit

# Later dates are promises of the unit's own plan; no setting moves them.
_HANGING = (*UNCLAIMED_STATUSES, *PLAN_STATUSES)


def redate(writer: Writer, rounds: Iterable[InspectionRound], *, why: str, unit: Unit | None = None) -> int:
    """Recompute the due dates of the rounds' open items (of one unit if told); returns how many moved.

    `why` is what the units are told. The settings must have been saved before.
    """
    items = Item.objects.filter(inspection_round__in=rounds, status__in=_HANGING)
    if unit is not None:
        items = items.filter(unit=unit)
    moved: Counter[Unit] = Counter()
    for item in items.select_related("unit", "inspection_round").order_by("pk"):
        due = due_of(item)
        if due != item.due:
            writer.change(item, "redate", due=due)
            moved[item.unit] += 1
    for each, count in moved.items():
        writer.notify(each, (Role.CLERK, Role.SECRETARY), f"{why}，本单位 {count} 项事项的期限已重算，请留意。")
    return sum(moved.values())
