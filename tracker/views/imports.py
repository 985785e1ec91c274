"""Ledgers in: upload, preview, mend, confirm or give up. What became of an import stands in `imports_ended.py`."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tracker.actions import imports, imports_jobs
from tracker.actions.imports_checks import job_at, refuse_other_reading, refuse_unless_fresh
from tracker.actions.imports_previews import is_long
from tracker.actions.imports_reading import reading_key
from tracker.actions.jobs import as_it_is
from tracker.enums import ImportState, Source
from tracker.errors import Invalid, Refused, Unreadable
from tracker.forms.imports import ImportForm
from tracker.forms.imports_preview import REST, PreviewForm
from tracker.ledgers.intake import Intake, Outcome
from tracker.ledgers.intake.categories import NO_BASIS
from tracker.ledgers.intake.meanings import CHOICES
from tracker.models import Category, Import, Job, Post
from tracker.permissions import founding_refusal
from tracker.queries.imports import imports_of
from tracker.tables import imports as lines
from tracker.tables import imports_mending as mending
from tracker.tables.imports_columns import sheet_columns
from tracker.tables.imports_names import SHOWN, person_lines, unit_lines
from tracker.views import access, drafts
from tracker.views.flow import attempt, press
from tracker.views.imports_ended import ROLES, batch_of, show_ended

RECENT = 10
READING = "已交后台重新读，还没有导入，读完后在本页核对。"
TAKING_IN = "已交后台导入，导入完之前没有写入任何数据。"


def new(request: HttpRequest) -> HttpResponse:
    """Choose round and file; the file is read and kept, nothing else is written."""
    post = access.demand(request, *ROLES)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ImportForm(*sent, post=post)
    made: list[Import | Job] = []
    if form.is_valid() and attempt(form, lambda: made.append(_hand_in(request, form, post))):
        drafts.drop(request)
        return redirect("jobs:page" if isinstance(made[0], Job) else "imports:page", made[0].pk)
    drafts.show(request, [form])
    about = {"form": form, "has_rounds": form.fields["inspection_round"].queryset.exists()}
    return render(request, "imports/new.html", {**about, "recent": imports_of(post)[:RECENT]})


def _hand_in(request: HttpRequest, form: ImportForm, post: Post) -> Import | Job:
    file, chosen = form.cleaned_data["file"], form.cleaned_data
    about = {"inspection_round": chosen["inspection_round"], "unit": chosen.get("unit")}
    try:
        return imports_jobs.hand_in(by=post, user=request.user, name=file.name, chunks=file.chunks(), **about)
    except Unreadable as problem:
        raise Invalid({"file": [problem.sentence]}) from None


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview while it waits to be confirmed, afterwards what became of it."""
    batch = batch_of(request, pk)
    if job := job_at(batch):
        return render(request, "imports/underway.html", {"batch": batch, "job": as_it_is(job)})
    if batch.state != ImportState.PREVIEWED:
        return show_ended(request, batch)
    intake = imports.intake_of(batch, by=request.worn)
    if intake is None:
        return render(request, "imports/gone.html", {"batch": batch})
    chosen = {**batch.mapping.get("choices", {}), **dict(drafts.choices(request).items())}
    return _show(request, batch, intake, chosen, {})


