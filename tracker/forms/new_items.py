"""Forms that make new items: issuing a round's problems to one unit, and a unit logging its own."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from tracker import clock
from tracker.enums import HEADLINE_SOURCES, OWN_SOURCES, Source, Status, TimeFrame
from tracker.errors import Refused
from tracker.forms.fields import Choice, DayField, Labelled, TextField, category_field, check_promise, class_field
from tracker.models import Category, Feedback, InspectionRound, Item, Post, Unit

PROPOSED = "不选则按问题类别带出。"
FALLBACK_CATEGORY = "2.1"
_SERIAL = re.compile(r"^\s*[（(]?(\d{1,4}|[一二三四五六七八九十百]{1,5})[)）]?\s*[、.．\t]\s*(?=\S)")


def _feedback_words(row: Feedback) -> str:
    return f"{row.inspection_round.name}　{row.unit.name}"


def open_feedback() -> Any:
    """Units fed back in rounds that are not closed, nor over before there was this system."""
    rows = Feedback.objects.filter(inspection_round__closed_at=None, inspection_round__is_legacy=False)
    return rows.select_related("inspection_round", "unit").order_by(
        "-inspection_round__year", "-inspection_round", "ordinal"
    )


def not_replaced(feedback: Feedback) -> Any:
    """Void items of the letter that no other item stands for yet: a problem issued again says which it replaces."""
    rows = Item.objects.filter(inspection_round=feedback.inspection_round_id, unit=feedback.unit_id)
    return rows.filter(status=Status.VOID, replaced_by=None).order_by("number")


class ChooseFeedback(forms.Form):
    """Which round and unit: asked first, since classes and numbers hang on it."""

    feedback = Labelled(open_feedback(), words=_feedback_words, label="轮次与单位")


class IssueRow(forms.Form):
    """One problem as it was fed back."""

    source_number = forms.CharField(label="反馈序号", required=False, max_length=60)
    problem = TextField(label="反馈问题", rows=3)
    problem_class = Choice(label="问题类别", required=False)
    category = Choice(label="任务类别", required=False, help_text=PROPOSED)
    source = Choice(
        label="来源", choices=[(source.value, source.label) for source in HEADLINE_SOURCES], initial=Source.FEEDBACK
    )
    time_frame = Choice(label="整改类别", choices=TimeFrame.choices, initial=TimeFrame.BY_DATE)
    deadline = DayField(label="整改时限", required=False)
    replaces = Choice(label="替代哪件作废事项", required=False, help_text="原事项作废后重新下发的才选。")

    def has_changed(self) -> bool:
        """Choices stand at their first values: a row nobody has touched is a spare one."""
        return self.is_bound and super().has_changed()


class _IssueRows(BaseFormSet):
    """Rows that share one list of classes and categories."""

    def __init__(self, *args: Any, feedback: Feedback, **kwargs: Any):
        self.categories = {str(row.pk): row for row in Category.objects.order_by("code")}
        self.fed_back_on = feedback.fed_back_on
        classes = class_field(feedback.inspection_round)
        self.classes = {str(row.pk): row for row in classes.queryset.select_related("parent", "default_category")}
        self.class_choices = [("", "不选"), *((pk, classes.words(row)) for pk, row in self.classes.items())]
        self.void = {str(row.pk): row for row in not_replaced(feedback)}
        super().__init__(*args, **kwargs)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["problem_class"].choices = self.class_choices
        named = [(pk, f"{row.code}　{row.title}") for pk, row in self.categories.items()]
        form.fields["category"].choices = [("", "按问题类别"), *named]
        if self.void:
            void = [(pk, f"{row.number}　{row.problem[:30]}") for pk, row in self.void.items()]
            form.fields["replaces"].choices = [("", "不替代"), *void]
        else:
            del form.fields["replaces"]

    def clean(self) -> None:
        self._check_promises()
        if not any(self.errors) and not self._filled():
            raise forms.ValidationError("还没有填问题，至少填一条。")
        chosen = [row["replaces"] for row in self._filled() if row.get("replaces")]
        if len(chosen) > len({*chosen}):
            raise forms.ValidationError("同一件作废事项只能由一条替代。")

    def problems(self) -> list[dict[str, Any]]:
        """What `items.issue` takes, one mapping a filled row."""
        return [self._problem(row) for row in self._filled()]

    def _check_promises(self) -> None:
        """立行立改 may have been promised during the inspection itself, before the letter."""
        for form in self.forms:
            cleaned = getattr(form, "cleaned_data", {})
            if cleaned.get("source") != Source.ON_SITE:
                try:
                    check_promise(cleaned.get("deadline"), self.fed_back_on)
                except forms.ValidationError as error:
                    form.add_error("deadline", error)

    def _filled(self) -> list[dict[str, Any]]:
        rows = [getattr(form, "cleaned_data", {}) for form in self.forms]
        return [row for row in rows if row.get("problem")]

    def _problem(self, row: dict[str, Any]) -> dict[str, Any]:
        chosen = self.classes.get(row["problem_class"])
        return {
            **row,
            "problem_class": chosen,
            "replaces": self.void.get(row.get("replaces", "")),
            "category": self.categories.get(row["category"]) or category_for(chosen),
        }


IssueRows = formset_factory(IssueRow, formset=_IssueRows, extra=3, max_num=200, absolute_max=200)


def category_for(chosen: Any) -> Category:
    """The proposed category: the class's, else 2.1."""
    row = chosen.default_category if chosen else Category.objects.filter(code=FALLBACK_CATEGORY).first()
    if row is None:
        raise Refused("还没有装载任务类别，请联系系统管理员。")
    return row


