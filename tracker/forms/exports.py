"""A ledger handed in to be checked. What it is compared with is told in `ledgers/checking.py`."""

from typing import Any

from django import forms

from tracker.ledgers.reading.kinds import MAX_BYTES


class CheckForm(forms.Form):
    """The file alone; it is read and not kept."""

    file = forms.FileField(
        label="台账文件",
        help_text="本系统导出的台账，改过、另存过的都可以；不超过 100 MB，只读取，不保存。",
        error_messages={"required": "请选择要校验的台账。", "empty": "这是一个空文件，请检查后重新选择。"},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(f"文件 {file.size / 1024 / 1024:.1f} MB，超过 100 MB，没有校验。")
        return file
