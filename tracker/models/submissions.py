"""Attempts: packets (报批单), the submissions in them, the one signature, and each party's review."""

from django.db import models
from django.db.models import CheckConstraint, Q

from tracker import clock
from tracker.enums import (
    OPEN_SUBMISSION_STATES,
    OVERSIGHT_ROLES,
    UNIT_ROLES,
    SignatureMethod,
    Status,
    StrikeOffKind,
    SubmissionKind,
    SubmissionState,
    Verdict,
)
from tracker.models.constraints import one_of, paired
from tracker.models.items import Item
from tracker.models.people import Person, Post
from tracker.models.rounds import InspectionRound
from tracker.models.units import Unit


class PacketQuerySet(models.QuerySet):
    def visible_to(self, post: Post) -> "PacketQuerySet":
        """A packet is seen by whoever sees all of its unit's items."""
        if not post.is_current():
            return self.none()
        if post.role in OVERSIGHT_ROLES:
            return self
        if post.role not in UNIT_ROLES or not post.unit.path:
            return self.none()
        return self.filter(unit__path__startswith=post.unit.path)


class Packet(models.Model):
    """报批单: one unit, one round, one kind, signed once over the digests of its open submissions."""

    number = models.CharField("报批单号", max_length=30, unique=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="packets", verbose_name="单位")
    inspection_round = models.ForeignKey(InspectionRound, models.PROTECT, related_name="packets", verbose_name="轮次")
    kind = models.CharField("类别", max_length=12, choices=SubmissionKind)
    made_at = models.DateTimeField("报批时间", default=clock.now)
    made_by = models.ForeignKey(Post, models.PROTECT, related_name="+")

    objects = PacketQuerySet.as_manager()

    class Meta:
        verbose_name = "报批单"
        ordering = ["-made_at", "-pk"]
        constraints = [one_of("packet", "kind", SubmissionKind.values)]

    def __str__(self) -> str:
        return self.number


class SubmissionQuerySet(models.QuerySet):
    def open(self) -> "SubmissionQuerySet":
        """Not ended yet; said twice, for the indexes know the open ones by having no end."""
        return self.filter(state__in=OPEN_SUBMISSION_STATES, ended_at=None)


