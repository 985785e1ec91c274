"""Wall chart and statistics."""

from django.urls import path

from tracker.views import health

urlpatterns = [
    path("wall-chart/", health.healthz, name="wall_chart"),  # placeholder
    path("statistics/", health.healthz, name="statistics"),  # placeholder
]
