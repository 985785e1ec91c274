"""Packets: hand in, print, sign, review."""

from django.urls import path

from tracker.views import health

app_name = "packets"
urlpatterns = [
    path("", health.healthz, name="list"),  # placeholder
    path("<str:number>/", health.healthz, name="page"),  # placeholder
]
