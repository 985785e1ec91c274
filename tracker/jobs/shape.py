"""What a kind of job gives back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from tracker.vault import Staged

Heard = Callable[[int], None]


@dataclass(frozen=True)
class Result:
    """A file on its way: its name, its bytes in pieces, and the sentence that tells what it holds.

    Where the work keeps the very bytes itself while they pass, `kept` tells under what, once all have passed.
    """

    name: str
    chunks: Iterable[bytes]
    said: str
    kept: Callable[[], Staged] | None = None
