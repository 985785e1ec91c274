"""Form controls in the look of the house. What a field means and checks belongs in `forms`."""

from collections.abc import Iterable

from django import template
from django.forms import BoundField, widgets
from django.forms.utils import ErrorList
from django.utils.safestring import SafeString

register = template.Library()

# The first match decides: DateInput is a TextInput, CheckboxSelectMultiple a RadioSelect.
_CLASSES = (
    ((widgets.RadioSelect, widgets.CheckboxInput), ""),
    ((widgets.DateInput, widgets.DateTimeInput, widgets.NumberInput), "input input--date"),
    ((widgets.FileInput,), "input input--file input--mid"),
    ((widgets.SelectMultiple,), "input input--mid input--many"),
    ((widgets.Select, widgets.PasswordInput), "input input--mid"),
)


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's widget with the class its kind wears; a class set in the form is kept beside it."""
    widget = field.field.widget
    look = next((look for kinds, look in _CLASSES if isinstance(widget, kinds)), "input")
    own = widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{look} {own}".strip()} if look or own else {})


@register.filter
def is_check(field: BoundField) -> bool:
    """Whether the field is one tick box, whose label stands behind it."""
    return isinstance(field.field.widget, widgets.CheckboxInput)


@register.filter
def error_rows(forms: object) -> list[tuple[str, str, str]]:
    """(id of the control, label, message) of every error of a form, a formset, or a list of them."""
    if hasattr(forms, "non_form_errors"):
        return _whole(forms.non_form_errors()) + error_rows(forms.forms)
    if hasattr(forms, "non_field_errors"):
        return _whole(forms.non_field_errors()) + _of_fields(forms) if forms.is_bound else []
    return [row for form in forms if form is not None for row in error_rows(form)] if forms else []


def _whole(errors: ErrorList) -> list[tuple[str, str, str]]:
    return [("", "", message) for message in errors]


def _of_fields(form: Iterable[BoundField]) -> list[tuple[str, str, str]]:
    return [(_first_id(field), field.label, message) for field in form for message in field.errors]


def _first_id(field: BoundField) -> str:
    """A group of boxes has no control of its own id; the first box stands for it."""
    return f"{field.auto_id}_0" if field.use_fieldset else field.id_for_label
