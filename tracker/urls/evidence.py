"""Uploads and their previews."""

from django.urls import path

from tracker.views import evidence

app_name = "evidence"
urlpatterns = [
    path("<int:pk>/", evidence.download, name="download"),
    path("<int:pk>/preview/", evidence.preview, name="preview"),
]
