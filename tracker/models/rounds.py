"""Inspection rounds (巡察轮次) with every duration and threshold, each unit's feedback, and who reviews."""

from django.db import models
from django.db.models import CheckConstraint, F, Q

from tracker.models.constraints import paired
from tracker.models.units import Unit


class InspectionRound(models.Model):
    """轮次. Days are 自然日 unless `days_are_workdays`; months are calendar months."""

    code = models.CharField("轮次代码", max_length=12, unique=True, help_text="用在事项编号里，如 6。")
    name = models.CharField("轮次名称", max_length=60, unique=True)
    term = models.CharField("届次", max_length=20, blank=True)
    year = models.PositiveIntegerField("年度")
    is_legacy = models.BooleanField("历史轮次", default=False)
    claim_days = models.PositiveIntegerField("认领期限（天）", default=5)
    plan_days = models.PositiveIntegerField("报方案期限（天）", default=30)
    intensive_months = models.PositiveIntegerField("集中整改期（月）", default=6)
    report_days = models.PositiveIntegerField("期满后报告期限（天）", default=30)
    immediate_days = models.PositiveIntegerField("立行立改期限（天）", default=30)
    review_days = models.PositiveIntegerField("审核期限（工作日）", default=10)
    lasting_review_days = models.PositiveIntegerField("长期坚持复核间隔（天）", default=90)
    blue_days = models.PositiveIntegerField("蓝灯提前天数", default=20)
    yellow_days = models.PositiveIntegerField("黄灯提前天数", default=10)
    days_are_workdays = models.BooleanField("期限按工作日计算", default=False)
    skips_plan_for_immediate = models.BooleanField("立行立改事项免报方案", default=False)
    closed_at = models.DateTimeField("办结时间", null=True, blank=True)
    closed_by = models.ForeignKey("Post", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "轮次"
        ordering = ["-year", "-pk"]
        constraints = [
            *paired("round", "closed"),
            CheckConstraint(condition=Q(yellow_days__lt=F("blue_days")), name="round_yellow_before_blue"),
        ]

    def __str__(self) -> str:
        return self.name


class Feedback(models.Model):
    """反馈: one unit in one round. Every deadline of the round hangs on `fed_back_on`."""

    inspection_round = models.ForeignKey(InspectionRound, models.PROTECT, related_name="feedback", verbose_name="轮次")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="feedback", verbose_name="单位")
    ordinal = models.PositiveIntegerField("本轮序号")
    fed_back_on = models.DateField("反馈日期")
    stated_count = models.PositiveIntegerField("反馈意见所列问题数", null=True, blank=True)
    last_number = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = "反馈"
        ordering = ["inspection_round", "ordinal"]
        constraints = [
            models.UniqueConstraint(fields=["inspection_round", "unit"], name="feedback_once_per_round_and_unit"),
            models.UniqueConstraint(fields=["inspection_round", "ordinal"], name="feedback_ordinal_once_per_round"),
        ]

    def __str__(self) -> str:
        return f"{self.inspection_round}　{self.unit}"


class ReviewParty(models.Model):
    """审核方: who must approve. Rows of a unit replace the round's for it; an equal step means side by side."""

    inspection_round = models.ForeignKey(InspectionRound, models.PROTECT, related_name="parties", verbose_name="轮次")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="只对单位")
    step = models.PositiveIntegerField("次序", default=1)
    unit_of_party = models.ForeignKey(Unit, models.PROTECT, related_name="parties", verbose_name="审核方")

    class Meta:
        verbose_name = "审核方"
        ordering = ["inspection_round", "step", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["inspection_round", "unit", "unit_of_party"], name="party_once_per_round_and_unit"
            ),
            models.UniqueConstraint(
                fields=["inspection_round", "unit_of_party"], condition=Q(unit=None), name="party_once_per_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_of_party}（第{self.step}步）"
