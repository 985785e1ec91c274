"""Saved views of the register: kept under a name, and deleted. They are opened by a link of the list."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tracker.actions import desk
from tracker.filters.bar import chips
from tracker.filters.items import asked_of
from tracker.filters.saved_views import OPEN, opening, worth_keeping
from tracker.forms.register import SHARED, SaveViewForm
from tracker.models import SavedView
from tracker.queries.saved_views import kept_for
from tracker.tables.items import PREFERENCE, readable
from tracker.views import access, drafts
from tracker.views.flow import attempt
from tracker.views.items_list import back_to_list


@access.for_roles(*access.BUSINESS_ROLES)
def save(request: HttpRequest) -> HttpResponse:
    """Keep what the register shows. Its menu posts here; what was refused, or typed too late, is shown as a page."""
    posted = request.method == "POST"
    form = SaveViewForm(request.POST if posted else None, post=request.worn, initial=_shown_now(request))
    drafts.show(request, [form])
    kept: list[Any] = []
    if posted and form.is_valid() and attempt(form, lambda: kept.append(_keep(request, form.cleaned_data))):
        drafts.drop(request)
        view, is_new = kept[0]
        messages.success(request, f"{'已保存' if is_new else '已更新'}视图“{view.name}”。")
        return redirect(f"{reverse('items:list')}?{opening(view.pk, view.query)}")
    query = form["filter"].value() or ""
    return render(request, "items/save_view.html", {"form": form, "query": query, "chips": _chips(request, query)})


def _chips(request: HttpRequest, query: str) -> list[str]:
    """The conditions that would be kept, in words."""
    return [chip.text for chip in chips(asked_of(request.worn, query))]


def _shown_now(request: HttpRequest) -> dict[str, Any]:
    """What the page starts from when it was not the list's menu that asked for it."""
    if request.method == "POST":
        return {}
    columns = kept_for(request.user, request.worn, PREFERENCE).columns
    return {"filter": request.GET.urlencode(), "column": readable(columns)}


def _keep(request: HttpRequest, told: dict[str, Any]) -> tuple[SavedView, bool]:
    return desk.keep_view(
        request.user,
        told["name"],
        query=worth_keeping(asked_of(request.worn, told["filter"])),
        columns=readable(told["column"]),
        shared_by=request.worn if told["sharing"] == SHARED else None,
    )


@require_POST
@access.for_roles(*access.BUSINESS_ROLES)
def drop(request: HttpRequest) -> HttpResponse:
    """Delete a view of one's own; the list stays as it is, but for the columns of a view that was open."""
    view = access.own_view(request, request.POST.get("view"))
    desk.drop_view(request.user, view)
    messages.success(request, f"已删除视图“{view.name}”。")
    was_open = request.POST.get("open") == str(view.pk)
    return back_to_list(request, **({OPEN: None} if was_open else {}))
