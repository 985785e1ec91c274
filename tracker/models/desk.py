"""What lies on people's desks: notices, drafts, preferences, and the office's calendar."""

from django.db import models

from tracker import clock
from tracker.enums import Role
from tracker.models.constraints import one_of, paired
from tracker.models.items import Item
from tracker.models.people import Person, Post, User
from tracker.models.submissions import Packet
from tracker.models.units import Unit


class NoticeQuerySet(models.QuerySet):
    def to(self, post: Post) -> "NoticeQuerySet":
        """Notices for everybody who wears this role in this unit."""
        return self.filter(unit=post.unit, role=post.role)


class Notice(models.Model):
    """通知: one line to a role of a unit; written inside the action that causes it, one per unit and cause."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="notices")
    role = models.CharField(max_length=20, choices=Role)
    text = models.CharField("内容", max_length=300)
    item = models.ForeignKey(Item, models.PROTECT, null=True, blank=True, related_name="notices")
    packet = models.ForeignKey(Packet, models.PROTECT, null=True, blank=True, related_name="notices")
    sent_at = models.DateTimeField("发出时间", default=clock.now)
    read_at = models.DateTimeField("已阅时间", null=True, blank=True)
    read_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "通知"
        ordering = ["-sent_at", "-pk"]
        constraints = [one_of("notice", "role", Role.values), *paired("notice", "read")]
        indexes = [models.Index(fields=["unit", "role", "read_at"], name="notice_desk")]

    def __str__(self) -> str:
        return self.text


class Draft(models.Model):
    """草稿: what a user has typed into a form and not yet handed in. Never holds passwords or files."""

    user = models.ForeignKey(User, models.PROTECT, related_name="drafts")
    key = models.CharField(max_length=200)
    content = models.JSONField()
    saved_at = models.DateTimeField(default=clock.now)

    class Meta:
        verbose_name = "草稿"
        ordering = ["-saved_at"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="draft_once_per_form")]

    def __str__(self) -> str:
        return self.key


class Preference(models.Model):
    """个人设置: columns shown, layout last used."""

    user = models.ForeignKey(User, models.PROTECT, related_name="preferences")
    key = models.CharField(max_length=60)
    value = models.JSONField()

    class Meta:
        verbose_name = "个人设置"
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="preference_once")]

    def __str__(self) -> str:
        return self.key


class Receipt(models.Model):
    """回执: a form that was handed in, by its digest, and the ids of the rows it made.

    Whoever presses a button twice sends the same form again, and gets what the first press made.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="receipts", verbose_name="提交人")
    form = models.CharField("表单", max_length=64)
    made = models.JSONField("所生成的记录")
    given_at = models.DateTimeField("提交时间", default=clock.now)

    class Meta:
        verbose_name = "回执"
        ordering = ["-given_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "form"], name="receipt_once_per_form")]

    def __str__(self) -> str:
        return self.form


class Holiday(models.Model):
    """节假日与调休: days that differ from the plain week. 巡察办 may correct them."""

    day = models.DateField("日期", unique=True)
    is_workday = models.BooleanField("调休上班")
    name = models.CharField("名称", max_length=20)

    class Meta:
        verbose_name = "节假日"
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
