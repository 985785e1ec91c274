"""Templates of the superior: the upload, and what each column of one is filled with."""

from collections.abc import Iterator
from typing import Any

from django import forms

from tracker.actions.templates import sheet_refusal
from tracker.enums import Role
from tracker.forms.fields import Choice
from tracker.ledgers.filling import CHOICES, Blank, BlankColumn, words_of
from tracker.ledgers.filling.opening import MAX_BYTES
from tracker.models import LedgerTemplate, Post

_ODD = "名称里有不能显示的字符，请重新输入。"
_LARGEST_ROW = 1_048_576


class NameField(forms.CharField):
    """What the template is called in the export menu, and the files that go out."""

    def __init__(self, **kwargs: Any):
        messages = {"required": "请写模板的名称。", "null_characters_not_allowed": _ODD}
        messages["max_length"] = "最多 40 个字，现在 %(show_value)d 个字。"
        super().__init__(label="名称", max_length=40, error_messages=messages, **kwargs)

    def clean(self, value: Any) -> str:
        return " ".join(super().clean(value).split())


class UploadForm(forms.Form):
    """Name and file. What is in the file is told by the page that follows."""

    name = NameField(help_text="写清是谁的、哪张表，如“省委巡视办 整改进展表”；导出菜单里和文件名都用它。")
    file = forms.FileField(
        label="模板文件",
        help_text="禁止上传涉密文件。只收不带宏、不加密的 xlsx，不超过 10 MB；读不出表头的会说明看到了什么，不会保存。",
        error_messages={"required": "请选择模板文件。", "empty": "这是一个空文件，请检查后重新选择。"},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(
                f"文件 {file.size / 1024 / 1024:.1f} MB，超过 10 MB。请删去图片和其他工作表后再上传。"
            )
        return file


class RowField(forms.IntegerField):
    """The number of a row of the sheet."""

    def __init__(self, **kwargs: Any):
        words = dict.fromkeys(("invalid", "min_value", "max_value"), "写行号，如 6。")
        messages = {"required": "请写行号。", **words}
        super().__init__(min_value=1, max_value=_LARGEST_ROW, error_messages=messages, **kwargs)


class TemplateForm(forms.Form):
    """What a person confirms of a template: its name, the rows that are replaced, and each column of its header."""

    sheet = forms.CharField(strip=False, required=False, widget=forms.HiddenInput)  # the one the page shows
    name = NameField()
    first_row = RowField(label="填写首行", help_text="从这一行起填事项，样子照这一行。")
    last_row = RowField(label="样例末行", help_text="从首行到这一行是样例和空行，填写时整段换掉；其下的表尾原样下移。")
    is_shared = forms.BooleanField(label="共享给各单位使用", required=False)

    def __init__(self, *args: Any, template: LedgerTemplate, blank: Blank, post: Post, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._template, self._blank = template, blank
        for name in ("sheet", "name", "first_row", "last_row"):
            self.fields[name].initial = getattr(template, name)
        self.fields["is_shared"].initial = template.shared_at is not None
        if post.role != Role.SUPERVISOR:
            del self.fields["is_shared"]
        for column in blank.columns:
            self.fields[_control(column)] = _column_field(column, template.columns.get(column.letter, ""))

    def clean(self) -> None:
        if sentence := sheet_refusal(self._template, self.cleaned_data.get("sheet", "")):
            raise forms.ValidationError(sentence)

    @property
    def sheet_shown(self) -> str:
        """Whoever was told that another sheet is filled now has that one before them."""
        return self._template.sheet if self.errors else self["sheet"].value()

    @property
    def lines(self) -> Iterator[tuple[BlankColumn, forms.BoundField]]:
        """Each column of the header with its control."""
        return ((column, self[_control(column)]) for column in self._blank.columns)

    @property
    def told(self) -> dict[str, Any]:
        """What the action takes."""
        columns = {column.letter: self.cleaned_data[_control(column)] for column in self._blank.columns}
        given = {name: self.cleaned_data[name] for name in ("sheet", "name", "first_row", "last_row")}
        return {**given, "columns": columns, "is_shared": self.cleaned_data.get("is_shared")}


def _control(column: BlankColumn) -> str:
    return f"column-{column.letter}"


def _column_field(column: BlankColumn, keys: str) -> Choice:
    own = {} if keys in CHOICES else {keys: words_of(keys)}
    widget = forms.Select(attrs={"class": "select-small"})
    label = f"{column.letter} 列“{column.heading}”填写"
    return Choice(choices=[*own.items(), *CHOICES.items()], initial=keys, required=False, label=label, widget=widget)
