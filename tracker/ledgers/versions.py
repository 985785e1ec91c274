"""The mark in the hidden column of an exported row: which item it is, and at which revision it was exported.

It ends in check digits, so that a mark that was typed over or pulled down to other rows is not believed.
"""

import re
from zlib import crc32

_MARK = re.compile(r"(.{1,24})@(\d{1,9})#(\d{5})")


def mark_of(number: str, revision: int) -> str:
    """The mark of an item's row; empty for a row of no item."""
    return f"{number}@{revision}#{_check(number, revision)}" if number and revision else ""


def read_mark(mark: str) -> tuple[str, int] | None:
    """(number, revision) that a mark tells; None for anything that is no mark of ours."""
    found = _MARK.fullmatch(mark.strip())
    if found is None or found[3] != _check(found[1], int(found[2])):
        return None
    return found[1], int(found[2])


def _check(number: str, revision: int) -> str:
    return f"{crc32(f'{number}@{revision}'.encode()) % 100_000:05d}"
