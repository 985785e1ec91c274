"""What an item is about: the speech's sections, categories and requirement points, and the problem classes."""

from django.db import models
from django.db.models import Q

from tracker.models.rounds import InspectionRound


class Section(models.Model):
    """One of the four parts of the speech (一 … 四)."""

    code = models.CharField("编号", max_length=4, unique=True)
    title = models.CharField("标题", max_length=80)
    ordinal = models.PositiveIntegerField(unique=True)

    class Meta:
        verbose_name = "部分"
        ordering = ["ordinal"]

    def __str__(self) -> str:
        return f"{self.code}、{self.title}"


class Category(models.Model):
    """任务类别: one of the twelve requirements, code 1.1 … 4.3."""

    section = models.ForeignKey(Section, models.PROTECT, related_name="categories")
    code = models.CharField("编号", max_length=4, unique=True)
    title = models.CharField("标题", max_length=80)
    short_name = models.CharField("短名", max_length=8)

    class Meta:
        verbose_name = "任务类别"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code}　{self.short_name}"


class Requirement(models.Model):
    """要点: what the category asks for, and what in the system makes it real."""

    category = models.ForeignKey(Category, models.PROTECT, related_name="requirements")
    ordinal = models.PositiveIntegerField()
    text = models.CharField("要点", max_length=200)
    made_real_by = models.CharField("在系统中怎样落实", max_length=200)

    class Meta:
        verbose_name = "要点"
        ordering = ["category", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["category", "ordinal"], name="requirement_ordinal_once")]

    def __str__(self) -> str:
        return self.text


class ProblemClass(models.Model):
    """问题类别: two levels; rows without a round are the defaults that each new round gets a copy of."""

    inspection_round = models.ForeignKey(InspectionRound, models.PROTECT, null=True, blank=True, related_name="classes")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    code = models.CharField("编号", max_length=12)
    name = models.CharField("名称", max_length=80)
    default_category = models.ForeignKey(Category, models.PROTECT, related_name="+", verbose_name="默认任务类别")

    class Meta:
        verbose_name = "问题类别"
        ordering = ["inspection_round", "code"]
        constraints = [
            models.UniqueConstraint(fields=["inspection_round", "code"], name="class_code_once_per_round"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(inspection_round=None), name="class_code_once_among_defaults"
            ),
        ]

    def __str__(self) -> str:
        return self.name
