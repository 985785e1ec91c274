"""Units, people, accounts and posts. What only the database can judge is judged by the action, behind the lock."""

from typing import Any

from django import forms
from django.forms import ModelForm

from tracker import clock
from tracker.enums import Role
from tracker.forms.fields import DayField
from tracker.models import Holiday, Person, Post, Unit
from tracker.queries.units import branches

INDENT = "　　"
_LAST = 99_999  # the ordinal of a unit that stands at the end


class OfficeForm(ModelForm):
    """A form over a model whose rows are written by actions: it never saves."""

    def _post_clean(self) -> None:
        """The instance stays as it was read. What hangs on other rows is asked by the action, behind the lock."""


def place_in_tree(field: forms.ModelChoiceField, units: Any) -> None:
    """Offer units in the order of the tree, each under the one above it."""
    field.queryset = units
    offered = set(field.queryset.values_list("pk", flat=True))
    rows = [(branch.unit.pk, f"{INDENT * branch.depth}{branch.unit.name}") for branch in branches(None, offered)]
    field.choices = [("", field.empty_label), *[row for row in rows if row[0] in offered]]


def active_units(but: Unit | None = None) -> Any:
    """Units in use; the one a row already has is offered as well."""
    units = Unit.objects.filter(is_active=True)
    return units | Unit.objects.filter(pk=but.pk) if but else units


class UnitForm(OfficeForm):
    """A unit."""

    parent = forms.ModelChoiceField(
        Unit.objects.none(),
        label="上级单位",
        required=False,
        empty_label="没有上级",
        help_text="上级单位能看到下级单位的事项。改换上级时，下级单位随同移动。",
    )

    class Meta:
        model = Unit
        fields = ["name", "short_name", "kind", "parent", "ordinal", "is_typed_for", "is_active"]
        help_texts = {
            "name": "用全称，如“市民政局”。",
            "short_name": "表格窄处用，可不填。",
            "kind": "被巡察单位按性质选；审核方选“监督机关”。",
            "ordinal": "名单按此从小到大排，可不改。",
            "is_active": "停用后不能再授予任职，历史仍在。",
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        place_in_tree(self.fields["parent"], active_units(self.instance.parent))
        # The database holds no longer number, and nothing is checked by the model.
        self.fields["ordinal"].validators += forms.IntegerField(min_value=0, max_value=_LAST).validators
        self.fields["ordinal"].widget.attrs.update(min=0, max=_LAST)
        if self.instance.pk is None:
            del self.fields["is_active"]


class PersonForm(OfficeForm):
    """A person; the account and the posts come after."""

    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label="所在单位",
        empty_label="请选择",
        help_text="人在哪里上班；在哪里有权，看任职。",
    )

    class Meta:
        model = Person
        fields = ["name", "unit", "title", "phone", "is_active"]
        help_texts = {
            "title": "如“党组书记、局长”。",
            "phone": "办事的人要能打通。",
            "is_active": "离岗的人账号随之停用；须先结束任职。",
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        is_new = self.instance.pk is None
        place_in_tree(self.fields["unit"], active_units(None if is_new else self.instance.unit))
        if is_new:
            del self.fields["is_active"]


class AccountForm(forms.Form):
    """The name under which a person signs in; the first password is made by the system."""

    username = forms.CharField(
        label="用户名",
        max_length=40,
        help_text="3 至 40 个字母、数字、点、横线、下划线；定下后不改。",
        widget=forms.TextInput(attrs={"class": "input--short", "autocomplete": "off"}),
    )


class PostForm(OfficeForm):
    """A post for one person."""

    unit = forms.ModelChoiceField(Unit.objects.none(), label="单位", empty_label="请选择")
    role = forms.ChoiceField(
        label="角色",
        choices=[("", "请选择"), *Role.choices],
        help_text="联络员、书记、责任人设在被巡察单位；审核员、巡察办设在监督机关；三类管理员不兼业务。",
    )
    since = DayField(label="任职自", initial=clock.today, help_text="从这天起有权办理。")
    until = DayField(label="任职至", required=False, help_text="这天仍有权办理；不定期的不填。")

    class Meta:
        model = Post
        fields = ["unit", "role", "since", "until", "is_acting"]
        help_texts = {"is_acting": "书记空缺时由他人主持工作的，勾选。"}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        place_in_tree(self.fields["unit"], active_units())


class EndPostForm(forms.Form):
    """Until when a post lasts."""

    until = DayField(
        label="任职至", initial=clock.today, help_text="这天仍有权办理；要即刻停权，填昨天，或请系统管理员停用账号。"
    )


class HolidayForm(OfficeForm):
    """One day that differs from the plain week."""

    day = DayField(label="日期")

    class Meta:
        model = Holiday
        fields = ["day", "name", "is_workday"]
        help_texts = {"name": "如“春节”。", "is_workday": "勾选：周末但要上班；不勾：放假。"}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.fields["day"].disabled = True
