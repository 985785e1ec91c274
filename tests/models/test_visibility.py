"""Which rows which post sees: its own unit's, its descendants', the shared ones – and nothing that looks alike."""

import datetime

import pytest

from tests.factories import feed_back, fill_plan, issued, make_post, make_unit
from tracker.actions import items, packets, plans
from tracker.enums import Role, Status, SubmissionKind
from tracker.models import CoUnit, Item, Packet, Post, Unit

REASON = "与另一事项重复，合并办理。"
SEES_ALL = ("supervisor", "second_supervisor", "discipline", "organisation", "leader")
SEES_NOTHING = ("admin", "security", "auditor", "stranger", "stranger_secretary")


@pytest.fixture
def units(cast) -> dict[str, Unit]:
    """The cast's unit with a unit above, one beside, one below, and one whose path begins with the same figures."""
    parent = make_unit("市政府")
    cast.unit.parent, cast.unit.path = parent, f"{parent.path}{cast.unit.pk}/"
    cast.unit.save()
    child = make_unit("市殡葬管理所", parent=cast.unit)
    sibling = make_unit("市统计局", parent=parent)
    alike = make_unit("市民政局老干部活动中心")
    # The trap: "/1/5" is the beginning of "/1/57/", but 57 is no part of 5.
    alike.path = f"{cast.unit.path[:-1]}7/"
    alike.save()
    found = {"unit": cast.unit, "child": child, "parent": parent, "sibling": sibling, "alike": alike}
    for unit in (child, parent, sibling, alike):
        feed_back(cast.inspection_round, unit)
    return {**found, "other_unit": cast.other_unit}


@pytest.fixture
def rows(cast, units) -> dict[str, Item]:
    """One item for each unit; besides one shared with the unit, one shared no more, one shared below, one void."""
    found = {name: issued(cast, unit=unit) for name, unit in units.items()}
    for name, place in (("shared", units["unit"]), ("shared_no_more", units["unit"]), ("shared_below", units["child"])):
        found[name] = items.claim(issued(cast, unit=units["sibling"]), by=_clerk(units["sibling"]))
        by = _clerk(units["sibling"])
        plans.save_plan(found[name], by=by, co_units=[{"unit": place, "part": "比对数据"}])
    part = CoUnit.objects.get(item=found["shared_no_more"])
    plans.save_plan(found["shared_no_more"], by=_clerk(units["sibling"]), co_units=[{"id": part.pk, "remove": True}])
    for name, shared_with in (("void", None), ("void_shared", units["unit"]), ("void_foreign", None)):
        unit = units["unit"] if name == "void" else units["sibling"]
        found[name] = items.claim(issued(cast, unit=unit), by=_clerk(unit))
        if shared_with:
            plans.save_plan(found[name], by=_clerk(unit), co_units=[{"unit": shared_with, "part": "比对数据"}])
        items.void(found[name], reason=REASON, by=cast.supervisor)
    return found


def _clerk(unit: Unit) -> Post:
    return Post.objects.filter(unit=unit, role=Role.CLERK).first() or make_post(Role.CLERK, unit)


def seen(post: Post, rows: dict[str, Item]) -> set[str]:
    visible = set(Item.objects.visible_to(post).values_list("pk", flat=True))
    return {name for name, item in rows.items() if item.pk in visible}


OWN = {"unit", "child", "shared", "shared_below", "void", "void_shared"}


@pytest.mark.parametrize("name", ["clerk", "secretary", "handler"])
def test_a_unit_sees_its_own_its_descendants_and_what_it_shares(cast, rows, name):
    assert seen(getattr(cast, name), rows) == OWN


@pytest.mark.parametrize("name", SEES_ALL)
def test_supervising_bodies_and_leaders_see_all(cast, rows, name):
    assert seen(getattr(cast, name), rows) == set(rows)


def test_administrators_and_the_auditor_see_no_item_and_strangers_their_own(cast, rows):
    expected = {name: set() for name in SEES_NOTHING} | {
        "stranger": {"other_unit"},
        "stranger_secretary": {"other_unit"},
    }
    assert {name: seen(getattr(cast, name), rows) for name in SEES_NOTHING} == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("child", {"child", "shared_below"}),
        ("parent", {"parent", "sibling", "alike", *OWN, "shared_no_more", "void_foreign"}),
        ("sibling", {"sibling", "shared", "shared_no_more", "shared_below", "void_shared", "void_foreign"}),
        ("alike", {"alike"}),
    ],
)
def test_each_place_in_the_tree(cast, units, rows, place, expected):
    assert seen(make_post(Role.SECRETARY, units[place]), rows) == expected


def test_void_rows_stay_readable_and_are_not_counted(cast, rows):
    counted = set(Item.objects.visible_to(cast.clerk).counted().values_list("pk", flat=True))
    assert {name for name, item in rows.items() if item.pk in counted} == OWN - {"void", "void_shared"}


def test_an_item_that_went_to_another_unit_is_seen_there_alone(cast, rows):
    items.reassign(rows["unit"], unit=cast.other_unit, reason="职责已划转，由市水利局整改。", by=cast.supervisor)
    assert ("unit" in seen(cast.clerk, rows), "unit" in seen(cast.stranger, rows)) == (False, True)


@pytest.mark.parametrize("name", ["clerk", "supervisor", "leader", "discipline"])
def test_a_post_that_has_ended_or_not_begun_sees_nothing(cast, rows, name):
    post, today = getattr(cast, name), datetime.date(2026, 11, 23)
    post.until = today - datetime.timedelta(days=1)
    assert seen(post, rows) == set()
    post.since, post.until = today + datetime.timedelta(days=1), None
    assert seen(post, rows) == set()
    assert list(Packet.objects.visible_to(post)) == []


def test_a_unit_without_a_place_in_the_tree_sees_nothing_and_holds_nothing(cast, rows):
    """An empty path is the beginning of every path."""
    lost = Unit.objects.create(name="没有层级的单位", kind="GOVERNMENT")
    clerk = make_post(Role.CLERK, lost)
    assert seen(clerk, rows) == set()
    assert list(Packet.objects.visible_to(clerk)) == []
    assert list(Unit.objects.under(lost)) == []


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        *((name, True) for name in ("clerk", "secretary", "handler", *SEES_ALL)),
        *((name, False) for name in SEES_NOTHING),
    ],
)
def test_a_packet_is_seen_by_whoever_sees_all_of_its_units_items(cast, units, name, expected):
    item = items.claim(issued(cast), by=cast.clerk)
    fill_plan(item, cast)
    packet = packets.hand_in([item], SubmissionKind.PLAN, by=cast.clerk)
    assert (packet in Packet.objects.visible_to(getattr(cast, name))) is expected


def test_a_co_unit_a_child_and_a_neighbour_see_no_packet_but_the_unit_above_does(cast, units):
    item = items.claim(issued(cast), by=cast.clerk)
    fill_plan(item, cast)
    plans.save_plan(item, by=cast.clerk, co_units=[{"unit": units["other_unit"], "part": "比对数据"}])
    packet = packets.hand_in([item], SubmissionKind.PLAN, by=cast.clerk)
    posts = {name: make_post(Role.SECRETARY, unit) for name, unit in units.items()}
    assert {name for name, post in posts.items() if packet in Packet.objects.visible_to(post)} == {"unit", "parent"}
    assert Item.objects.get(pk=item.pk).status == Status.PLAN_REVIEW
