"""The short forms of an item's moves: a reason, a wording, another unit, a mark. The plan has a module of its own.

Each is made with the item and the post worn; whether the move may be made is told by the action.
"""

from typing import Any

from django import forms

from tracker.enums import Role
from tracker.forms.fields import Labelled, ReasonField, TextField, category_field, class_field
from tracker.models import Item, Person, Post, Unit


class MoveForm(forms.Form):
    """A form for one item; `values()` are the action's keyword arguments."""

    def __init__(self, *args: Any, item: Item, post: Post, **kwargs: Any):
        self.item, self.post = item, post
        super().__init__(*args, **kwargs)
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices and first values that hang on the item."""

    def values(self) -> dict[str, Any]:
        return self.cleaned_data


class ObjectionForm(MoveForm):
    reason = ReasonField(label="异议理由", help_text="写明不属于本单位的依据，或与事实不符之处。")


class ReasonForm(MoveForm):
    reason = ReasonField(label="理由")


class WordingForm(MoveForm):
    """Another wording of the problem; the old one stays in the history."""

    problem = TextField(label="反馈问题", rows=6)
    reason = ReasonField(label="理由", help_text="写明改在哪里、为什么。")

    def prepare(self) -> None:
        self.fields["problem"].initial = self.item.problem

    def clean_problem(self) -> str:
        problem = self.cleaned_data["problem"]
        if problem == self.item.problem:
            raise forms.ValidationError("与原文相同，没有改动。")
        return problem


class ReassignForm(MoveForm):
    unit = Labelled(Unit.objects.none(), words=str, label="改派给", help_text="只列本轮次有反馈日期的单位。")
    reason = ReasonField(label="改派理由")

    def prepare(self) -> None:
        rows = Unit.objects.filter(feedback__inspection_round=self.item.inspection_round_id)
        self.fields["unit"].queryset = rows.exclude(pk=self.item.unit_id).order_by("ordinal", "pk")


class MarkForm(MoveForm):
    """Key, listed, and the city leader who looks after the item."""

    is_key = forms.BooleanField(label="重点难点", required=False)
    listed = forms.BooleanField(label="挂牌督办", required=False)
    patron_person = Labelled(
        Person.objects.none(), words=lambda person: person.name, label="包保领导", required=False, empty_label="不指定"
    )

    def prepare(self) -> None:
        leaders = Person.objects.filter(posts__in=Post.objects.current().filter(role=Role.LEADER))
        self.fields["patron_person"].queryset = leaders.distinct().order_by("unit__ordinal", "pk")
        self.initial = {name: getattr(self.item, name) for name in ("is_key", "listed")}
        self.initial["patron_person"] = self.item.patron_person_id

    def values(self) -> dict[str, Any]:
        """The leader's name is kept as text too; a text that was matched to nobody stays when nobody is chosen."""
        person = self.cleaned_data["patron_person"]
        unmatched = self.item.patron if self.item.patron_person_id is None else ""
        return {**self.cleaned_data, "patron": person.name if person else unmatched}


class AnnotationForm(MoveForm):
    text = TextField(label="批示内容", help_text="留在事项履历里，并通知牵头单位的书记和联络员。", max_length=2_000)


class CategoryForm(MoveForm):
    """Another category, another class."""

    def prepare(self) -> None:
        self.fields["category"] = category_field(initial=self.item.category_id)
        self.fields["problem_class"] = class_field(
            self.item.inspection_round, required=False, initial=self.item.problem_class_id
        )
