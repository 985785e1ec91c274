"""Signing in and changing one's password."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.validators import MaxLengthValidator

from tracker.busy import refuse_any_write
from tracker.errors import Busy


class SignInForm(AuthenticationForm):
    """Username and password; a refusal never tells which of the two was wrong."""

    error_messages = {
        "invalid_login": "用户名或密码不对，请重新输入。连续错 5 次，本机上的这个用户名锁定 15 分钟。",
        "inactive": "这个账号已停用，请联系系统管理员。",
        "busy": "系统正在成批写入台账，暂时不能登录，请过一会儿再试。",
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "用户名"
        self.fields["password"].label = "密码"
        for name, sentence in (("username", "请填用户名。"), ("password", "请填密码。")):
            self.fields[name].error_messages["required"] = sentence
        self.fields["username"].widget.attrs["autocomplete"] = "username"
        # The record of failed sign-ins takes no longer name.
        self.fields["username"].validators.append(
            MaxLengthValidator(self.fields["username"].max_length, self.error_messages["invalid_login"])
        )

    def clean(self):
        """Signing in is written down: on SQLite it would wait behind a long write, and is told so at once."""
        try:
            refuse_any_write()
        except Busy:
            raise forms.ValidationError(self.error_messages["busy"]) from None
        return super().clean()


class NewPasswordForm(PasswordChangeForm):
    """The old password once, the new one twice."""

    error_messages = {
        "password_incorrect": "原密码不对，请重新输入。",
        "password_mismatch": "两次输入的新密码不一样。",
    }
    old_password = forms.CharField(label="原密码", strip=False, widget=forms.PasswordInput(render_value=False))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "新密码"
        self.fields["new_password1"].help_text = "不少于 8 个字符，不能全是数字，不能与用户名相近。"
        self.fields["new_password2"].label = "再输一次"
        self.fields["new_password2"].help_text = ""
        for field in self.fields.values():
            field.error_messages["required"] = "请填写这一项。"

    def clean_new_password1(self) -> str:
        new = self.cleaned_data["new_password1"]
        if new == self.data.get("old_password"):
            raise forms.ValidationError("新密码不能与原密码相同。")
        return new
