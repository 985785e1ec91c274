"""Ledgers out: one address, by POST from the register and from 一键出台账."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from tracker.actions import exports, jobs
from tracker.enums import JobKind
from tracker.errors import Refused
from tracker.filters.exports import narrowed_to, rows_asked_for
from tracker.views import access

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_POST
def new(request: HttpRequest) -> HttpResponseBase:
    """Stream the rows asked for.

    `filter` is the register's querystring, `line` what narrows it to a line of figures; `ids` are items ticked instead.
    """
    post = access.demand(request, *access.BUSINESS_ROLES)
    query, items = _conditions(request), ticked(request)
    layout = request.POST.get("layout") or exports.layout_of(request.user)
    try:
        asked = rows_asked_for(post, query, items)
        if (count := asked.rows.order_by().count()) > jobs.LONG:
            return _as_job(request, {"layout": layout, "query": query, "ids": items}, count)
        about = {"asked": query if items is None else asked.scope, "scope": asked.scope, "whole": asked.whole}
        by_measure = "measures_as_rows" in request.POST
        made = exports.export(layout, asked.rows, by=post, by_measure=by_measure, user=request.user, **about)
    except Refused as refusal:
        return back(request, query, refusal)
    return download(made.name, made.chunks)


def _as_job(request: HttpRequest, asked: dict[str, Any], count: int) -> HttpResponse:
    asked |= {"by_measure": "measures_as_rows" in request.POST}
    job = jobs.ask(JobKind.EXPORT, asked, by=request.worn, user=request.user, total=count)
    return redirect("jobs:page", pk=job.pk)


def _conditions(request: HttpRequest) -> str:
    """The register's querystring, and the lines that were ticked in a table of figures."""
    query = narrowed_to(request.POST.get("filter", ""), request.POST.getlist("line"))
    return query.replace("\x00", "").replace("%00", "")


def ticked(request: HttpRequest) -> list[str] | None:
    """The ids ticked on the register; None where all that is filtered is meant."""
    items = request.POST.getlist("ids") + request.POST.getlist("item")
    return None if request.POST.get("pick", "") == "all" or (not items and "pick" not in request.POST) else items


def back(request: HttpRequest, query: str, refusal: Refused) -> HttpResponse:
    """The register again, with the sentence of the refusal."""
    messages.error(request, refusal.sentence)
    return redirect(f"{reverse('items:list')}?{query.lstrip('?')}".rstrip("?"))


def download(name: str, chunks: Any, kind: str = XLSX) -> StreamingHttpResponse:
    """A file that the browser saves under its Chinese name (RFC 5987)."""
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return StreamingHttpResponse(chunks, content_type=kind, headers={"Content-Disposition": disposition})
