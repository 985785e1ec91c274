"""Ids in blocks: no statement takes more than 65,535 values on PostgreSQL, and a ledger may know of more items."""

from collections.abc import Iterator, Sequence

BLOCK = 2_000  # items asked for at once


def blocks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """The ids, so many at a time that one statement can name them."""
    return (ids[start : start + BLOCK] for start in range(0, len(ids), BLOCK))
