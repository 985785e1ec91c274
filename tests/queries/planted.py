"""Fifteen items over two units, a unit below and two rounds, as plain rows: every figure can be counted by hand."""

import datetime
import itertools

from tests.factories import feed_back, make_category, make_class, make_round, make_unit
from tracker import clock
from tracker.enums import Source, Status, StrikeOffKind, UnitKind
from tracker.models import CoUnit, Item

_count = itertools.count(1)
DONE = {"status": Status.STRUCK_OFF, "kind": StrikeOffKind.COMPLETED}
LASTING = {"status": Status.LASTING, "kind": StrikeOffKind.LASTING}


def plant(cast, unit, *, due: int | None = None, struck: int = 0, category: str = "2.1", **fields) -> Item:
    """One row. `due` is in days from today, `struck` days before today; workflow and history are left out."""
    number = next(_count)
    values = {
        "number": f"t-{number}",
        "source": Source.FEEDBACK,
        "inspection_round": cast.inspection_round,
        "unit": unit,
        "problem": f"第{number}个问题",
        "category": make_category(category),
        "logged_by": cast.supervisor,
        "status": Status.IN_PROGRESS,
        **fields,
    }
    if due is not None:
        values["due"] = clock.today() + datetime.timedelta(days=due)
    if values["status"] == Status.STRUCK_OFF and not values.get("legacy"):
        at = clock.now() - datetime.timedelta(days=struck)
        values |= {"struck_off_at": at, "struck_off_by": cast.discipline}
    if values["status"] == Status.VOID:
        values |= {"voided_at": clock.now(), "voided_by": cast.supervisor}
    return Item.objects.create(**values)


def day(distance: int) -> datetime.date:
    return clock.today() + datetime.timedelta(days=distance)


def garden(cast) -> dict:
    """The planted rows by short names, with `below` (a unit under the cast's) and `old` (a round of long ago)."""
    below = make_unit("市社会福利院", parent=cast.unit, kind=UnitKind.INSTITUTION)
    old = make_round("5", is_legacy=True)
    feed_back(old, cast.other_unit)
    cast.inspection_round.feedback.filter(unit=cast.unit).update(fed_back_on=day(-100), stated_count=6)
    cast.inspection_round.feedback.filter(unit=cast.other_unit).update(fed_back_on=day(-100), stated_count=4)
    top = make_class("A", name="落实党的理论")
    under = make_class("A1", name="理论学习", parent=top)
    rows = {
        "on_time": plant(cast, cast.unit, struck=10, first_deadline=day(-10), problem_class=under, **DONE),
        "too_late": plant(cast, cast.unit, struck=20, first_deadline=day(-21), problem_class=top, **DONE),
        "lasting": plant(cast, cast.unit, due=60, category="3.1", **LASTING),
        "overdue": plant(cast, cast.unit, due=-1, deadline=day(-1), is_key=True),
        "on_site": plant(cast, cast.unit, due=10, deadline=day(37), category="2.2", source=Source.ON_SITE),
        "void": plant(cast, cast.unit, status=Status.VOID, due=-9),
        "task": plant(cast, cast.unit, source=Source.TASK, struck=1, **DONE),
        "passed_on": plant(cast, below, status=Status.STRUCK_OFF, kind=StrikeOffKind.TRANSFERRED, struck=5),
        "issued": plant(cast, below, status=Status.ISSUED, due=5),
        "hopeless": plant(cast, cast.other_unit, status=Status.STRUCK_OFF, kind=StrikeOffKind.INFEASIBLE),
        "planning": plant(cast, cast.other_unit, status=Status.PLANNING, due=20),
        "stopped": plant(
            cast, cast.other_unit, status=Status.STRIKE_OFF_REVIEW, due=-5, due_stopped_on=day(-60), category="1.1"
        ),
        "found": plant(cast, cast.other_unit, source=Source.FOUND, due=-3),
        "objected": plant(cast, cast.other_unit, status=Status.OBJECTED, due=30),
        "legacy": plant(cast, cast.other_unit, inspection_round=old, legacy=True, **DONE),
    }
    CoUnit.objects.create(item=rows["on_site"], unit=cast.other_unit, part="提供名录")
    return {**rows, "below": below, "old": old}
