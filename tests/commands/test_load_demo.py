"""The demo is alive and true: everything occurs in it, and everything in it came through the doors."""

from collections import Counter
from itertools import pairwise

import pytest
import time_machine
from django.core.management import CommandError
from django.db import transaction

from tests.commands.demo import PASSWORD, load
from tests.conftest import NOW
from tracker.enums import (
    Lamp,
    Role,
    SignatureMethod,
    Source,
    Status,
    StrikeOffKind,
    SubmissionKind,
    SubmissionState,
    TimeFrame,
)
from tracker.management.demo.city import ACCOUNTS
from tracker.models import (
    CoUnit,
    Event,
    Feedback,
    InspectionRound,
    Item,
    Measure,
    Milestone,
    Packet,
    Post,
    Review,
    Signature,
    Submission,
    Unit,
    User,
)
from tracker.queries.figures import Scope
from tracker.queries.letters import letters

pytestmark = pytest.mark.long  # what it is made of comes through the doors, which are tried on both databases


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The demo, built once for this module and rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW, tick=False):
            told = load()
        yield told
        transaction.set_rollback(True)


def post_of(username: str) -> Post:
    return Post.objects.get(person__user__username=username)


def mzj() -> Unit:
    return Unit.objects.get(short_name="市民政局")


def lamps(rows) -> Counter:
    return Counter(item.lamp for item in rows.select_related("inspection_round"))


def test_it_says_what_it_loaded_and_nothing_is_wrong_with_it(demo) -> None:
    said, wrong = demo
    assert wrong == []
    assert said == f"已装入演示数据：{Unit.objects.count()} 个单位，{Item.objects.count()} 个事项。\n"
    assert 280 <= Item.objects.count() <= 330


def test_everything_occurs(demo) -> None:
    items = Item.objects.all()
    assert set(items.values_list("source", flat=True)) == set(Source)
    assert set(items.values_list("status", flat=True)) == set(Status)
    assert set(items.values_list("kind", flat=True)) == {*StrikeOffKind, ""}
    assert set(items.values_list("time_frame", flat=True)) == set(TimeFrame)
    assert set(lamps(items)) == set(Lamp)
    turns = Submission.objects.order_by()
    assert set(turns.values_list("state", flat=True)) == set(SubmissionState) - {SubmissionState.VOIDED}
    assert set(turns.values_list("kind", flat=True)) == {SubmissionKind.PLAN, SubmissionKind.STRIKE_OFF}
    assert set(Signature.objects.values_list("method", flat=True)) == set(SignatureMethod)
    verbs = set(Event.objects.order_by().values_list("verb", flat=True))
    moves = {"issue", "log", "object", "uphold", "correct", "reassign", "decline", "withdraw", "return", "void", "mark"}
    assert moves - verbs == set()


def test_an_open_item_in_work_without_a_date_is_grey_and_clocks_stand_still_under_review(demo) -> None:
    assert lamps(Item.objects.filter(status=Status.IN_PROGRESS, deadline=None)).keys() == {Lamp.GREY}
    stopped = Item.objects.exclude(due_stopped_on=None)
    assert set(stopped.values_list("status", flat=True)) == {Status.PLAN_REVIEW, Status.STRIKE_OFF_REVIEW}
    assert len(lamps(stopped)) >= 3


def test_the_times_of_the_chain_never_go_back_and_none_lies_ahead(demo) -> None:
    times = list(Event.objects.order_by("seq").values_list("at", flat=True))
    assert [late for early, late in pairwise(times) if late < early] == []
    assert times[-1] < NOW


def test_two_rounds_one_nearly_done_one_at_work(demo) -> None:
    parties = {"市委巡察办", "市纪委监委", "市委组织部"}
    found = {}
    for row in InspectionRound.objects.all():
        assert {party.unit_of_party.short_name for party in row.parties.all()} == parties
        counted = row.items.exclude(status=Status.VOID)
        found[row.code] = counted.filter(status=Status.STRUCK_OFF).count() / counted.count()
    assert found.keys() == {"5", "6"}
    assert found["5"] > 0.75
    assert 0.3 < found["6"] < 0.6


def test_every_letter_agrees_and_one_has_a_void_problem(demo) -> None:
    rows = {
        letter.unit.short_name: letter
        for row in InspectionRound.objects.all()
        for letter in letters(Scope(inspection_round=row))
    }
    assert len(rows) == Feedback.objects.count() == 24
    assert [name for name, letter in rows.items() if not letter.agrees] == []
    assert rows["市民政局"].text == "25＝24＋1 作废"


