"""The door under real threads: one move, one plain sentence for whoever came second, and a chain without a break."""

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from tests.cast import make_cast
from tests.factories import finish_all, hand_in, issued, item_at, make_category, make_post, sign
from tracker import clock
from tracker.actions import items, progress, reviews
from tracker.actions.door import FIRST_PREV, writing
from tracker.canonical import digest
from tracker.enums import Role, Source, Status, SubmissionKind, Verdict
from tracker.errors import Refused, Stale
from tracker.models import Event, Item, ItemVersion, Notice, ProgressNote, Review


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Run the calls in threads that start together; returns each one's refusal or “done”."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], object]) -> str:
        try:
            barrier.wait(timeout=20)
            call()
        except Refused as refusal:
            return refusal.sentence
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def check_chain() -> int:
    """Every event follows the one before it; returns how many there are."""
    prev = FIRST_PREV
    for place, event in enumerate(Event.objects.order_by("seq"), start=1):
        assert (event.seq, event.prev) == (place, prev)
        assert digest(event.link()) == event.digest
        prev = event.digest
    return Event.objects.count()


@pytest.mark.django_db(transaction=True)
def test_the_same_button_twice_is_one_move():
    cast = make_cast()
    item = issued(cast)

    outcomes = at_once(*[lambda: items.claim(item, by=cast.clerk, seen=1)] * 2)

    assert sorted(outcomes) == sorted(
        ["done", f"已由{cast.clerk.person.name}处理（2026-11-23 15:30 认领），请看最新情况后再办。"]
    )
    assert Event.objects.filter(verb="claim").count() == 1
    assert check_chain() == 2


@pytest.mark.django_db(transaction=True)
def test_the_same_form_twice_at_once_makes_one_item_and_is_somebodys_own():
    cast = make_cast()
    about = {"problem": "开展学习。", "source": Source.TASK, "category": make_category("1.1"), "form": "a" * 64}
    calls = [lambda: items.log(cast.inspection_round, cast.unit, by=cast.clerk, **about)] * 3

    assert at_once(*calls) == ["done"] * 3
    assert Item.objects.count() == 1
    items.log(cast.inspection_round, cast.other_unit, by=cast.stranger, **about)
    assert Item.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_fifty_people_at_once_make_one_move_each_and_break_no_link():
    cast = make_cast()
    rows = [issued(cast) for _ in range(25)]
    before = check_chain()

    calls = [lambda row=row: items.claim(row, by=cast.clerk, seen=1) for row in rows for _ in range(2)]
    outcomes = at_once(*calls)

    assert outcomes.count("done") == 25
    assert len(set(outcomes)) == 2
    assert set(Item.objects.values_list("status", flat=True)) == {Status.PLANNING}
    assert check_chain() == before + 25
    assert ItemVersion.objects.filter(until=None).count() == 25


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_of_one_party_give_one_verdict():
    cast = make_cast()
    colleague = make_post(Role.REVIEWER, cast.discipline.unit)
    item = item_at(Status.IN_PROGRESS, cast)
    finish_all(item, cast)
    packet = hand_in(item, cast, SubmissionKind.STRIKE_OFF)
    sign(packet, cast)
    review = Review.objects.pending().get(unit_of_party=cast.discipline.unit)

    outcomes = at_once(
        lambda: reviews.decide([reviews.Decision(review, Verdict.APPROVE)], by=cast.discipline),
        lambda: reviews.decide(
            [reviews.Decision(review, Verdict.RETURN, "佐证材料不齐，请补齐后再报。")], by=colleague
        ),
    )

    review.refresh_from_db()
    winner = review.reviewed_by.person.name
    words = {"APPROVE": "通过", "RETURN": "退回"}[review.verdict]
    assert sorted(outcomes) == sorted(["done", f"已由{winner}处理（{words}），请看最新情况后再办。"])
    check_chain()


@pytest.mark.django_db(transaction=True)
def test_the_last_two_parties_at_once_strike_off_once():
    cast = make_cast()
    item = item_at(Status.STRIKE_OFF_REVIEW, cast)
    packet = item.submissions.open().get().packet
    sign(packet, cast)
    by_unit = {post.unit_id: post for post in cast.reviewers}
    calls = [
        lambda row=row: reviews.decide([reviews.Decision(row, Verdict.APPROVE)], by=by_unit[row.unit_of_party_id])
        for row in Review.objects.pending()
    ]

    assert at_once(*calls) == ["done"] * 3
    item.refresh_from_db()
    assert (item.status, item.kind) == (Status.STRUCK_OFF, "COMPLETED")
    assert Event.objects.filter(verb="approve", object_kind="item", item=item).count() == 2  # plan and strike-off
    check_chain()


@pytest.mark.django_db(transaction=True)
def test_a_move_that_fails_leaves_nothing_behind():
    cast = make_cast()
    item = issued(cast)
    events, notices = Event.objects.count(), Notice.objects.count()

    def break_off() -> None:
        with writing(by=cast.clerk) as writer:
            row = writer.fresh(item)
            writer.change(row, "claim", status=Status.PLANNING, claimed_at=writer.at, claimed_by=cast.clerk)
            writer.notify(cast.unit, (Role.CLERK,), "不该留下")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()

    item.refresh_from_db()
    assert (item.status, Event.objects.count(), Notice.objects.count()) == (Status.ISSUED, events, notices)


def test_an_old_page_is_refused_with_who_was_faster(cast):
    item = item_at(Status.IN_PROGRESS, cast)
    seen = item.revision
    progress.note(item, text="已完成初稿。", by=cast.clerk)

    with pytest.raises(Stale) as refusal:
        items.mark(item, by=cast.supervisor, seen=seen, is_key=True)

    name = cast.clerk.person.name
    assert refusal.value.sentence == f"已由{name}处理（2026-11-23 15:30 报进展），请看最新情况后再办。"


def test_a_change_keeps_old_and_new_and_a_version(cast, frozen_clock):
    item = issued(cast)
    frozen_clock.shift(datetime.timedelta(hours=1))

    items.mark(item, by=cast.supervisor, patron="吴某某", is_key=True)

    event = Event.objects.order_by("-seq").first()
    assert event.data == {"changes": {"patron": ["", "吴某某"], "is_key": [False, True]}}
    first, second = ItemVersion.objects.filter(item=item).order_by("since")
    assert (first.patron, first.until, second.patron, second.until) == ("", second.since, "吴某某", None)
    assert second.since == clock.now()


def test_a_fact_that_counts_nowhere_makes_no_version(cast):
    item = issued(cast)

    items.mark(item, by=cast.supervisor, is_key=True)

    assert ItemVersion.objects.filter(item=item).count() == 1


def test_the_writer_takes_the_lock_first(cast, django_assert_num_queries):
    with django_assert_num_queries(2 if connection.vendor == "sqlite" else 3) as queries, writing(by=cast.clerk):
        pass
    statements = [query["sql"] for query in queries.captured_queries]
    if connection.vendor == "postgresql":
        assert "pg_advisory_xact_lock" in statements[1]


def test_notes_are_added_and_never_lost(cast):
    item = item_at(Status.IN_PROGRESS, cast)

    for text in ("第一次进展。", "第二次进展。"):
        progress.note(item, text=text, by=cast.clerk)

    assert [note.text for note in ProgressNote.objects.order_by("pk")] == ["第一次进展。", "第二次进展。"]