class Submission(models.Model):
    """One attempt for one item. `snapshot` (canonical JSON) and its SHA-256 `digest` pin what was handed in.

    `hands` are the ids of the persons who submitted it, typed its content in for the unit, or have spoken for one of
    the parties: none of them may review.
    """

    packet = models.ForeignKey(Packet, models.PROTECT, related_name="submissions", verbose_name="报批单")
    item = models.ForeignKey(Item, models.PROTECT, related_name="submissions", verbose_name="事项")
    kind = models.CharField("类别", max_length=12, choices=SubmissionKind)
    turn = models.PositiveIntegerField("第几次")
    cycle = models.PositiveIntegerField(default=1)
    strike_off_kind = models.CharField("申请结果", max_length=12, choices=StrikeOffKind, blank=True)
    state = models.CharField("进度", max_length=20, choices=SubmissionState, default=SubmissionState.AWAITING_SIGNATURE)
    came_from = models.CharField(max_length=20, choices=Status)
    snapshot = models.TextField()
    digest = models.CharField(max_length=64)
    hands = models.JSONField(default=list)
    made_at = models.DateTimeField("提交时间", default=clock.now)
    made_by = models.ForeignKey(Post, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField("办结时间", null=True, blank=True)
    ended_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField("理由", blank=True)

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "申请"
        ordering = ["-made_at", "-pk"]
        constraints = [
            one_of("submission", "kind", SubmissionKind.values),
            one_of("submission", "state", SubmissionState.values),
            one_of("submission", "strike_off_kind", StrikeOffKind.values, blank=True),
            one_of("submission", "came_from", Status.values),
            *paired("submission", "ended"),
            CheckConstraint(
                condition=Q(state__in=OPEN_SUBMISSION_STATES) ^ Q(ended_at__isnull=False),
                name="submission_open_xor_ended",
            ),
            CheckConstraint(
                condition=Q(kind=SubmissionKind.STRIKE_OFF) ^ Q(strike_off_kind=""),
                name="submission_strike_off_has_kind",
            ),
            models.UniqueConstraint(fields=["item"], condition=Q(ended_at=None), name="submission_one_open_per_item"),
            models.UniqueConstraint(fields=["item", "kind", "turn"], name="submission_turn_once"),
        ]
        indexes = [
            models.Index(fields=["state", "packet"], condition=Q(ended_at=None), name="submission_open_packet"),
            # Rates are read from it alone: the rows hold whole snapshots.
            models.Index(fields=["item", "state"], name="submission_item_state"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}　第 {self.turn} 次"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_SUBMISSION_STATES


class Signature(models.Model):
    """签字: one per packet. On paper, who typed it in stays apart from the signer, and 巡察办 confirms the scan."""

    packet = models.ForeignKey(Packet, models.PROTECT, related_name="signatures", verbose_name="报批单")
    method = models.CharField("方式", max_length=10, choices=SignatureMethod)
    signer = models.ForeignKey(Person, models.PROTECT, related_name="signatures", verbose_name="签字人")
    signer_post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    sentence = models.TextField("签字内容")
    digest = models.CharField(max_length=64)
    digests = models.JSONField()
    signed_at = models.DateTimeField("签字时间", default=clock.now)
    signed_on_paper = models.DateField("纸上所签日期", null=True, blank=True)
    entered_by = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name="录入人")
    scan = models.ForeignKey("Evidence", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="扫描件")
    confirmed_at = models.DateTimeField("确认时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    refused_at = models.DateTimeField("退回时间", null=True, blank=True)
    refused_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    refused_reason = models.TextField("退回理由", blank=True)

    class Meta:
        verbose_name = "签字"
        ordering = ["-signed_at", "-pk"]
        constraints = [
            one_of("signature", "method", SignatureMethod.values),
            *paired("signature", "confirmed", "refused"),
            CheckConstraint(
                condition=Q(method=SignatureMethod.PASSWORD, scan__isnull=True)
                | Q(method=SignatureMethod.PAPER, scan__isnull=False),
                name="signature_paper_has_scan",
            ),
            models.UniqueConstraint(
                fields=["packet"], condition=Q(refused_at=None), name="signature_one_valid_per_packet"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.signer}　{self.get_method_display()}"

    @property
    def is_settled(self) -> bool:
        """May reviews begin on it? A paper signature must first be confirmed."""
        return self.refused_at is None and (self.method == SignatureMethod.PASSWORD or self.confirmed_at is not None)


class ReviewQuerySet(models.QuerySet):
    def pending(self) -> "ReviewQuerySet":
        """Reviews whose turn it is and that nobody has given yet."""
        return self.filter(verdict="", opened_at__isnull=False, submission__state=SubmissionState.UNDER_REVIEW)

    def overdue(self) -> "ReviewQuerySet":
        """Pending reviews whose 审核期限 is past, the twin of `Review.days_overdue`."""
        return self.pending().filter(past_due())


def past_due() -> Q:
    """Which of pending reviews are late: from the day after their 审核期限."""
    return Q(due_on__lt=clock.today())


class Review(models.Model):
    """审核: one party's verdict on one submission; the row exists from the signature on, empty until given."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="reviews", verbose_name="申请")
    unit_of_party = models.ForeignKey(Unit, models.PROTECT, related_name="reviews", verbose_name="审核方")
    step = models.PositiveIntegerField("次序")
    opened_at = models.DateTimeField("送审时间", null=True, blank=True)
    due_on = models.DateField("审核期限", null=True, blank=True)
    verdict = models.CharField("结论", max_length=10, choices=Verdict, blank=True)
    opinion = models.TextField("意见", blank=True)
    reviewed_at = models.DateTimeField("审核时间", null=True, blank=True)
    reviewed_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "审核"
        ordering = ["step", "pk"]
        constraints = [
            one_of("review", "verdict", Verdict.values, blank=True),
            *paired("review", "reviewed"),
            CheckConstraint(condition=Q(verdict="") ^ Q(reviewed_at__isnull=False), name="review_verdict_iff_reviewed"),
            models.UniqueConstraint(fields=["submission", "unit_of_party"], name="review_once_per_party"),
        ]
        indexes = [models.Index(fields=["unit_of_party", "submission"], condition=Q(verdict=""), name="review_pending")]

    def __str__(self) -> str:
        return f"{self.unit_of_party}　{self.get_verdict_display() or '未审'}"

    @property
    def is_pending(self) -> bool:
        """Does its party have to speak now?"""
        under_review = self.submission.state == SubmissionState.UNDER_REVIEW
        return under_review and not self.verdict and self.opened_at is not None

    @property
    def days_overdue(self) -> int:
        """By how many days a pending review is past its 审核期限 today; 0 where it is not."""
        late = self.is_pending and self.due_on is not None and self.due_on < clock.today()
        return (clock.today() - self.due_on).days if late else 0
