"""Search finds what holds all the words, nothing else, and only among the rows it was given."""

import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import issued
from tracker.actions.search_index import index
from tracker.filters.bar import chips
from tracker.filters.items import asked_of
from tracker.models import Item
from tracker.queries import register, search
from tracker.queries.search import are_fewer, matching

# By the index, by the index with their count known, by the index in the order of the rows, row by row.
WAYS = ({}, {"counted": 1}, {"counted": search.SEVERAL + 1}, {"counted": search.COMMON + 1}, {"walked": True})
SIGNS = "整改措施制度责任不到位a1B-６Ｃ，。、\"'*^%_\\|()（）㈠👍 \n"


def found(text: str, rows=None, **way) -> list[str]:
    rows = Item.objects.all() if rows is None else rows
    return [*matching(rows, text, **way).order_by("number").values_list("number", flat=True)]


def all_ways(text: str, rows=None) -> list[str]:
    """What is found, which must be the same in every way."""
    each = [found(text, rows, **way) for way in WAYS]
    assert each == [each[0]] * len(WAYS)
    return each[0]


@pytest.fixture
def planted(cast):
    """Three items and the numbers they have."""
    problems = ("低保制度执行不到位，执行走样。", "制度空转，低保未公示。", "低　保，ＧＢ１８０３０未贯彻。")
    return [issued(cast, problem=problem).number for problem in problems]


def test_all_words_must_be_there_in_any_order_and_anywhere(planted):
    first, second, third = planted
    assert all_ways("低保") == [first, second]
    assert all_ways("制度 低保") == all_ways("低保 制度") == [first, second]
    assert all_ways("制度 执行不到位") == [first]
    assert all_ways("公示 执行") == []
    assert all_ways("gb18030") == all_ways("ＧＢ１８０") == [third]
    assert all_ways("没有的词") == []


def test_a_word_is_found_whole_though_its_pairs_stand_apart(cast):
    issued(cast, problem="不到期，到位。")
    whole = issued(cast, problem="不到位。")

    assert all_ways("不到位") == [whole.number]


def test_no_word_runs_over_two_fields(cast):
    issued(cast, problem="制度", leader="陈某某")

    assert all_ways("度陈某") == []
    assert all_ways("制度 陈某某") == ["6-01-01"]


def test_a_single_character_is_found_as_well_and_the_chip_says_what_it_costs(cast, planted):
    assert all_ways("走") == [planted[0]]
    assert all_ways("低保 空") == [planted[1]]

    words = [[chip.text for chip in chips(asked_of(cast.supervisor, f"q={text}"))] for text in ("走", "低保 空")]
    assert words == [["文字：走（单个字逐项查找，较慢）"], ["文字：低保 空"]]


def test_a_number_is_found_whole_and_in_part(planted):
    assert all_ways("6-01-02") == [planted[1]]
    assert all_ways("01-0") == planted


def test_nothing_to_look_for_leaves_the_rows_as_they_are(planted):
    assert all_ways("") == all_ways(" \x00\n") == planted


def test_beyond_so_many_words_the_rest_is_left_out(planted):
    words = ["低保", "制度", *"执行不到位走"]
    assert len(words) == search.MAX_WORDS
    assert all_ways(" ".join([*words, "没有的词"])) == [planted[0]]


ODD = [
    *('"', '""', "*", "低保*", "^低保", "NEAR", 'NEAR("低保" "制度")', "AND", "NOT 低保", "低保 OR 制度", "grams:低保"),
    *(
        "%",
        "%%",
        "_",
        "\\",
        "'",
        "';--",
        "{",
        "[]",
        "(低保",
        "低保)",
        "-低保",
        "+低保",
        "search_grams",
        ":",
        "%s",
        "{}",
    ),
    *("a\x00b", "\x00", "👍", "👍🏻", "\ud800", "\u202e", "ﷺ", "０１", "ǆ", "İ", "\u0301", "长" * 500),
]


@pytest.mark.parametrize("text", ODD)
def test_signs_of_a_query_language_are_only_signs(planted, text):
    assert len(all_ways(text)) in (0, 1, 2, 3)


@pytest.mark.parametrize("text", [text for text in ODD if search.searched(text) == [text.strip()] and len(text) > 1])
def test_and_are_found_where_they_stand(cast, planted, text):
    item = issued(cast, problem=f"完成率{text}不实")

    assert all_ways(text) == [item.number]


def naive(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    problems=st.lists(st.text(SIGNS, min_size=1, max_size=30), min_size=3, max_size=3),
    words=st.lists(st.text(SIGNS.strip(), min_size=2, max_size=5), min_size=1, max_size=3),
)
def test_search_agrees_with_reading_everything(planted, problems, words):
    rows = [*Item.objects.order_by("number")]
    for row, problem in zip(rows, problems, strict=True):
        row.problem = problem
        row.save()
    index(row.pk for row in rows)

    expected = [
        row.number
        for row in rows
        if all(
            any(naive(word) in naive(text) for text in (row.number, row.problem, row.unit.name))
            for whole in words
            for word in naive(whole).split()
        )
    ]
    assert all_ways(" ".join(words)) == expected


# --- within what somebody may see -----------------------------------------------------------------------------------


def test_a_foreign_items_words_give_no_row_and_no_count(cast):
    own = issued(cast, problem="低保制度空转。")
    foreign = issued(cast, cast.other_unit, problem="殡葬制度空转。")

    def told(post, text):
        asked = asked_of(post, f"q={text}")
        strip = register.strip(lambda: asked.rows(without=("lamp",)), asked.choices.limits)
        rows = [
            [*asked.rows(counted=many).order_by("pk").values_list("number", flat=True)] for many in (0, 3_000, 20_000)
        ]
        assert rows[0] == rows[1] == rows[2]
        return rows[0], register.count_of(strip, (), asked.rows)

    assert told(cast.clerk, "殡葬") == ([], 0)
    assert told(cast.clerk, "制度") == ([own.number], 1)
    assert told(cast.supervisor, "制度") == ([own.number, foreign.number], 2)
    assert all_ways("殡葬", Item.objects.visible_to(cast.clerk)) == []


def test_which_way_is_quicker_is_told_by_two_statements_at_most(planted, monkeypatch, django_assert_num_queries):
    rows = Item.objects.order_by("number")
    with django_assert_num_queries(0):
        assert not are_fewer(rows.all, "低")
    with django_assert_num_queries(2):
        assert not are_fewer(rows.all, "低保")
    monkeypatch.setattr(search, "COMMON", 1)
    with django_assert_num_queries(2):
        assert are_fewer(rows.all, "低保")
    assert not are_fewer(rows.all, "公示")
    monkeypatch.setattr(search, "FEW", 2)
    with django_assert_num_queries(1):
        assert not are_fewer(rows.all, "低保")
    assert are_fewer(rows.filter(number__in=planted[:2]).all, "低保")


def test_a_capped_count_of_a_search_is_exact_up_to_the_cap(cast, planted, monkeypatch):
    rows = matching(Item.objects.all(), "低保")
    assert register.capped_count(rows) == 2
    monkeypatch.setattr(register, "COUNTED_UP_TO", 1)
    assert register.capped_count(rows) == 2
    monkeypatch.setattr(register, "COUNTED_UP_TO", 0)
    assert register.capped_count(rows) == 1
