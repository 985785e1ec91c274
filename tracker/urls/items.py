"""The register and the item."""

from django.urls import path, register_converter

from tracker.views import (
    item_moves,
    item_new,
    item_page,
    item_plan,
    item_progress,
    items_list,
    saved_views,
)

app_name = "items"


class Number:
    """An item's number as part of an address: anything but a slash and what no database would look for."""

    regex = r"[^/\x00-\x1f]{1,24}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(Number, "number")

# One item: its page, its moves, its work.
ITEM = [
    path("issue/", item_new.issue, name="issue"),
    path("issue/<int:feedback>/", item_new.issue_to, name="issue_to"),
    path("log/", item_new.log, name="log"),
    path("<number:number>/", item_page.page, name="page"),
    path("<number:number>/history/", item_page.history, name="history"),
    path("<number:number>/claim/", item_moves.claim, name="claim"),
    *(path(f"<number:number>/{move}/", item_moves.fill, {"move": move}, name=move) for move in item_moves.BY_NAME),
    path("<number:number>/category/", item_moves.recategorise, name="category"),
    path("<number:number>/plan/", item_plan.plan, name="plan"),
    path("<number:number>/progress/", item_progress.progress, name="progress"),
    path("<number:number>/measures/<int:pk>/finish/", item_progress.finish, name="finish"),
    path("<number:number>/measures/<int:pk>/unfinish/", item_progress.unfinish, name="unfinish"),
    path("<number:number>/milestones/<int:pk>/reach/", item_progress.reach, name="reach"),
    path("<number:number>/milestones/<int:pk>/unreach/", item_progress.unreach, name="unreach"),
    path("<number:number>/parts/<int:pk>/done/", item_progress.do_part, name="do_part"),
    path("<number:number>/parts/<int:pk>/undone/", item_progress.undo_part, name="undo_part"),
    path("<number:number>/outcome/", item_progress.outcome, name="outcome"),
    path("<number:number>/attach/", item_progress.attach, name="attach"),
    path("<number:number>/evidence/<int:pk>/detach/", item_progress.detach, name="detach"),
]

urlpatterns = [
    path("", items_list.items_list, name="list"),
    path("columns/", items_list.columns, name="columns"),
    path("recategorise/", items_list.recategorise, name="recategorise_many"),
    path("views/save/", saved_views.save, name="save_view"),
    path("views/drop/", saved_views.drop, name="drop_view"),
    *ITEM,
]
