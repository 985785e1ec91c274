"""Packets: hand in, print, sign, review."""

app_name = "packets"
urlpatterns: list = []
