"""The event log for the auditor."""

from django.urls import path

from tracker.views import log

urlpatterns = [
    path("", log.log, name="log"),
    path("export/", log.export, name="log_export"),
    path("check/", log.check, name="log_check"),
]
