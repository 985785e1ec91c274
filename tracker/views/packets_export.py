"""The packets that the list shows, all its pages, as a workbook."""

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_POST

from tracker.actions.lists import export_list
from tracker.ledgers.lists import PACKETS
from tracker.queries import packets as queries
from tracker.views import access
from tracker.views.files import download, made_or_back
from tracker.views.packets import listed_for


@require_POST
def export(request: HttpRequest) -> HttpResponseBase:
    """The address is the list's own: its tab and what is chosen beside it."""
    post = access.demand(request, *access.BUSINESS_ROLES)
    listed, asked = listed_for(request, post), request.GET.urlencode()
    label = next(label for key, label, _, _ in listed.tabs if key == listed.tab)
    scope = "；".join([f"报批单：{label}", *listed.form.words()])
    rows = queries.all_lines(queries.for_list(listed.rows), post)

    def made() -> HttpResponseBase:
        out = export_list(PACKETS, rows, count=listed.count, by=post, asked=asked, scope=scope)
        return download(out.name, out.chunks)

    return made_or_back(request, made, f"{reverse('packets:list')}?{asked}")
