"""The vault: files kept by their SHA-256 under `settings.EVIDENCE_ROOT`, outside any web root.

A file is written to a temporary name while it is hashed, then linked into place – before the row that tells of it, so
that a row never points at nothing. What a file is and who may see it is not told here.
"""

import contextlib
import hashlib
import os
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

BLOCK = 1 << 20
PUT_BY_FOR = 3600.0  # seconds
LEFT_BEHIND = 24 * 3600.0  # seconds since the last word in a file on its way in: nobody writes it any more


@dataclass(frozen=True)
class Staged:
    """A file on its way in: complete and hashed, not yet kept."""

    path: Path
    sha256: str
    size: int


@contextlib.contextmanager
def staged(chunks: Iterable[bytes]) -> Iterator[Staged]:
    """Write and hash `chunks`; whatever is not `keep`-ed when the block ends is gone."""
    with incoming() as copy:
        for chunk in chunks:
            copy.write(chunk)
        yield copy.staged()


def passing(chunks: Iterable[bytes], whole: Callable[[Staged], None]) -> Iterator[bytes]:
    """The same chunks, written and hashed on their way; the last one goes on only once `whole` has seen the file.

    So nobody holds a whole file of which no copy is kept. If the reader goes away, nothing is left.
    """
    with incoming() as copy:
        yield from last_after(copy.through(chunks), lambda: whole(copy.staged()))


def last_after(chunks: Iterable[bytes], then: Callable[[], None]) -> Iterator[bytes]:
    """The same chunks; `then` is called before the last one goes on."""
    waiting = b""
    for chunk in chunks:
        if waiting:
            yield waiting
        waiting = chunk
    then()
    yield waiting


class Incoming:
    """A temporary file that is hashed while it grows."""

    def __init__(self, path: Path, out: BinaryIO):
        self._path, self._out = path, out
        self._hashed, self._size = hashlib.sha256(), 0

    def write(self, chunk: bytes) -> None:
        """Add to the file."""
        self._hashed.update(chunk)
        self._size += len(chunk)
        self._out.write(chunk)

    def through(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The same chunks, each written here before it goes on."""
        for chunk in chunks:
            self.write(chunk)
            yield chunk

    def staged(self) -> Staged:
        """The file as it is now, on the disk."""
        self._out.flush()
        os.fsync(self._out.fileno())
        return Staged(self._path, self._hashed.hexdigest(), self._size)


@contextlib.contextmanager
def incoming() -> Iterator[Incoming]:
    """A file that may come to be kept; whatever is not `keep`-ed when the block ends is gone."""
    folder = Path(settings.EVIDENCE_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(handle, "wb") as out:
            yield Incoming(Path(name), out)
    finally:
        Path(name).unlink(missing_ok=True)


def drop_left_behind() -> int:
    """Take away files on their way in whose process was killed, as only it would; returns how many there were."""
    before = time.time() - LEFT_BEHIND
    old = [place for place in (Path(settings.EVIDENCE_ROOT) / "incoming").glob("*") if _is_older(place, before)]
    for place in old:
        place.unlink(missing_ok=True)
    return len(old)


def keep(staged_file: Staged) -> Path:
    """Link the file into its place; equal bytes are kept once."""
    place = path_of(staged_file.sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.link(staged_file.path, place)
    place.chmod(0o440)
    return place


def kept(sha256: str, size: int) -> Staged:
    """A file that is kept already, as if it came in once more."""
    return Staged(path_of(sha256), sha256, size)


def put_by(staged_file: Staged) -> str:
    """Keep a file beside the vault until a job comes for it (`put_by_path`); returns the name it waits under."""
    name = uuid.uuid4().hex
    place = put_by_path(name)
    place.parent.mkdir(parents=True, exist_ok=True)
    os.link(staged_file.path, place)
    return name


def put_by_path(name: str) -> Path:
    """Where a file waits under this name."""
    return Path(settings.EVIDENCE_ROOT) / "waiting" / name


def put_by_long_ago() -> set[str]:
    """The names of files that have waited for more than an hour; a newer one's job may be just being asked for."""
    before = time.time() - PUT_BY_FOR
    return {place.name for place in put_by_path("").glob("*") if _is_older(place, before)}


def _is_older(place: Path, before: float) -> bool:
    """A file that has gone since it was listed is none."""
    with contextlib.suppress(FileNotFoundError):
        return place.stat().st_mtime < before
    return False


def path_of(sha256: str) -> Path:
    """Where the bytes of that digest lie (or would lie)."""
    return Path(settings.EVIDENCE_ROOT) / sha256[:2] / sha256


def is_intact(sha256: str) -> bool:
    """Are the bytes there, and are they still the ones that were kept?"""
    try:
        with path_of(sha256).open("rb") as kept:
            return hashlib.file_digest(kept, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False
