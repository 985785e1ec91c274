"""The plan form (制定措施): the item's own fields and its rows of measures, milestones and co-units.

What a plan must hold before it is handed in is told by `workflow.lacks`; a half-filled plan may be saved.
"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.forms.utils import ErrorDict

from tracker import clock
from tracker.enums import OWN_SOURCES, Source, TimeFrame
from tracker.forms.fields import (
    Choice,
    DayField,
    TextField,
    category_field,
    check_promise,
    class_field,
    person_named,
    requirement_choices,
    requirement_of,
)
from tracker.forms.items import MoveForm
from tracker.ledgers.reading.deadlines import parse_deadline
from tracker.models import Feedback, Item, Person, Post, Requirement, Unit

_PEOPLE = {"list": "people", "autocomplete": "off"}
_UNITS = {"list": "units", "autocomplete": "off"}
_ROWS_AT_MOST = 60


class PlanForm(MoveForm):
    """The item's own fields."""

    COPIED = ("root_cause", "time_frame", "is_lasting", "leader", "owner", "department")

    root_cause = TextField(
        label="根本原因", required=False, rows=5, help_text="为什么会发生、为什么没有早发现；不只写“重视不够”。"
    )
    requirement = Choice(label="要点", required=False)
    time_frame = Choice(label="整改类别", choices=TimeFrame.choices)
    is_lasting = forms.BooleanField(label="并长期坚持", required=False)
    leader = forms.CharField(label="牵头领导", required=False, max_length=200, widget=forms.TextInput(attrs=_PEOPLE))
    owner = forms.CharField(label="责任人", required=False, max_length=200, widget=forms.TextInput(attrs=_PEOPLE))
    department = forms.CharField(label="责任科室", required=False, max_length=200)

    field_order = ("root_cause", "category", "requirement", "problem_class", "time_frame")

    def prepare(self) -> None:
        item = self.item
        self.fields["category"] = category_field(initial=item.category_id)
        self.fields["problem_class"] = class_field(item.inspection_round, required=False, initial=item.problem_class_id)
        self.fields["requirement"].choices = requirement_choices()
        self.initial = {name: getattr(item, name) for name in self.COPIED} | {"requirement": item.requirement_id}
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        try:
            self.requirement: Requirement | None = requirement_of(
                cleaned.get("requirement", ""), cleaned.get("category")
            )
        except forms.ValidationError as error:
            self.add_error("requirement", error)
        return cleaned

    def fields_of(self, people: Iterable[Person], item: Item) -> dict[str, Any]:
        """What the action sets; a name that is exactly one person's of the unit is bound to that person."""
        values = {**self.cleaned_data, "requirement": self.requirement}
        for name in ("leader", "owner"):
            values[f"{name}_person"] = _bound(values[name], name, item, people)
        return values


