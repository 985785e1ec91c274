"""Every condition of the register: the rows it gives, the chip it leaves, and what an unreadable value does."""

import datetime

import pytest
from django.http import QueryDict

from tests.factories import feed_back, issued, item_at, make_category, make_class, make_round, make_unit
from tests.filters.planting import plant, register_choices
from tracker import clock
from tracker.actions import items as item_actions
from tracker.actions import progress
from tracker.enums import HEADLINE_SOURCES, Lamp, Source, Status, TimeFrame
from tracker.filters.bar import chips
from tracker.filters.items import asked_of
from tracker.models import CoUnit
from tracker.queries.worklist import piles


def asked(post, **params):
    """Numbers of the rows, in order; nothing may be unreadable."""
    data = QueryDict(mutable=True)
    data.update({name: str(value) for name, value in params.items()})
    found = asked_of(post, data.urlencode())
    assert found.errors == {}
    return [*found.rows().order_by("pk").values_list("number", flat=True)]


@pytest.fixture
def first(cast):
    """A plain issued item that every other is a copy of."""
    return issued(cast, problem="制度执行不到位。", leader="陈某某", owner="赵某某", patron="王某某")


@pytest.fixture
def who(cast):
    return cast.supervisor


# --- single conditions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("param", "value", "fields"),
    [
        ("time_frame", "IMMEDIATE", {"time_frame": TimeFrame.IMMEDIATE}),
        ("source", "ON_SITE", {"source": Source.ON_SITE}),
        ("status", "PLANNING", {"status": Status.PLANNING}),
        ("kind", "LASTING", {"status": Status.LASTING, "kind": "LASTING"}),
        ("leader", "孙某", {"leader": "孙某某、钱某某"}),
        ("owner", "孙某某", {"owner": "孙某某"}),
        ("patron", "孙", {"patron": "孙某某"}),
        ("key", "1", {"is_key": True}),
        ("listed", "1", {"listed": True}),
        ("lasting", "1", {"is_lasting": True}),
        ("month", "2026-12", {"deadline": datetime.date(2026, 12, 31)}),
        ("deadline_from", "2026-12-31", {"deadline": datetime.date(2026, 12, 31)}),
        ("deadline_to", "2026.12.31", {"deadline": datetime.date(2026, 12, 31)}),
        ("legacy", "1", {"legacy": True}),
        ("overdue", "1", {"due": datetime.date(2026, 11, 22)}),
        ("lamp", "RED", {"due": datetime.date(2026, 11, 22)}),
        ("q", "救助", {"problem": "社会救助政策执行不到位。"}),
        ("q", "救助 不到位", {"problem": "社会救助政策执行不到位。"}),
        ("q", "甲-7", {"source_number": "甲-7"}),
        ("q", "社救科", {"department": "社救科"}),
    ],
)
def test_a_condition_gives_its_rows_and_no_other(first, who, param, value, fields):
    wanted = plant(first, **fields)

    assert asked(who, **{param: value}) == [wanted.number]


@pytest.mark.parametrize("param", ["key", "listed", "lasting"])
def test_no_is_a_condition_too(first, who, param):
    plant(first, is_key=True, listed=True, is_lasting=True)

    assert asked(who, **{param: 0}) == [first.number]


def test_dates_have_two_ends(first, who):
    days = [datetime.date(2026, 12, day) for day in (1, 2, 3)]
    rows = [plant(first, deadline=day) for day in days]

    assert asked(who, deadline_from="2026-12-02", deadline_to="2026/12/02") == [rows[1].number]
    assert asked(who, month="2026-12") == [row.number for row in rows]
    assert asked(who, month="2026-11,none") == [first.number]


def test_struck_off_days_are_days_in_china(cast, who, frozen_clock):
    frozen_clock.move_to(datetime.datetime(2026, 11, 24, 16, 30, tzinfo=datetime.UTC))  # 00:30 on the 25th
    row = item_at(Status.STRUCK_OFF, cast)

    assert asked(who, struck_from="2026-11-25", struck_to="2026-11-25") == [row.number]
    assert asked(who, struck_to="2026-11-24") == []
    assert asked(who, struck_from="2026-11-26") == []


