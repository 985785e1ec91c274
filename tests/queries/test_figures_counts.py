"""Counts made in two steps by the database against each row counted alone, whatever the rows are."""

import datetime
from collections import defaultdict

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import feed_back, issued, make_category, make_class, make_round, make_unit
from tests.queries.planted import DONE, day, plant
from tracker import clock
from tracker.enums import HEADLINE_SOURCES, OPEN_STATUSES, Source, Status, StrikeOffKind, TimeFrame, UnitKind
from tracker.models import Item, Measure, Submission
from tracker.queries.dates import DAY_NOUGHT, ChinaDay, ChinaDayNumber
from tracker.queries.figures import Scope, Tally, scope_of
from tracker.queries.figures_counts import MONTH, beside_headline, entered, tallies, tallies_of
from tracker.queries.figures_lines import BREAKDOWNS, by_round, by_source, lines_and_sources, rounds_in_short
from tracker.queries.figures_rates import ROWS, Strikes, rates, strikes
from tracker.queries.lamps import limits

KEYS = (
    *(("unit",), ("category",), ("inspection_round",), ("source",), ("problem_class",), ("time_frame",)),
    *((MONTH,), ("leader", "owner"), ("unit", "category"), ("unit", "problem_class"), ("unit", MONTH)),
    *(("category", "source"), ("problem_class", "source"), ("time_frame", "source")),
)
FACTS = st.fixed_dictionaries(
    {
        "state": st.one_of(
            st.tuples(st.sampled_from([*OPEN_STATUSES, Status.VOID]), st.just("")),
            st.just((Status.LASTING, "LASTING")),
            st.tuples(st.just(Status.STRUCK_OFF), st.sampled_from(StrikeOffKind.values)),
        ),
        "source": st.sampled_from(Source.values),
        "place": st.integers(0, 2),  # the cast's unit, the other one, the one below
        "category": st.sampled_from(["1.1", "2.1", "4.3"]),
        "is_classed": st.booleans(),
        "is_old": st.booleans(),
        "legacy": st.booleans(),
        "time_frame": st.sampled_from(TimeFrame.values),
        "cycle": st.integers(1, 2),
        "due": st.none() | st.integers(-40, 40),
        "deadline": st.none() | st.integers(-70, 70),
        "stopped": st.none() | st.integers(0, 40),
        "struck": st.none() | st.integers(0, 3_000_000),  # seconds ago
        "promised": st.none() | st.integers(-40, 3),
        "leader": st.sampled_from(["", "陈某某"]),
    }
)

