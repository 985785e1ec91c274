"""Ledgers out, in our layouts and in templates of the superior, and whether one that came back is still the same."""

from django.urls import path

from tracker.views import exports, exports_check, packs, templates

app_name = "exports"
urlpatterns = [
    path("", exports.new, name="new"),
    path("pack/", packs.new, name="pack"),
    path("check/", exports_check.check, name="check"),
    path("templates/", templates.templates_list, name="templates"),
    path("templates/new/", templates.new, name="new_template"),
    path("templates/<int:pk>/", templates.page, name="template"),
    path("templates/<int:pk>/sheet/", templates.sheet, name="template_sheet"),
    path("templates/<int:pk>/file/", templates.file, name="template_file"),
    path("templates/<int:pk>/withdraw/", templates.withdraw, name="withdraw_template"),
]