def test_lists_take_several_values(first, who):
    rows = [plant(first, status=status) for status in (Status.PLANNING, Status.IN_PROGRESS, Status.OBJECTED)]

    assert asked(who, status="PLANNING,IN_PROGRESS") == [rows[0].number, rows[1].number]
    assert asked_of(who, "status=PLANNING&status=OBJECTED").rows().count() == 2
    assert asked(who, lamp=f"{Lamp.RED},{first.lamp}") == asked(who)


def test_rounds_categories_and_sections(cast, first, who):
    later = make_round("7")
    feed_back(later, cast.unit)
    in_round = plant(first, inspection_round=later)
    in_category = plant(first, category=make_category("3.2"))

    assert asked(who, round=later.pk) == [in_round.number]
    assert asked(who, category="3.2") == [in_category.number]
    assert asked(who, category="2.1,3.2") == asked(who)
    assert asked(who, section="三") == [in_category.number]


def test_a_class_holds_its_lower_classes_and_its_copies_in_other_rounds(cast, first, who):
    upper = make_class("9", name="落实责任不力")
    lower = make_class("9.1", parent=upper)
    copy = make_class("9", name="落实责任不力", inspection_round=cast.inspection_round)
    if copy.pk == upper.pk:
        copy = type(upper).objects.create(
            code="9",
            name="落实责任不力",
            inspection_round=cast.inspection_round,
            default_category=upper.default_category,
        )
    rows = [plant(first, problem_class=each) for each in (upper, lower, copy)]
    bare = plant(first, problem_class=None)

    both = next(choice.value for choice in register_choices(who).classes if choice.label == "落实责任不力")
    assert asked(who, **{"class": both}) == [row.number for row in rows]
    assert asked(who, **{"class": lower.pk}) == [rows[1].number]
    assert asked(who, **{"class": "none"}) == [bare.number]
    assert [chip.text for chip in chips(asked_of(who, f"class={both}"))] == ["问题类别：落实责任不力"]


def test_a_unit_brings_its_descendants(cast, first, who):
    below = make_unit("市民政局救助站", parent=cast.unit)
    child, other = plant(first, unit=below), plant(first, unit=cast.other_unit)

    assert asked(who, unit=cast.unit.pk) == [first.number, child.number]
    assert asked(who, unit=cast.unit.pk, unit_only=1) == [first.number]
    assert asked(who, unit=f"{below.pk},{cast.other_unit.pk}") == [child.number, other.number]
    assert asked(cast.clerk, unit=below.pk) == [child.number]


def test_shared_rows_are_asked_for_by_co(cast, first, who):
    led_elsewhere = plant(first, unit=cast.other_unit)
    taken_out = plant(first, unit=cast.other_unit)
    CoUnit.objects.create(item=led_elsewhere, unit=cast.unit, part="提供名单")
    gone = CoUnit.objects.create(item=taken_out, unit=cast.unit, part="提供名单")
    gone.removed_at, gone.removed_by = clock.now(), cast.clerk
    gone.save()

    assert asked(who, co=1) == [led_elsewhere.number]
    assert asked(who, co=1, unit=cast.unit.pk) == [led_elsewhere.number]
    assert asked(who, co=1, unit=cast.other_unit.pk) == []
    assert asked(cast.clerk, co=1) == [led_elsewhere.number]
    assert asked(cast.clerk, co=0) == [first.number]


def test_the_headline_is_feedback_and_on_site(first, who):
    rows = [plant(first, source=source) for source in Source]

    expected = [row.number for row in (first, *rows) if row.source in HEADLINE_SOURCES]
    assert asked(who, headline=1) == expected
    assert asked(who, headline=0) == [row.number for row in rows if row.source not in HEADLINE_SOURCES]


def test_legacy_rows_stand_in_their_own_round_alone(cast, first, who):
    old = plant(first, legacy=True)

    assert asked(who) == asked(who, legacy=0) == asked(who, headline=1) == [first.number]
    assert asked(who, legacy="all") == asked(who, round=cast.inspection_round.pk) == [first.number, old.number]


def test_words_are_looked_for_in_measures_progress_and_people(cast, who):
    item = item_at(Status.IN_PROGRESS, cast)
    issued(cast)
    progress.note(item, text="办法已征求意见。", by=cast.clerk)

    assert asked(who, q="专项检查") == [item.number]
    assert asked(who, q="征求意见　管理办法") == [item.number]
    assert asked(who, q=cast.handler.person.name) == [item.number]
    assert asked(who, q="征求意见 没有的词") == []
    assert asked(who, q=item.number) == [item.number]


