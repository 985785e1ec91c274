"""The event log for the auditor."""

urlpatterns: list = []
