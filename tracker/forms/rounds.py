"""Rounds, feedback, review parties and problem classes."""

from typing import Any

from django import forms
from django.forms import formset_factory

from tracker.actions.rounds import next_ordinal
from tracker.enums import UnitKind
from tracker.forms.fields import DayField, category_field
from tracker.forms.offices import OfficeForm, place_in_tree
from tracker.models import Feedback, InspectionRound, ProblemClass, Unit

_DAYS = (
    "claim_days",
    "plan_days",
    "immediate_days",
    "intensive_months",
    "report_days",
    "review_days",
    "lasting_review_days",
    "blue_days",
    "yellow_days",
)
_LONGEST = 3660


class RoundForm(OfficeForm):
    """A round: its name, every duration and both thresholds."""

    class Meta:
        model = InspectionRound
        fields = [
            *("code", "name", "term", "year"),
            *_DAYS,
            *("days_are_workdays", "skips_plan_for_immediate", "is_legacy"),
        ]
        help_texts = {
            "code": "字母或数字，如 6；事项编号以它开头，编号发出后不能再改。",
            "name": "如“二届X市委第六轮巡察”。",
            "term": "如“二届”。",
            "claim_days": "自反馈之日起，单位认领或提出异议的天数。",
            "plan_days": "自反馈之日起，报送整改方案的天数。",
            "immediate_days": "立行立改事项自反馈之日起的天数。",
            "intensive_months": "自反馈之日起。",
            "report_days": "集中整改期满后，报送进展情况的天数。",
            "review_days": "每个审核方自收到之日起。",
            "lasting_review_days": "转长期坚持的事项，每隔多少天看一次。",
            "blue_days": "剩余天数不多于它，亮蓝灯。",
            "yellow_days": "剩余天数不多于它，亮黄灯；要小于蓝灯天数。",
            "days_are_workdays": "不勾按自然日。审核期限总按工作日。",
            "is_legacy": "用系统以前的轮次，只装入历史台账：不认领、不签字，只在本轮次里计数。有事项以后不能再改。",
            "skips_plan_for_immediate": "勾选后，立行立改事项认领即进入整改。",
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name in _DAYS:
            field = self.fields[name]
            field.max_value, field.min_value = _LONGEST, 1
            field.validators += forms.IntegerField(min_value=1, max_value=_LONGEST).validators
            field.widget.attrs.update(min=1, max=_LONGEST)
        self.fields["year"].validators += forms.IntegerField(min_value=1990, max_value=2100).validators


class FeedbackForm(OfficeForm):
    """One unit's feedback. The unit is chosen once and stays."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", empty_label="请选择")
    fed_back_on = DayField(label="反馈日期", help_text="本单位的各段期限从这天算起；更正后，未办结事项的期限随之重算。")
    ordinal = forms.IntegerField(
        label="本轮序号", min_value=1, max_value=999, help_text="事项编号的第二段；编号发出后不能再改。"
    )
    stated_count = forms.IntegerField(
        label="反馈意见所列问题数",
        required=False,
        min_value=0,
        max_value=9999,
        help_text="照反馈意见填，用来核对下发是否齐全；不清楚可先不填。",
    )

    class Meta:
        model = Feedback
        fields = ["unit", "fed_back_on", "ordinal", "stated_count"]

    def __init__(self, *args: Any, inspection_round: InspectionRound, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            del self.fields["unit"]
            return
        taken = Feedback.objects.filter(inspection_round=inspection_round)
        units = Unit.objects.inspected().filter(is_active=True)
        place_in_tree(self.fields["unit"], units.exclude(pk__in=taken.values("unit")))
        self.fields["ordinal"].initial = next_ordinal(inspection_round)


class ClassForm(OfficeForm):
    """A problem class of a round."""

    parent = forms.ModelChoiceField(
        ProblemClass.objects.none(), label="上级类别", required=False, empty_label="没有上级（一级类别）"
    )
    default_category = category_field(help_text="归入本类的事项，先按它定任务类别，可逐项再改。")

    class Meta:
        model = ProblemClass
        fields = ["code", "name", "parent", "default_category"]

    def __init__(self, *args: Any, inspection_round: InspectionRound, **kwargs: Any):
        forms.ModelForm.__init__(self, *args, **kwargs)
        tops = inspection_round.classes.filter(parent=None).exclude(pk=self.instance.pk)
        self.fields["parent"].queryset = tops.order_by("code")
        self.fields["default_category"].label = "默认任务类别"


class PartyForm(forms.Form):
    """One body that reviews, and when it is its turn."""

    step = forms.IntegerField(label="次序", min_value=1, max_value=9, initial=1)
    unit_of_party = forms.ModelChoiceField(
        Unit.objects.filter(kind=UnitKind.SUPERVISING, is_active=True),
        label="审核方",
        required=False,
        empty_label="不设",
    )

    def has_changed(self) -> bool:
        """A row counts when it names a body; the step alone says nothing."""
        return bool(self.is_bound and self["unit_of_party"].data)


PartyFormSet = formset_factory(PartyForm, extra=3, max_num=12, absolute_max=20)


def parties_of(formset: Any) -> list[tuple[int, Unit]]:
    """(step, body) of every row that names one."""
    rows = [form.cleaned_data for form in formset.forms if form.cleaned_data.get("unit_of_party")]
    return [(row["step"], row["unit_of_party"]) for row in rows]
