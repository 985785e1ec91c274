"""The rectification item (整改事项): the thing that is struck off, its co-units, and which rows who may see."""

import datetime

from django.db import models
from django.db.models import CheckConstraint, F, Q

from tracker import clock
from tracker.enums import OVERSIGHT_ROLES, UNIT_ROLES, Lamp, Source, Status, StrikeOffKind, TimeFrame
from tracker.models.categories import Category, ProblemClass, Requirement
from tracker.models.constraints import one_of, paired
from tracker.models.people import Person, Post
from tracker.models.rounds import InspectionRound
from tracker.models.units import Unit
from tracker.workflow import lamp_of


class ItemQuerySet(models.QuerySet):
    def visible_to(self, post: Post) -> "ItemQuerySet":
        """What a post may see: supervising bodies and leaders all, a unit its own, its descendants' and shared rows."""
        if not post.is_current():
            return self.none()
        if post.role in OVERSIGHT_ROLES:
            return self
        if post.role not in UNIT_ROLES or not post.unit.path:
            return self.none()
        # Found by two indexes, for neither condition is asked of every row.
        units = Unit.objects.order_by().filter(path__startswith=post.unit.path).values("pk")
        shared = CoUnit.objects.order_by().filter(unit__in=units, removed_at=None).values("item")
        return self.filter(Q(unit__in=units) | Q(pk__in=shared))

    def counted(self) -> "ItemQuerySet":
        """Rows that any figure may count; a void item is readable for ever and counted nowhere."""
        return self.exclude(status=Status.VOID)

    def extended(self) -> "ItemQuerySet":
        """Rows whose deadline lies behind the first promise, which never changes."""
        return self.filter(deadline__gt=F("first_deadline"))


