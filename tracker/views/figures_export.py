"""The items behind a number of the statistics, taken out as a ledger: those that its list shows."""

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST

from tracker.actions import exports, jobs
from tracker.filters.exports import rows_asked_for
from tracker.views.exports import as_job
from tracker.views.figures import rows_behind
from tracker.views.files import download, made_or_back


@require_POST
def export_rows(request: HttpRequest, name: str) -> HttpResponseBase:
    """Each item once, however many of its attempts, measures or reviews are listed. The address is the list's own."""
    listed = rows_behind(request, name)
    path = f"{listed.lead}pk"
    items = [str(pk) for pk in listed.rows.order_by(path).values_list(path, flat=True).distinct()]
    scope = f"{listed.title}；{listed.about['choice'].name}"
    page = f"{reverse('figure_rows', args=[name])}?{request.GET.urlencode()}"
    return made_or_back(request, lambda: _out(request, items, scope), page)


def _out(request: HttpRequest, items: list[str], scope: str) -> HttpResponseBase:
    if len(items) > jobs.LONG:
        return as_job(request, {"layout": "ledger", "query": "", "ids": items}, len(items))
    rows = rows_asked_for(request.worn, "", items).rows
    made = exports.export("ledger", rows, by=request.worn, asked=scope, scope=scope)
    return download(made.name, made.chunks)