class RowForm(forms.Form):
    """One row: with `id` it is kept or changed, without it is new."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)


class MeasureForm(RowForm):
    text = TextField(label="整改措施", rows=2, max_length=4_000)
    standard = forms.CharField(label="完成标准", required=False, max_length=300)
    owner = forms.CharField(label="责任人", required=False, max_length=120, widget=forms.TextInput(attrs=_PEOPLE))
    deadline = DayField(label="完成时限", required=False)
    deadline_text = forms.CharField(
        label="时限原文",
        required=False,
        max_length=120,
        help_text="可照文件原样写，如“2026年底前，并长期坚持”；只写原文时由系统读出日期。",
    )

    def clean(self) -> dict[str, Any]:
        """Where only the words are given, the date is read from them; what was understood is told after saving."""
        cleaned = super().clean() or self.cleaned_data
        self.read = None
        if cleaned.get("deadline_text") and not cleaned.get("deadline") and "deadline" not in self.errors:
            self.read = parse_deadline(cleaned["deadline_text"], feedback=self.fed_back_on)
            cleaned["deadline"] = self.read.date
        if {"deadline", "deadline_text"} & {*self.changed_data} and "deadline" not in self.errors:
            try:
                check_promise(cleaned.get("deadline"), self.since)
            except forms.ValidationError as error:
                self.add_error("deadline", error)
        return cleaned

    fed_back_on: Any = None
    since: Any = None  # no promise is older


class MilestoneForm(RowForm):
    text = forms.CharField(label="阶段目标", max_length=300)
    due_on = DayField(label="计划日期")

    since: Any = None

    def clean_due_on(self) -> Any:
        if "due_on" in self.changed_data:
            check_promise(self.cleaned_data["due_on"], self.since)
        return self.cleaned_data["due_on"]


class CoUnitForm(RowForm):
    unit = forms.CharField(label="配合单位", max_length=80, widget=forms.TextInput(attrs=_UNITS))
    part = forms.CharField(label="承担的事", max_length=200)

    units: Any = ()

    def clean_unit(self) -> Unit:
        name = self.cleaned_data["unit"]
        found = next((unit for unit in self.units if name in (unit.name, unit.short_name)), None)
        if found is None:
            raise forms.ValidationError(f"没有“{name}”这个单位，请照单位名称填写。")
        return found


class Rows(BaseFormSet):
    """Rows of one kind; a ticked 删除 takes a kept row out and forgets a new one."""

    deletion_widget = forms.CheckboxInput
    default_error_messages = {
        "missing_management_form": "这一页没有收全，请重新打开再填。",
        "too_many_forms": "行数太多，请分成几件事项，或合并措施。",
    }

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "删除这一条"
        form.fields["id"] = form.fields.pop("id")  # last: the row's own fields come right after its legend

    def rows(self) -> list[dict[str, Any]]:
        return [row for row in map(_row_of, self.forms) if row is not None]

    def full_clean(self) -> None:
        """A row marked for removal is not judged: nobody should have to fill in what is thrown away."""
        super().full_clean()
        for form in self.forms if self.is_bound else ():
            if self._should_delete_form(form):
                form._errors = ErrorDict()


class CoUnitFormSet(Rows):
    """A unit has one part in an item. Another unit in a kept row is that row taken out and a new one."""

    def clean(self) -> None:
        named = [row["unit"] for row in self.rows() if row.get("unit")]
        twice = sorted({unit.name for unit in named if named.count(unit) > 1})
        if twice:
            raise forms.ValidationError(f"配合单位重复：{'、'.join(twice)}，请合成一行。")

    def rows(self) -> list[dict[str, Any]]:
        names = {form.initial["id"]: form.initial["unit"] for form in self.forms if form.initial.get("id")}
        kept, added = [], []
        for row in super().rows():
            moved = row.get("id") in names and "unit" in row and row["unit"].name != names[row["id"]]
            kept += [{"id": row["id"], "remove": True} if moved else row] if row.get("id") else []
            added += [{**row, "id": None}] if moved or not row.get("id") else []
        return [*kept, *added]


def _row_of(form: Any) -> dict[str, Any] | None:
    values = dict(getattr(form, "cleaned_data", {}))
    removed, pk = values.pop("DELETE", False), values.pop("id", None)
    if removed:
        return {"id": pk, "remove": True} if pk else None
    if not any(values.values()):
        return None
    return {**({"id": pk} if pk else {}), **values}


MeasureRows = formset_factory(
    MeasureForm, formset=Rows, extra=3, can_delete=True, max_num=_ROWS_AT_MOST, absolute_max=_ROWS_AT_MOST + 5
)
MilestoneRows = formset_factory(MilestoneForm, formset=Rows, extra=3, can_delete=True, max_num=_ROWS_AT_MOST)
CoUnitRows = formset_factory(CoUnitForm, formset=CoUnitFormSet, extra=2, can_delete=True, max_num=_ROWS_AT_MOST)


class PlanForms:
    """The whole page of the plan; `values()` are the keyword arguments of `plans.save_plan`."""

    def __init__(self, item: Item, post: Post, data: Any = None, source: Item | None = None):
        self.item = item
        self.people = list(Person.objects.filter(unit=item.unit_id, is_active=True).order_by("pk"))
        self.units = list(Unit.objects.inspected().filter(is_active=True).exclude(pk=item.unit_id))
        self.plan = PlanForm(data, item=item, post=post)
        self.measures = MeasureRows(data, prefix="measures", initial=_measures(item, source))
        self.milestones = MilestoneRows(data, prefix="milestones", initial=_milestones(item))
        self.co_units = CoUnitRows(data, prefix="co_units", initial=_co_units(item))
        self.all = [self.plan, self.measures, self.milestones, self.co_units]
        self._hand_down()

    def _hand_down(self) -> None:
        """What the rows' checks ask for, fetched once for all rows."""
        fed_back = Feedback.objects.filter(inspection_round=self.item.inspection_round_id, unit=self.item.unit_id)
        day = fed_back.values_list("fed_back_on", flat=True).first()
        for form in self.measures.forms:
            form.fed_back_on = day
        for form in (*self.measures.forms, *self.milestones.forms):
            form.since = promised_since(self.item, day)
        for form in self.co_units.forms:
            form.units = self.units

    def is_valid(self) -> bool:
        judged = [each.is_valid() for each in self.all]  # every part is judged, so that all errors show at once
        return all(judged)

    def values(self) -> dict[str, Any]:
        kept = self.item.measures.kept().in_bulk()
        measures = [{**row, **self._owner(row, kept.get(row.get("id")))} for row in self.measures.rows()]
        return {
            "fields": self.plan.fields_of(self.people, self.item),
            "measures": measures,
            "milestones": self.milestones.rows(),
            "co_units": self.co_units.rows(),
        }

    def _owner(self, row: dict[str, Any], kept: Any) -> dict[str, Any]:
        return {} if row.get("remove") else {"owner_person": _bound(row["owner"], "owner", kept, self.people)}

    def understood(self) -> list[str]:
        """How deadlines given in words alone were read, one sentence each."""
        forms_read = [form for form in self.measures.forms if getattr(form, "read", None)]
        return [_understood(form.cleaned_data["deadline_text"], form.read) for form in forms_read]