class Item(models.Model):
    """事项. Workflow fields change only through `actions`; `revision` grows with every such change.

    `deadline` is the latest of the measures' dates; `due` is the earliest open date the lamp hangs on;
    `due_stopped_on` is the day the clock stopped because the secretary signed; `first_deadline` never changes.
    """

    number = models.CharField("编号", max_length=24, unique=True)
    source_number = models.CharField("反馈序号", max_length=60, blank=True)
    source = models.CharField("来源", max_length=12, choices=Source)
    inspection_round = models.ForeignKey(InspectionRound, models.PROTECT, related_name="items", verbose_name="轮次")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="items", verbose_name="牵头单位", db_index=False)
    problem = models.TextField("反馈问题")
    # No index of their own: it would lure figures away from the one they can be read from alone. Nor have the posts and
    # people below, by whom no page looks for items, and whose every index a new item would have to be entered in.
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="items", verbose_name="任务类别", db_index=False
    )
    requirement = models.ForeignKey(
        Requirement, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="要点", db_index=False
    )
    problem_class = models.ForeignKey(
        ProblemClass,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name="问题类别",
        db_index=False,
    )
    time_frame = models.CharField("整改类别", max_length=12, choices=TimeFrame, default=TimeFrame.BY_DATE)
    is_lasting = models.BooleanField("并长期坚持", default=False)
    is_key = models.BooleanField("重点难点", default=False)
    listed = models.BooleanField("挂牌督办", default=False)

    status = models.CharField("状态", max_length=20, choices=Status)
    kind = models.CharField("销号结果", max_length=12, choices=StrikeOffKind, blank=True)
    cycle = models.PositiveIntegerField("第几轮整改", default=1)
    revision = models.PositiveIntegerField(default=1, editable=False)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    earlier_item = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="later_items")
    legacy = models.BooleanField("历史台账", default=False)
    reported_status = models.CharField("原台账所写状态", max_length=60, blank=True)

    root_cause = models.TextField("根本原因", blank=True)
    leader = models.CharField("牵头领导", max_length=200, blank=True)
    owner = models.CharField("责任人", max_length=200, blank=True)
    department = models.CharField("责任科室", max_length=200, blank=True)
    patron = models.CharField("包保领导", max_length=80, blank=True)
    leader_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="led_items", db_index=False
    )
    owner_person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="owned_items", db_index=False
    )
    patron_person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="patron_items")

    outcome = models.TextField("整改成效", blank=True)
    amount_recovered = models.DecimalField(
        "挽回或追缴资金（万元）", max_digits=14, decimal_places=4, null=True, blank=True
    )
    rules_made = models.PositiveIntegerField("建立完善制度（项）", null=True, blank=True)
    people_served = models.PositiveIntegerField("惠及群众（人）", null=True, blank=True)
    applied_kind = models.CharField("拟申请结果", max_length=12, choices=StrikeOffKind, blank=True)
    kind_reason = models.TextField("理由", blank=True)
    keep_up = models.TextField("长期坚持的内容", blank=True)
    next_review = models.DateField("下次复核日期", null=True, blank=True)

    deadline = models.DateField("整改时限", null=True, blank=True)
    deadline_text = models.CharField("时限原文", max_length=120, blank=True)
    first_deadline = models.DateField("首次承诺时限", null=True, blank=True)
    due = models.DateField("灯所系日期", null=True, blank=True)
    due_stopped_on = models.DateField("停表日期", null=True, blank=True)

    logged_at = models.DateTimeField("登记时间", default=clock.now)
    logged_by = models.ForeignKey(Post, models.PROTECT, related_name="+", db_index=False)
    issued_at = models.DateTimeField("下发时间", null=True, blank=True)
    issued_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    claimed_at = models.DateTimeField("认领时间", null=True, blank=True)
    claimed_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    struck_off_at = models.DateTimeField("销号时间", null=True, blank=True)
    struck_off_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    imported_from = models.ForeignKey("Import", models.PROTECT, null=True, blank=True, related_name="items")

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = "事项"
        ordering = ["number", "pk"]
        constraints = [
            one_of("item", "source", Source.values),
            one_of("item", "status", Status.values),
            one_of("item", "time_frame", TimeFrame.values),
            one_of("item", "kind", StrikeOffKind.values, blank=True),
            one_of("item", "applied_kind", StrikeOffKind.values, blank=True),
            *paired("item", "issued", "claimed", "struck_off", "voided"),
            CheckConstraint(
                condition=Q(status=Status.STRUCK_OFF, struck_off_at__isnull=False)
                | Q(status=Status.STRUCK_OFF, legacy=True)
                | (~Q(status=Status.STRUCK_OFF) & Q(struck_off_at__isnull=True)),
                name="item_struck_off_at_iff_struck_off",
            ),
            CheckConstraint(
                condition=Q(status=Status.VOID, voided_at__isnull=False)
                | (~Q(status=Status.VOID) & Q(voided_at__isnull=True)),
                name="item_voided_at_iff_void",
            ),
            CheckConstraint(
                condition=Q(status__in=(Status.STRUCK_OFF, Status.LASTING)) ^ Q(kind=""), name="item_kind_iff_decided"
            ),
        ]
        indexes = [
            # Read alone, without the rows, by the counts of tabs and lamps.
            models.Index(
                fields=["status", "due", "legacy", "due_stopped_on", "inspection_round", "id"], name="item_status_due"
            ),
            models.Index(fields=["unit", "id"], condition=Q(listed=True), name="item_listed"),
            models.Index(fields=["unit", "number"], name="item_unit_number"),
            models.Index(fields=["unit", "status", "id"], name="item_unit_status"),
            models.Index(fields=["due", "number", "id"], name="item_due_number"),
            # The register by its dates, either way; numbers go up in both.
            models.Index(fields=["deadline", "number", "id"], name="item_deadline"),
            models.Index(fields=["-deadline", "number", "id"], name="item_deadline_back"),
            models.Index(
                # Whatever figures group and ask for: half of it would be slower than none. First what `figures_counts`
                # says of all it counts, then what it groups by, then what lamps and rates are read from.
                fields=[
                    *("inspection_round", "legacy", "source", "status", "kind", "unit", "category", "problem_class"),
                    *("time_frame", "deadline", "due", "due_stopped_on", "first_deadline", "struck_off_at", "cycle"),
                    "id",
                ],
                name="item_figures",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_void(self) -> bool:
        return self.status == Status.VOID

    @property
    def days_left(self) -> int | None:
        """Days until `due`, counted from the stopped clock or today; negative when overdue."""
        if self.due is None:
            return None
        return (self.due - (self.due_stopped_on or clock.today())).days

    @property
    def lamp(self) -> Lamp:
        """The lamp of one loaded row; `queries/lamps.py` is the same in SQL."""
        inspection_round = self.inspection_round
        return lamp_of(Status(self.status), self.days_left, inspection_round.blue_days, inspection_round.yellow_days)

    @property
    def days_struck_off_after(self) -> datetime.timedelta | None:
        return self.struck_off_at - self.issued_at if self.struck_off_at and self.issued_at else None


class CoUnit(models.Model):
    """配合单位: a unit that has its own part in an item, and says itself when that part is done."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="co_units")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="co_items", verbose_name="配合单位")
    part = models.CharField("承担的事", max_length=200)
    done_note = models.TextField("完成情况", blank=True)
    done_at = models.DateTimeField("完成时间", null=True, blank=True)
    done_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "配合单位"
        ordering = ["pk"]
        constraints = [
            *paired("counit", "done", "removed"),
            models.UniqueConstraint(fields=["item", "unit"], condition=Q(removed_at=None), name="counit_once_per_item"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}（{self.part}）"
