"""The register and the item."""

app_name = "items"
urlpatterns: list = []
