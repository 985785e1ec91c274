"""What the register's bar shows of the conditions, and the counts of its tabs and lamps."""

import pytest
from django.http import QueryDict

from tests.factories import issued, item_at, make_round, make_unit
from tests.filters.planting import plant, register_choices
from tracker.enums import Lamp, Status
from tracker.filters.bar import address, chips, conditions, controls
from tracker.filters.items import ItemFilter, asked_of
from tracker.models import Item
from tracker.queries import register
from tracker.queries.lamps import limits


@pytest.fixture
def first(cast):
    """A plain issued item that every other is a copy of."""
    return issued(cast, problem="制度执行不到位。", leader="陈某某", owner="赵某某", patron="王某某")


@pytest.fixture
def who(cast):
    return cast.supervisor


# --- chips, controls, addresses --------------------------------------------------------------------------------------


def test_chips_take_one_condition_off_each(cast, first, who):
    query = f"unit={cast.unit.pk}&status=ISSUED,PLANNING&key=1&month=none&q=制度&sort=-number&page=3"
    found = asked_of(who, query)

    told = {chip.text: dict(QueryDict(chip.query).items()) for chip in chips(found)}
    whole = {"unit": str(cast.unit.pk), "status": "ISSUED,PLANNING", "key": "1", "month": "none", "q": "制度"}
    whole["sort"] = "-number"
    assert told == {
        "单位：市民政局": {name: value for name, value in whole.items() if name != "unit"},
        "状态：待认领": {**whole, "status": "PLANNING"},
        "状态：制定措施": {**whole, "status": "ISSUED"},
        "文字：制度": {name: value for name, value in whole.items() if name != "q"},
        "重点难点": {name: value for name, value in whole.items() if name != "key"},
        "时限月份：未定时限": {name: value for name, value in whole.items() if name != "month"},
    }


def test_addresses_drop_the_page_and_what_is_empty():
    data = QueryDict("unit=&status=ISSUED&page=2&pick=all&sort=number")

    assert address(data) == "status=ISSUED&sort=number"
    assert address(data, lamp="RED", sort=None) == "status=ISSUED&lamp=RED"


def test_an_export_is_asked_for_the_conditions_alone(who, first):
    assert conditions(asked_of(who, "status=ISSUED&sort=-number&page=4&q=")) == "status=ISSUED"


def test_controls_show_what_was_typed(cast, first, who):
    found = asked_of(who, f"status=ISSUED,PLANNING&unit={cast.unit.pk}&lamp=x&leader=陈")
    told = {control.name: control for control in controls(found, ("status", "unit", "lamp", "leader"))}

    assert '<option value="ISSUED,PLANNING" selected>已选 2 个</option>' in told["status"].options
    assert f'<option value="{cast.unit.pk}" selected>市民政局</option>' in told["unit"].options
    assert "市委巡察办" not in told["unit"].options
    assert (told["lamp"].error, told["leader"].value) == ("没有“x”可选，这个条件没有用上。", "陈")


def test_a_unit_chooses_among_its_own_units(cast, first):
    below = make_unit("市民政局救助站", parent=cast.unit)

    assert [choice.label for choice in register_choices(cast.clerk).units] == ["市民政局", below.name]


# --- counts ----------------------------------------------------------------------------------------------------------


def test_choices_bring_the_thresholds_of_the_rounds(cast):
    make_round("7", blue_days=5, yellow_days=1)

    assert register_choices(cast.supervisor).limits == limits()


def test_counts_stop_one_beyond_the_cap(first, who, monkeypatch):
    for _ in range(3):
        plant(first)
    monkeypatch.setattr(register, "COUNTED_UP_TO", 2)
    found = asked_of(who, "")
    strip = register.strip(found.rows, found.choices.limits)

    assert (register.capped_count(found.rows()), strip.total, strip.is_capped) == (3, 3, True)
    assert register.count_of(strip, (Lamp.RED,), found.rows().none) == 0
    assert register.tab_counts(who, found.queryset, found.choices.limits)[0] == 3


def test_tabs_give_the_rows_of_their_parameters(cast, frozen_clock):
    for status in Status:
        item_at(status, cast)
    issued(cast, unit=cast.other_unit, listed=True)
    frozen_clock.shift(86400 * 8)

    for post in (cast.supervisor, cast.clerk, cast.secretary, cast.leader, cast.stranger):
        visible = Item.objects.visible_to(post)
        for tab in register.tabs(post, visible, limits()):
            data = QueryDict(mutable=True)
            data.update(tab.params)
            by_address = ItemFilter(data, visible, post=post).rows()
            assert set(tab.rows()) == set(by_address), (post, tab.label)
