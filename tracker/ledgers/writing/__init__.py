"""Writing a ledger: rows handed in, an .xlsx handed out, in constant memory and from the first second on.

openpyxl makes the shell (head, styles, page), our own code streams the rows into it. No database, no request, no user;
which columns there are is told in `columns.py` and `layouts.py`.
"""

import os
from collections.abc import Iterable, Iterator
from datetime import date
from typing import BinaryIO

from tracker.ledgers.columns import LedgerRow
from tracker.ledgers.layouts import Layout
from tracker.ledgers.writing.sheets import Heading, Limits, Sheet
from tracker.ledgers.writing.stream import saved, streamed

__all__ = ["Heading", "Limits", "Sheet", "stream_book", "stream_ledger", "write_ledger"]

STANDARD_LIMITS = Limits()


def stream_book(heading: Heading, sheets: Iterable[Sheet], limits: Limits = STANDARD_LIMITS) -> Iterator[bytes]:
    """A workbook of any sheets in pieces, for a streaming response; sheets and rows are taken lazily."""
    return streamed(heading, sheets, limits)


def stream_ledger(
    layout: Layout,
    rows: Iterable[LedgerRow],
    *,
    title: str,
    unit_name: str,
    made_on: date,
    sentence: str,
    signature_lines: tuple[str, ...] | None = None,
    limits: Limits = STANDARD_LIMITS,
) -> Iterator[bytes]:
    """A workbook of one layout in pieces; a further sheet is begun at the limits.

    `signature_lines` stand under the last row; left out, the layout's own are printed, and () prints none.
    """
    lines = layout.foot if signature_lines is None else signature_lines
    heading = Heading(title, unit_name, made_on, sentence, lines)
    return streamed(heading, [Sheet(layout, heading, rows)], limits)


def write_ledger(
    layout: Layout,
    rows: Iterable[LedgerRow],
    *,
    title: str,
    unit_name: str,
    made_on: date,
    sentence: str,
    out: BinaryIO | str | os.PathLike[str],
    signature_lines: tuple[str, ...] | None = None,
    limits: Limits = STANDARD_LIMITS,
) -> None:
    """The same workbook into an open binary file, or to a path, where it appears only once it is whole."""
    lines = layout.foot if signature_lines is None else signature_lines
    heading = Heading(title, unit_name, made_on, sentence, lines)
    saved(heading, [Sheet(layout, heading, rows)], limits, out)
