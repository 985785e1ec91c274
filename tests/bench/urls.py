"""Every address of the system, and two references that show the same fifty rows."""

from django.urls import include, path

from tests.bench import references

urlpatterns = [
    path("bench/floor/", references.floor),
    path("bench/stock/", references.stock),
    path("", include("tracker.urls")),
]
