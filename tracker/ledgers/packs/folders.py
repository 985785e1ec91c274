"""What stands in the folder of each item: its form and its evidence, read a batch at a time."""

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from tracker.ledgers.forms import FormRow, form_rows
from tracker.ledgers.packs.names import Given, folder_of
from tracker.ledgers.packs.papers import Paper, papers_of
from tracker.models.items import ItemQuerySet

BATCH = 200
UNIT_LENGTH = 24


class Folder(NamedTuple):
    """One item: where its files go in the pack, and what they are."""

    path: str
    number: str
    unit: str
    round_name: str
    form: FormRow
    papers: list[Paper]


def folders(rows: ItemQuerySet, party: int | None, given: Given) -> Iterator[Folder]:
    """The items in the queryset's order; those of several units lie in a folder for each unit.

    `party` is the body that must not read the others' opinions yet; `given` are the names taken in the pack's root.
    """
    paths = _Paths(given, has_units=rows.order_by().values("unit").distinct().count() > 1)
    told = ("pk", "number", "problem", "unit_id", "unit__short_name", "unit__name", "inspection_round__name")
    found = rows.values_list(*told).iterator(BATCH)
    while batch := list(islice(found, BATCH)):
        ids = [row[0] for row in batch]
        forms, papers = form_rows(rows.filter(pk__in=ids), party), papers_of(ids)
        for (pk, number, problem, unit, short, name, round_name), form in zip(batch, forms, strict=True):
            path = paths.of(unit, short or name, folder_of(number, problem))
            yield Folder(path, number, name, round_name, form, papers.get(pk, []))


class _Paths:
    """Gives each item a folder of its own."""

    def __init__(self, given: Given, *, has_units: bool):
        self._root, self._has_units = given, has_units
        self._units: dict[int, tuple[str, Given]] = {}

    def of(self, unit: int, label: str, wanted: str) -> str:
        """The path of an item's folder, ending in a slash."""
        if not self._has_units:
            return f"{self._root.give(wanted)}/"
        if unit not in self._units:
            self._units[unit] = self._root.give(label, UNIT_LENGTH), Given()
        folder, given = self._units[unit]
        return f"{folder}/{given.give(wanted)}/"
