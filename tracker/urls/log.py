"""The event log for the auditor."""

from django.urls import path

from tracker.views import health

urlpatterns = [
    path("", health.healthz, name="log"),
]