QUIETLY = settings(
    max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def row_of(cast, here, number: int, facts: dict) -> Item:
    """One row made of drawn facts."""
    status, kind = facts["state"]
    at = clock.now() - datetime.timedelta(seconds=facts["struck"] or 0)
    has_day = status == Status.STRUCK_OFF and (facts["struck"] is not None or not facts["legacy"])
    is_void = status == Status.VOID
    return Item(
        number=f"h-{number}",
        problem="问题",
        logged_by=cast.supervisor,
        status=status,
        kind=kind,
        unit=here["units"][facts["place"]],
        inspection_round=here["old"] if facts["is_old"] else cast.inspection_round,
        category=here["categories"][facts["category"]],
        problem_class=here["class"] if facts["is_classed"] else None,
        due=None if facts["due"] is None else day(facts["due"]),
        deadline=None if facts["deadline"] is None else day(facts["deadline"]),
        due_stopped_on=None if facts["stopped"] is None else day(-facts["stopped"]),
        first_deadline=None if facts["promised"] is None else day(facts["promised"]),
        struck_off_at=at if has_day else None,
        struck_off_by=cast.discipline if has_day else None,
        voided_at=clock.now() if is_void else None,
        voided_by=cast.supervisor if is_void else None,
        **{name: facts[name] for name in ("source", "legacy", "time_frame", "cycle", "leader")},
    )


@pytest.fixture
def here(cast):
    old = make_round("5", is_legacy=True)
    feed_back(old, cast.other_unit)
    cast.inspection_round.feedback.filter(unit=cast.unit).update(fed_back_on=day(-100))
    return {
        "units": [cast.unit, cast.other_unit, make_unit("市社会福利院", parent=cast.unit, kind=UnitKind.INSTITUTION)],
        "old": old,
        "class": make_class("B", name="落实全面从严治党"),
        "categories": {code: make_category(code) for code in ("1.1", "2.1", "4.3")},
    }


def scopes(cast, here) -> list[Scope]:
    return [
        Scope(unit, inspection_round)
        for unit in (None, cast.unit, cast.other_unit)
        for inspection_round in (None, cast.inspection_round, here["old"])
    ]


def one_by_one(rows, keys) -> dict:
    """The tallies of loaded rows, each counted by its own properties."""
    found = defaultdict(Tally)
    for row in rows.select_related("inspection_round"):
        told = {MONTH: row.deadline and f"{row.deadline:%Y-%m}"}
        place = tuple(told[key] if key in told else getattr(row, f"{key}_id", getattr(row, key)) for key in keys)
        found[place if len(keys) > 1 else place[0]].add(row.status, row.kind, row.lamp)
    return dict(found)


@given(drawn=st.lists(FACTS, min_size=1, max_size=15), place=st.integers(0, 8), keys=st.sampled_from(KEYS))
@QUIETLY
def test_what_is_counted_together_is_what_each_row_counts(cast, here, drawn, place, keys):
    with transaction.atomic():
        Item.objects.bulk_create(row_of(cast, here, number, facts) for number, facts in enumerate(drawn))
        scope = scopes(cast, here)[place]

        assert tallies_of(scope, *keys) == one_by_one(scope.headline(), keys)
        assert tallies_of(scope, *keys, sources=Source.values) == one_by_one(scope.rows(), keys)
        assert tallies(scope.headline(), "unit") == one_by_one(scope.headline(), ["unit"])
        assert set(entered(scope)) == set(scope.headline())
        assert strikes(scope) == strikes_one_by_one(scope)
        for rate in rates(scope, strikes(scope)):
            assert (rate.numerator, rate.denominator) == (rows(scope, rate.some), rows(scope, rate.all)), rate
        transaction.set_rollback(True)


def rows(scope: Scope, name: str) -> int:
    return ROWS[name][1](scope).count()


def strikes_one_by_one(scope: Scope) -> Strikes:
    """The same of loaded rows."""
    found = list(ROWS["struck_off"][1](scope).select_related("inspection_round"))
    fed_back = {
        (row.pk, letter.fed_back_on) for row in found for letter in row.inspection_round.feedback.filter(unit=row.unit)
    }
    struck = {row.pk: clock.local_date(row.struck_off_at) for row in found}
    return Strikes(
        len(found),
        sum(row.first_deadline is not None and struck[row.pk] <= row.first_deadline for row in found),
        len(fed_back),
        sum((struck[pk] - since).days for pk, since in fed_back),
    )


@given(drawn=st.lists(FACTS, min_size=1, max_size=12), place=st.integers(0, 8), by=st.sampled_from([*BREAKDOWNS]))
@QUIETLY
def test_lines_read_together_are_the_lines_read_alone(cast, here, drawn, place, by):
    with transaction.atomic():
        Item.objects.bulk_create(row_of(cast, here, number, facts) for number, facts in enumerate(drawn))
        scope = scopes(cast, here)[place]

        assert lines_and_sources(scope, by) == (BREAKDOWNS[by][1](scope), by_source(scope))
        told = {line.about["round"]: (line.tally.completed, line.tally.total) for line in by_round(Scope())}
        short = rounds_in_short([cast.inspection_round, here["old"]], limits())
        assert {line.about["round"]: (line.tally.completed, line.tally.total) for line in short} == told
        transaction.set_rollback(True)


def test_attempts_and_measures_of_other_items_are_taken_away(cast):
    """Own sources, 历史台账 and void items have attempts and measures too; over all rounds none of them counts."""
    for fields in ({}, {"source": Source.TASK}, {"legacy": True}, {"status": Status.VOID}, {"source": Source.FOUND}):
        item = plant(cast, cast.unit, **fields)
        Measure.objects.create(item=item, ordinal=1, text="措施一", done_at=clock.now(), done_by=cast.clerk)
        Measure.objects.create(item=item, ordinal=2, text="措施二")

    told = {rate.label: (rate.numerator, rate.denominator) for rate in rates(Scope(), strikes(Scope()))}

    assert told["措施完成率"] == (1, 2)
    beside = Item.objects.filter(pk__in=beside_headline(limits()))
    assert beside.count() == 4
    assert set(beside) | set(Scope().headline()) == set(Item.objects.all())
    assert not Submission.objects.exists()


def test_a_new_row_a_new_round_and_a_new_day_are_counted_at_once(cast, frozen_clock):
    """Statements are kept, what they found is not."""
    scope = scope_of(cast.supervisor, None)
    assert tallies_of(scope, "unit") == {}

    plant(cast, cast.unit, due=0)
    assert tallies_of(Scope(), "unit")[cast.unit.pk].overdue == 0
    plant(cast, cast.unit, inspection_round=make_round("8"), **DONE)
    assert tallies_of(Scope(), "unit")[cast.unit.pk].total == 2
    frozen_clock.shift(datetime.timedelta(days=1))
    assert tallies_of(Scope(), "unit")[cast.unit.pk].overdue == 1


def test_the_number_of_a_day_changes_at_midnight_in_china(cast):
    item = issued(cast)
    for moment in ("2026-11-22T15:59:59.999+00:00", "2026-11-22T16:00:00+00:00", "1999-12-31T15:59:59.5+00:00"):
        at = datetime.datetime.fromisoformat(moment)
        Item.objects.filter(pk=item.pk).update(issued_at=at)
        row = Item.objects.annotate(day=ChinaDay("issued_at"), count=ChinaDayNumber("issued_at")).get(pk=item.pk)

        assert clock.local_date(at) == row.day == DAY_NOUGHT + datetime.timedelta(days=int(row.count))


def test_nothing_is_counted_before_there_is_anything(cast):
    nowhere = Scope(type(cast.unit)(pk=0, path=""), None)

    assert (tallies_of(nowhere, "unit"), strikes(nowhere)) == ({}, Strikes())
    assert [rate.denominator for rate in rates(nowhere, Strikes())] == [0, 0, 0, 0]
    assert [source in HEADLINE_SOURCES for source in Source] == [True, True, False, False]
