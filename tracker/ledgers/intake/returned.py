"""Our own export coming back: what a person changed in a row since, told by what the row would say today.

The items are printed and read again as they are now, in memory; whatever then differs was changed by hand or has
changed in the system meanwhile. Which of the two it was, the copy tells that was kept of the export; where none is at
hand, the revision in the hidden column tells whether the item has changed at all.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tracker.ledgers.columns import LedgerRow
from tracker.ledgers.intake.blocks import blocks
from tracker.ledgers.intake.contents import Values, fields_of
from tracker.ledgers.intake.returned_measures import changed_measures
from tracker.ledgers.layouts import get_layout
from tracker.ledgers.reading import LedgerItem
from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.headers import find_header
from tracker.ledgers.reading.items import Context, make_item
from tracker.ledgers.reading.tables import Table
from tracker.ledgers.reading.texts import squash
from tracker.ledgers.rows import ledger_rows
from tracker.ledgers.versions import read_mark
from tracker.ledgers.writing.cells import clean
from tracker.models import Item, Measure

_LAYOUT = "ledger"
_PEOPLE = {"root_cause": "root_cause", "leaders": "leader", "owners": "owner"}
# What no ledger changes, and why.
_FIXED = {
    "status": "状态不能用台账改，这里的改动不写入。",
    "problem": "反馈问题的文字不能用台账改，这里的改动不写入。",
    "category": "任务类别不能用台账改，请在事项页调整。",
    "deadline": "整改时限随各条措施，这里的改动不写入，请在制定措施中改。",
}


@dataclass(frozen=True, slots=True)
class Differences:
    """Fields of an item, and rows of measures as `plans.save_plan` takes them."""

    fields: Values = field(default_factory=dict)
    measures: list[Values] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.fields or self.measures)

    def __add__(self, other: "Differences") -> "Differences":
        return Differences({**self.fields, **other.fields}, [*self.measures, *other.measures])


@dataclass(frozen=True, slots=True)
class Returned:
    """What a row that we exported would change today: what only the file has changed, and what both sides have."""

    ours: Differences
    clashing: Differences
    fixed: list[tuple[str, str]]  # (meaning, sentence) for what cannot be changed this way


@dataclass(frozen=True, slots=True)
class Sides:
    """A row as it came back, as it was exported (None where no copy is at hand), and as it would be printed today."""

    told: LedgerItem
    base: LedgerItem | None
    now: LedgerItem
    is_current: bool  # nobody has changed the item since the export

    def is_changed(self, name: str) -> bool:
        """Whether the file says something else than was exported, and than what is there today."""
        told = getattr(self.told, name)
        is_typed = self.base is None or _differs(told, getattr(self.base, name))
        return is_typed and _differs(told, getattr(self.now, name))

    def is_moved(self, name: str) -> bool:
        """Whether the system may say something else today than was exported."""
        return not self.is_current and (
            self.base is None or _differs(getattr(self.base, name), getattr(self.now, name))
        )


def revision_of(item: LedgerItem, known: Item) -> int | None:
    """At which revision a row of this item was exported; None where it does not say so credibly."""
    told = read_mark(item.version)
    return told[1] if told and told[0] == known.number else None


def as_printed(known: Iterable[Item]) -> dict[str, LedgerItem]:
    """The items as a ledger exported this moment would be read, by number."""
    parts = (Item.objects.filter(pk__in=block).order_by("number") for block in blocks([item.pk for item in known]))
    items = (_read(_grid(row)) for rows in parts for row in ledger_rows(rows))
    return {item.number: item for item in items if item is not None}


def returned(sides: Sides, kept: list[Measure]) -> Returned:
    """What the row changes in the item, whose measures are `kept`."""
    values = fields_of(sides.told)
    typed = [(words, name) for words, name in _PEOPLE.items() if values[name] and sides.is_changed(words)]
    ours = {name: values[name] for words, name in typed if not sides.is_moved(words)}
    clashing = {name: values[name] for words, name in typed if sides.is_moved(words)}
    rows = list(changed_measures(sides, kept))
    return Returned(
        Differences(ours, [row for row, is_clash in rows if not is_clash]),
        Differences(clashing, [row for row, is_clash in rows if is_clash]),
        _told(sides),
    )


def _told(sides: Sides) -> list[tuple[str, str]]:
    """What was typed over and cannot be changed this way; without a copy only where the item has not moved on."""
    if sides.base is None and not sides.is_current:
        return []
    return [(name, said) for name, said in _FIXED.items() if sides.is_changed(name)]


def _differs(told: Any, now: Any) -> bool:
    return _plain(told) != _plain(now)


def _plain(value: Any) -> str:
    return squash("、".join(value) if isinstance(value, tuple) else str(value or ""))


def _grid(row: LedgerRow) -> Grid:
    grid = Grid(_LAYOUT)
    for place, column in enumerate(get_layout(_LAYOUT).columns, 1):
        value = column.value(row)
        grid.put(1, place, column.heading)
        if column.kind != "lamp":
            grid.put(2, place, clean(value) if isinstance(value, str) else value)
    return grid.settle()


def _read(grid: Grid) -> LedgerItem | None:
    header = find_header(grid)
    if header is None:
        return None
    table = Table(grid, header)
    context = Context(grid.name, None, None)
    return next((make_item(table, group, context) for group in table.groups()), None)
