"""Forms of the work itself: progress, done, outcome, evidence in and out.

Each is made with the item and the post worn; whether the move may be made is told by the action.
"""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from tracker import clock
from tracker.enums import Role, StrikeOffKind
from tracker.errors import Refused
from tracker.filekinds import ALLOWED_WORDS, MAX_BYTES, check_name
from tracker.forms.fields import Choice, DayField, ReasonField, TextField
from tracker.forms.items import MoveForm
from tracker.models import CoUnit, Item, Measure, Milestone, Post
from tracker.permissions import types_for

WHOLE = "整个事项"
UPLOAD_HINT = f"内部系统，禁止上传涉密文件。收 {ALLOWED_WORDS}，一件不超过 50 MB。"


def measures_for(form: MoveForm) -> list[Measure]:
    """The measures a post may work on: a 责任人 its own, the clerk all."""
    rows = form.item.measures.kept()
    if form.post.role == Role.HANDLER:
        rows = rows.filter(owner_person=form.post.person_id)
    return list(rows)


def own_parts(item: Item, post: Post) -> list[CoUnit]:
    """The co-units' parts that a post fills in for."""
    rows = item.co_units.filter(removed_at=None).select_related("unit", "item")
    return [row for row in rows if types_for(post, row.unit)]


def _words(measure: Measure) -> str:
    text = measure.text if len(measure.text) <= 30 else f"{measure.text[:29]}…"
    return f"措施 {measure.ordinal}　{text}"


class ProgressForm(MoveForm):
    measure = Choice(label="哪一条", required=False)
    text = TextField(label="进展情况", help_text="做了什么、到哪一步、下一步什么时候做完。", max_length=4_000)

    def prepare(self) -> None:
        self.rows = {str(row.pk): row for row in measures_for(self)}
        whole = [] if self.post.role == Role.HANDLER else [("", WHOLE)]
        self.fields["measure"].choices = [*whole, *((pk, _words(row)) for pk, row in self.rows.items())]
        self.fields["measure"].required = not whole

    def values(self) -> dict[str, Any]:
        return {"text": self.cleaned_data["text"], "measure": self.rows.get(self.cleaned_data["measure"])}


class FinishForm(MoveForm):
    text = TextField(
        label="完成情况", required=False, max_length=4_000, help_text="记入这条措施的进展；不填则只记完成。"
    )


class ReasonOnlyForm(MoveForm):
    reason = TextField(label="理由", rows=3, max_length=1_000)


class PartForm(MoveForm):
    note = TextField(label="完成情况", help_text="本单位承担的事做了什么、结果怎样。", max_length=4_000)


class AttachForm(MoveForm):
    """One upload for the item, one of its measures, milestones or co-units' parts."""

    place = Choice(label="证明什么", required=False)
    file = forms.FileField(label="文件", help_text=UPLOAD_HINT, allow_empty_file=True)
    dated_on = DayField(label="材料日期", required=False, help_text="文件上的日期，不是上传的日期。")

    def prepare(self) -> None:
        parts = own_parts(self.item, self.post)
        is_guest = bool(parts) and not types_for(self.post, self.item.unit)  # a co-unit proves its own part alone
        self.rows: dict[str, Any] = {} if is_guest else {f"m{row.pk}": row for row in measures_for(self)}
        if not is_guest and self.post.role != Role.HANDLER:
            self.rows |= {f"s{row.pk}": row for row in self.item.milestones.kept()}
        self.rows |= {f"p{row.pk}": row for row in parts}
        whole = [] if is_guest or self.post.role == Role.HANDLER else [("", WHOLE)]
        self.fields["place"].choices = [*whole, *((key, _place_words(row)) for key, row in self.rows.items())]
        self.fields["place"].required = not whole

    def clean_file(self) -> UploadedFile:
        """What can be told without reading the file is told here, before a byte of it is copied."""
        file = self.cleaned_data["file"]
        try:
            check_name(file.name)
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from refusal
        if file.size > MAX_BYTES:
            size = file.size / 1024 / 1024
            raise forms.ValidationError(f"“{file.name}”{size:.1f} MB，超过 50 MB，没有保存。可分成几个文件再传。")
        return file

    def clean_dated_on(self) -> Any:
        day = self.cleaned_data["dated_on"]
        if day and day > clock.today():
            raise forms.ValidationError("材料日期不能晚于今天。")
        return day

    def values(self) -> dict[str, Any]:
        row = self.rows.get(self.cleaned_data["place"])
        file = self.cleaned_data["file"]
        return {
            "name": file.name,
            "chunks": file.chunks(),
            "dated_on": self.cleaned_data["dated_on"],
            "measure": row if isinstance(row, Measure) else None,
            "milestone": row if isinstance(row, Milestone) else None,
            "part": row if isinstance(row, CoUnit) else None,
        }

    def tell_unsaved(self) -> None:
        """A browser forgets a chosen file: say plainly which one was not saved."""
        name = getattr(self.files.get("file"), "name", "")
        if name and not any(name in sentence for errors in self.errors.values() for sentence in errors):
            self.add_error("file", f"“{name}”没有保存，更正后请重新选择。")


def _place_words(row: Any) -> str:
    if isinstance(row, CoUnit):
        return f"配合事项　{row.part[:30]}"
    return _words(row) if isinstance(row, Measure) else f"阶段目标　{row.text[:30]}"


class OutcomeForm(MoveForm):
    """What came of it, and what will be applied for."""

    FIELDS = ("applied_kind", "outcome", "amount_recovered", "rules_made", "people_served")
    FIELDS_OF_KINDS = ("kind_reason", "keep_up", "next_review")

    applied_kind = Choice(
        label="申请结果", required=False, choices=[("", "还没有定"), *StrikeOffKind.choices], widget=forms.RadioSelect
    )
    outcome = TextField(label="整改成效", required=False, rows=6, help_text="解决了什么问题、用什么证明；数字写准。")
    amount_recovered = forms.DecimalField(
        label="挽回或追缴资金（万元）", required=False, min_value=0, max_digits=14, decimal_places=4
    )
    rules_made = forms.IntegerField(label="建立完善制度（项）", required=False, min_value=0, max_value=100_000)
    people_served = forms.IntegerField(label="惠及群众（人）", required=False, min_value=0, max_value=2_000_000_000)
    kind_reason = ReasonField(
        label="理由", required=False, help_text="申请移交、无法整改时必填：移交给谁、依据什么；或客观原因是什么。"
    )
    keep_up = TextField(label="长期坚持的内容", required=False, rows=3, help_text="申请转长期坚持时必填。")
    next_review = DayField(label="下次复核日期", required=False)

    def prepare(self) -> None:
        self.initial = {name: getattr(self.item, name) for name in (*self.FIELDS, *self.FIELDS_OF_KINDS)}
        days = self.item.inspection_round.lasting_review_days
        self.fields["next_review"].help_text = f"申请转长期坚持时必填，本轮次一般为 {days} 天后。"

    def clean_next_review(self) -> Any:
        day = self.cleaned_data["next_review"]
        if day and day <= clock.today():
            raise forms.ValidationError("下次复核日期须晚于今天。")
        return day