def test_the_accounts_are_there_with_their_roles(demo) -> None:
    assert {user.username for user in User.objects.all()} == set(ACCOUNTS)
    found = {name: (post_of(name).role, post_of(name).unit.short_name) for name in ACCOUNTS}
    assert found == {
        "demo_clerk": (Role.CLERK, "市民政局"),
        "demo_secretary": (Role.SECRETARY, "市民政局"),
        "demo_supervisor": (Role.SUPERVISOR, "市委巡察办"),
        "demo_supervisor2": (Role.SUPERVISOR, "市委巡察办"),
        "demo_discipline": (Role.REVIEWER, "市纪委监委"),
        "demo_organisation": (Role.REVIEWER, "市委组织部"),
        "demo_leader": (Role.LEADER, "市领导"),
        "demo_admin": (Role.SYSTEM_ADMIN, "市信息中心"),
        "demo_security": (Role.SECURITY_ADMIN, "市信息中心"),
        "demo_auditor": (Role.AUDITOR, "市信息中心"),
    }
    assert User.objects.filter(must_change_password=True).count() == 0
    assert {User.objects.get(username=name).check_password(PASSWORD) for name in ACCOUNTS} == {True}
    assert len({User.objects.get(username=name).person_id for name in ACCOUNTS}) == len(ACCOUNTS)


def test_the_clerk_finds_something_of_everything(demo) -> None:
    own = Item.objects.filter(unit=mzj())
    count = Counter(own.values_list("status", flat=True))
    assert [status for status in Status if not count[status]] == []
    assert {Lamp.RED, Lamp.YELLOW, Lamp.BLUE, Lamp.GREEN, Lamp.GREY} <= set(lamps(own))
    returned = Submission.objects.filter(
        item__in=own, state=SubmissionState.RETURNED, item__status__in=("PLANNING", "IN_PROGRESS")
    )
    assert {turn.kind for turn in returned} == {SubmissionKind.PLAN, SubmissionKind.STRIKE_OFF}
    assert own.filter(submissions__state=SubmissionState.AWAITING_SIGNATURE).count() == 3
    assert CoUnit.objects.filter(unit=mzj(), done_at=None, item__status=Status.IN_PROGRESS).count() == 1


def test_the_secretary_finds_packets_to_sign(demo) -> None:
    waiting = Packet.objects.filter(unit=mzj(), submissions__state=SubmissionState.AWAITING_SIGNATURE).distinct()
    assert {packet.kind for packet in waiting} == {SubmissionKind.PLAN, SubmissionKind.STRIKE_OFF}


@pytest.mark.parametrize("username", ["demo_supervisor", "demo_discipline", "demo_organisation"])
def test_every_party_has_reviews_waiting_some_of_them_too_long(demo, username: str) -> None:
    pending = Review.objects.pending().filter(unit_of_party=post_of(username).unit)
    assert pending.count() >= 5
    assert pending.filter(due_on__lt=NOW.date()).count() >= 1
    assert pending.filter(due_on__gte=NOW.date()).count() >= 1


def test_the_supervisor_finds_objections_and_scans(demo) -> None:
    assert Item.objects.filter(status=Status.OBJECTED).count() >= 2
    scans = Signature.objects.filter(method=SignatureMethod.PAPER, confirmed_at=None, refused_at=None)
    by = Counter(scan.entered_by for scan in scans.select_related("entered_by"))
    assert by[post_of("demo_supervisor")] == 1
    assert len(by) == 2


def test_the_leader_has_items_taken_on(demo) -> None:
    leader = post_of("demo_leader").person
    assert Item.objects.filter(patron_person=leader, patron=leader.name, status=Status.IN_PROGRESS).count() >= 4
    assert Item.objects.exclude(patron="").values("patron_person").distinct().count() == 4


def test_the_unit_without_accounts_is_typed_for_and_reviewed_by_another(demo) -> None:
    unit = Unit.objects.get(is_typed_for=True)
    typist = post_of("demo_supervisor").person_id
    turns = Submission.objects.filter(item__unit=unit)
    assert {typist in turn.hands for turn in turns} == {True}
    office = Review.objects.filter(submission__in=turns, unit_of_party__short_name="市委巡察办").exclude(verdict="")
    assert {review.reviewed_by for review in office} == {post_of("demo_supervisor2")}


def test_long_items_have_road_maps_and_co_units_their_parts(demo) -> None:
    assert Milestone.objects.filter(reached_at=None).count() >= 5
    assert Milestone.objects.exclude(reached_at=None).count() >= 5
    assert CoUnit.objects.count() >= 3
    struck_off = Item.objects.filter(status=Status.STRUCK_OFF, kind=StrikeOffKind.COMPLETED)
    assert Measure.objects.filter(item__in=struck_off, evidence_uses=None).count() == 0


def test_only_an_empty_database_is_filled(demo) -> None:
    before = Item.objects.count()
    with pytest.raises(CommandError, match=r"^只能装入空库"):
        load()
    assert Item.objects.count() == before
