"""What a kind of job gives back."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Heard = Callable[[int], None]


@dataclass(frozen=True)
class Result:
    """A file on its way: its name, its bytes in pieces, and the sentence that tells what it holds."""

    name: str
    chunks: Iterable[bytes]
    said: str
