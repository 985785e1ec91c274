"""Only the points within reach are compared, and the nearest is the one that comparing all of them finds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz, process

from tracker.ledgers.intake.points import LIKE_POINT, Points, _paired

# Few characters, so that texts are often alike; blanks, signs and wide letters are left out or made narrow.
TEXTS = st.text("甲乙丙丁戊 、Ａ1", max_size=14)


def compared_with_all(points: list[str], text: str) -> int | None:
    pairs = [_paired(point) for point in points]
    best = process.extractOne(_paired(text), pairs, scorer=fuzz.token_set_ratio, score_cutoff=LIKE_POINT)
    return best[2] if best else None


@given(st.lists(TEXTS, max_size=6), TEXTS)
def test_leaving_out_what_is_beyond_reach_changes_nothing(points, text):
    assert Points(points).nearest(text) == compared_with_all(points, text)


POINTS = ["及时跟进学习贯彻重要讲话和重要指示批示精神", "加强资金使用监督，堵塞管理漏洞", "建立整改台账，逐项销号"]


@pytest.mark.parametrize(("text", "place"), [
    ("没有及时跟进学习重要讲话精神，学习贯彻不深入。", 0),
    ("资金使用监督不严，管理漏洞没有堵塞。", 1),
    ("没有建立整改台账，逐项销号做得不实。", 2),
    ("殡葬服务收费目录没有公开。", None),
    ("字", None),
    ("", None),
])  # fmt: skip
def test_the_nearest_point(text, place):
    assert Points(POINTS).nearest(text) == compared_with_all(POINTS, text) == place


def test_no_points_are_near_nothing():
    assert Points([]).nearest("建立整改台账") is None
