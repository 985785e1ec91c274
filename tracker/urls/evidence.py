"""Uploads and their previews."""

app_name = "evidence"
urlpatterns: list = []
