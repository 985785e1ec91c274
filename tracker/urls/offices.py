"""Settings: rounds, units, people, posts."""

from django.urls import path

from tracker.views import health

app_name = "settings"
urlpatterns = [
    path("", health.healthz, name="home"),
]
