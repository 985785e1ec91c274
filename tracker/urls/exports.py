"""Ledgers out."""

from django.urls import path

from tracker.views import health

app_name = "exports"
urlpatterns = [
    path("", health.healthz, name="new"),
]
