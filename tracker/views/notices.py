"""The notices on the desk of the post worn."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from tracker.actions.desk import read_notices
from tracker.forms.fields import whole
from tracker.models import Notice
from tracker.views.access import BUSINESS_ROLES, demand

PAGE = 50


def notices(request: HttpRequest) -> HttpResponse:
    """Newest first; unread ones can be marked as read page by page."""
    post = demand(request, *BUSINESS_ROLES)
    rows = Notice.objects.to(post).select_related("item", "packet", "read_by__person")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/page.html", {"page_obj": page})


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark the ticked notices (those of the page shown) as read."""
    post = demand(request, *BUSINESS_ROLES)
    ticked = [pk for pk in map(whole, request.POST.getlist("notice")) if pk is not None]
    count = read_notices(post, ticked)
    messages.success(request, f"已阅 {count} 条。")
    return redirect("notices")
