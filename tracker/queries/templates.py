"""Templates of the superior as they are offered and found. Which of them a post may see is told by the QuerySet."""

from tracker import clock
from tracker.compiled import fetched
from tracker.models import LedgerTemplate, Post
from tracker.models.templates import LedgerTemplateQuerySet


def offered_to(post: Post) -> list[tuple[int, str]]:
    """Id and name of each template the post may fill, by name (one statement, compiled once)."""
    key = ("templates", post.unit_id, post.role, clock.today(), post.is_current())
    rows = fetched(key, lambda: usable_by(post).order_by("name", "pk").values_list("pk", "name"))
    return [(pk, name) for pk, name in rows]


def usable_by(post: Post | None) -> LedgerTemplateQuerySet:
    """The templates a post may fill; the system itself may fill all."""
    rows = LedgerTemplate.objects.visible_to(post) if post else LedgerTemplate.objects.all()
    return rows.in_use()


def kept_for(post: Post) -> LedgerTemplateQuerySet:
    """All that the list of templates shows a post, withdrawn ones last."""
    rows = LedgerTemplate.objects.visible_to(post).select_related("unit", "uploaded_by__person")
    return rows.order_by("withdrawn_at", "name", "pk")