def split_problems(text: str) -> list[dict[str, str]]:
    """Pasted lines as first values of rows: a leading number (“1、”, “（三）.”) becomes 反馈序号."""
    rows = []
    for line in filter(None, map(str.strip, text.splitlines())):
        match = _SERIAL.match(line)
        number = match[1] if match else ""
        rows.append({"source_number": number, "problem": line[match.end() :] if match else line})
    return rows


class LogForm(forms.Form):
    """A unit's own item: found by itself, or a task of the speech."""

    feedback = Labelled(open_feedback(), words=_feedback_words, label="轮次与单位")
    source = Choice(
        label="来源", choices=[(source.value, source.label) for source in OWN_SOURCES], widget=forms.RadioSelect
    )
    problem = TextField(label="问题或任务", rows=4, help_text="自查发现写清问题；工作任务写清要做成什么。")
    time_frame = Choice(label="整改类别", choices=TimeFrame.choices, initial=TimeFrame.BY_DATE)
    deadline = DayField(label="整改时限", required=False, help_text="有措施后以措施的最晚时限为准。")
    earlier = forms.CharField(
        label="原事项编号",
        required=False,
        max_length=24,
        help_text="由哪件事项举一反三查出的，如 6-01-02；没有就不填。",
    )

    field_order = ("feedback", "source", "category", "problem")

    def __init__(self, *args: Any, post: Post, units: Sequence[Unit], **kwargs: Any):
        self.post = post
        super().__init__(*args, **kwargs)
        rows = open_feedback().filter(unit__in=units)
        self.fields["feedback"].queryset = rows
        self.fields["feedback"].initial = rows.first()
        self.fields["category"] = category_field()
        self.order_fields(self.field_order)

    def clean_deadline(self) -> Any:
        check_promise(self.cleaned_data["deadline"], clock.today())
        return self.cleaned_data["deadline"]

    def clean_earlier(self) -> Item | None:
        number = self.cleaned_data["earlier"]
        found = Item.objects.visible_to(self.post).filter(number=number).first() if number else None
        if number and found is None:
            raise forms.ValidationError(f"没有编号为“{number}”的事项，请核对。")
        return found

    def values(self) -> dict[str, Any]:
        """The keyword arguments of `items.log`."""
        cleaned = dict(self.cleaned_data)
        feedback: Feedback = cleaned.pop("feedback")
        inspection_round: InspectionRound = feedback.inspection_round
        cleaned["earlier_item"] = cleaned.pop("earlier")
        return {"inspection_round": inspection_round, "unit": feedback.unit, **cleaned}
