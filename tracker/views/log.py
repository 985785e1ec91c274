"""日志: who did what, for the auditor alone, and the proof that nothing was altered."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tracker.actions.lists import export_log
from tracker.enums import Role
from tracker.forms.log import LogFilterForm
from tracker.models import Event
from tracker.queries import log as queries
from tracker.queries import verify
from tracker.views.access import for_roles
from tracker.views.files import download, made_or_back
from tracker.views.office_pages import paged


@for_roles(Role.AUDITOR)
def log(request: HttpRequest) -> HttpResponse:
    """The events asked for, fifty a page, newest first."""
    form = LogFilterForm(request.GET)
    page = paged(request, queries.events(form.asked()))
    first = Event.objects.order_by("seq").values_list("at", flat=True).first()
    context = {"form": form, "page_obj": page, "rows": queries.rows(page), "first_at": first}
    return render(request, "log/page.html", context)


@require_POST
@for_roles(Role.AUDITOR)
def export(request: HttpRequest) -> HttpResponseBase:
    """The events asked for, all pages, as a workbook; the address is the log's own. Taking them out is an event too."""
    form, asked = LogFilterForm(request.GET), request.GET.urlencode()
    rows, scope = queries.events(form.asked()), "；".join(form.words()) or "全部日志"

    def made() -> HttpResponseBase:
        out = export_log(rows, by=request.worn, asked=asked, scope=scope)
        return download(out.name, out.chunks)

    return made_or_back(request, made, f"{reverse('log')}?{asked}")


@require_POST
@for_roles(Role.AUDITOR)
def check(request: HttpRequest) -> HttpResponse:
    """Recompute the chain from the first event to the last, and tell what was found."""
    last = Event.objects.order_by("-seq").values_list("seq", "digest").first() or (0, "")
    context = {
        "count": last[0],
        "last": queries.short_digest(last[1]),
        "breaks": [found for found in (verify.chain(), verify.pins(), verify.guards()) if found],
    }
    return render(request, "log/proof.html", context)
