"""What became of an import: its items, what was left out, undoing it, and its errors to take home."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from tracker.actions import imports
from tracker.actions.imports_jobs import ask_undo
from tracker.actions.imports_previews import is_long
from tracker.actions.imports_undo import undo as undo_import
from tracker.enums import ImportState, Role
from tracker.errors import Refused, Unreadable
from tracker.forms.imports import UndoForm
from tracker.models import Import
from tracker.queries.imports import imports_of, items_of, moved_on
from tracker.views import access, drafts
from tracker.views.files import XLSX, saved_as
from tracker.views.flow import attempt

ROLES = (Role.CLERK, Role.SUPERVISOR)
ITEMS_SHOWN = 200


def batch_of(request: HttpRequest, pk: int) -> Import:
    """An import of one's own side, or 404."""
    people = ("confirmed_by__person", "undone_by__person")
    return get_object_or_404(imports_of(access.demand(request, *ROLES)).select_related(*people), pk=pk)


def show_ended(request: HttpRequest, batch: Import, form: UndoForm | None = None) -> HttpResponse:
    """The page of an import that is over."""
    form = form or UndoForm()
    drafts.show(request, [form])
    return render(request, "imports/ended.html", {"batch": batch, "form": form, **_taken_in(batch)})


def _taken_in(batch: Import) -> dict[str, Any]:
    """The items an import made or filled in, the first of them with what is shown of each."""
    rows = items_of(batch)
    moved = moved_on(batch) if batch.state == ImportState.CONFIRMED else []
    shown = rows.select_related("unit", "category")[:ITEMS_SHOWN]
    return {"items": list(shown), "item_count": rows.count(), "moved": moved}


@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the whole import back, with a reason."""
    batch = batch_of(request, pk)
    form = UndoForm(request.POST)
    if form.is_valid() and attempt(form, lambda: _undo(request, batch, form.cleaned_data["reason"])):
        drafts.drop(request)
        return redirect("imports:page", pk)
    return show_ended(request, batch, form) if batch.state != ImportState.PREVIEWED else redirect("imports:page", pk)


def _undo(request: HttpRequest, batch: Import, reason: str) -> None:
    if is_long(batch):
        ask_undo(batch, by=request.worn, user=request.user, reason=reason)
        messages.success(request, "已交后台撤销。")
    else:
        undo_import(batch, by=request.worn, reason=reason)


@require_safe
def marked(request: HttpRequest, pk: int) -> HttpResponse:
    """The same workbook with the cells marked that are to be mended; of one too large for that the rows alone."""
    batch = batch_of(request, pk)
    try:
        what, content = imports.marked_of(batch, by=request.worn)
    except (Refused, Unreadable) as problem:
        return HttpResponse(problem.sentence, status=409, content_type="text/plain; charset=utf-8")
    name = f"{batch.name.rsplit('.', 1)[0]}（{what}）.xlsx"
    return HttpResponse(content, content_type=XLSX, headers=saved_as(name))
