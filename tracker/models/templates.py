"""Templates of the superior (上级模板): workbooks that came from outside and are filled with our rows."""

from django.db import models
from django.db.models import CheckConstraint, F, Q

from tracker import clock
from tracker.enums import ADMINISTRATOR_ROLES
from tracker.models.constraints import paired
from tracker.models.people import Post
from tracker.models.units import Unit


class LedgerTemplateQuerySet(models.QuerySet):
    def visible_to(self, post: Post) -> "LedgerTemplateQuerySet":
        """Those of the post's own unit or body, and those in use that 巡察办 shares with everybody."""
        if not post.is_current() or post.role in ADMINISTRATOR_ROLES:
            return self.none()
        shared = Q(shared_at__isnull=False, confirmed_at__isnull=False, withdrawn_at=None)
        return self.filter(Q(unit=post.unit_id) | shared)

    def in_use(self) -> "LedgerTemplateQuerySet":
        """Those that can be filled: looked at by a person, and not withdrawn since."""
        return self.filter(confirmed_at__isnull=False, withdrawn_at=None)


class LedgerTemplate(models.Model):
    """上级模板. The file is kept by its SHA-256; a person confirms where it is filled, and what its columns ask for.

    `columns` holds by letter the keys of `ledgers/columns.py`, several joined by “+”; a column left empty is not named.
    The rows from `first_row` to `last_row` are samples that ours take the place of; `last_row` is one less than
    `first_row` where there are none.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="templates", verbose_name="单位")
    name = models.CharField("模板名称", max_length=40)
    file_name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField("文件指纹", max_length=64)
    size = models.PositiveBigIntegerField("大小（字节）")
    sheet = models.CharField("工作表", max_length=100)
    header_top = models.PositiveIntegerField("表头首行")
    header_bottom = models.PositiveIntegerField("表头末行")
    first_row = models.PositiveIntegerField("填写首行")
    last_row = models.PositiveIntegerField("样例末行")
    columns = models.JSONField("各列填写", default=dict)
    uploaded_at = models.DateTimeField("上传时间", default=clock.now)
    uploaded_by = models.ForeignKey(Post, models.PROTECT, related_name="templates", verbose_name="上传人")
    confirmed_at = models.DateTimeField("核对时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="核对人"
    )
    shared_at = models.DateTimeField("共享时间", null=True, blank=True)
    shared_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="共享人")
    withdrawn_at = models.DateTimeField("停用时间", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="停用人"
    )

    objects = LedgerTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "上级模板"
        ordering = ["name", "pk"]
        constraints = [
            *paired("template", "confirmed", "shared", "withdrawn"),
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(withdrawn_at=None), name="template_name_once_in_use"
            ),
            CheckConstraint(condition=~Q(name=""), name="template_named"),
            CheckConstraint(
                condition=Q(header_bottom__gte=F("header_top"))
                & Q(first_row__gt=F("header_bottom"))
                & Q(last_row__gte=F("first_row") - 1),
                name="template_rows_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_use(self) -> bool:
        """Whether it can be filled."""
        return self.confirmed_at is not None and self.withdrawn_at is None
