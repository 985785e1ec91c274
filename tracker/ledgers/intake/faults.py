"""Which rows an error stands in the way of. What is an error is told by the reader and by `plan.py`."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable

from tracker.ledgers.intake.shape import Fault
from tracker.ledgers.reading import Ledger

# Cells that belong to no problem at all: leaving them out takes nothing from any row.
NO_ROW = "没有读入"


def places_of(ledger: Ledger, errors: Iterable[Fault]) -> tuple[set[int], bool]:
    """The places of the rows that errors stand in, and whether some error may belong to any row."""
    errors = [fault for fault in errors if NO_ROW not in fault.sentence]
    if not errors:
        return set(), False
    rows = _Rows(ledger)
    found = [rows.of(fault) for fault in errors]
    return set().union(*found), not all(found)


class _Rows:
    """The rows by the cells they were read from, and by where they begin."""

    def __init__(self, ledger: Ledger):
        self._by_cell: dict[tuple[str, str], set[int]] = defaultdict(set)
        self._begins: dict[str, list[tuple[int, int]]] = defaultdict(list)  # sheet -> (first row, place)
        for place, item in enumerate(ledger.items):
            self._begins[item.sheet].append((item.row, place))
            for cell in item.cells.values():
                self._by_cell[item.sheet, cell].add(place)
        for begins in self._begins.values():
            begins.sort()
        counts = Counter(item.sheet for item in ledger.items)
        # Where rows of a sheet were joined to those of another, its row numbers do not tell whose an error is.
        self._whole = {sheet.name for sheet in ledger.sheets if sheet.item_count == counts[sheet.name]}

    def of(self, fault: Fault) -> set[int]:
        """The rows of an error: those that show its cell, and the one whose lines it stands in; empty for unknown."""
        found = set(self._by_cell.get((fault.sheet, fault.cell), ()))
        if fault.sheet not in self._whole:
            return set()
        begins, row = self._begins[fault.sheet], int(re.sub(r"\D", "", fault.cell) or 0)
        index = bisect_right(begins, (row, len(begins) + 10**9))
        return found | ({begins[index - 1][1]} if index else set())
