"""The items behind a number of the statistics, taken out as a ledger: those that its list shows."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tracker.actions import exports, jobs
from tracker.enums import JobKind
from tracker.errors import Refused
from tracker.filters.exports import rows_asked_for
from tracker.views.exports import download
from tracker.views.figures import rows_behind


@require_POST
def export_rows(request: HttpRequest, name: str) -> HttpResponseBase:
    """Each item once, however many of its attempts, measures or reviews are listed. The address is the list's own."""
    listed = rows_behind(request, name)
    path = f"{listed.lead}pk"
    items = [str(pk) for pk in listed.rows.order_by(path).values_list(path, flat=True).distinct()]
    scope = f"{listed.title}；{listed.about['choice'].name}"
    try:
        if len(items) > jobs.LONG:
            asked = {"layout": "ledger", "query": "", "ids": items}
            job = jobs.ask(JobKind.EXPORT, asked, by=request.worn, user=request.user, total=len(items))
            return redirect("jobs:page", pk=job.pk)
        rows = rows_asked_for(request.worn, "", items).rows
        made = exports.export("ledger", rows, by=request.worn, asked=scope, scope=scope)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(f"{reverse('figure_rows', args=[name])}?{request.GET.urlencode()}")
    return download(made.name, made.chunks)
