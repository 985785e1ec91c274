"""Ledgers in."""

from django.urls import path

from tracker.views import imports

app_name = "imports"
urlpatterns = [
    path("", imports.new, name="new"),
    path("<int:pk>/", imports.page, name="page"),
    path("<int:pk>/confirm/", imports.confirm, name="confirm"),
    path("<int:pk>/give-up/", imports.give_up, name="give_up"),
]
