"""Rates beyond the 完成率 and the reconciliation with the letters of feedback, counted by hand."""

import pytest

from tests.factories import issued, item_at, sign
from tests.queries.planted import day, garden
from tracker.actions import items, reviews
from tracker.enums import Status, Verdict
from tracker.models import Feedback, Review
from tracker.queries.figures import Scope, scope_of
from tracker.queries.figures_rates import ROWS, Strikes, rates, strikes
from tracker.queries.letters import LETTER_ROWS, letters


@pytest.fixture
def planted(cast):
    return garden(cast)


def scope(cast) -> Scope:
    return scope_of(cast.supervisor, cast.inspection_round)


def test_strike_offs_by_hand(cast, planted):
    """On day -10 and -20 of a feedback on day -100, at -5 by a unit never fed back to, at 0 by the other unit."""
    assert strikes(scope(cast)) == Strikes(count=4, on_time=1, dated=3, days=90 + 80 + 100)
    assert strikes(scope(cast)).average_days == "90"
    assert Strikes().average_days == "—"


def test_rates_by_hand(cast, planted):
    told = {rate.label: (rate.numerator, rate.denominator) for rate in rates(scope(cast), strikes(scope(cast)))}

    assert told == {"按期销号率": (1, 4), "退回率": (0, 0), "反弹率": (0, 4), "措施完成率": (0, 0)}


def test_turns_and_measures_are_counted_each(cast):
    item_at(Status.STRUCK_OFF, cast)  # two turns, two measures done
    returned = item_at(Status.PLAN_REVIEW, cast)  # one turn, two measures open
    sign(returned.submissions.get().packet, cast)
    review = Review.objects.pending().get(submission__item=returned, unit_of_party=cast.discipline.unit)
    reviews.decide([reviews.Decision(review, Verdict.RETURN, "措施没有针对根本原因，请补充。")], by=cast.discipline)

    told = {rate.label: (rate.numerator, rate.denominator) for rate in rates(scope(cast), strikes(scope(cast)))}

    assert told == {"按期销号率": (1, 1), "退回率": (1, 3), "反弹率": (0, 1), "措施完成率": (2, 4)}


def test_each_rate_counts_the_rows_it_names(cast, planted):
    item_at(Status.STRUCK_OFF, cast)
    for rate in rates(scope(cast), strikes(scope(cast))):
        some, every = (ROWS[name][1](scope(cast)).count() for name in (rate.some, rate.all))
        assert (some, every) == (rate.numerator, rate.denominator), rate.label


def texts(cast):
    return {letter.unit.name: letter.text for letter in letters(scope(cast))}


def test_the_letter_is_reconciled_with_void_items_and_the_gap_is_told(cast, planted):
    """市民政局: six stated, four counted (ON_SITE is in no letter), one void; 市水利局: four stated, four found."""
    assert texts(cast) == {"市民政局": "6≠4＋1 作废，还差 1", "市水利局": "4＝4"}


def test_a_reissued_item_is_not_counted_beside_the_void_one(cast, planted):
    planted["overdue"].replaces = planted["void"]
    planted["overdue"].save()

    assert texts(cast)["市民政局"] == "6≠4，还差 2"


def test_a_reassigned_item_is_told_on_both_letters(cast):
    Feedback.objects.filter(unit=cast.unit).update(stated_count=2)
    Feedback.objects.filter(unit=cast.other_unit).update(stated_count=0)
    issued(cast)
    moved = issued(cast)
    items.reassign(moved, unit=cast.other_unit, reason="该事项属于水利部门的职责。", by=cast.supervisor)

    assert texts(cast) == {"市民政局": "2＝1＋1 改派出", "市水利局": "0＝1－1 改派来"}

    items.reassign(moved, unit=cast.unit, reason="经核实仍由民政部门承担。", by=cast.supervisor)

    assert texts(cast) == {"市民政局": "2＝2", "市水利局": "0＝0"}


def test_every_part_of_a_letter_opens_its_rows(cast, planted):
    moved = issued(cast)
    items.reassign(moved, unit=cast.other_unit, reason="该事项属于水利部门的职责。", by=cast.supervisor)
    for letter in letters(scope(cast)):
        of_unit = Scope(letter.unit, cast.inspection_round)
        opened = {name: rows(of_unit).count() for name, (_, rows) in LETTER_ROWS.items()}
        assert opened == {"void": letter.void, "moved_away": letter.away, "moved_here": letter.taken}


def test_a_letter_that_states_no_number_says_so(cast):
    issued(cast)

    assert texts(cast) == {"市民政局": "反馈意见所列数未填，现有 1", "市水利局": "反馈意见所列数未填，现有 0"}
    assert day(0) == Feedback.objects.first().fed_back_on
