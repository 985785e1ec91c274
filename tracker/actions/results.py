"""Files that jobs brought and that are no records: a pack of gigabytes does not stay in the vault for ever."""

import datetime

from tracker import clock
from tracker.actions.door import writing
from tracker.enums import JobKind
from tracker.models import Evidence, Export, Import, Job, LedgerTemplate
from tracker.vault import path_of

KEPT = datetime.timedelta(days=7)
DROPPED = "文件已过 7 天，已经清理；需要时请重新导出。"


def drop_old() -> int:
    """Take away the packs made more than a week ago; returns how many. Their jobs stay, and say so."""
    old = Job.objects.filter(kind=JobKind.PACK, ended_at__lt=clock.now() - KEPT).exclude(sha256="")
    return sum(_drop(job) for job in old)


def _drop(job: Job) -> bool:
    """Behind the lock, as whoever keeps a file with a row does it too."""
    with writing(by=None):
        Job.objects.filter(pk=job.pk).update(sha256="", size=0, said=DROPPED)
        if not _is_used(job.sha256):
            path_of(job.sha256).unlink(missing_ok=True)
    return True


def _is_used(sha256: str) -> bool:
    """Do other rows tell of the same bytes? Somebody may have uploaded the pack as evidence."""
    return any(
        model.objects.filter(sha256=sha256).exists() for model in (Evidence, Export, Import, Job, LedgerTemplate)
    )
