"""Review packs (销号材料包) out: of what the register shows or what is ticked there, and of one packet."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tracker.actions import jobs, packs
from tracker.enums import JobKind
from tracker.filters.exports import rows_asked_for
from tracker.views import access
from tracker.views.exports import register, ticked
from tracker.views.files import download, made_or_back

ZIP = "application/zip"


@require_POST
def new(request: HttpRequest) -> HttpResponseBase:
    """The items asked for as on every export: `filter` is the register's querystring, `ids` are items ticked."""
    access.demand(request, *access.BUSINESS_ROLES)
    query = request.POST.get("filter", "").replace("\x00", "")
    asked = {"query": query, "ids": ticked(request), "scope": ""}
    return made_or_back(request, lambda: _out(request, asked), register(query))


@require_POST
def of_packet(request: HttpRequest, number: str) -> HttpResponseBase:
    """The items of one packet, whoever may see it."""
    packet = access.packet(request, number)
    items = [str(pk) for pk in packet.submissions.order_by().values_list("item", flat=True)]
    asked = {"query": "", "ids": items, "scope": f"报批单 {packet.number}"}
    return made_or_back(request, lambda: _out(request, asked), reverse("packets:page", args=[packet.number]))


def _out(request: HttpRequest, asked: dict[str, Any]) -> HttpResponseBase:
    """Stream a small pack; a large one is left to a job."""
    found = rows_asked_for(request.worn, asked["query"], asked["ids"])
    is_long, total = packs.is_long(found.rows)
    if is_long:
        return _as_job(request, asked, total)
    scope = asked["scope"] or found.scope
    told = asked["query"] if asked["ids"] is None else scope
    made = packs.export_pack(found.rows, by=request.worn, asked=told, scope=scope)
    return download(made.name, made.chunks, ZIP)


def _as_job(request: HttpRequest, asked: dict[str, Any], total: int) -> HttpResponse:
    job = jobs.ask(JobKind.PACK, asked, by=request.worn, user=request.user, total=total)
    return redirect("jobs:page", pk=job.pk)
