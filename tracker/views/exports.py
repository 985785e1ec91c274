"""Ledgers out: one address, by POST from the register and from 一键出台账."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tracker.actions import exports, jobs
from tracker.enums import JobKind
from tracker.filters.exports import narrowed_to, rows_asked_for
from tracker.views import access
from tracker.views.files import download, made_or_back


@require_POST
def new(request: HttpRequest) -> HttpResponseBase:
    """Stream the rows asked for.

    `filter` is the register's querystring, `line` what narrows it to a line of figures; `ids` are items ticked instead.
    """
    access.demand(request, *access.BUSINESS_ROLES)
    query = _conditions(request)
    return made_or_back(request, lambda: _out(request, query, ticked(request)), register(query))


def _out(request: HttpRequest, query: str, items: list[str] | None) -> HttpResponseBase:
    """Stream a small ledger; a large one is left to a job."""
    layout = request.POST.get("layout") or exports.layout_of(request.user)
    by_measure = "measures_as_rows" in request.POST
    asked = rows_asked_for(request.worn, query, items)
    if (count := asked.rows.order_by().count()) > jobs.LONG:
        return as_job(request, {"layout": layout, "query": query, "ids": items, "by_measure": by_measure}, count)
    about = {"asked": query if items is None else asked.scope, "scope": asked.scope, "whole": asked.whole}
    made = exports.export(layout, asked.rows, by=request.worn, by_measure=by_measure, user=request.user, **about)
    return download(made.name, made.chunks)


def as_job(request: HttpRequest, asked: dict[str, Any], count: int) -> HttpResponse:
    """Leave a ledger to the process beside the server, and show how far it is."""
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


def register(query: str) -> str:
    """The address of the register with these conditions."""
    return f"{reverse('items:list')}?{query.lstrip('?')}".rstrip("?")
