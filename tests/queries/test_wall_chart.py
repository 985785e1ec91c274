"""The wall chart: every cell, sum and worst lamp of the planted rows, by hand."""

import pytest

from tests.factories import make_category
from tests.queries.planted import garden, plant
from tracker.enums import Lamp
from tracker.queries.figures import scope_of
from tracker.queries.figures_counts import tally_of
from tracker.queries.wall_chart import COLUMNS, wall_chart


@pytest.fixture
def planted(cast):
    return garden(cast)


def chart(cast, across, post=None):
    return wall_chart(scope_of(post or cast.supervisor, cast.inspection_round), across)


def told(row):
    return [(cell.completed, cell.total, cell.worst.value) for cell in row.cells]


def test_categories_across_by_hand(cast, planted):
    make_category("4.3")  # nothing is in it: an empty column
    found = chart(cast, "category")

    assert [column.code for column in found.columns] == ["1.1", "2.1", "2.2", "3.1", "4.3"]
    none = (0, 0, "NONE")
    assert {row.label: told(row) for row in found.rows} == {
        "市民政局": [none, (2, 5, "RED"), (0, 1, "YELLOW"), (0, 1, "GREY"), none],
        "市社会福利院": [none, (0, 2, "YELLOW"), none, none, none],
        "市水利局": [(0, 1, "GREEN"), (0, 3, "BLUE"), none, none, none],
    }
    assert told(found.foot) == [(0, 1, "GREEN"), (2, 8, "RED"), (0, 1, "YELLOW"), (0, 1, "GREY"), none]
    assert [row.total.total for row in found.rows] == [7, 2, 4]
    assert found.groups == [("一　第1部分", 1), ("二　第2部分", 2), ("三　第3部分", 1), ("四　第4部分", 1)]


def test_a_cell_of_struck_off_items_alone_shows_the_done_lamp(cast, planted):
    found = chart(cast, "class")

    assert [column.label for column in found.columns] == ["落实党的理论", "未分类"]
    assert told(found.rows[0]) == [(2, 2, "DONE"), (0, 5, "RED")]


def test_months_across_with_what_has_no_deadline_last(cast, planted):
    found = chart(cast, "month")

    assert [column.label for column in found.columns] == ["2026-11", "2026-12", "未定时限"]
    assert told(found.foot) == [(0, 1, "RED"), (0, 1, "YELLOW"), (2, 9, "YELLOW")]


def test_too_many_months_are_put_together_at_the_early_end(cast):
    for month in range(1, 13):
        plant(cast, cast.unit, deadline=f"2026-{month:02d}-15")
        plant(cast, cast.unit, deadline=f"2027-{month:02d}-15")

    found = chart(cast, "month")

    assert [column.label for column in found.columns][:2] == ["2026-12 及以前", "2027-01"]
    assert (len(found.columns), found.columns[0].about, found.foot.cells[0].total) == (
        13,
        {"deadline_to": "2026-12-31"},
        12,
    )


@pytest.mark.parametrize("across", COLUMNS)
def test_rows_columns_and_headline_agree(cast, planted, across):
    for post in (cast.supervisor, cast.clerk, cast.stranger):
        found = chart(cast, across, post)
        expected = tally_of(scope_of(post, cast.inspection_round).rows())
        assert found.foot.total == expected
        assert sum(row.total.total for row in found.rows if not row.depth) == expected.total


def test_units_stand_under_their_kinds_and_those_below_under_their_parent(cast, planted):
    assert [(row.label, row.depth, row.kind) for row in chart(cast, "category").rows] == [
        ("市民政局", 0, "政府部门"),
        ("市社会福利院", 1, ""),
        ("市水利局", 0, ""),
    ]


def test_a_unit_sees_its_own_rows_alone(cast, planted):
    assert [row.label for row in chart(cast, "category", cast.stranger).rows] == ["市水利局"]


@pytest.mark.parametrize(("across", "queries"), [("category", 6), ("class", 6), ("month", 5)])
def test_the_chart_takes_the_same_statements_however_many_rows(
    cast, planted, django_assert_num_queries, across, queries
):
    with django_assert_num_queries(queries):
        chart(cast, across)
    for _ in range(3):
        plant(cast, planted["below"], category="3.1")
    with django_assert_num_queries(queries):
        assert chart(cast, across).foot.total.worst == Lamp.RED
