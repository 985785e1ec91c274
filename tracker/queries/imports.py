"""Which imports a post may see, and which rounds and units it may import for. What an import does is not told here."""

from django.db.models import QuerySet

from tracker.enums import Role
from tracker.models import Import, InspectionRound, Post, Unit


def imports_of(post: Post) -> QuerySet[Import]:
    """A clerk sees the imports of the unit's clerks, 巡察办 those of 巡察办; nobody else sees any."""
    rows = Import.objects.select_related("inspection_round", "unit", "previewed_by__unit", "previewed_by__person")
    if post.role == Role.SUPERVISOR:
        return rows.filter(previewed_by__role=Role.SUPERVISOR)
    if post.role == Role.CLERK:
        return rows.filter(previewed_by__role=Role.CLERK, previewed_by__unit=post.unit_id)
    return rows.none()


def open_rounds(post: Post) -> QuerySet[InspectionRound]:
    """The rounds a post may import into: not closed, not legacy, for a clerk with feedback to the unit."""
    rows = InspectionRound.objects.filter(closed_at=None, is_legacy=False)
    return rows.filter(feedback__unit=post.unit_id) if post.role == Role.CLERK else rows


def fed_back_units() -> QuerySet[Unit]:
    """The units that have feedback in any open round."""
    open_feedback = {"feedback__inspection_round__closed_at": None, "feedback__inspection_round__is_legacy": False}
    return Unit.objects.filter(**open_feedback).distinct()
