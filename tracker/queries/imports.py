"""Which imports a post may see, and which rounds and units it may import for. What an import does is not told here."""

from django.db.models import Count, Q, QuerySet

from tracker.enums import Role
from tracker.models import Event, Import, InspectionRound, Item, Job, Post, Unit


def imports_of(post: Post) -> QuerySet[Import]:
    """A clerk sees the imports of the unit's clerks, 巡察办 those of 巡察办; nobody else sees any."""
    rows = Import.objects.select_related("inspection_round", "unit", "previewed_by__unit", "previewed_by__person")
    if post.role == Role.SUPERVISOR:
        return rows.filter(previewed_by__role=Role.SUPERVISOR)
    if post.role == Role.CLERK:
        return rows.filter(previewed_by__role=Role.CLERK, previewed_by__unit=post.unit_id)
    return rows.none()


def open_rounds(post: Post) -> QuerySet[InspectionRound]:
    """The rounds a post may import into: not closed, for a clerk with feedback to the unit and not legacy."""
    rows = InspectionRound.objects.filter(closed_at=None)
    return rows.filter(feedback__unit=post.unit_id, is_legacy=False) if post.role == Role.CLERK else rows


def fed_back_units() -> QuerySet[Unit]:
    """The units that have feedback in any open round."""
    return Unit.objects.filter(feedback__inspection_round__closed_at=None).distinct()


def underway(batch: Import) -> Job | None:
    """The job that reads this import again, takes it in or undoes it now."""
    return Job.objects.open_of(batch).select_related("post__person").first()


def items_of(batch: Import) -> QuerySet[Item]:
    """The items an import made or filled in, by number."""
    rows = Item.objects.filter(Q(imported_from=batch) | Q(number__in=batch.summary.get("updated", [])))
    return rows.order_by("number")


def moved_on(batch: Import) -> list[str]:
    """Numbers of the items with which anything was done since the import: they have later events than its own."""
    own = (
        Event.objects.filter(verb="import", object_kind="import", object_id=str(batch.pk))
        .order_by("-seq")
        .values("seq")
    )
    later = Count("events", filter=Q(events__seq__gt=own[:1]))
    return list(items_of(batch).annotate(later=later).filter(later__gt=0).values_list("number", flat=True))
