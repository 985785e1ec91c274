"""The vault: files kept by their SHA-256 under `settings.EVIDENCE_ROOT`, outside any web root.

A file is written to a temporary name while it is hashed, then linked into place – before the row that tells of it, so
that a row never points at nothing. What a file is and who may see it is not told here.
"""

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

BLOCK = 1 << 20


@dataclass(frozen=True)
class Staged:
    """A file on its way in: complete and hashed, not yet kept."""

    path: Path
    sha256: str
    size: int


@contextlib.contextmanager
def staged(chunks: Iterable[bytes]) -> Iterator[Staged]:
    """Write and hash `chunks`; whatever is not `keep`-ed when the block ends is gone."""
    folder = Path(settings.EVIDENCE_ROOT) / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder)
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            sha256, size = _pour(chunks, out)
        yield Staged(path, sha256, size)
    finally:
        path.unlink(missing_ok=True)


def _pour(chunks: Iterable[bytes], out) -> tuple[str, int]:
    hashed, size = hashlib.sha256(), 0
    for chunk in chunks:
        hashed.update(chunk)
        size += len(chunk)
        out.write(chunk)
    out.flush()
    os.fsync(out.fileno())
    return hashed.hexdigest(), size


def keep(staged_file: Staged) -> Path:
    """Link the file into its place; equal bytes are kept once."""
    place = path_of(staged_file.sha256)
    place.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileExistsError):
        os.link(staged_file.path, place)
    place.chmod(0o440)
    return place


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
