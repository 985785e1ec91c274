"""What the auditor looks for in the log."""

from typing import Any

from django import forms

from tracker.forms.fields import DayField
from tracker.forms.offices import place_in_tree
from tracker.models import Unit
from tracker.queries.log import Asked, verbs
from tracker.queries.words import verb_label


class LogFilterForm(forms.Form):
    """Every part may stay empty. A part that cannot be read asks nothing, and says so beside it."""

    since = DayField(label="从", required=False)
    until = DayField(label="到", required=False)
    person = forms.CharField(label="办理人", required=False, max_length=40)
    verb = forms.ChoiceField(label="动作", required=False)
    unit = forms.ModelChoiceField(Unit.objects.none(), label="办理单位", required=False, empty_label="全部")
    number = forms.CharField(label="事项编号", required=False, max_length=24)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["verb"].choices = [("", "全部"), *verbs()]
        place_in_tree(self.fields["unit"], Unit.objects.all())
        for field in self.fields.values():
            field.widget.attrs["class"] = "filter__control"

    def words(self) -> list[str]:
        """What is looked for, in words; asked after `asked`."""
        found = {name: value for name, value in self.cleaned_data.items() if value}
        found |= {"verb": verb_label(found["verb"])} if "verb" in found else {}
        return [f"{self.fields[name].label}：{value}" for name, value in found.items()]

    def asked(self) -> Asked:
        """What can be read of it."""
        self.full_clean()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        return Asked(**found)
