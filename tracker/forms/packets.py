"""Forms of the packet pages: filter, signature, paper, reasons, opinions. The actions check again what they must."""

import datetime
from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest

from tracker import clock
from tracker.enums import Role, SubmissionKind, Verdict
from tracker.models import InspectionRound, Packet, Post, Unit
from tracker.workflow import MIN_REASON

_OPINION = {"rows": 3, "placeholder": f"审核意见。退回时须写明缺什么、补什么，不少于 {MIN_REASON} 个字"}
_TOO_SHORT = f"理由不足 {MIN_REASON} 个字，请写明缺什么、怎么补。"


class PacketFilterForm(forms.Form):
    """Which packets are listed; everything may stay empty."""

    unit = forms.ModelChoiceField(Unit.objects.inspected(), label="单位", required=False, empty_label="全部")
    round = forms.ModelChoiceField(
        InspectionRound.objects.all(), label="轮次", required=False, empty_label="全部", to_field_name="code"
    )
    kind = forms.ChoiceField(label="种类", required=False, choices=[("", "全部"), *SubmissionKind.choices])

    def __init__(self, data: Any, *, asks_unit: bool):
        super().__init__(data)
        if not asks_unit:
            del self.fields["unit"]
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = "没有这个选项，请重新选择。"
            field.widget.attrs["class"] = "filter__control"

    def narrowed(self, packets: Any) -> Any:
        """The packets that fit what is chosen; a choice that does not exist narrows nothing."""
        chosen = self.cleaned_data if self.is_valid() else {}
        paths = {"unit": "unit", "round": "inspection_round", "kind": "kind"}
        return packets.filter(**{paths[name]: value for name, value in chosen.items() if value})

    def words(self) -> list[str]:
        """What is chosen, in words."""
        chosen = self.cleaned_data if self.is_valid() else {}
        kinds = dict(SubmissionKind.choices)
        return [f"{self.fields[name].label}：{kinds.get(value, value)}" for name, value in chosen.items() if value]


class ReasonForm(forms.Form):
    """Why not: a reason that says something."""

    reason = forms.CharField(
        label="理由",
        min_length=MIN_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明理由。", "min_length": _TOO_SHORT},
    )


class SignForm(forms.Form):
    """The signed-in user's own password, checked by the sign-in door so that wrong guesses count there."""

    code = forms.CharField(widget=forms.HiddenInput, required=False)
    password = forms.CharField(
        label="登录密码",
        strip=False,
        help_text="再输一次本人登录密码，等同手签。连续错 5 次，账号停用 15 分钟。",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "请输入登录密码。"},
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        user = self.request.user
        if authenticate(self.request, username=user.get_username(), password=password) != user:
            raise forms.ValidationError("密码不对，没有签字。请重新输入；连续错 5 次，账号停用 15 分钟。")
        return password


class PaperForm(forms.Form):
    """What was signed on paper: the scan, who signed and when, and the code printed on the sheet."""

    scan = forms.FileField(
        label="签字单扫描件",
        help_text="pdf、jpg、png，不超过 50 MB。禁止上传涉密文件。",
        error_messages={"required": "请选择签字单的扫描件。", "empty": "所选文件是空的，请重新扫描。"},
    )
    signer = forms.ModelChoiceField(
        Post.objects.none(),
        label="签字人",
        empty_label="请选择",
        error_messages={"required": "请选择签字的书记。", "invalid_choice": "签字人须是本单位现任书记。"},
    )
    signed_on = forms.DateField(
        label="所签日期",
        help_text="纸上写的日期，写作 2026-11-23",
        widget=forms.DateInput(format="%Y-%m-%d"),
        error_messages={"required": "请填纸上所签的日期。", "invalid": "日期读不懂，请写作 2026-11-23。"},
    )
    code = forms.CharField(
        label="校验码",
        max_length=20,
        help_text="照签字单上印的抄，8 位，中间的空格可以不写",
        widget=forms.TextInput(attrs={"class": "input--short", "autocomplete": "off"}),
        error_messages={"required": "请照签字单抄写校验码。", "max_length": "校验码只有 8 位，请核对。"},
    )

    def __init__(self, *args: Any, packet: Packet, code: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.expected = code
        secretaries = Post.objects.current().filter(unit=packet.unit, role=Role.SECRETARY).select_related("person")
        self.fields["signer"].queryset = secretaries
        self.fields["signer"].label_from_instance = _signer_label

    def clean_signed_on(self) -> datetime.date:
        day = self.cleaned_data["signed_on"]
        if day > clock.today():
            raise forms.ValidationError("纸上所签日期不能晚于今天。")
        return day

    def clean_code(self) -> str:
        code = "".join(self.cleaned_data["code"].split()).upper()
        if code != self.expected:
            raise forms.ValidationError(
                "校验码不符：抄写有误，或报批单在打印之后有变动。请核对；有变动的须重新打印签字。"
            )
        return code


def _signer_label(post: Post) -> str:
    return f"{post.person.name}　{post.person.title}".strip()


class OpinionForm(forms.Form):
    """A party's opinion of one item; nothing chosen means not decided yet."""

    verdict = forms.ChoiceField(
        label="结论",
        required=False,
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "请选“通过”或“退回”。"},
    )
    opinion = forms.CharField(label="意见", required=False, max_length=2000, widget=forms.Textarea(attrs=_OPINION))

    def __init__(self, *args: Any, number: str, **kwargs: Any):
        super().__init__(*args, **kwargs)
        # The summary of errors on top names the item.
        self.fields["opinion"].label, self.fields["verdict"].label = f"{number} 的意见", f"{number} 的结论"

    def clean(self) -> dict[str, Any]:
        verdict, opinion = self.cleaned_data.get("verdict", ""), self.cleaned_data.get("opinion", "")
        if verdict == Verdict.RETURN and len(opinion) < MIN_REASON:
            self.add_error("opinion", f"退回须写明缺什么、补什么，不少于 {MIN_REASON} 个字。")
        if opinion and not verdict and "verdict" not in self.errors:
            self.add_error("verdict", "写了意见，请选“通过”或“退回”。")
        return self.cleaned_data
