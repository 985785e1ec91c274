"""What a row means for an item that is there already: a unit's ledger fills in its plan while it is being drawn up."""

from dataclasses import replace

from tracker.ledgers.intake.contents import label, told_changes
from tracker.ledgers.intake.returned import Differences
from tracker.ledgers.intake.shape import IntakeRow, Outcome
from tracker.models import Item, Measure

SAME = "已有，内容相同"
KEPT = "导出以后系统里已改过，不写入"
AND_MORE = "；另有两边都改过的，不写入"


def filled_in(
    row: IntakeRow, known: Item, kept: list[Measure], ours: Differences, clashing: Differences, *, overwrite: bool
) -> IntakeRow:
    """The row with what it would write: what only the ledger changed, and what both sides changed if it is to hold."""
    if not ours and not clashing:
        return replace(row, said=SAME)
    changes, clashes = (tuple(told_changes(known, kept, x.fields, x.measures)) for x in (ours, clashing))
    row = replace(row, changes=changes, clashes=clashes)
    written = ours + clashing if overwrite else ours
    if not written:
        return replace(row, said=KEPT)
    said = said_of(written) + (AND_MORE if clashes and not overwrite else "")
    return replace(row, outcome=Outcome.UPDATE, said=said, fields=written.fields, measures=tuple(written.measures))


def said_of(written: Differences) -> str:
    """What would be filled in, in a few words."""
    labels = [label(name) for name in written.fields]
    added = sum(1 for row in written.measures if "id" not in row)
    changed = len({row["id"] for row in written.measures if "id" in row})
    counts = [f"{count} 条措施{word}" for count, word in ((added, "新增"), (changed, "更新")) if count]
    return "补入" + "、".join([*labels, *counts])
