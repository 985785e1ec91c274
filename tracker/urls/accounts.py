"""Signing in and out, the post worn, passwords."""

urlpatterns: list = []
