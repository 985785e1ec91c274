"""Every figure against a hand count of the planted rows, and what must hold for any rows whatever."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.queries.planted import DONE, day, garden, plant
from tests.queries.planted import LASTING as KEPT_UP
from tracker import clock
from tracker.enums import OPEN_STATUSES, Lamp, Source, Status, StrikeOffKind
from tracker.errors import Refused
from tracker.models import Item
from tracker.queries import figures
from tracker.queries.figures import PARTS, SUMMANDS, Scope, Tally, scope_of, total_of
from tracker.queries.figures_counts import tallies, tally_of
from tracker.queries.figures_lines import BREAKDOWNS, by_month, total_line

CELLS = st.one_of(
    st.tuples(st.sampled_from(OPEN_STATUSES), st.just(""), st.sampled_from(list(Lamp)[:5])),
    st.tuples(st.just(Status.LASTING), st.just("LASTING"), st.sampled_from([Lamp.RED, Lamp.YELLOW, Lamp.GREY])),
    st.tuples(
        st.just(Status.STRUCK_OFF), st.sampled_from(["COMPLETED", "TRANSFERRED", "INFEASIBLE"]), st.just(Lamp.DONE)
    ),
)


@pytest.fixture
def planted(cast):
    return garden(cast)


def whole(cast) -> Tally:
    return tally_of(scope_of(cast.supervisor, cast.inspection_round).rows())


def test_the_headline_is_counted_by_hand(cast, planted):
    assert whole(cast) == Tally(
        total=11,
        completed=2,
        lasting=1,
        transferred=1,
        infeasible=1,
        in_progress=6,
        overdue=1,
        urgent=2,
        near=1,
        unclaimed=1,
        objected=1,
        planning=1,
        working=2,
        under_review=1,
        worst=Lamp.RED,
    )


def test_the_one_sentence_names_the_rarer_results_once_they_exist(cast, planted):
    assert figures.sentence(whole(cast), clock.today()) == (
        "本轮反馈 11 个，已销号 2 个（18.18%），长期坚持 1 个，移交 1 个，无法整改 1 个，"
        "在整改 6 个（其中逾期 1 个），截至 2026-11-23"
    )


def test_the_one_sentence_in_the_words_of_the_design():
    tally = Tally(total=900, completed=512, lasting=40, in_progress=348, overdue=12)

    assert figures.sentence(tally, day(0)) == (
        "本轮反馈 900 个，已销号 512 个（56.89%），长期坚持 40 个，在整改 348 个（其中逾期 12 个），截至 2026-11-23"
    )


def test_the_one_sentence_before_anything_is_fed_back():
    assert figures.sentence(Tally(), day(0), "各轮") == (
        "各轮反馈 0 个，已销号 0 个，长期坚持 0 个，在整改 0 个（其中逾期 0 个），截至 2026-11-23"
    )


@pytest.mark.parametrize(
    ("done", "of", "said"), [(3, 4, "3/4"), (9, 9, "9/9"), (10, 10, "100.00%"), (1, 32, "3.13%"), (0, 0, "—")]
)
def test_the_rate_has_two_decimals_and_small_denominators_stay_fractions(done, of, said):
    assert Tally(completed=done, total=of).rate == said


def test_each_post_counts_what_its_unit_leads(cast, planted):
    def counted(post):
        return tally_of(scope_of(post, cast.inspection_round).rows()).total

    assert [counted(post) for post in (cast.supervisor, cast.leader, cast.discipline)] == [11, 11, 11]
    assert [counted(post) for post in (cast.clerk, cast.secretary, cast.handler)] == [7, 7, 7]
    assert counted(cast.stranger) == 4  # not the item in which it only has a part
    for post in (cast.admin, cast.security, cast.auditor):
        with pytest.raises(Refused, match="不接触业务数据"):
            counted(post)


def test_a_legacy_item_counts_in_its_own_round_only(cast, planted):
    assert tally_of(Scope(None, planted["old"]).rows()) == Tally(total=1, completed=1, worst=Lamp.DONE)
    assert tally_of(Scope().rows()).total == 11


def lines(key, scope):
    return {(line.code or line.label): line for line in BREAKDOWNS[key][1](scope)}


def counted(found):
    return {name: (line.tally.completed, line.tally.total) for name, line in found.items()}


def test_units_sum_their_descendants_and_name_what_they_share(cast, planted):
    found = lines("unit", scope_of(cast.supervisor, cast.inspection_round))

    assert counted(found) == {"市民政局": (2, 7), "市社会福利院": (0, 2), "市水利局": (0, 4)}
    assert [line.depth for line in found.values()] == [0, 1, 0]
    assert {name: line.shared for name, line in found.items()} == {"市民政局": 0, "市社会福利院": 0, "市水利局": 1}
    assert total_line(found.values()).tally == whole(cast)


def test_the_other_breakdowns_by_hand(cast, planted):
    scope = scope_of(cast.supervisor, cast.inspection_round)

    assert counted(lines("category", scope)) == {"1.1": (0, 1), "2.1": (2, 8), "2.2": (0, 1), "3.1": (0, 1)}
    assert counted(lines("section", scope)) == {"一": (0, 1), "二": (2, 9), "三": (0, 1)}
    assert counted(lines("class", scope)) == {"A": (2, 2), "未分类": (0, 9)}
    assert counted(lines("time_frame", scope)) == {"立行立改": (0, 0), "限期整改": (2, 11), "中长期整改": (0, 0)}
    assert counted({line.label: line for line in by_month(scope)}) == {
        "2026-11": (0, 1),
        "2026-12": (0, 1),
        "未定时限": (2, 9),
    }


def test_found_and_task_have_their_own_lines(cast, planted):
    found = lines("source", scope_of(cast.supervisor, cast.inspection_round))

    assert counted(found) == {"反馈问题": (2, 10), "立行立改交办": (0, 1), "自查发现": (0, 1), "工作任务": (1, 1)}


def test_rounds_stand_side_by_side_and_the_old_ledger_outside_the_sum(cast, planted):
    found = lines("round", scope_of(cast.supervisor, cast.inspection_round))

    assert counted(found) == {"6": (2, 11), "5": (1, 1)}
    assert total_line(found.values()).tally == tally_of(Scope().rows())


@pytest.mark.parametrize("key", BREAKDOWNS)
def test_the_lines_of_a_breakdown_sum_to_the_headline(cast, planted, key):
    scope = Scope(None, None if key == "round" else cast.inspection_round)
    expected = tally_of(scope.rows()) if key != "source" else total_of(tallies(scope.rows(), "source").values())

    assert total_line(BREAKDOWNS[key][1](scope)).tally == expected


@pytest.mark.parametrize(("key", "queries"), [("unit", 6), ("category", 4), ("section", 5), ("class", 4), ("round", 6)])
def test_a_breakdown_takes_two_grouped_statements(cast, planted, django_assert_num_queries, key, queries):
    """One for the thresholds, two for the counts, the rest for names; rounds count their old ledgers apart."""
    for _ in range(2):
        with django_assert_num_queries(queries):
            BREAKDOWNS[key][1](scope_of(cast.supervisor, cast.inspection_round))
        for _ in range(2):
            plant(cast, planted["below"], category="4.3")


def test_a_figure_says_numerator_denominator_and_date_and_opens_its_rows(cast, planted):
    scope = scope_of(cast.clerk, cast.inspection_round)
    shown = figures.figure("completed", tally_of(scope.rows()), scope, clock.today(), category="2.1")

    assert (shown.number, shown.title) == (2, "分子：已销号 2；分母：全部 7；截至 2026-11-23")
    round_, unit = cast.inspection_round.pk, cast.unit.pk
    assert shown.query == f"round={round_}&unit={unit}&headline=1&category=2.1&status=STRUCK_OFF&kind=COMPLETED"


@given(st.lists(st.tuples(CELLS, st.integers(1, 50))))
def test_the_parts_always_sum_to_the_total(cells):
    tally = Tally()
    for (status, kind, lamp), count in cells:
        tally.add(status, kind, lamp, count)

    assert tally.total == sum(count for _, count in cells) == sum(getattr(tally, part) for part in SUMMANDS)
    assert all(getattr(tally, part) <= tally.in_progress for part in PARTS if part not in ("total", *SUMMANDS))
    assert total_of([tally, tally]).total == 2 * tally.total


def test_the_parts_sum_for_every_combination_the_database_can_hold(cast):
    """All statuses × kinds × sources × lamps at once, counted in SQL and row by row."""
    for source in Source:
        for status in OPEN_STATUSES:
            for due in (-1, 10, 20, 21, None):
                plant(cast, cast.unit, source=source, status=status, due=due)
        plant(cast, cast.unit, source=source, **KEPT_UP)
        plant(cast, cast.unit, source=source, status=Status.VOID)
        for kind in (StrikeOffKind.COMPLETED, StrikeOffKind.TRANSFERRED, StrikeOffKind.INFEASIBLE):
            plant(cast, cast.unit, source=source, **{**DONE, "kind": kind})
    by_hand = Tally()
    for row in Item.objects.select_related("inspection_round").exclude(status=Status.VOID):
        if row.source in (Source.FEEDBACK, Source.ON_SITE):
            by_hand.add(row.status, row.kind, row.lamp)

    assert whole(cast) == by_hand
    assert by_hand.total == 68 == sum(getattr(by_hand, part) for part in SUMMANDS)