@pytest.mark.parametrize("word", ["%", "_", "\\", "'", '"', "*", "100%"])
def test_signs_of_a_query_language_are_only_signs(first, who, word):
    wanted = plant(first, problem=f"完成率{word}不实")

    assert asked(who, q=word) == [wanted.number]


def test_what_waits_is_what_the_worklist_says(cast):
    statuses = [item_at(status, cast) for status in Status]

    for post in (cast.clerk, cast.secretary, cast.handler, *cast.reviewers, cast.leader, cast.stranger):
        expected = set()
        for pile in piles(post):
            expected |= {item.number for item in statuses if _is_in(item, pile)}
        assert set(asked(post, waiting=1)) == expected


def _is_in(item, pile):
    if pile.kind == "items":
        return pile.rows.filter(pk=item.pk).exists()
    if pile.kind == "packets":
        return any(turn.packet in pile.rows for turn in item.submissions.open())
    path = "item" if pile.kind == "measures" else "submission__item"
    return pile.rows.filter(**{path: item}).exists()


def test_one_pile_may_be_asked_for(cast):
    objected = item_at(Status.OBJECTED, cast)
    item_at(Status.PLAN_REVIEW, cast)

    assert asked(cast.supervisor, waiting="objections") == [objected.number]


# --- unreadable values -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("param", "value", "sentence"),
    [
        ("status", "GONE", "没有“GONE”可选，这个条件没有用上。"),
        ("lamp", "NONE", "没有“NONE”可选，这个条件没有用上。"),
        ("unit", "999999", "没有“999999”可选，这个条件没有用上。"),
        ("round", "1e3", "没有“1e3”可选，这个条件没有用上。"),
        ("class", "9" * 40, f"没有“{'9' * 20}”可选，这个条件没有用上。"),
        ("category", "9.9", "没有“9.9”可选，这个条件没有用上。"),
        ("waiting", "everything", "没有“everything”可选，这个条件没有用上。"),
        ("key", "yes", "只能选“是”或“否”，这个条件没有用上。"),
        ("month", "2026-13", "月份要写成 2026-11 这样，这个条件没有用上。"),
        ("month", "now", "月份要写成 2026-11 这样，这个条件没有用上。"),
        ("deadline_from", "昨天", "日期要写成 2026-11-23 这样，这个条件没有用上。"),
        ("struck_to", "9999-12-31", "日期要写成 2026-11-23 这样，这个条件没有用上。"),
        ("struck_from", "0001-01-01", "日期要写成 2026-11-23 这样，这个条件没有用上。"),
        ("q", "长" * 61, "最多 60 个字，这个条件没有用上。"),
        ("q", "a\x00b", "含有不能查找的字符，这个条件没有用上。"),
        ("status", "ISSUED\x00", "没有“ISSUED”可选，这个条件没有用上。"),
    ],
)
def test_an_unreadable_value_is_left_out_with_a_sentence(first, who, param, value, sentence):
    data = QueryDict(mutable=True)
    data[param] = value
    found = asked_of(who, data.urlencode())

    assert [*found.rows()] == [first]
    assert found.errors == {param: [sentence]}
    assert chips(found) == []


def test_an_unknown_parameter_changes_nothing(first, who):
    assert asked_of(who, "nonsense=1&problem__contains=x").rows().get() == first


def test_reading_conditions_takes_one_statement(first, who, django_assert_num_queries):
    with django_assert_num_queries(1):
        asked_of(who, "status=ISSUED&lamp=RED,GREEN&unit=1&waiting=1").rows()


def test_reading_words_takes_two_others_however_often(first, who, django_assert_num_queries):
    """They tell how many rows there are and how common the words, and so which way to look for them."""
    with django_assert_num_queries(3):
        asked = asked_of(who, "status=ISSUED&lamp=RED,GREEN&q=制度")
        asked.rows(), asked.rows(without=("lamp",)), asked.rows(counted=3)


def test_void_items_are_counted_nowhere(cast, first, who):
    item_actions.void(first, reason="与另一事项重复，合并办理。", by=cast.supervisor)

    assert asked(who) == []
    assert asked(who, status="VOID,ISSUED") == [first.number]
