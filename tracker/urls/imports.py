"""Ledgers in."""

from django.urls import path

from tracker.views import health

app_name = "imports"
urlpatterns = [
    path("", health.healthz, name="new"),
]
