"""审核情况: lateness in SQL and of a loaded row say the same; a party's line counts what the reader may know of it."""

import datetime
import itertools

import pytest

from tests.factories import fill_plan, hand_in, item_at, make_class, make_round, make_unit, sign
from tests.paperwork import approve, handed_in, signed
from tests.queries.planted import day, plant
from tests.queries.test_worklist import turned_back
from tracker import clock
from tracker.actions import items
from tracker.enums import Source, Status, SubmissionKind, Verdict
from tracker.models import Item, Packet, Review, Submission
from tracker.queries.figures import Scope, scope_of
from tracker.queries.figures_rates import ROWS
from tracker.queries.figures_reviews import by_party, told
from tracker.queries.turns import hides_others, limit_words, review_words


@pytest.fixture
def packets(cast) -> list[Packet]:
    """One that nobody has spoken on, one with a verdict, one with two, one returned, one unsigned."""
    silent, one, two, back, unsigned = signed(cast), signed(cast), signed(cast), signed(cast), handed_in(cast)
    approve(one, cast.discipline)
    approve(two, cast.discipline)
    approve(two, cast.organisation)
    turned_back(back.submissions.get().item, cast)
    return [silent, one, two, back, unsigned]


def test_sql_and_property_agree_on_every_review(cast, packets):
    rows = [
        Review(submission=turn, unit_of_party=make_unit(), step=1, opened_at=opened, due_on=due, **given)
        for turn, opened, due, given in itertools.product(
            Submission.objects.all(),
            (clock.now(), None),
            (day(-400), day(-1), day(0), day(1), None),
            ({}, {"verdict": Verdict.APPROVE, "reviewed_at": clock.now(), "reviewed_by": cast.discipline}),
        )
    ]
    Review.objects.bulk_create(rows)
    found = Review.objects.select_related("submission")
    late = {row.pk: row.days_overdue for row in found if row.days_overdue}

    assert set(Review.objects.overdue().values_list("pk", flat=True)) == set(late)
    assert set(Review.objects.pending().values_list("pk", flat=True)) == {row.pk for row in found if row.is_pending}
    assert sorted(late.values()) == [1, 1, 1, 400, 400, 400]  # of the three turns under review


def test_a_review_is_late_from_the_day_after_its_limit(cast, frozen_clock):
    packet = signed(cast)
    due = datetime.date(2026, 12, 7)  # ten 工作日

    for days, late, words in (
        (0, 0, "审核期限 2026-12-07"),
        (14, 0, "审核期限 2026-12-07"),
        (15, 1, "审核期限 2026-12-07　超期 1 天"),
        (37, 23, "审核期限 2026-12-07　超期 23 天"),
    ):
        frozen_clock.move_to(datetime.datetime(2026, 11, 23, 7, 30, tzinfo=datetime.UTC) + datetime.timedelta(days))
        row = Review.objects.filter(submission__packet=packet).first()
        assert (row.due_on, row.days_overdue, limit_words(row)) == (due, late, words)
        assert Review.objects.overdue().count() == (3 if late else 0)


def lines_of(post) -> dict[str, tuple[int, int, int]]:
    lines = by_party(scope_of(post, None), post)
    return {line.label: (line.pending, line.overdue, line.days) for line in lines}


def test_each_party_answers_for_what_lies_with_it(cast, packets, frozen_clock):
    frozen_clock.shift(datetime.timedelta(days=10))
    signed(cast)
    frozen_clock.shift(datetime.timedelta(days=5))  # the first ones are late by a day

    said = {"市委巡察办": (4, 3, 15), "市纪委监委": (2, 1, 15), "市委组织部": (3, 2, 15)}
    assert {name: lines_of(getattr(cast, name)) for name in ("leader", "clerk", "secretary")} == {
        "leader": said,
        "clerk": said,
        "secretary": said,
    }
    assert lines_of(cast.stranger) == {}


POSTS = ("supervisor", "second_supervisor", "discipline", "organisation", "leader", "clerk")


@pytest.mark.parametrize("who", POSTS)
def test_a_party_is_told_of_the_others_only_where_it_has_spoken(cast, packets, frozen_clock, who):
    frozen_clock.shift(datetime.timedelta(days=15))
    post = getattr(cast, who)
    known = [
        row
        for row in Review.objects.select_related("submission")
        if row.is_pending and (row.unit_of_party_id == post.unit_id or not hides_others(row.submission, post))
    ]

    scope = scope_of(post, cast.inspection_round)
    assert set(told(ROWS["reviews"][1](scope), post)) == set(known)
    for line in by_party(scope, post):
        own = [row for row in known if row.unit_of_party_id == line.party]
        assert (line.pending, line.overdue) == (len(own), sum(row.days_overdue > 0 for row in own))
    assert sum(line.pending for line in by_party(scope, post)) == len(known)


def test_the_verdict_of_another_party_changes_nothing_for_who_has_not_spoken(cast):
    packet = signed(cast)
    posts = (cast.supervisor, cast.organisation, cast.leader)
    before = [lines_of(post) for post in posts]
    approve(packet, cast.discipline)
    after = [lines_of(post) for post in posts]

    assert [one == other for one, other in zip(before, after, strict=True)] == [True, True, False]
    approve(packet, cast.organisation)
    assert lines_of(cast.organisation) == {"市委巡察办": (1, 0, 0)}


def test_all_sources_count_but_nothing_of_another_unit_or_round_or_void(cast):
    item = plant(cast, cast.unit, source=Source.TASK, status=Status.PLANNING, problem_class=make_class())
    fill_plan(item, cast)
    sign(hand_in(Item.objects.get(pk=item.pk), cast, SubmissionKind.PLAN), cast)

    def told_of(scope):
        return [line.pending for line in by_party(scope, cast.leader)]

    assert told_of(Scope(cast.unit, cast.inspection_round)) == [1, 1, 1]
    assert (told_of(Scope(cast.other_unit)), told_of(Scope(None, make_round("7")))) == ([], [])
    items.void(Item.objects.get(pk=item.pk), reason="与另一事项重复，合并办理。", by=cast.supervisor)
    assert told_of(Scope()) == []


def test_the_words_of_a_review_tell_its_days_and_not_what_is_hidden(cast, frozen_clock):
    item = item_at(Status.PLAN_REVIEW, cast)
    turn = item.submissions.get()
    assert review_words([turn], False) == ""

    sign(turn.packet, cast)
    approve(turn.packet, cast.discipline)
    turn.refresh_from_db()
    assert review_words([turn], False) == "审核中 1/3"
    frozen_clock.shift(datetime.timedelta(days=37))
    assert review_words([turn], False) == "审核中 1/3　已 37 天"
    assert review_words([turn], True) == "审核中 3 方　已 37 天"
