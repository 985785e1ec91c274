"""Drafts: kept while somebody types, shown again when they come back, dropped when the form is handed in."""

from collections.abc import Iterable
from typing import Any

from django.forms import BaseForm, BaseFormSet
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.views.decorators.http import require_POST

from tracker.actions.desk import drop_draft, keep_draft
from tracker.models import Draft


@require_POST
def save_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed so far; answers without redirect, so that the script knows it was kept."""
    fields = dict(request.POST.lists())
    key = "".join(fields.pop("draft_key", []))
    if not key.startswith("/") or not keep_draft(request.user, key, fields):
        return HttpResponseBadRequest("草稿太长或地址不对，没有保存。")
    return HttpResponse("已保存")


def draft_of(request: HttpRequest) -> QueryDict | None:
    """The draft of this page's form, if the user left one."""
    if request.method != "GET":
        return None
    draft = Draft.objects.filter(user=request.user, key=request.path[:200]).first()
    return _as_post(draft.content) if draft else None


def drop(request: HttpRequest) -> None:
    """The form of this page was handed in."""
    drop_draft(request.user, request.path)


def show_draft(forms: Iterable[BaseForm | BaseFormSet], draft: QueryDict | None) -> None:
    """Fill unbound forms and formsets with a draft, without judging what is not finished."""
    if draft is None:
        return
    for form in forms:
        form.is_bound, form.data, form.files = True, draft, {}
        if isinstance(form, BaseFormSet):
            _quiet_formset(form)
        else:
            form._errors = ErrorDict()


def _quiet_formset(formset: Any) -> None:
    formset.__dict__.pop("management_form", None)
    formset.__dict__.pop("forms", None)
    formset._non_form_errors = ErrorList()
    formset._errors = []
    for form in formset.forms:
        form._errors = ErrorDict()
        formset._errors.append(form._errors)


def _as_post(content: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in content.items():
        data.setlist(name, values)
    return data
