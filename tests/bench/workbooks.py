"""Writing workbooks alone, without a database: `python -m tests.bench.workbooks [merged] [plain] [sheets]`.

Times are told on the wall and of the processor, for the machine may have other work. No test asserts them.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path
from tempfile import TemporaryDirectory

import django

MERGED_ROWS, MERGED_COLUMNS, ALL_COLUMNS = 8_500, 12, 33
PLAIN_ROWS, SHEET_ROWS = 100_000, 500_001


def merged() -> None:
    """8,500 rows of 33 columns, 12 of them merged over the lines of their items, one to three lines each."""
    from tests.ledgers.ledger_rows import WORDS, round_rows
    from tracker.ledgers.layouts import get_layout
    from tracker.ledgers.writing import Heading, Sheet, stream_book

    layout = get_layout("ledger")
    whole = [column for column in layout.columns if column.of_measure is None and not column.hidden]
    of_measure = [column for column in layout.columns if column.of_measure]
    columns = (*whole[:MERGED_COLUMNS], *islice(cycle(of_measure), ALL_COLUMNS - MERGED_COLUMNS))
    items = list(round_rows(MERGED_ROWS // 2))
    lines = sum(len(item.measures) for item in items)
    heading = Heading(WORDS["title"], WORDS["unit_name"], WORDS["made_on"], WORDS["sentence"])
    sheet = Sheet(replace(layout, columns=columns), heading, items, by_measure=True)
    _told("merged", lines, lambda: stream_book(heading, [sheet]))


def plain() -> None:
    """The writer alone: rows made beforehand, so that only turning them into XML and packing it is told."""
    from tests.ledgers.ledger_rows import LEDGER, WORDS, round_rows
    from tracker.ledgers.writing import stream_ledger

    rows = list(round_rows(PLAIN_ROWS))
    _told("plain", PLAIN_ROWS, lambda: stream_ledger(LEDGER, rows, **WORDS))


def sheets() -> None:
    """One row more than a sheet takes, at the writer's own limits; the file is read back to its last rows."""
    from openpyxl import load_workbook

    from tests.ledgers.ledger_rows import LEDGER, WORDS, round_rows
    from tracker.ledgers.writing import stream_ledger

    with TemporaryDirectory() as folder:
        path = Path(os.environ.get("BENCH_BOOK", f"{folder}/book.xlsx"))
        _told("sheets", SHEET_ROWS, lambda: stream_ledger(LEDGER, round_rows(SHEET_ROWS), **WORDS), path)
        book = load_workbook(path, read_only=True)
        for name in book.sheetnames:
            rows = [row[0] for row in book[name].iter_rows(min_row=4, max_col=2, values_only=True)]
            _say(f"  openpyxl: {name}, head {rows[0]}, first row {rows[2]}, rows {len(rows)}")


def _told(name: str, rows: int, make: Callable[[], Iterator[bytes]], path: Path | None = None) -> None:
    begun, used, size = time.perf_counter(), time.process_time(), 0
    with (path or Path(os.devnull)).open("wb") as out:
        for chunk in make():
            size += out.write(chunk)
    wall, processor = time.perf_counter() - begun, time.process_time() - used
    _say(f"{name}: {rows:,} rows in {wall:.2f} s, {rows / wall:,.0f}/s; processor {processor:.2f} s; {size:,} bytes")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()
    for wanted in sys.argv[1:] or ["merged", "plain"]:
        {"merged": merged, "plain": plain, "sheets": sheets}[wanted]()
