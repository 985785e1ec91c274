"""Settings: rounds, units, people, posts."""

app_name = "settings"
urlpatterns: list = []
