"""The workbook of a layout over some items: which sheets it has, and the words above and below each.

Rows come from `rows.py`, `forms.py`, `statistics.py`; how they are written is told in `writing/`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any

from tracker.enums import HEADLINE_SOURCES
from tracker.ledgers.forms import form_rows
from tracker.ledgers.layouts import Layout, get_layout
from tracker.ledgers.rows import ledger_rows
from tracker.ledgers.statistics import NOTE, figure_rows
from tracker.ledgers.writing import Heading, Sheet, stream_book
from tracker.models import InspectionRound, Unit
from tracker.models.items import ItemQuerySet
from tracker.queries.figures import Tally, sentence
from tracker.queries.figures_counts import tallies, tally_of

ANY_ROUND, ONE_SHEET = "巡察", "本表"
TOLD_EVERY = 500  # rows between two words of how far an export is


@dataclass(frozen=True)
class Told:
    """What an export says of itself: who answers for it, how the sentence calls its rows, and its proof."""

    unit_name: str
    made_on: date
    whole: str = ONE_SHEET
    by_measure: bool = False
    scope: str = ""
    origin: str = ""
    code: str = ""
    party: int | None = None  # the reviewing body it is made for: it reads the others' opinions only after its own


def stream(
    layout: Layout, rows: ItemQuerySet, told: Told, heard: Callable[[int], None] | None = None
) -> Iterator[bytes]:
    """The workbook in pieces; whoever reads them holds one snapshot open meanwhile.

    `heard` is told how many of the rows have been read, on all sheets that show them.
    """
    heading, sheets = sheets_of(layout, rows, told)
    return stream_book(heading, sheets if heard is None else _counted(sheets, heard, len(layout.sheets) or 1))


def sheets_of(layout: Layout, rows: ItemQuerySet, told: Told) -> tuple[Heading, Iterator[Sheet]]:
    """The words above the workbook, and its sheets one after the other."""
    heading = _heading(layout, rows, told)
    return heading, _sheets(layout, rows, told, heading)


def _counted(sheets: Iterable[Sheet], heard: Callable[[int], None], times: int) -> Iterator[Sheet]:
    """The same sheets; a row that stands on several (`times`) is done once all have it."""
    numbers = count(1)
    for sheet in sheets:
        yield replace(sheet, rows=_heard(sheet.rows, numbers, lambda number: heard(number // times)))


def _heard(rows: Iterable[Any], numbers: Iterator[int], heard: Callable[[int], None]) -> Iterator[Any]:
    for row in rows:
        number = next(numbers)
        if number % TOLD_EVERY == 0:
            heard(number)
        yield row


def _heading(layout: Layout, rows: ItemQuerySet, told: Told) -> Heading:
    whole = ONE_SHEET if layout.narrows else told.whole
    return Heading(
        title=_title(layout, round_name_of(rows), told.unit_name),
        unit_name=told.unit_name,
        made_on=told.made_on,
        sentence=sentence(tally_of(rows), told.made_on, whole),
        signature_lines=layout.foot,
        narrows_to=layout.narrows_to,
        note=NOTE if layout.shape == "figures" else "",
        scope=told.scope,
        origin=told.origin,
        code=told.code,
    )


def _title(layout: Layout, round_name: str, unit_name: str) -> str:
    return layout.title.format(round_name=round_name, unit_name=unit_name)


def round_name_of(rows: ItemQuerySet) -> str:
    """The round in which all of the rows are, or a word for several."""
    rounds = list(InspectionRound.objects.filter(pk__in=rows.order_by().values("inspection_round"))[:2])
    return rounds[0].name if len(rounds) == 1 else ANY_ROUND


def _sheets(layout: Layout, rows: ItemQuerySet, told: Told, heading: Heading) -> Iterator[Sheet]:
    if layout.sheets:
        for each in map(get_layout, layout.sheets):
            title = _title(each, round_name_of(rows), told.unit_name)
            yield _sheet(each, replace(heading, title=title, signature_lines=each.foot), rows, told)
    elif layout.shape == "by_unit":
        yield from _units(layout, rows, told, heading)
    else:
        yield _sheet(layout, heading, rows, told)


def _sheet(layout: Layout, heading: Heading, rows: ItemQuerySet, told: Told, name: str = "") -> Sheet:
    return Sheet(layout, heading, _rows(layout, rows, told), name, by_measure=told.by_measure and layout.has_measures)


def _rows(layout: Layout, rows: ItemQuerySet, told: Told) -> Iterator[Any]:
    if layout.shape == "form":
        return form_rows(rows, told.party)
    return figure_rows(rows) if layout.shape == "figures" else ledger_rows(rows)


def _units(layout: Layout, rows: ItemQuerySet, told: Told, heading: Heading) -> Iterator[Sheet]:
    """A sheet for each lead unit, with its own sentence; a unit of the same name gets a sheet of its own."""
    found = tallies(rows.counted().filter(source__in=HEADLINE_SOURCES), "unit")
    round_name = round_name_of(rows)
    for unit in Unit.objects.filter(pk__in=rows.order_by().values("unit")):
        said = sentence(found.get(unit.pk, Tally()), told.made_on, ONE_SHEET)
        title = _title(layout, round_name, unit.name)
        own = replace(heading, title=title, unit_name=unit.name, sentence=said)
        yield _sheet(layout, own, rows.filter(unit=unit), told, unit.label)
