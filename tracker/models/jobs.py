"""Long work (长作业) as rows: asked for on a page, worked off by `manage.py work`, its result fetched later."""

import datetime

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from tracker import clock
from tracker.enums import ENDED_JOBS, OPEN_JOBS, JobKind, JobState
from tracker.models.constraints import one_of
from tracker.models.imports import Import
from tracker.models.people import Post, User

# A worker that has not been heard of for so long is gone, whatever its row says.
SILENT = datetime.timedelta(seconds=30)


class JobQuerySet(models.QuerySet):
    def left_behind(self) -> "JobQuerySet":
        """Taken by a worker that has not been heard of since."""
        return self.filter(state=JobState.RUNNING, beat_at__lt=clock.now() - SILENT)

    def open_of(self, batch: Import) -> "JobQuerySet":
        """The job that takes this import in, undoes it or reads it again: one at most."""
        return self.filter(batch=batch, state__in=OPEN_JOBS)

    def fetchable_by(self, user: User) -> "JobQuerySet":
        """One's own, as long as the post they were asked for from is in force."""
        return self.filter(user=user, post__in=Post.objects.current())


class Job(models.Model):
    """长作业: `asked` is all that its kind needs to do it again from the beginning, should a worker be killed.

    `done` of `total` are in the kind's own unit, such as rows. The result is one file of the vault, by its SHA-256, or
    what became of `batch`: the import that was read, is taken in or undone. Each has one open job at most.
    """

    kind = models.CharField("事项", max_length=12, choices=JobKind)
    asked = models.JSONField("内容", default=dict)
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="岗位")
    user = models.ForeignKey(User, models.PROTECT, related_name="jobs", verbose_name="账号")
    asked_at = models.DateTimeField("提交时间", default=clock.now)
    batch = models.ForeignKey(Import, models.PROTECT, null=True, blank=True, related_name="jobs", verbose_name="导入")
    state = models.CharField("状态", max_length=8, choices=JobState, default=JobState.WAITING)
    tries = models.PositiveSmallIntegerField("办理次数", default=0)
    beat_at = models.DateTimeField("最近进展时间", null=True, blank=True)  # when its worker was last heard of
    done = models.PositiveIntegerField("已办", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    stop_asked_at = models.DateTimeField("取消时间", null=True, blank=True)
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)
    said = models.TextField("结果", blank=True)
    name = models.CharField("文件名", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = "长作业"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "id"], name="job_state")]
        constraints = [
            one_of("job", "kind", JobKind.values),
            one_of("job", "state", JobState.values),
            CheckConstraint(
                condition=Q(state__in=ENDED_JOBS, ended_at__isnull=False)
                | (~Q(state__in=ENDED_JOBS) & Q(ended_at__isnull=True)),
                name="job_ended_at_iff_ended",
            ),
            CheckConstraint(condition=Q(sha256="") | Q(state=JobState.DONE), name="job_result_only_when_done"),
            UniqueConstraint(
                fields=["batch"],
                condition=Q(state__in=OPEN_JOBS),
                name="job_one_open_per_import",
                violation_error_message="这份台账正在后台办理。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def unit_word(self) -> str:
        """What `done` and `total` count: forms and files of a pack, else rows."""
        return "份" if self.kind == JobKind.PACK else "行"

    @property
    def is_ended(self) -> bool:
        return self.state in ENDED_JOBS

    @property
    def percent(self) -> int:
        """How much is done, of a hundred."""
        return min(100, 100 * self.done // self.total) if self.total else 0

    @property
    def is_forgotten(self) -> bool:
        """Does it wait although a worker would long have taken it, or has its worker fallen silent?"""
        last = self.beat_at or self.asked_at
        return not self.is_ended and last < clock.now() - SILENT
