"""The manual (帮助), for everybody who is signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tracker.models import Section


def page(request: HttpRequest) -> HttpResponse:
    """How each role works here, and the twelve categories with what makes each requirement real."""
    sections = Section.objects.prefetch_related("categories__requirements")
    return render(request, "help/page.html", {"sections": sections})
