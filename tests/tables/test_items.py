"""The register's columns: what a cell says, and how rows are ordered."""

import datetime

import pytest

from tests.factories import issued, make_unit
from tracker.models import Item
from tracker.queries.register import listed
from tracker.tables.columns import clamped
from tracker.tables.items import CHOSEN_FIRST, FIRST, ItemTable, columns_to_choose, readable


@pytest.fixture
def cell(cast):
    """The inside of one cell of an item as the list shows it to 巡察办, or to another post."""

    def cell(item, column, post=None, **fields):
        Item.objects.filter(pk=item.pk).update(**fields)
        table = ItemTable([], post=post or cast.supervisor, chosen=[column])
        (row,) = listed(lambda: Item.objects.filter(pk=item.pk), [column])
        (html,) = table.body([row])
        place = table.shown.index(column)
        return html.split("<td")[2 + place].split(">", 1)[1].removesuffix("</tr>").removesuffix("</td>")

    return cell


def test_short_texts_are_bare_links_and_long_ones_unfold():
    assert clamped("短", "/items/1/") == '<a class="cell-link" href="/items/1/">短</a>'
    text = "长" * 41
    assert clamped(text, "/") == f'<div class="clamp"><a class="clamp__text" href="/">{text}</a></div>'


@pytest.mark.parametrize(
    ("column", "fields", "inside"),
    [
        ("time_frame", {"time_frame": "IMMEDIATE"}, "立行立改"),
        ("time_frame", {"is_lasting": True}, '限期<br><span class="quiet">长期坚持</span>'),
        ("deadline", {"deadline": datetime.date(2026, 12, 31)}, "2026-12-31"),
        ("deadline", {"deadline_text": "长期坚持"}, "长期坚持"),
        ("deadline", {}, "—"),
        ("leader", {"leader": "陈某某、<王>"}, "陈某某、&lt;王&gt;"),
        ("patron", {}, "—"),
        ("source", {}, "反馈问题"),
        ("status", {}, '<span class="pill pill--wait">待认领</span>'),
        ("measures", {}, "—"),
        ("first_deadline", {"first_deadline": datetime.date(2026, 12, 1)}, "2026-12-01"),
        ("root_cause", {"root_cause": "责任不清。"}, '<a class="cell-link" href="/items/6-01-01/">责任不清。</a>'),
    ],
)
def test_cells_speak_plainly(cast, cell, column, fields, inside):
    assert cell(issued(cast), column, **fields) == inside


def test_a_unit_shows_its_short_name_with_the_whole_in_the_title(cast, cell):
    item = issued(cast)
    unit = make_unit("市退役军人事务局", short_name="退役局")

    assert cell(item, "unit", unit=unit) == '<span title="市退役军人事务局">退役局</span>'


def test_shared_rows_are_marked_for_units_alone(cast, cell):
    item = issued(cast, unit=cast.other_unit)

    assert ">配合</span>" in cell(item, "problem", post=cast.clerk)
    assert "配合" not in cell(item, "problem", post=cast.stranger)
    assert "配合" not in cell(item, "problem")


def test_units_are_ordered_by_their_place(cast):
    later, first = issued(cast, unit=cast.other_unit), issued(cast)
    for place, unit in enumerate((cast.unit, cast.other_unit)):
        unit.ordinal = place
        unit.save()

    def order(sort):
        return [*ItemTable([], post=cast.supervisor, order_by=sort).ordered(Item.objects.all())]

    assert (order("unit"), order("-unit")) == ([first, later], [later, first])


def test_equal_rows_are_ordered_by_number(cast):
    items = [issued(cast) for _ in range(3)]

    for sort in ("category", "-category", "status", "lamp", "deadline", ""):
        assert [*ItemTable([], post=cast.supervisor, order_by=sort).ordered(Item.objects.all())] == items, sort


def test_kept_columns_are_read_with_care():
    known = [name for name, _ in columns_to_choose()]

    assert readable(["progress", "unit", "gone"]) == ["unit", "progress"]
    assert readable([]) == []
    assert readable(FIRST) == readable(None) == list(CHOSEN_FIRST)
    assert [name for name in CHOSEN_FIRST if name not in known] == []
