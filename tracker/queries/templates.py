"""Templates of the superior as they are used and listed. Which of them a post may see is told by the QuerySet."""

from tracker.models import LedgerTemplate, Post
from tracker.models.templates import LedgerTemplateQuerySet


def usable_by(post: Post | None) -> LedgerTemplateQuerySet:
    """The templates a post may fill; the system itself may fill all."""
    rows = LedgerTemplate.objects.visible_to(post) if post else LedgerTemplate.objects.all()
    return rows.in_use()


def listed_for(post: Post) -> LedgerTemplateQuerySet:
    """All that the list of templates shows a post, withdrawn ones last."""
    rows = LedgerTemplate.objects.visible_to(post).select_related("unit", "uploaded_by__person")
    return rows.order_by("withdrawn_at", "name", "pk")