@require_POST
def reread(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the file again with what was chosen for columns and units."""
    batch = batch_of(request, pk)
    if batch.state != ImportState.PREVIEWED or job_at(batch):
        return redirect("imports:page", pk)
    intake = imports.intake_of(batch, by=request.worn)
    if intake is None:
        return _read_again(request, batch)
    form = PreviewForm(request.POST, batch, intake, request.worn)
    if form.is_stale:
        return _stale(request, batch, form)
    if _reread(request, batch, form, "已按改动重新读，请核对。"):
        return redirect("imports:page", pk)
    return _show(request, batch, intake, request.POST, form.errors)


def _reread(request: HttpRequest, batch: Import, form: PreviewForm, done: str) -> bool:
    def read() -> None:
        if form.errors:
            raise Refused(f"有 {len(form.errors)} 处须更正，没有重新读；改过的都还在。")
        try:
            _ask_reread(request, batch, form)
        except Invalid as refusal:
            form.errors.update({name: sentences[0] for name, sentences in refusal.errors.items()})
            raise

    if is_done := press(request, read, READING if is_long(batch) else done):
        drafts.drop(request)
    return is_done


@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the whole ledger in, or the rows without errors, or nothing."""
    batch = batch_of(request, pk)
    if batch.state != ImportState.PREVIEWED or job_at(batch):
        press(request, lambda: refuse_unless_fresh(batch), "刚刚有变动，请看最新情况。")
        return redirect("imports:page", pk)
    intake = imports.intake_of(batch, by=request.worn)
    if intake is None:
        return _read_again(request, batch)
    form = PreviewForm(request.POST, batch, intake, request.worn)
    if form.is_stale:
        return _stale(request, batch, form)
    is_done = _confirm(request, batch, form)
    batch.refresh_from_db(fields=["state", "summary", "mapping", "touched"])
    now = imports.intake_of(batch, by=request.worn)
    if is_done or batch.state != ImportState.PREVIEWED or now is None:
        return redirect("imports:page", pk)
    return _show(request, batch, now, request.POST, form.errors)


def _read_again(request: HttpRequest, batch: Import) -> HttpResponse:
    """The preview of a long ledger was kept too long ago: it is made anew beside the server, as the file was read."""
    about = {"by": request.worn, "user": request.user, "mapping": batch.mapping}
    press(request, lambda: imports_jobs.ask_reread(batch, **about), READING)
    return redirect("imports:page", batch.pk)


def _stale(request: HttpRequest, batch: Import, form: PreviewForm) -> HttpResponse:
    """What was chosen belongs to rows that stand elsewhere now; it would come to stand beside others."""
    press(request, lambda: refuse_other_reading(batch, form.reading), "")
    drafts.drop(request)
    return redirect("imports:page", batch.pk)


def _confirm(request: HttpRequest, batch: Import, form: PreviewForm) -> bool:
    """Nothing is taken in that was not looked at: a change of columns or units is read first."""
    if form.errors or form.is_changed:
        return _reread(request, batch, form, "读法有改动，先重新读了一遍，还没有导入。请核对后再确认。")
    chosen = {"source": form.source, "categories": form.categories, "rest": form.rest}
    chosen["overwrite"] = form.overwrite
    chosen |= {"only_good": request.POST.get("do") == "good", "reading": form.reading}
    about = {"by": request.worn, **chosen}
    if is_long(batch):
        take, said = partial(_ask_confirm, request, batch, form, about), TAKING_IN
    else:
        take, said = partial(imports.confirm, batch, **about), "导入完成。"
    done = press(request, take, said)
    if done:
        drafts.drop(request)
    return done


def _ask_reread(request: HttpRequest, batch: Import, form: PreviewForm) -> None:
    """At once, or as a job where the ledger is long."""
    about = {"by": request.worn, "mapping": form.mapping, "reading": form.reading}
    if is_long(batch):
        imports_jobs.ask_reread(batch, user=request.user, **about)
    else:
        imports.reread(batch, **about)


def _ask_confirm(request: HttpRequest, batch: Import, form: PreviewForm, about: Mapping[str, Any]) -> None:
    imports_jobs.ask_confirm(batch, user=request.user, choices=form.mapping["choices"], **about)


@require_POST
def give_up(request: HttpRequest, pk: int) -> HttpResponse:
    """The one who uploaded it does not want it after all."""
    batch = batch_of(request, pk)
    if press(request, lambda: imports.give_up(batch, by=request.worn), "已放弃，没有写入任何数据。"):
        drafts.drop(request)
    return redirect("imports:page", pk)


def _show(
    request: HttpRequest, batch: Import, intake: Intake, chosen: Mapping[str, str], errors: Mapping[str, str]
) -> HttpResponse:
    about = {
        "batch": batch,
        "intake": intake,
        "reading": chosen.get("reading") or reading_key(batch.mapping),
        "source": chosen.get("source", Source.TASK),
        "errors": errors,
    }
    columns = {"sheets": sheet_columns(intake, batch.mapping, chosen, errors), "choices": CHOICES.items()}
    new_units, by = batch.mapping.get("new_units", {}), request.worn
    names = {"names": unit_lines(intake, new_units, chosen, errors, by), "names_shown": SHOWN}
    names |= {"people": person_lines(intake, chosen, errors, by), "founding_refusal": founding_refusal(by)}
    parts = {**about, **columns, **names, **_mending(intake, batch.mapping, chosen, errors), **_rows(intake, chosen)}
    return render(request, "imports/preview.html", parts)


def _mending(
    intake: Intake, mapping: Mapping[str, Any], chosen: Mapping[str, str], errors: Mapping[str, str]
) -> dict[str, Any]:
    """Cells, sheets and headers that may be mended, and the file as it stands."""
    other = {name: chosen.get(f"other-{name}", "") for name in ("sheet", "cell", "text")}
    return {
        "cells": mending.cell_lines(intake, chosen, errors),
        "other": {**other, "errors": [errors[name] for name in errors if name.startswith("other-")]},
        "sheet_lines": mending.sheet_lines(intake, mapping.get("headers", {}), chosen, errors),
        "raw_sheets": mending.raw_sheets(intake),
    }


def _rows(intake: Intake, chosen: Mapping[str, str]) -> dict[str, Any]:
    deadlines, changes = lines.deadline_lines(intake), lines.change_lines(intake)
    categories = list(Category.objects.select_related("section"))
    return {
        "deadlines": deadlines[: lines.DEADLINES_SHOWN],
        "deadline_count": len(deadlines),
        "faults": [*intake.errors, *intake.doubts][: mending.FAULTS_SHOWN],
        "clashes": lines.clash_lines(intake, chosen),
        "changes": changes[: lines.CHANGES_SHOWN],
        "changed_count": len(changes),
        "rows": lines.row_lines(intake, categories, chosen),
        "categories": categories,
        "rest": chosen.get(REST, ""),
        "guess_count": sum(row.why == NO_BASIS for row in intake.of(Outcome.NEW)),
        "row_count": len(intake.rows),
        "shown_count": lines.ROWS_SHOWN,
        "rest_count": len(intake.rows) - lines.ROWS_SHOWN,
        **_counts(intake),
    }


def _counts(intake: Intake) -> dict[str, int]:
    counts = {outcome: len(intake.of(outcome)) for outcome in Outcome}
    return {
        "new_count": counts[Outcome.NEW],
        "update_count": counts[Outcome.UPDATE],
        "known_count": counts[Outcome.KNOWN],
        "bad_count": counts[Outcome.BAD],
        "change_count": counts[Outcome.NEW] + counts[Outcome.UPDATE],
    }
