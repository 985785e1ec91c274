"""Bars drawn by the server: lengths in the right proportion, every number told, nothing inline."""

import re

from hypothesis import given
from hypothesis import strategies as st

from tests.house_client import find_faults
from tracker.charts import DIGIT, LEFT, RIGHT, TICKS, WIDTH, Bar, _round_step, bars, thin_bar

WORDS = ("已销号", "长期坚持", "其余")


def widths(svg):
    return [float(width) for width in re.findall(r'<rect class="f\d" [^>]* width="([\d.]+)"', svg)]


def test_the_longest_bar_ends_at_the_right_and_the_others_are_in_proportion():
    svg = bars([Bar("1.1", (20, 10, 10), "20/40　50.00%"), Bar("1.2", (5, 0, 5), "5/10　50.00%")], WORDS, "各类别")

    assert widths(svg) == [241.0, 120.5, 120.5, 60.2, 0.0, 60.2]
    assert "<title>1.1：已销号 20，长期坚持 10，其余 10，共 40</title>" in svg
    assert "20/40　50.00%" in svg


def test_long_words_still_stand_behind_the_longest_bar():
    svg = bars(
        [Bar("2.1", (462, 56, 878), "462/1396　33.09%"), Bar("1.3", (121, 21, 274), "121/416　29.09%")], WORDS, ""
    )

    ends = [(float(x), words) for x, words in re.findall(r'<text class="t-num" x="([\d.]+)" y="\d+">([^<]+)<', svg)]
    assert ends == [(588.0, "462/1396　33.09%"), (263.7, "121/416　29.09%")]
    assert ends[0][0] + DIGIT * 16 <= WIDTH


def test_a_line_without_items_says_so_and_opens_nothing():
    svg = bars([Bar("3.3", (0, 0, 0), "0/0", "/items/")], WORDS, "各类别")

    assert "无事项" in svg
    assert "<rect" not in svg
    assert "<a " not in svg


def test_a_bar_opens_its_rows_and_labels_are_escaped():
    svg = bars([Bar("<甲>", (1, 0, 0), "1/1", "/items/?a=1&b=2")], WORDS, "各单位")

    assert '<a href="/items/?a=1&amp;b=2">' in svg
    assert "&lt;甲&gt;" in svg
    assert find_faults(svg) == []


def test_no_lines_at_all_make_an_empty_chart():
    assert widths(bars([], WORDS, "各单位")) == []


def test_the_thin_bar_is_the_share_and_empty_without_a_denominator():
    assert re.findall(r'rect width="([\d.]+)"', thin_bar(1, 3) + thin_bar(0, 0)) == ["33.3", "0"]


@given(st.integers(0, 1_000_000))
def test_the_grid_has_round_steps_and_not_too_many_of_them(longest):
    step = _round_step(longest)

    assert re.fullmatch(r"[125]0*", str(step))
    assert step * TICKS >= longest
    assert RIGHT - LEFT > 0
