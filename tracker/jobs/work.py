"""Works off one job: runs its kind, tells how far it is, keeps its result or the sentence of its refusal.

Each kind is a function (asked, by, user, heard) -> Result. It calls `heard(done)` as often as it likes; whatever it
raises ends the job in words. A kind that brings no file ends its job itself, in the transaction of its work
(`Beat.within`), and returns None.
"""

import collections
import contextlib
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from tracker.actions import jobs
from tracker.enums import JobKind
from tracker.errors import Refused
from tracker.jobs.beat import beating
from tracker.jobs.shape import Result
from tracker.models import Job
from tracker.vault import Staged, staged

Kinds = Mapping[JobKind, Callable[..., Result | None]]
BROKEN = "系统出错，这项作业没有完成。请联系系统管理员，或稍后重新提交。"
log = logging.getLogger(__name__)


def work_off(kinds: Kinds) -> Job | None:
    """Take one job and bring it to its end by the function of its kind; None if none waits."""
    job = jobs.take()
    if job is None:
        return None
    try:
        _run(job, kinds)
    except jobs.Stopped:
        jobs.stopped(job)
    except Refused as refusal:
        jobs.fail(job, refusal.sentence)
    except Exception:
        log.exception("job %s", job.pk)
        jobs.fail(job, BROKEN)
    return job


def _run(job: Job, kinds: Kinds) -> None:
    if not job.post.is_current():
        raise Refused("提交时的岗位已经卸任，没有办理。")
    if not job.user.is_active:
        raise Refused("提交人的账号已停用，没有办理。")
    with beating(job) as heard:
        result = kinds[JobKind(job.kind)](job.asked, by=job.post, user=job.user, heard=heard)
        if result is None:
            return
        with _whole(result) as file:
            heard(heard.done)
            jobs.finish(job, result.said, result.name, file)


def _whole(result: Result) -> AbstractContextManager[Staged]:
    """The whole file; what is kept while it passes is not written a second time."""
    if result.kept is None:
        return staged(result.chunks)
    collections.deque(result.chunks, maxlen=0)
    return contextlib.nullcontext(result.kept())
