"""One item of the bulk with its dates, people and results, as far as its status says it has come."""

import datetime
import random
from dataclasses import dataclass, field

from tracker import clock
from tracker.clock import CHINA, ONE_DAY
from tracker.enums import OWN_SOURCES, PLAN_STATUSES, UNCLAIMED_STATUSES, Status, StrikeOffKind
from tracker.management.demo.city import Place
from tracker.management.demo.texts import Problem, Sayings, source_number
from tracker.models import Evidence, EvidenceUse, Item, Measure, Post, ProblemClass, Requirement

_OLD = {Status.STRUCK_OFF: 90, Status.LASTING: 6, Status.IN_PROGRESS: 3, Status.VOID: 1}
_NEW = {
    Status.ISSUED: 3,
    Status.OBJECTED: 1,
    Status.PLANNING: 6,
    Status.PLAN_REVIEW: 4,
    Status.IN_PROGRESS: 40,
    Status.STRIKE_OFF_REVIEW: 8,
    Status.LASTING: 4,
    Status.STRUCK_OFF: 32,
    Status.VOID: 2,
}
_KINDS = {StrikeOffKind.COMPLETED: 95, StrikeOffKind.TRANSFERRED: 3, StrikeOffKind.INFEASIBLE: 2}
REASONED = (StrikeOffKind.TRANSFERRED, StrikeOffKind.INFEASIBLE)
UNPLANNED = (*UNCLAIMED_STATUSES, Status.PLANNING, Status.VOID)
UNDATED = 0.05  # this part of the items in work has no date
CLAIMED_AFTER = 3 * ONE_DAY
ALL_DONE = (Status.STRIKE_OFF_REVIEW, Status.LASTING, Status.STRUCK_OFF)


@dataclass
class Row:
    """One item on its way in, with what hangs on it."""

    item: Item
    problem: Problem
    moved_at: datetime.datetime
    measures: list[Measure] = field(default_factory=list)
    uses: list[EvidenceUse] = field(default_factory=list)


@dataclass
class Stock:
    """What the items of one place are made from."""

    place: Place
    is_latest: bool
    problems: list[Problem]
    classes: dict[str, ProblemClass]
    points: dict[str, list[Requirement]]
    random: random.Random
    proof: Evidence
    sayings: Sayings
    office: Post  # of 巡察办, who issues
    last_party: Post  # who approves last


def make_row(stock: Stock, number: int) -> Row:
    """The `number`-th item of a place, not written yet."""
    problem = stock.problems[number % len(stock.problems)]
    status = _status(stock, problem)
    begun_at = _morning(_begun_on(stock, status))
    row = Row(_item(stock, problem, number, status, begun_at), problem, begun_at)
    _begin(stock, row.item, begun_at)
    if status in UNPLANNED or status == Status.PLAN_REVIEW:
        _wait(stock, row)
    if status not in UNPLANNED:
        _plan(stock, row)
    if status in ALL_DONE:
        _result(stock, row)
    return row


def _status(stock: Stock, problem: Problem) -> Status:
    weights = _NEW if stock.is_latest else _OLD
    (status,) = stock.random.choices([*weights], [*weights.values()])
    is_own = problem.source in OWN_SOURCES
    return Status.PLANNING if is_own and status in UNCLAIMED_STATUSES else status


def _begun_on(stock: Stock, status: Status) -> datetime.date:
    """The day of feedback; what has not come far in the latest round was issued lately."""
    if status in UNCLAIMED_STATUSES:
        return clock.today() - stock.random.randint(1, 9) * ONE_DAY
    if status in PLAN_STATUSES:
        return clock.today() - stock.random.randint(16, 40) * ONE_DAY
    return stock.place.feedback.fed_back_on


def _item(stock: Stock, problem: Problem, number: int, status: Status, begun_at: datetime.datetime) -> Item:
    place, point = stock.place, stock.random.choice(stock.points[problem.category])
    return Item(
        number=f"{place.inspection_round.code}-{place.feedback.ordinal:02d}-{number:02d}",
        source_number=source_number(problem, number),
        source=problem.source,
        inspection_round=place.inspection_round,
        unit=place.unit,
        problem=problem.text,
        category=point.category,
        requirement=point,
        problem_class=stock.classes[problem.class_code],
        time_frame=problem.time_frame,
        is_lasting=problem.is_lasting,
        is_key=problem.is_key,
        status=status,
        logged_at=begun_at,
        logged_by=stock.office,
    )


def _begin(stock: Stock, item: Item, begun_at: datetime.datetime) -> None:
    """Logged by the unit, or issued and – unless it still waits – claimed."""
    if item.source in OWN_SOURCES:
        item.logged_by = stock.place.clerk
        return
    item.issued_at, item.issued_by = begun_at, stock.office
    if item.status not in UNCLAIMED_STATUSES:
        item.claimed_at, item.claimed_by = begun_at + CLAIMED_AFTER, stock.place.clerk


def _wait(stock: Stock, row: Row) -> None:
    """Waiting to be claimed or planned, or void: the due date by the round, and when it came there."""
    item, settings = row.item, row.item.inspection_round
    if item.status == Status.VOID:
        row.moved_at += 6 * ONE_DAY
        item.voided_at, item.voided_by = row.moved_at, stock.office
        return
    days = settings.claim_days if item.status in UNCLAIMED_STATUSES else settings.plan_days
    item.due = clock.local_date(row.moved_at) + days * ONE_DAY
    if item.status == Status.OBJECTED:
        row.moved_at += ONE_DAY
    elif item.claimed_at:
        row.moved_at = item.claimed_at


def _plan(stock: Stock, row: Row) -> None:
    """Cause, people and dates; from the approval of the plan on, the first promise."""
    item, place, chance = row.item, stock.place, stock.random
    lead, owner = place.lead.person, chance.choice(place.handlers).person
    item.root_cause, item.leader, item.owner = row.problem.root_cause, lead.name, owner.name
    item.leader_person, item.owner_person = lead, owner
    item.deadline = _deadline(stock, item)
    if item.status != Status.PLAN_REVIEW:
        item.first_deadline = item.due = item.deadline
        row.moved_at += 30 * ONE_DAY


def _deadline(stock: Stock, item: Item) -> datetime.date | None:
    if item.status == Status.IN_PROGRESS and stock.random.random() < UNDATED:
        return None
    if stock.is_latest and item.status not in (Status.STRUCK_OFF, Status.LASTING):
        return clock.today() + stock.random.randint(-25, 100) * ONE_DAY
    return stock.place.feedback.fed_back_on + stock.random.randint(50, 135) * ONE_DAY


def _result(stock: Stock, row: Row) -> None:
    """What came of it, or what is asked for."""
    item, chance = row.item, stock.random
    item.outcome, item.rules_made, item.kind = row.problem.outcome, chance.randint(0, 3), ""
    item.applied_kind = StrikeOffKind.COMPLETED
    if item.status == Status.LASTING:
        item.kind = item.applied_kind = StrikeOffKind.LASTING
        item.next_review = item.due = clock.today() + chance.randint(-10, 80) * ONE_DAY
        item.keep_up = stock.sayings.next("lasting_texts")
    if item.status == Status.STRUCK_OFF:
        item.due = None
        (item.kind,) = chance.choices([*_KINDS], [*_KINDS.values()])
        item.applied_kind = item.kind
    if item.kind in REASONED:
        item.kind_reason = stock.sayings.next(f"{item.kind.lower()}_reasons")


def _morning(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time(9), CHINA).astimezone(datetime.UTC)
