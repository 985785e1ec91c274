"""Exports (导出的台账): each workbook that went out, under its number, with the copy that is kept of it."""

from django.db import models
from django.db.models import CheckConstraint, Q

from tracker import clock
from tracker.enums import ADMINISTRATOR_ROLES, OVERSIGHT_ROLES, PARTY_ROLES, UNIT_ROLES
from tracker.models.people import Post
from tracker.models.templates import LedgerTemplate

APPROVAL = "approval"  # the layout that carries the opinions of the reviewing bodies


class ExportQuerySet(models.QuerySet):
    def visible_to(self, post: Post) -> "ExportQuerySet":
        """Supervising bodies see all, a unit what it or a unit under it has taken out: it may see those rows itself.

        A reviewing body does not see the approval forms that others have taken out: of what the others said it learns
        after its own verdict alone. Nobody sees what the auditor has taken out of the log, but for the command on the
        server.
        """
        if not post.is_current():
            return self.none()
        if post.role in OVERSIGHT_ROLES:
            rows = self.exclude(post__role__in=ADMINISTRATOR_ROLES)
            return rows.exclude(~Q(post__unit=post.unit), layout=APPROVAL) if post.role in PARTY_ROLES else rows
        if post.role not in UNIT_ROLES or not post.unit.path:
            return self.none()
        return self.filter(post__unit__path__startswith=post.unit.path)


class Export(models.Model):
    """导出. `sha256`, `size` and `kept_at` stay empty while the workbook is on its way, and where it never arrived.

    `chain_head` is the digest of the last event before the export's own: the workbook carries the beginning of it, and
    with it a statement about all that had happened until then.
    """

    number = models.CharField("导出编号", max_length=20, unique=True)
    layout = models.CharField("台账", max_length=20)
    template = models.ForeignKey(
        LedgerTemplate, models.PROTECT, null=True, blank=True, related_name="exports", verbose_name="上级模板"
    )
    name = models.CharField("文件名", max_length=200)
    filter = models.TextField("筛选条件", blank=True)
    scope = models.TextField("导出范围")
    by_measure = models.BooleanField("措施分行", default=False)
    count = models.PositiveIntegerField("项数")
    chain_head = models.CharField("履历末条指纹", max_length=64)
    made_at = models.DateTimeField("导出时间", default=clock.now)
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="exports", verbose_name="导出人")
    # Empty until the copy is kept: the database lets them be filled once.
    sha256 = models.CharField(max_length=64, null=True, blank=True, db_index=True)  # noqa: DJ001
    size = models.PositiveBigIntegerField("大小（字节）", null=True, blank=True)
    kept_at = models.DateTimeField("存档时间", null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = "导出"
        ordering = ["-made_at", "-pk"]
        constraints = [
            CheckConstraint(
                condition=Q(sha256=None, size=None, kept_at=None)
                | Q(sha256__isnull=False, size__isnull=False, kept_at__isnull=False),
                name="export_kept_whole",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def code(self) -> str:
        """校验码: the number and the beginning of the chain's head, as the workbook carries it."""
        return f"{self.number}-{self.chain_head[:8].upper()}"
