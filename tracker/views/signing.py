"""The secretary's signature on screen, single items declined, and the way on paper: scan up, confirmed or sent back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from tracker.actions import evidence
from tracker.actions import signing as actions
from tracker.actions.packets import check_code
from tracker.enums import Role
from tracker.errors import Invalid, Refused
from tracker.forms.fields import whole
from tracker.forms.packets import PaperForm, ReasonForm, SignForm
from tracker.models import Post, Signature
from tracker.queries import turns as turn_queries
from tracker.views import access, drafts
from tracker.views.flow import attempt, press
from tracker.views.packets import Opened, open_packet, packet_page

_SENT_BACK = "签字单已退回，须重签。"


@sensitive_post_parameters("password")
@access.for_roles(Role.SECRETARY)
def sign(request: HttpRequest, number: str) -> HttpResponse:
    """The list, the sentence, and one's own password once more."""
    opened = open_packet(request, number)
    form = SignForm(request.POST if request.method == "POST" else None, request=request)
    why = opened.why_not("sign")
    if request.method == "POST" and why:
        messages.error(request, why)
        return redirect("packets:page", number)
    if request.method == "POST" and form.is_valid():
        count = len(opened.open_rows)
        code = form.cleaned_data["code"]
        if attempt(form, lambda: actions.sign(opened.packet, by=opened.post, code=code)):
            messages.success(request, f"已签字 {count} 项，送审核方审核。")
            return redirect("packets:page", number)
    return _sign_page(request, opened, form)


def _sign_page(request: HttpRequest, opened: Opened, form: forms.Form, declining: Any = None) -> HttpResponse:
    """`declining` is a refused “不予签字”: the turn's id and the form with what was typed."""
    pk, typed = declining or (None, None)
    code = check_code(opened.packet)
    about = {
        "packet": opened.packet,
        "lines": _declinable(request, opened, pk, typed),
        "form": form,
        "declining": typed,
        "why": opened.why_not("sign"),
        "raw_code": code,
        "code": turn_queries.grouped(code),
        "sentence": actions.sentence_for(opened.packet),
    }
    return render(request, "packets/sign.html", about)


def _declinable(request: HttpRequest, opened: Opened, pk: int | None, typed: Any) -> list[tuple[Any, ReasonForm, str]]:
    """Each item with its form for “不予签字” and the key of that form's draft."""
    page = reverse("packets:sign", args=[opened.packet.number])
    turns = turn_queries.turns_of(opened.open_rows, opened.post)
    forms = [typed if turn.row.pk == pk else _reason_form(turn.row.pk) for turn in turns]
    lines = [(turn, form, f"{page}?decline={turn.row.pk}") for turn, form in zip(turns, forms, strict=True)]
    drafts.show_each(request, {key: [form] for _, form, key in lines})
    return lines


def _reason_form(pk: int, data: Any = None) -> ReasonForm:
    """Each item has its own field, so each needs an id of its own."""
    return ReasonForm(data, auto_id=f"decline-{pk}-%s")


@require_POST
@access.for_roles(Role.SECRETARY)
def decline(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Not this one: it goes back to the unit, the rest stays to be signed."""
    opened = open_packet(request, number)
    turn = get_object_or_404(opened.packet.submissions.select_related("item", "packet"), pk=pk)
    form = _reason_form(pk, request.POST)
    if form.is_valid() and attempt(
        form, lambda: actions.decline(turn, reason=form.cleaned_data["reason"], by=opened.post)
    ):
        drafts.drop(request)
        messages.success(request, f"{turn.item.number} 不予签字，已退回联络员。")
        return redirect("packets:sign" if len(opened.open_rows) > 1 else "packets:page", number)
    if not turn.is_open:
        messages.error(request, " ".join(form.non_field_errors()) or "这一项已经处理过了。")
        return redirect("packets:page", number)
    return _sign_page(request, opened, SignForm(request=request), (pk, form))


@access.for_roles(Role.CLERK, Role.SUPERVISOR)
def paper(request: HttpRequest, number: str) -> HttpResponse:
    """The signed sheet comes back: scan, who signed, when, and the code printed on it."""
    opened = open_packet(request, number)
    data, files = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PaperForm(data, files, packet=opened.packet, code=check_code(opened.packet))
    why = opened.why_not("sign_on_paper")
    if request.method == "POST" and why:
        messages.error(request, why)
        return redirect("packets:page", number)
    if request.method == "POST" and form.is_valid() and attempt(form, lambda: _keep(opened, form.cleaned_data)):
        drafts.drop(request)
        messages.success(request, "签字单已上传，等市委巡察办核对确认。")
        return redirect("packets:page", number)
    drafts.show(request, [form])
    return render(request, "packets/paper.html", {"packet": opened.packet, "form": form, "why": why})


def _keep(opened: Opened, given: dict[str, Any]) -> Signature:
    """Keep the scan, then record what it shows; a file that is refused is told beside its field."""
    upload, signer = given["scan"], given["signer"]
    assert isinstance(signer, Post)
    try:
        scan = evidence.keep_scan(opened.packet, name=upload.name, chunks=upload.chunks(), by=opened.post)
    except Refused as refusal:
        raise Invalid({"scan": [refusal.sentence]}) from refusal
    told = {"signed_on": given["signed_on"], "code": given["code"]}
    return actions.sign_on_paper(opened.packet, scan=scan, signer_post=signer, by=opened.post, **told)


@require_POST
@access.for_roles(Role.SUPERVISOR)
def confirm_scan(request: HttpRequest, number: str) -> HttpResponse:
    """The scan shows this packet signed: the reviews begin."""
    signature = _told_signature(request, number)
    press(request, lambda: actions.confirm_scan(signature, by=request.worn), "签字单已确认，送审核方审核。")
    return redirect("packets:page", number)


@require_POST
@access.for_roles(Role.SUPERVISOR)
def refuse_scan(request: HttpRequest, number: str) -> HttpResponse:
    """The scan does not show this packet signed: it must be signed again."""
    signature = _told_signature(request, number)
    form = ReasonForm(request.POST)
    if form.is_valid():
        reason = form.cleaned_data["reason"]
        if press(request, lambda: actions.refuse_scan(signature, reason=reason, by=request.worn), _SENT_BACK):
            drafts.drop(request)
        return redirect("packets:page", number)
    return packet_page(request, open_packet(request, number), refusing=form)


def _told_signature(request: HttpRequest, number: str) -> Signature:
    """The signature the page showed, so that a second press meets the same one."""
    told = whole(request.POST.get("signature"))
    return get_object_or_404(access.packet(request, number).signatures, pk=told)
