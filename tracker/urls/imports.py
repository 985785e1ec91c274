"""Ledgers in."""

from django.urls import path

from tracker.views import imports, imports_ended

app_name = "imports"
urlpatterns = [
    path("", imports.new, name="new"),
    path("<int:pk>/", imports.page, name="page"),
    path("<int:pk>/reread/", imports.reread, name="reread"),
    path("<int:pk>/confirm/", imports.confirm, name="confirm"),
    path("<int:pk>/give-up/", imports.give_up, name="give_up"),
    path("<int:pk>/undo/", imports_ended.undo, name="undo"),
    path("<int:pk>/marked/", imports_ended.marked, name="marked"),
]
