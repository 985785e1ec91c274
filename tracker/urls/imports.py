"""Ledgers in."""

app_name = "imports"
urlpatterns: list = []
