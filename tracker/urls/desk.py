"""Home, notices, drafts and help."""

from django.urls import path

from tracker.views import drafts, help, home, notices

urlpatterns = [
    path("", home.home, name="home"),
    path("notices/", notices.notices, name="notices"),
    path("notices/read/", notices.read, name="notices_read"),
    path("drafts/", drafts.save_draft, name="save_draft"),
    path("drafts/drop/", drafts.drop_one, name="drop_draft"),
    path("help/", help.page, name="help"),
]
