"""Signing in and out, the post worn, first passwords, and what is shown when a sign-in or a form is refused."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or old: say so and how to go on."""
    return render(request, "403_csrf.html", status=403)


def locked_out(request: HttpRequest, credentials: dict | None = None, *args, **kwargs) -> HttpResponse:
    """Five failures by this user from this address: locked for a quarter of an hour."""
    return render(request, "registration/locked_out.html", status=429)
