"""Every address of the system, once. What an address shows is told by its view."""

from django.urls import path

from tracker.views import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
]
