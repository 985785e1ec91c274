"""Long work (长作业): one's own jobs, how far each is, cancel, and the file it brought. Nobody sees those of others."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from tracker.actions import jobs as actions
from tracker.errors import Refused
from tracker.models import Job
from tracker.views.access import BUSINESS_ROLES, demand, for_roles
from tracker.views.files import from_vault


@require_safe
@for_roles(*BUSINESS_ROLES)
def jobs_list(request: HttpRequest) -> HttpResponse:
    """The newest first."""
    rows = Job.objects.fetchable_by(request.user).select_related("batch")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "jobs/list.html", {"page_obj": page})


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One job; its script asks again while it runs, a link does so without scripts."""
    return render(request, "jobs/page.html", {"job": actions.as_it_is(_own(request, pk))})


@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a job that has not ended."""
    job = _own(request, pk)
    try:
        actions.stop(job)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("jobs:page", pk=job.pk)
    job.refresh_from_db()
    messages.success(request, f"作业{'已经办结' if job.is_ended and not job.stop_asked_at else '正在停下'}。")
    return redirect("jobs:page", pk=job.pk)


@require_safe
def result(request: HttpRequest, pk: int) -> FileResponse:
    """The file, under its own name, as an attachment."""
    job = _own(request, pk)
    if not job.sha256:
        raise Http404("这项作业没有可以下载的结果。")
    return from_vault(job.sha256, job.name)


def _own(request: HttpRequest, pk: int) -> Job:
    demand(request, *BUSINESS_ROLES)
    return get_object_or_404(Job.objects.fetchable_by(request.user).select_related("batch"), pk=pk)
