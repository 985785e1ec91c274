"""Home, notices, drafts and help."""

urlpatterns: list = []
