"""Wall chart and statistics."""

urlpatterns: list = []
