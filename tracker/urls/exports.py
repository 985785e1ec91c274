"""Ledgers out, and whether one that came back is still the same."""

from django.urls import path

from tracker.views import exports, exports_check, packs

app_name = "exports"
urlpatterns = [
    path("", exports.new, name="new"),
    path("pack/", packs.new, name="pack"),
    path("check/", exports_check.check, name="check"),
]
