"""What is done about an item: measures, progress notes, and the dated road map of mid- and long-term items."""

from django.db import models
from django.db.models import Q

from tracker import clock
from tracker.models.constraints import paired
from tracker.models.items import Item
from tracker.models.people import Person, Post


class KeptQuerySet(models.QuerySet):
    def kept(self) -> "KeptQuerySet":
        """Rows not taken out again; a row taken out stays readable in the history."""
        return self.filter(removed_at=None)


class Measure(models.Model):
    """整改措施: has its own owner, deadline and standard of completion. `deadline` may be none (长期坚持)."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="measures")
    ordinal = models.PositiveIntegerField("序")
    text = models.TextField("整改措施")
    standard = models.CharField("完成标准", max_length=300, blank=True)
    owner = models.CharField("责任人", max_length=120, blank=True)
    owner_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="measures")
    deadline = models.DateField("完成时限", null=True, blank=True)
    deadline_text = models.CharField("时限原文", max_length=120, blank=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    done_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = "整改措施"
        ordering = ["item", "ordinal", "pk"]
        constraints = [*paired("measure", "done", "removed")]
        indexes = [
            models.Index(fields=["item", "deadline"], condition=Q(done_at=None, removed_at=None), name="measure_open"),
            models.Index(fields=["item", "removed_at", "done_at"], name="measure_done"),
        ]

    def __str__(self) -> str:
        return self.text


class Milestone(models.Model):
    """“计划改”路线图: a dated step of a mid- or long-term item."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="milestones")
    ordinal = models.PositiveIntegerField("序")
    text = models.CharField("阶段目标", max_length=300)
    due_on = models.DateField("计划日期")
    reached_at = models.DateTimeField("达到时间", null=True, blank=True)
    reached_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")

    objects = KeptQuerySet.as_manager()

    class Meta:
        verbose_name = "阶段目标"
        ordering = ["item", "due_on", "pk"]
        constraints = [*paired("milestone", "reached", "removed")]

    def __str__(self) -> str:
        return self.text


class ProgressNote(models.Model):
    """进展: what was done, told for a measure or for the whole item; never changed, only added to."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="progress_notes")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="progress_notes")
    text = models.TextField("进展情况")
    noted_at = models.DateTimeField("填报时间", default=clock.now)
    noted_by = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "进展"
        ordering = ["-noted_at", "-pk"]

    def __str__(self) -> str:
        return self.text
