"""Evidence (佐证材料): one row per upload, kept by its SHA-256 outside any web root, used wherever it proves."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from tracker import clock
from tracker.models.constraints import paired
from tracker.models.items import CoUnit, Item
from tracker.models.measures import Measure, Milestone
from tracker.models.people import Post


class Evidence(models.Model):
    """One uploaded file. The bytes lie in the vault under `sha256`; equal bytes are kept once."""

    name = models.CharField("文件名", max_length=200)
    extension = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField("大小（字节）")
    dated_on = models.DateField("材料日期", null=True, blank=True)
    uploaded_at = models.DateTimeField("上传时间", default=clock.now)
    uploaded_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    purged_at = models.DateTimeField(null=True, blank=True)
    purged_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "佐证材料"
        verbose_name_plural = "佐证材料"
        ordering = ["pk"]
        constraints = [*paired("evidence", "purged")]

    def __str__(self) -> str:
        return self.name


class EvidenceUse(models.Model):
    """Where an upload serves: an item, and there perhaps a measure, a milestone or a co-unit's part."""

    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="uses")
    item = models.ForeignKey(Item, models.PROTECT, related_name="evidence_uses")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="evidence_uses")
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, blank=True, related_name="evidence_uses")
    co_unit = models.ForeignKey(CoUnit, models.PROTECT, null=True, blank=True, related_name="evidence_uses")
    is_shared = models.BooleanField("几个事项共用", default=False)
    added_at = models.DateTimeField("添加时间", default=clock.now)
    added_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "佐证用处"
        ordering = ["pk"]
        constraints = [
            *paired("evidenceuse", "removed"),
            models.UniqueConstraint(
                "evidence",
                "item",
                # SQLite holds two NULLs to be different; 0 is nobody's id.
                Coalesce("measure", 0),
                Coalesce("milestone", 0),
                Coalesce("co_unit", 0),
                condition=Q(removed_at=None),
                name="evidenceuse_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evidence}（{self.item}）"
