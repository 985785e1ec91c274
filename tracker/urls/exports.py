"""Ledgers out."""

app_name = "exports"
urlpatterns: list = []
