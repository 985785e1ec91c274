"""What is known of a long write while it goes on, and what is told to those who come to write meanwhile.

On SQLite nobody else can write anything then, not even how far it is or that it is no longer wanted. So both stand in
the data folder: the first in a file that is locked as long as the write goes on – the lock goes with its process,
however that ends –, the second as a mark beside it.
"""

import contextlib
import fcntl
import json
import os
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from django.conf import settings
from django.db import OperationalError, connection

from tracker.errors import Busy

PATIENCE = 10.0  # seconds that somebody waits in line; whoever would wait longer is told at once
LOCKED = "系统正在成批写入数据，这次没有保存，填写的内容还在。请过一会儿再提交。"
_WIDTH = 200  # bytes of what the file holds, blanks included: written over in one piece


@dataclass(frozen=True, slots=True)
class Held:
    """A long write that goes on: of which job, how many of its rows are written, and when it began (Unix time)."""

    job: int
    done: int
    total: int
    begun: float

    @property
    def percent(self) -> int:
        """How much is written, of a hundred."""
        return min(100, 100 * self.done // self.total) if self.total else 0

    @property
    def seconds_left(self) -> float:
        """How long it is likely to go on; before the first rows nobody knows, and it counts as long."""
        took = max(0.0, time.time() - self.begun)
        return took * (self.total - self.done) / self.done if self.done else PATIENCE + self.total / 1000


class Holding:
    """The writer's own end: tells how far it is, and hears whether it is still wanted."""

    def __init__(self, file: int, job: int, total: int):
        self._file, self._job, self._total, self._begun = file, job, total, time.time()
        self.tell(0)

    def tell(self, done: int) -> None:
        """So many rows are written."""
        said = json.dumps(asdict(Held(self._job, done, self._total, self._begun)))
        os.pwrite(self._file, said.ljust(_WIDTH).encode(), 0)

    @property
    def is_unwanted(self) -> bool:
        """Has the one who asked for it cancelled?"""
        return is_unwanted(self._job)


@contextlib.contextmanager
def holding(job: int, total: int) -> Iterator[Holding]:
    """While the block runs, everybody can see that this job writes; only inside a transaction that others wait for."""
    _folder().mkdir(exist_ok=True)
    file = os.open(_file(), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield Holding(file, job, total)
    finally:
        forget(job)
        os.close(file)


def held() -> Held | None:
    """The long write that goes on now, if one does."""
    try:
        file = _file().open("rb")
    except FileNotFoundError:
        return None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            said = file.read(_WIDTH)
            return Held(**json.loads(said)) if said else None
    return None


def give_up(job: int) -> None:
    """The job that is being written is no longer wanted, whether its worker hears of it or dies; all is taken back."""
    _mark(job).touch()


def is_unwanted(job: int) -> bool:
    """Was this said of the job, and has nobody taken it back yet?"""
    return _mark(job).exists()


def unwanted() -> set[int]:
    """All jobs of which it was said."""
    return {int(mark.stem) for mark in _folder().glob("*.unwanted")}


def forget(job: int) -> None:
    """It was heard, or it came too late."""
    _mark(job).unlink(missing_ok=True)


def refuse_long_wait() -> None:
    """Whoever would wait for a long write is told so at once: a few who wait take the pages away from all others."""
    now = held()
    if now is not None and now.seconds_left > PATIENCE:
        seconds = 5 * round(now.seconds_left / 5)
        raise Busy(
            f"系统正在成批写入台账（已写入 {now.percent}%），这次没有保存，填写的内容还在。请约 {seconds} 秒后再提交。"
        )


def refuse_any_write() -> None:
    """The same for small writes past the door: on SQLite they wait in the same line, elsewhere they do not."""
    if connection.vendor == "sqlite":
        refuse_long_wait()


@contextlib.contextmanager
def waiting() -> Iterator[None]:
    """Whoever has waited for the lock in vain is refused in words."""
    try:
        yield
    except OperationalError as error:
        if not is_locked(error):
            raise
        raise Busy(LOCKED) from error


def is_locked(error: BaseException) -> bool:
    """Does the error say that somebody else holds the database?"""
    cause = error.__cause__
    if isinstance(cause, sqlite3.OperationalError):
        return getattr(cause, "sqlite_errorcode", None) == sqlite3.SQLITE_BUSY
    return isinstance(cause, psycopg.errors.LockNotAvailable)


def _folder() -> Path:
    return Path(settings.DATA) / "jobs"


def _file() -> Path:
    return _folder() / "writing"


def _mark(job: int) -> Path:
    return _folder() / f"{job}.unwanted"
