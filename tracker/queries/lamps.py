"""The lamp as SQL, for filters and counts: the twin of `Item.lamp`, held to it by a test. Nothing is stored.

Thresholds are the round's own. They are written into the statement instead of joined: date arithmetic with a column
differs between databases, and without the join the counts are read from the index `item_figures` alone.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from math import inf
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.lookups import LessThanOrEqual

from tracker import clock
from tracker.compiled import fetched
from tracker.enums import OPEN_STATUSES, Lamp, Status
from tracker.models import InspectionRound
from tracker.queries.dates import DaysBetween
from tracker.standing import standing

_BURNING = (*OPEN_STATUSES, Status.LASTING)  # statuses whose lamp hangs on a date
Limits = dict[tuple[int, int], list[int]]  # (blue days, yellow days) -> the rounds that have them


def limits() -> Limits:
    """The thresholds in use (one small query)."""
    return _by_days(standing("limits", lambda: fetched("limits", _thresholds)))


def _thresholds() -> QuerySet[Any, Any]:
    return InspectionRound.objects.order_by("pk").values_list("pk", "blue_days", "yellow_days")


def limits_of(rounds: Iterable[InspectionRound]) -> Limits:
    """The same from all rounds at hand."""
    return _by_days((row.pk, row.blue_days, row.yellow_days) for row in rounds)


def _by_days(rounds: Iterable[tuple[int, ...]]) -> Limits:
    found: Limits = defaultdict(list)
    for pk, blue, yellow in rounds:
        found[blue, yellow].append(pk)
    return found


def rounds_of(found: Limits) -> list[int]:
    """All rounds, by their thresholds."""
    return sorted(pk for rounds in found.values() for pk in rounds)


def limits_key(found: Limits) -> Hashable:
    """The same thresholds as a key for `compiled`."""
    return tuple((days, tuple(rounds)) for days, rounds in sorted(found.items()))


def lamp_case(found: Limits | None = None, prefix: str = "") -> Case:
    """The lamp of a row today as an expression; `prefix` leads to the item, such as “item__”."""
    found = limits() if found is None else found
    due, status = f"{prefix}due", f"{prefix}status"
    return Case(
        When(**{status: Status.VOID}, then=Value(Lamp.NONE)),
        When(**{status: Status.STRUCK_OFF}, then=Value(Lamp.DONE)),
        When(**{due: None}, then=Value(Lamp.GREY)),
        When(_within(-1, prefix), then=Value(Lamp.RED)),
        When(_within_threshold(found, 1, prefix), then=Value(Lamp.YELLOW)),
        When(**{status: Status.LASTING}, then=Value(Lamp.GREY)),
        When(_within_threshold(found, 0, prefix), then=Value(Lamp.BLUE)),
        default=Value(Lamp.GREEN),
        output_field=CharField(),
    )


def with_lamp(rows: Any, found: Limits | None = None) -> Any:
    """Items that can be filtered by `lamp_now` (the property `Item.lamp` has taken the shorter name)."""
    return rows.alias(lamp_now=lamp_case(found))


def lit(rows: Any, lamps: Collection[str], found: Limits) -> Any:
    """Items that show one of the lamps; where only dates that come near light them, an index finds these first."""
    rows = with_lamp(rows, found).filter(lamp_now__in=lamps)
    days = max((_farthest(lamp, found) for lamp in lamps), default=None, key=lambda each: inf if each is None else each)
    if days is None:
        return rows
    # A clock that was stopped stood at an earlier day than today's.
    return rows.filter(status__in=_BURNING, due__lte=clock.today() + datetime.timedelta(days=days))


def _farthest(lamp: str, found: Limits) -> int | None:
    """How many days ahead the date of an item with this lamp can lie; None if that says nothing."""
    blue, yellow = (max((days[place] for days in found), default=0) for place in (0, 1))
    return {Lamp.RED: -1, Lamp.YELLOW: max(yellow, -1), Lamp.BLUE: max(blue, yellow, -1)}.get(Lamp(lamp))


def _within_threshold(found: Limits, place: int, prefix: str) -> Q:
    """Within the blue (0) or yellow (1) days of the row's own round."""
    by_days: dict[int, list[int]] = defaultdict(list)
    for thresholds, rounds in found.items():
        by_days[thresholds[place]] += rounds
    if len(by_days) == 1:
        return _within(next(iter(by_days)), prefix)
    either = Q(pk__in=())
    for days, rounds in by_days.items():
        either |= Q(**{f"{prefix}inspection_round__in": rounds}) & _within(days, prefix)
    return either


def _within(days: int, prefix: str) -> Q:
    due, stopped = f"{prefix}due", f"{prefix}due_stopped_on"
    running = Q(**{f"{stopped}__isnull": True}) & Q(**{f"{due}__lte": clock.today() + datetime.timedelta(days=days)})
    return running | (Q(**{f"{stopped}__isnull": False}) & Q(LessThanOrEqual(DaysBetween(due, stopped), days)))
