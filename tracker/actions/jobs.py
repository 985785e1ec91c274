"""The life of a job (长作业): asked for, taken by a worker, heard of, ended. What it does is told in `tracker/jobs/`.

A job is no business fact: what it brings about is written, with its event, by the action that it runs.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from tracker import clock
from tracker.actions.door import writing
from tracker.busy import forget, give_up, held, is_unwanted, refuse_any_write, unwanted, waiting
from tracker.enums import ENDED_JOBS, JobKind, JobState
from tracker.errors import Refused
from tracker.models import Import, Job, Post, User
from tracker.models.jobs import JobQuerySet
from tracker.vault import Staged, keep

LONG = 20_000  # rows in or out from which a page leaves the work to a job
AT_ONCE = 3  # open jobs of one user
TRIES = 3  # a job that has killed as many workers is given up
STOPPED = "提交人已取消。"
LEFT = "后台办理进程多次中断，这项作业没有完成。请稍后重新提交，或联系系统管理员。"


class Stopped(Exception):
    """The user no longer wants the job; its work ends where it stands."""


def ask(
    kind: JobKind, asked: Mapping[str, Any], *, by: Post, user: User, total: int = 0, batch: Import | None = None
) -> Job:
    """Put a job into the queue. Raises Refused where the user has as many open ones as anybody may."""
    refuse_any_write()
    with waiting(), transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        if Job.objects.filter(user=user).exclude(state__in=ENDED_JOBS).count() >= AT_ONCE:
            raise Refused(f"您已有 {AT_ONCE} 项长作业在办理，请等其中一项办完，或先取消一项。")
        return Job.objects.create(kind=kind, asked=dict(asked), post=by, user=user, total=total, batch=batch)


def stop(job: Job) -> None:
    """Cancel: at once while it waits, else as soon as its worker hears of it. An ended job stays as it is.

    While the job writes, a mark beside the database says so; should its worker be killed, whoever finds the job left
    behind reads it there.
    """
    now, writes = clock.now(), held()
    if writes is not None and writes.job == job.pk:
        give_up(job.pk)
        return
    with waiting():
        if not _change(job, JobState.WAITING, state=JobState.STOPPED, ended_at=now, said=STOPPED):
            _change(job, JobState.RUNNING, stop_asked_at=now)


def as_it_is(job: Job) -> Job:
    """The job with what its worker tells beside the database, while nobody can write there."""
    writes = held()
    if job.is_ended:
        return job
    if writes is not None and writes.job == job.pk:
        job.state, job.done, job.total, job.beat_at = JobState.RUNNING, writes.done, writes.total, clock.now()
    if is_unwanted(job.pk):
        job.stop_asked_at = clock.now()
    return job


def take() -> Job | None:
    """The oldest job that waits, now this worker's; None if there is none. Jobs of dead workers wait again."""
    _free_left_behind()
    for job in Job.objects.filter(state=JobState.WAITING).order_by("pk")[:5]:
        if _change(job, JobState.WAITING, state=JobState.RUNNING, beat_at=clock.now(), tries=F("tries") + 1, done=0):
            job.refresh_from_db()
            return job
    return None


def _free_left_behind() -> None:
    writes = held()
    for job in Job.objects.left_behind().exclude(pk=writes.job if writes else None):
        if job.stop_asked_at or is_unwanted(job.pk):
            stopped(job)
        elif job.tries >= TRIES:
            fail(job, LEFT)
        else:
            _change(job, JobState.RUNNING, state=JobState.WAITING)


def forget_marks() -> None:
    """Take away the marks of cancels that came as the write ended: nobody reads them any more."""
    marked = unwanted()
    for pk in marked.difference(Job.objects.filter(pk__in=marked, state=JobState.RUNNING).values_list("pk", flat=True)):
        forget(pk)


def beat(job: Job, done: int) -> None:
    """Tell how far the work is. Raises Stopped where it is no longer wanted, or no longer this worker's."""
    if not _wanted(job).update(done=done, beat_at=clock.now()):
        raise Stopped


def is_wanted(job: Job) -> bool:
    """Does the database still say that this worker should go on with it?"""
    return _wanted(job).exists()


def _wanted(job: Job) -> JobQuerySet:
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, tries=job.tries, stop_asked_at=None)


def finish(job: Job, said: str, name: str, staged: Staged) -> None:
    """End the job and keep its result, both or neither. Raises Stopped where it is no longer wanted."""
    result = {"name": name, "sha256": staged.sha256, "size": staged.size}
    with writing(by=None):
        if not is_wanted(job) or not _end(job, JobState.DONE, said, done=F("total"), **result):
            raise Stopped
        keep(staged)


def finish_within(job: Job, said: str, batch: Import) -> None:
    """End the job in the transaction of its work; where nobody waits for it any more, Stopped takes it all back."""
    if not _end(job, JobState.DONE, said, done=F("total"), batch=batch):
        raise Stopped


def fail(job: Job, said: str) -> None:
    """End the job with the sentence that tells why it came to nothing."""
    _end(job, JobState.FAILED, said)


def stopped(job: Job) -> None:
    """End a job whose user cancelled it while it was worked on."""
    if _end(job, JobState.STOPPED, STOPPED):
        forget(job.pk)


def _end(job: Job, state: JobState, said: str, **fields: Any) -> bool:
    return _change(job, JobState.RUNNING, state=state, said=said, ended_at=clock.now(), **fields)


def _change(job: Job, seen: JobState, **fields: Any) -> bool:
    """Compare and set: whoever comes second changes nothing."""
    return bool(Job.objects.filter(pk=job.pk, state=seen, tries=job.tries).update(**fields))
