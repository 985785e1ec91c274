"""The register and the item."""

from django.urls import path

from tracker.views import health

app_name = "items"
urlpatterns = [
    path("", health.healthz, name="list"),  # placeholder
    path("<str:number>/", health.healthz, name="page"),  # placeholder
]
