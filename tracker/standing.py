"""What was counted stands until something happens.

Every change of a fact is an event, written in the same transaction. So the head of the event chain dates all facts at
once: what a page has found at a head is what any page would find at it, and need not be looked for again. A page that
finds another head counts anew; nothing is ever a minute old (docs/decisions/0031).
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Callable, Hashable, Iterator
from contextvars import ContextVar

from tracker import clock
from tracker.compiled import Row

KEPT = 2_000  # findings a worker keeps of one head: most are a single row, the longest a few hundred
_head: ContextVar[str] = ContextVar("head of the chain", default="")
Place = tuple[str, datetime.date, Hashable]  # head, day, key
_Findings = dict[Place, list[Row]]
_latest: tuple[str, _Findings] = ("", {})  # one head's findings, exchanged as a whole: threads read them without a lock


@contextlib.contextmanager
def reading_at(head: str) -> Iterator[None]:
    """While a page is read that begins at this head of the chain; an empty head: everything is looked for anew.

    The head is read first, so what is found later may be newer than its date, never older.
    """
    token = _head.set(head)
    try:
        yield
    finally:
        _head.reset(token)


def standing(key: Hashable, find: Callable[[], list[Row]]) -> list[Row]:
    """The rows that `find` gives, or gave at this head of the chain. Nobody may change the list.

    `key` holds all that they hang on besides the facts, as in `compiled.fetched`; None is the key of what is not kept.
    """
    head = _head.get()
    return find() if not head or key is None else _kept((head, clock.today(), key), find)


def _kept(place: Place, find: Callable[[], list[Row]]) -> list[Row]:
    rows = _latest[1].get(place)
    if rows is None:
        rows = find()
        _room_at(place[0])[place] = rows
    return rows


def _room_at(head: str) -> _Findings:
    """Where findings of this head are kept; those of an older one are let go, for that does not come again."""
    global _latest
    latest = _latest
    if latest[0] != head or len(latest[1]) >= KEPT:
        latest = _latest = (head, {})
    return latest[1]


def forget() -> None:
    """Nothing is known any more: for a database that is put back to what it was, as between tests."""
    global _latest
    _latest = ("", {})
