"""Words, grams and marks: pure rules, and the index that both databases keep of them."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from tests.factories import issued
from tracker.models import ItemText, grams
from tracker.models.search import grams_of, needed, normal, spans, texts_of, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("整改　措施", ["整改", "措施"]),
        ("ＧＢ１８０３０　gb18030", ["gb18030"]),
        ("㈠ ①", ["(一)", "1"]),
        ("a\x00b\u3000\n c\ud800", ["a", "b", "c"]),
        (" \x00 ", []),
        ("👍制度", ["👍制度"]),
        ("ΟΔΟΣ", ["οδοσ"]),
    ],
)
def test_words_have_one_spelling(text, words):
    assert words_of(text) == words


def test_grams_are_pairs_and_in_latin_runs_threes_as_well():
    assert grams_of("整改措施 责任") == {"整改", "改措", "措施", "责任"}
    assert grams_of("见6-01号") == {"见6", "6-", "-0", "01", "1号", "6-0", "-01"}
    assert grams_of("责") == set()


def test_what_a_word_needs_leaves_out_what_is_implied():
    assert needed("6-01号") == {"6-0", "-01", "1号"}
    assert needed("措施") == {"措施"}
    assert needed("01") == {"01"}
    assert needed("责") == set()


@given(st.text(), st.text(min_size=2))
def test_a_text_has_all_that_a_word_in_it_needs(around, word):
    text = normal(f"{around}{word}{around}")
    for found in words_of(word):
        if found in text:
            assert needed(found) <= grams_of(text)


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("制度执行不到位，制度空转", ["制度"], ["制度", "制度"]),
        ("制度执行", ["制度", "度执"], ["制度执"]),
        ("制度制度", ["制度"], ["制度制度"]),
        ("依据ＧＢ１８０３０", ["gb18030"], ["ＧＢ１８０３０"]),
        ("第㈠项制度", ["(一)项", "度"], ["㈠项", "度"]),
        ("a.c abc", ["a.c"], ["a.c"]),
        ("制度", ["没有"], []),
        ("制度", [""], []),
    ],
)
def test_hits_stand_where_the_text_has_them(text, words, marked):
    assert [text[begin:end] for begin, end in spans(text, words)] == marked


@given(st.text(), st.lists(st.text()))
def test_hits_are_apart_and_in_order(text, words):
    places = [place for span in spans(text, words_of(" ".join(words))) for place in span]
    assert places == sorted({*places})
    assert places == [place for place in places if 0 <= place <= len(text)]


# --- the index ------------------------------------------------------------------------------------------------------


def ids(*wanted: str) -> list[int]:
    return [*ItemText.objects.filter(grams.having(wanted, [])).values_list("pk", flat=True)]


def test_an_item_has_one_row_with_all_its_texts(cast):
    item = issued(cast, problem="制度Ａ空转。", leader="陈某某", source_number="一（3）")

    row = ItemText.objects.get()
    assert row.text == texts_of([item.pk])[item.pk] == "6-01-01\n一(3)\n制度a空转。\n陈某某\n市民政局"
    assert {*row.grams} == grams_of(row.text)


def test_the_index_follows_every_change_of_a_row(cast):
    item = issued(cast, problem="制度空转。")
    row = ItemText.objects.get(pk=item.pk)
    assert ids("空转") == ids("空转", "制度") == [item.pk]

    row.grams = ["台账"]
    row.save()
    assert (ids("空转"), ids("台账")) == ([], [item.pk])
    row.delete()
    assert ids("台账") == []


def test_a_lost_index_is_missed_and_put_up_again_full(cast):
    item = issued(cast, problem="制度空转。")
    assert grams.missing() == []
    lost = "DROP TRIGGER search_update" if connection.vendor == "sqlite" else "DROP INDEX search_grams"
    with connection.cursor() as cursor:
        cursor.execute(lost)
    assert grams.missing() == [lost.split()[-1]]
    ItemText.objects.update(grams=["台账"])
    connection.check_constraints()  # PostgreSQL makes no index while checks are put off

    grams.put_up()

    assert grams.missing() == []
    assert ids("台账") == [item.pk]


@pytest.mark.parametrize("sign", list("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"))
def test_every_latin_sign_may_stand_in_a_gram(cast, sign):
    item = issued(cast, problem=f"制{sign}度")
    issued(cast, problem="制 度")

    assert ids(f"制{sign}") == ids(f"{sign}度") == [item.pk]
