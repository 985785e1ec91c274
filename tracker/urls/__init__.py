"""Every address of the system: this file the whole, one file a noun beside it; its view tells what it shows."""

from django.urls import include, path

from tracker.views import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("", include("tracker.urls.desk")),
    path("", include("tracker.urls.accounts")),
    path("items/", include("tracker.urls.items")),
    path("packets/", include("tracker.urls.packets")),
    path("evidence/", include("tracker.urls.evidence")),
    path("figures/", include("tracker.urls.figures")),
    path("imports/", include("tracker.urls.imports")),
    path("jobs/", include("tracker.urls.jobs")),
    path("exports/", include("tracker.urls.exports")),
    path("settings/", include("tracker.urls.offices")),
    path("log/", include("tracker.urls.log")),
]

handler400 = "tracker.views.errors.bad_request"
handler500 = "tracker.views.errors.server_error"
