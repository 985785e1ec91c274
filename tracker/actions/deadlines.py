"""When an item is due: the one place that turns feedback dates, round settings and measures into dates."""

from datetime import date

from django.db.models import Max

from tracker import clock
from tracker.clock import Calendar
from tracker.enums import OWN_SOURCES, Status, TimeFrame
from tracker.models import Event, Feedback, Holiday, InspectionRound, Item


def calendar() -> Calendar:
    """The office's calendar of holidays and 调休 workdays (one query)."""
    return Calendar(dict(Holiday.objects.values_list("day", "is_workday")))


def due_of(item: Item) -> date | None:
    """The earliest open date the lamp hangs on for an item as it stands (its status already set)."""
    if item.status in (Status.ISSUED, Status.OBJECTED):
        return after(item.inspection_round, base_day(item), item.inspection_round.claim_days)
    if item.status in (Status.PLANNING, Status.PLAN_REVIEW):
        return after(item.inspection_round, plan_base_day(item), item.inspection_round.plan_days)
    if item.status == Status.LASTING:
        return item.next_review
    if item.status == Status.IN_PROGRESS:
        return _earliest_open(item) or item.deadline
    return item.due if item.status == Status.STRIKE_OFF_REVIEW else None


def base_day(item: Item) -> date:
    """The day the round's durations count from: the feedback (own items: their logging), or a later (re)issue."""
    if item.source in OWN_SOURCES:
        begun = clock.local_date(item.logged_at)
    else:
        begun = Feedback.objects.get(inspection_round=item.inspection_round_id, unit=item.unit_id).fed_back_on
    return max(begun, clock.local_date(item.issued_at)) if item.issued_at else begun


def plan_base_day(item: Item) -> date:
    """The day the plan's days count from: a problem that was changed in substance is planned anew from that day."""
    revised = Event.objects.filter(item=item.pk, verb="revise").aggregate(at=Max("at"))["at"] if item.pk else None
    return max(base_day(item), clock.local_date(revised)) if revised else base_day(item)


def after(inspection_round: InspectionRound, start: date, days: int) -> date:
    """`days` after `start`, in the round's own kind of days."""
    workdays = inspection_round.days_are_workdays
    return clock.add_days(start, days, workdays=workdays, calendar=calendar() if workdays else Calendar())


def review_due(inspection_round: InspectionRound, start: date) -> date:
    """By when a party should have given its verdict: always in 工作日."""
    return clock.add_days(start, inspection_round.review_days, workdays=True, calendar=calendar())


def latest_deadline(item: Item) -> date | None:
    """The latest of the measures' dates, if any has one."""
    return max((day for day in item.measures.kept().values_list("deadline", flat=True) if day), default=None)


def promise_of(item: Item) -> dict[str, date | None]:
    """Deadline and first promise when work begins: the measures' latest date; 立行立改 without one, the round's."""
    deadline = item.deadline
    if deadline is None and item.time_frame == TimeFrame.IMMEDIATE:
        deadline = after(item.inspection_round, base_day(item), item.inspection_round.immediate_days)
    return {"deadline": deadline, "first_deadline": item.first_deadline or deadline}


def _earliest_open(item: Item) -> date | None:
    dates = item.measures.kept().filter(done_at=None).exclude(deadline=None).values_list("deadline", flat=True)
    return min(dates, default=None)
