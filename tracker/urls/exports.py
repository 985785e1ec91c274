"""Ledgers out."""

from django.urls import path

from tracker.views import exports

app_name = "exports"
urlpatterns = [
    path("", exports.new, name="new"),
]
