"""Our own export coming back: what a person changed in a row since, told by what the row would say today.

The items are printed and read again as they are now, in memory; whatever then differs was changed by hand or has
changed in the system meanwhile. Which of the two it was, the revision in the hidden column tells.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.ledgers.columns import LedgerRow
from tracker.ledgers.intake.contents import Values, fields_of, measures_of
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
class Returned:
    """What a row that we exported would change today."""

    is_clash: bool  # the item has changed since the export too
    fields: Values
    measures: list[Values]
    fixed: list[tuple[str, str]]  # (meaning, sentence) for what cannot be changed this way


def revision_of(item: LedgerItem, known: Item) -> int | None:
    """At which revision a row of this item was exported; None where it does not say so credibly."""
    told = read_mark(item.version)
    return told[1] if told and told[0] == known.number else None


def as_printed(known: Iterable[Item]) -> dict[str, LedgerItem]:
    """The items as a ledger exported this moment would be read, by number."""
    rows = Item.objects.filter(pk__in=[item.pk for item in known]).order_by("number")
    items = (_read(_grid(row)) for row in ledger_rows(rows))
    return {item.number: item for item in items if item is not None}


def returned(item: LedgerItem, known: Item, kept: list[Measure], now: LedgerItem, revision: int) -> Returned:
    """What the row changes in the item, of which `now` is the reading as printed today."""
    told = fields_of(item)
    fields = {
        name: told[name]
        for words, name in _PEOPLE.items()
        if told[name] and squash(str(getattr(item, words))) != squash(str(getattr(now, words)))
    }
    fixed = [(name, said) for name, said in _FIXED.items() if _differs(getattr(item, name), getattr(now, name))]
    return Returned(revision != known.revision, fields, list(_measures(item, now, kept)), fixed)


def _differs(told: Any, now: Any) -> bool:
    return squash(str(told or "")) != squash(str(now or ""))


def _measures(item: LedgerItem, now: LedgerItem, kept: list[Measure]) -> Iterator[Values]:
    """Measures by their place: other words at a place change that measure, further ones are added, none is lost."""
    texts = [squash(measure.text) for measure in now.measures]
    told = {squash(measure.text) for measure in item.measures}
    by_text = {squash(measure.text): measure for measure in kept}
    aligned = [by_text.get(text) for text in texts]
    for place, (measure, values) in enumerate(zip(item.measures, measures_of(item), strict=True)):
        text = squash(measure.text)
        if text in texts:
            old, before = aligned[texts.index(text)], now.measures[texts.index(text)].standard
            if old and measure.standard and _differs(measure.standard, before):
                yield {"id": old.pk, "standard": values["standard"]}
        elif place < len(texts) and texts[place] not in told and (old := aligned[place]):
            yield {"id": old.pk, "text": values["text"], **_standard(values, now.measures[place].standard)}
        else:
            yield values


def _standard(values: Mapping[str, Any], before: str) -> Values:
    told = values["standard"]
    return {"standard": told} if told and _differs(told, before) else {}


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