def _bound(text: str, name: str, row: Any, people: Iterable[Person]) -> Person | None:
    """The one of that very name; words not touched stay bound to whom an import was told that they mean."""
    if row is not None and getattr(row, name) == text:
        before = getattr(row, f"{name}_person_id")
        return next((person for person in people if person.pk == before), None) or person_named(text, people)
    return person_named(text, people)


def promised_since(item: Item, fed_back_on: Any) -> Any:
    """The day from which an item can be promised; 立行立改 may have been during the inspection, before the letter."""
    if item.source == Source.ON_SITE:
        return None
    return clock.local_date(item.logged_at) if item.source in OWN_SOURCES else fed_back_on


def _understood(words: str, read: Any) -> str:
    if read.date:
        return f"时限“{words}”读作 {read.date.isoformat()}{'，并长期坚持' if read.is_lasting else ''}。"
    return read.doubt or f"时限“{words}”没有具体日期，已原样保留。"


def _measures(item: Item, source: Item | None) -> list[dict[str, Any]]:
    """The item's own rows, then those copied from another item, which are new here."""
    names = ("text", "standard", "owner", "deadline", "deadline_text")
    own = [{"id": row.pk, **{name: getattr(row, name) for name in names}} for row in item.measures.kept()]
    copied = source.measures.kept() if source else ()
    return [*own, *({name: getattr(row, name) for name in names} for row in copied)]


def _milestones(item: Item) -> list[dict[str, Any]]:
    return [{"id": row.pk, "text": row.text, "due_on": row.due_on} for row in item.milestones.kept()]


def _co_units(item: Item) -> list[dict[str, Any]]:
    rows = item.co_units.filter(removed_at=None).select_related("unit")
    return [{"id": row.pk, "unit": row.unit.name, "part": row.part} for row in rows]
