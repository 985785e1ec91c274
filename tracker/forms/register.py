"""Work on many rows of the register at once: the category they shall have. Which rows is told by the view."""

from django import forms

from tracker.forms.fields import category_field


class RecategoriseForm(forms.Form):
    """The one category that all the ticked items get."""

    category = category_field(error_messages={"required": "请选择任务类别。"})
