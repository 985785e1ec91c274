"""Templates of the superior: the list, the upload, one template column by column, its file, and its end."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from tracker.actions import templates as actions
from tracker.errors import Invalid, Refused, Unreadable
from tracker.forms.templates import TemplateForm, UploadForm
from tracker.ledgers.filling import Blank, has_drawings
from tracker.models import LedgerTemplate
from tracker.permissions import template_refusal
from tracker.queries.templates import listed_for
from tracker.vault import path_of
from tracker.views import access, drafts
from tracker.views.files import XLSX, from_vault
from tracker.views.flow import attempt, form_digest, press


@require_safe
def templates_list(request: HttpRequest) -> HttpResponse:
    """All that the post may see, those in use first."""
    post = access.demand(request, *access.BUSINESS_ROLES)
    refusal = template_refusal(post, post.unit_id)
    return render(request, "exports/templates.html", {"templates": listed_for(post), "refusal": refusal, "post": post})


def new(request: HttpRequest) -> HttpResponse:
    """Name and file; the file is read and kept, and waits to be confirmed."""
    access.demand(request, *access.KEEPERS)
    form = UploadForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    made: list[LedgerTemplate] = []
    if form.is_valid() and attempt(form, lambda: made.append(_upload(request, form))):
        drafts.drop(request)
        return redirect("exports:template", made[0].pk)
    drafts.show(request, [form])
    return render(request, "exports/template_new.html", {"form": form})


def _upload(request: HttpRequest, form: UploadForm) -> LedgerTemplate:
    file, about = form.cleaned_data["file"], {"name": form.cleaned_data["name"], "form": form_digest(request)}
    try:
        return actions.add(by=request.worn, file_name=file.name, chunks=file.chunks(), **about)
    except Unreadable as problem:
        raise Invalid({"file": [problem.sentence]}) from None


def page(request: HttpRequest, pk: int) -> HttpResponse:
    """What each column is filled with: to be confirmed by whoever keeps the template, to be read by the others."""
    template = _visible(request, pk)
    blanks = _blanks(template)
    blank = next((each for each in blanks if each.place.sheet == template.sheet), blanks[0])
    sent = (request.POST,) if request.method == "POST" else ()
    form = TemplateForm(*sent, template=template, blank=blank, post=request.worn)
    if form.is_valid() and attempt(form, lambda: actions.confirm(template, by=request.worn, **form.told)):
        drafts.drop(request)
        messages.success(request, f"已保存。在整改台账的“导出”菜单里，选“{form.cleaned_data['name']}”就按它导出。")
        return redirect("exports:template", pk)
    drafts.show(request, [form])
    return render(request, "exports/template.html", _about(request, template, blanks, form))


def _about(request: HttpRequest, template: LedgerTemplate, blanks: list[Blank], form: TemplateForm) -> dict[str, Any]:
    may_change = template.withdrawn_at is None and not template_refusal(request.worn, template.unit_id)
    return {
        "template": template,
        "form": form,
        "may_change": may_change,
        "sheets": [blank.place.sheet for blank in blanks],
        "has_drawings": has_drawings(path_of(template.sha256)),
    }


@require_POST
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill another sheet of the same file; its columns are to be confirmed anew."""
    template, name = _visible(request, pk), request.POST.get("sheet", "")
    done = f"已换成工作表“{name}”，请核对各列后保存。"
    if press(request, lambda: _turn(template, request, name), done):
        drafts.drop(request)
    return redirect("exports:template", pk)


def _turn(template: LedgerTemplate, request: HttpRequest, name: str) -> None:
    try:
        actions.turn_to(template, by=request.worn, sheet=name)
    except Unreadable as problem:
        raise Refused(problem.sentence) from None


@require_safe
def file(request: HttpRequest, pk: int) -> FileResponse:
    """The template as it was uploaded."""
    template = _visible(request, pk)
    return from_vault(template.sha256, template.file_name, XLSX)


@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a template out of use; it stays in the list, and so does what was filled by it."""
    template = _visible(request, pk)
    press(request, lambda: actions.withdraw(template, by=request.worn), f"已停用“{template.name}”。")
    return redirect("exports:templates")


def _visible(request: HttpRequest, pk: int) -> LedgerTemplate:
    """One template, or 404 where the post may not see it."""
    post = access.demand(request, *access.BUSINESS_ROLES)
    return get_object_or_404(LedgerTemplate.objects.visible_to(post).select_related("unit"), pk=pk)


def _blanks(template: LedgerTemplate) -> list[Blank]:
    try:
        return actions.blanks_of(template)
    except Unreadable as problem:
        raise Http404(problem.sentence) from None
