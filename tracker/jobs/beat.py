"""What a worker and the database tell each other of one job while it is worked off."""

import contextlib
import threading
from collections.abc import Iterator

from django.db import OperationalError, connection

from tracker.actions import jobs
from tracker.actions.long_writes import Heard, Within
from tracker.busy import holding, is_locked
from tracker.models import Import, Job

EVERY = 1.0  # seconds between two writings of how far a job is


class Beat:
    """How far the work is, as the work tells it; raises Stopped once nobody wants it any more."""

    def __init__(self, job: Job):
        self.job = job
        self.done, self.is_stopped, self.is_held = 0, False, False

    @property
    def batch(self) -> Import:
        """The import that the job is about."""
        assert self.job.batch is not None, "this kind of job is asked for of an import"
        return self.job.batch

    def __call__(self, done: int) -> None:
        self.done = done
        if self.is_stopped:
            raise jobs.Stopped

    def finish(self, said: str) -> None:
        """The work is done, and brought no file."""
        jobs.finish_within(self.job, said, self.batch)

    def within(self, said: str) -> Within:
        """Accompanies a write that others wait for; as it ends, the job ends with it, in the same transaction.

        Whoever cancelled before the lock was taken has said so in the job's row, whoever did so after it by a mark.
        """

        @contextlib.contextmanager
        def around(batch: Import, total: int) -> Iterator[Heard]:
            with holding(self.job.pk, total) as writes, self._held():

                def heard(done: int) -> None:
                    writes.tell(done)
                    if writes.is_unwanted or not jobs.is_wanted(self.job):
                        raise jobs.Stopped

                heard(0)
                yield heard
                heard(total)
                self.job.batch = batch
                self.finish(said)

        return around

    @contextlib.contextmanager
    def _held(self) -> Iterator[None]:
        """Nothing is written beside it: on SQLite it could not be, elsewhere it would wait for this very job."""
        self.is_held = True
        try:
            yield
        except BaseException:
            self.is_held = False
            raise


@contextlib.contextmanager
def beating(job: Job) -> Iterator[Beat]:
    """Writes every second how far the job is: from a thread, for the work reads in a transaction of its own."""
    beat, over = Beat(job), threading.Event()

    def write() -> None:
        try:
            while not over.wait(EVERY):
                _write(beat)
        except jobs.Stopped:
            beat.is_stopped = True
        finally:
            connection.close()

    thread = threading.Thread(target=write, daemon=True)
    thread.start()
    try:
        yield beat
    finally:
        over.set()
        thread.join()


def _write(beat: Beat) -> None:
    """Where somebody else writes for long, the next beat is as good."""
    if beat.is_held:
        return
    try:
        jobs.beat(beat.job, beat.done)
    except OperationalError as error:
        if not is_locked(error):
            raise
