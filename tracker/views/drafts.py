"""Drafts: kept while somebody types, shown again when they come back, dropped when the form is handed in.

A draft belongs to one user and one page. A form that is kept includes `components/_draft_key.html`; its view calls
`show` (or `show_each`) before it renders, and `drop` once the action is done. What is kept when a session has ended
stands in `middleware.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import BaseForm, BaseFormSet, FileField
from django.forms.utils import ErrorDict, ErrorList
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from tracker import clock
from tracker.actions.desk import KEPT_FOR, drop_draft, keep_draft
from tracker.errors import Busy
from tracker.models import Draft, Item
from tracker.queries.history import sentence

PLAIN = "text/plain; charset=utf-8"
Forms = Sequence[BaseForm | BaseFormSet]
# What an address says about the form is part of the page: which measure, which file's place, which item of a packet.
_ABOUT = ("measure", "place", "at", "decline")


@dataclass(frozen=True)
class Shown:
    """What the page tells about a draft that it shows."""

    key: str
    saved_at: datetime
    asks_for_files: bool = False
    since: str = ""  # what happened to the item after the draft was begun


@require_POST
def save_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed so far; answers without redirect, so that the script knows it was kept."""
    fields = dict(request.POST.lists())
    key = "".join(fields.pop("draft_key", []))
    try:
        if not key.startswith("/") or not keep_draft(request.user, key, fields):
            return HttpResponseBadRequest("草稿太长或地址不对，没有保存。", content_type=PLAIN)
    except Busy as busy:
        return HttpResponse(busy.sentence, status=503, content_type=PLAIN)
    return HttpResponse("已保存", content_type=PLAIN)


@require_POST
def drop_one(request: HttpRequest) -> HttpResponse:
    """The user gives a draft up; the page then shows what is really there."""
    key = request.POST.get("key", "")
    drop_draft(request.user, key)
    messages.success(request, "草稿已放弃。")
    is_ours = key.startswith("/") and url_has_allowed_host_and_scheme(key, None)
    return redirect(key if is_ours else "home")


def key_of(request: HttpRequest) -> str:
    """The page's own key: its path and what its address says about the form."""
    asked = QueryDict(mutable=True)
    for name in _ABOUT:
        if request.GET.get(name):
            asked[name] = request.GET[name]
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def show(request: HttpRequest, forms: Forms, *, item: Item | None = None) -> Mapping[str, str]:
    """Fill the page's unbound forms with the draft the user left on it, if any; the page says that it did.

    Answers all that was kept, for controls that belong to no form.
    """
    return show_each(request, {key_of(request): forms}, item=item)


def show_each(request: HttpRequest, pairs: Mapping[str, Forms], *, item: Item | None = None) -> Mapping[str, str]:
    """The same for a page of several forms, each with the key of its draft. The newest draft of a form wins."""
    content: Mapping[str, str] = {}
    if request.method != "GET":
        return content
    forms = {key[:200]: found for key, found in pairs.items() if found}
    for draft in found_drafts(request, list(forms)):
        content = _as_post(draft.content)
        filled = [form for form in forms[draft.key] if _speaks_of(content, form)]
        for form in filled:
            _fill(form, content)
        if filled:
            _tell(request, draft, since=_since(item, content), asks_for_files=any(map(_asks_for_files, filled)))
    return content


def choices(request: HttpRequest) -> Mapping[str, str]:
    """The draft of a page whose choices are no form: ticks, selects in rows. The page says that it is shown."""
    draft = next(iter(found_drafts(request, [key_of(request)])), None) if request.method == "GET" else None
    if draft is None:
        return {}
    _tell(request, draft)
    return _as_post(draft.content)


def found_drafts(request: HttpRequest, keys: list[str]) -> list[Draft]:
    """The user's own drafts, the oldest first; what is older than `KEPT_FOR` is as good as gone."""
    own = Draft.objects.filter(user=request.user, key__in=keys, saved_at__gte=clock.now() - KEPT_FOR)
    return list(own.order_by("saved_at"))


def drop(request: HttpRequest) -> None:
    """The form was handed in: its draft, and the one of the page it was handed in to."""
    drop_draft(request.user, request.POST.get("draft_key", ""), key_of(request))


def _tell(request: HttpRequest, draft: Draft, **about: Any) -> None:
    request.drafts = [*getattr(request, "drafts", []), Shown(draft.key, draft.saved_at, **about)]


def _since(item: Item | None, content: QueryDict) -> str:
    """The last thing that happened to an item whose revision is no longer the one the draft was begun on."""
    if item is None or content.get("revision", str(item.revision)) == str(item.revision):
        return ""
    last = item.events.select_related("actor", "post__unit").exclude(verb="approve").first()
    return f"{last.at.astimezone(clock.CHINA):%m-%d %H:%M}　{sentence(last)}" if last else ""


def _speaks_of(content: QueryDict, form: BaseForm | BaseFormSet) -> bool:
    """Was anything of this form kept? A form that came later must not be shown empty in the name of a draft."""
    if isinstance(form, BaseFormSet):
        return f"{form.prefix}-TOTAL_FORMS" in content
    return any(form.add_prefix(name) in content for name in form.fields)


def _asks_for_files(form: BaseForm | BaseFormSet) -> bool:
    return isinstance(form, BaseForm) and any(isinstance(field, FileField) for field in form.fields.values())


def _fill(form: Any, content: QueryDict) -> None:
    """Bind without judging what is not finished."""
    form.is_bound, form.data, form.files = True, content, {}
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
