"""Forms of the register: the category many rows shall have, the name of a view. Which rows is told by the view."""

from typing import Any

from django import forms

from tracker.filters.saved_views import share_words
from tracker.forms.fields import Choice, category_field
from tracker.models import Post

OWN, SHARED = "own", "shared"


class RecategoriseForm(forms.Form):
    """The one category that all the ticked items get."""

    category = category_field(error_messages={"required": "请选择任务类别。"})


class SaveViewForm(forms.Form):
    """A name for what the register shows. Its conditions and columns come along unseen, and are read leniently."""

    name = forms.CharField(
        label="名称",
        max_length=30,
        help_text="不超过 30 个字。与自己已有的视图同名时，更新那一个。",
        error_messages={
            "required": "请写视图的名称。",
            "max_length": "最多 30 个字，现在 %(show_value)d 个字。",
            "null_characters_not_allowed": "名称里有不能显示的字符，请重新输入。",
        },
    )
    sharing = Choice(label="给谁看", widget=forms.RadioSelect, initial=OWN, error_messages={"required": "请选给谁看。"})
    filter = forms.Field(required=False, widget=forms.HiddenInput)
    column = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def __init__(self, *args: Any, post: Post, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["sharing"].choices = [(OWN, "只有自己"), (SHARED, share_words(post))]

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if not name.isprintable():
            raise forms.ValidationError("名称里有不能显示的字符，请重新输入。")
        return name

    def clean_filter(self) -> str:
        return self.cleaned_data["filter"] or ""
