"""The short way to an import that is too long for a page, as it is where five rows are too many."""

from collections.abc import Callable
from contextlib import contextmanager

from tests.ledgers.import_books import STANDARD
from tracker.actions import imports_jobs
from tracker.enums import JobKind
from tracker.jobs.beat import Beat
from tracker.management.working import KINDS
from tracker.models import Job

CHOSEN = {"source": "TASK", "categories": {0: "2.2"}, "rest": "", "only_good": False, "overwrite": (), "choices": {}}


def hand_in(cast, office, path=STANDARD):
    """Upload a ledger of the cast's unit; `office` names who hands it in."""
    about = {"inspection_round": cast.inspection_round, "unit": cast.unit, "name": path.name}
    return imports_jobs.hand_in(**office, **about, chunks=[path.read_bytes()])


def fresh(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def at_each_word(kind: JobKind, do: Callable[[Job], object], *, at_the_end: Callable[[Job], object] = lambda job: None):
    """A worker to which something happens whenever a block of this kind of job is written."""

    def run(asked, *, by, user, heard: Beat):
        whole = heard.within

        def within(said):
            @contextmanager
            def around(batch, total):
                with whole(said)(batch, total) as told:

                    def word(done):
                        do(heard.job)
                        told(done)

                    yield word
                    at_the_end(heard.job)

            return around

        heard.within = within
        return KINDS[kind](asked, by=by, user=user, heard=heard)

    return {**KINDS, kind: run}
