"""Ledgers in: upload, preview, confirm or give up, and what became of it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from tracker.actions import imports
from tracker.enums import ImportState, Role, Source
from tracker.errors import Invalid, Unreadable
from tracker.forms.imports import ConfirmForm, ImportForm
from tracker.ledgers.intake import Intake, Outcome
from tracker.models import Category, Import, Item
from tracker.queries.imports import imports_of
from tracker.tables import imports as lines
from tracker.views import access, drafts
from tracker.views.flow import attempt, press

ROLES = (Role.CLERK, Role.SUPERVISOR)
RECENT, ITEMS_SHOWN = 10, 200


def new(request: HttpRequest) -> HttpResponse:
    """Choose round and file; the file is read and kept, nothing else is written."""
    post = access.demand(request, *ROLES)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*sent, post=post)
    made: list[Import] = []
    if form.is_valid() and attempt(form, lambda: made.append(_upload(form, post))):
        drafts.drop(request)
        return redirect("imports:page", made[0].pk)
    drafts.show(request, [form])
    about = {"form": form, "has_rounds": form.fields["inspection_round"].queryset.exists()}
    return render(request, "imports/new.html", {**about, "recent": imports_of(post)[:RECENT]})


def _upload(form: ImportForm, post: Any) -> Import:
    file, chosen = form.cleaned_data["file"], form.cleaned_data
    about = {"inspection_round": chosen["inspection_round"], "unit": chosen.get("unit")}
    try:
        return imports.upload(by=post, name=file.name, chunks=file.chunks(), **about)
    except Unreadable as problem:
        raise Invalid({"file": [problem.sentence]}) from None


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview while it waits to be confirmed, afterwards what became of it."""
    batch = _batch(request, pk)
    if batch.state != ImportState.PREVIEWED:
        return render(request, "imports/ended.html", {"batch": batch, **_taken_in(batch)})
    intake = imports.intake_of(batch, by=request.worn)
    return render(request, "imports/preview.html", {"batch": batch, **_preview(intake, drafts.choices(request))})


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the whole ledger in, or nothing."""
    batch, form = _batch(request, pk), ConfirmForm(request.POST)
    source = form.cleaned_data["source"] if form.is_valid() else ""
    chosen = {"by": request.worn, "source": source, "categories": form.categories}
    if press(request, lambda: imports.confirm(batch, **chosen), "导入完成。"):
        drafts.drop(request)
    return redirect("imports:page", pk)


@require_POST
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """The one who uploaded it does not want it after all."""
    batch = _batch(request, pk)
    if press(request, lambda: imports.give_up(batch, by=request.worn), "已放弃，没有写入任何数据。"):
        drafts.drop(request)
    return redirect("imports:page", pk)


def _batch(request: HttpRequest, pk: int) -> Import:
    """An import of one's own side, or 404."""
    rows = imports_of(access.demand(request, *ROLES)).select_related("confirmed_by__person")
    return get_object_or_404(rows, pk=pk)


def _preview(intake: Intake, chosen: Mapping[str, str]) -> dict[str, Any]:
    deadlines = lines.deadline_lines(intake)
    counts = {outcome: len(intake.of(outcome)) for outcome in Outcome}
    return {
        "intake": intake,
        "sheets": [(sheet, lines.column_lines(sheet.columns)) for sheet in intake.ledger.sheets],
        "deadlines": deadlines[: lines.DEADLINES_SHOWN],
        "deadline_count": len(deadlines),
        "faults": [*intake.errors, *intake.doubts][: lines.FAULTS_SHOWN],
        "rows": lines.row_lines(intake, Category.objects.select_related("section"), chosen),
        "source": chosen.get("source", Source.TASK),
        "row_count": len(intake.rows),
        "shown_count": lines.ROWS_SHOWN,
        "rest_count": len(intake.rows) - lines.ROWS_SHOWN,
        "new_count": counts[Outcome.NEW],
        "update_count": counts[Outcome.UPDATE],
        "known_count": counts[Outcome.KNOWN],
        "change_count": counts[Outcome.NEW] + counts[Outcome.UPDATE],
    }


def _taken_in(batch: Import) -> dict[str, Any]:
    """The items an import made or filled in, the first of them with what is shown of each."""
    rows = Item.objects.filter(Q(imported_from=batch) | Q(number__in=batch.summary.get("updated", [])))
    shown = rows.select_related("unit", "category").order_by("number")[:ITEMS_SHOWN]
    return {"items": list(shown), "item_count": rows.count()}
