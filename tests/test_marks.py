"""The wording and the markup of the small marks."""

import datetime
from decimal import Decimal

import pytest

from tracker import marks
from tracker.enums import Lamp, Status, SubmissionState


def shape(name: str) -> str:
    return f'<svg class="lamp__shape" aria-hidden="true"><use href="#lamp-{name}"/></svg>'


@pytest.mark.parametrize(
    ("lamp", "days", "options", "inside"),
    [
        (Lamp.GREEN, 38, {}, ("green", "正常", "剩38天")),
        (Lamp.BLUE, 19, {}, ("blue", "临近", "剩19天")),
        (Lamp.YELLOW, 7, {}, ("yellow", "紧迫", "剩7天")),
        (Lamp.YELLOW, 0, {}, ("yellow", "紧迫", "今天到期")),
        (Lamp.RED, -8, {}, ("red", "逾期", "8天")),
        (Lamp.YELLOW, 7, {"big": True}, ("yellow lamp--big", "紧迫", "剩7天")),
    ],
)
def test_a_lamp_is_colour_shape_word_and_days(lamp, days, options, inside):
    css, word, text = inside
    expected = (
        f'<span class="lamp lamp--{css}">{shape(lamp.lower())}{word}<span class="lamp__days">{text}</span></span>'
    )
    assert marks.lamp(lamp, days, **options) == expected


@pytest.mark.parametrize(
    ("lamp", "days", "options", "word"),
    [
        (Lamp.GREEN, None, {}, "正常"),
        (Lamp.GREY, 90, {}, "未定时限"),
        (Lamp.GREY, 90, {"lasting": True}, "长期坚持"),
        (Lamp.RED, None, {"lasting": True}, "逾期"),
        (Lamp.DONE, -3, {}, "已销号"),
        (Lamp.DONE, None, {"word": "已完成"}, "已完成"),
    ],
)
def test_a_lamp_without_days(lamp, days, options, word):
    expected = f'<span class="lamp lamp--{lamp.lower()}">{shape(lamp.lower())}{word}</span>'
    assert marks.lamp(lamp, days, **options) == expected


def test_a_stored_value_serves_as_well_as_the_member():
    assert marks.lamp("RED", -1) == marks.lamp(Lamp.RED, -1)
    assert marks.status_pill("VOID") == '<span class="pill pill--void">已作废</span>'


def test_no_lamp_is_a_dash():
    assert marks.lamp(Lamp.NONE, 3) == '<span class="quiet">—</span>'


def test_words_of_all_lamps_for_plain_text():
    expected = ["■ 逾期", "▲ 紧迫", "◐ 临近", "● 正常", "◇ 未定时限", "✓ 已销号", "—"]
    assert [marks.lamp_word(lamp) for lamp in Lamp] == expected
    assert marks.lamp_word(Lamp.GREY, lasting=True) == "◇ 长期坚持"


def test_shape_takes_another_class():
    svg = '<svg class="cell__shape" aria-hidden="true"><use href="#lamp-red"/></svg>'
    assert marks.lamp_shape(Lamp.RED, "cell__shape") == svg


def test_every_status_has_its_pill():
    variants = ["wait", "wait", "work", "wait", "work", "wait", "end", "end", "void"]
    expected = [f'<span class="pill pill--{v}">{s.label}</span>' for s, v in zip(Status, variants, strict=True)]
    assert [marks.status_pill(status) for status in Status] == expected
    assert marks.status_pill(Status.PLAN_REVIEW, "审核中 2/3") == '<span class="pill pill--wait">审核中 2/3</span>'


def test_every_attempt_has_its_pill():
    variants = ["wait", "wait", "end", "wait", "wait", "end", "end"]
    expected = [
        f'<span class="pill pill--{v}">{s.label}</span>' for s, v in zip(SubmissionState, variants, strict=True)
    ]
    assert [marks.submission_pill(state) for state in SubmissionState] == expected


def test_badges_are_escaped():
    assert marks.badge("挂牌", "strong") == '<span class="badge badge--strong">挂牌</span>'
    assert marks.badge("<b>") == '<span class="badge">&lt;b&gt;</span>'


@pytest.mark.parametrize(("days", "text"), [(7, "剩7天"), (0, "今天到期"), (-8, "逾期8天"), (None, "")])
def test_days_left(days, text):
    assert marks.days_left(days) == text


def test_dates():
    assert marks.date(datetime.date(2026, 11, 23)) == "2026-11-23"
    assert marks.date(None) == "—"


def test_times_are_told_in_the_zone_of_the_house():
    utc = datetime.datetime(2026, 11, 23, 16, 30, tzinfo=datetime.UTC)
    assert marks.datetime_text(utc) == "2026-11-24 00:30"
    assert marks.date(utc) == "2026-11-24"
    assert marks.datetime_text(datetime.datetime(2026, 11, 23, 15, 30)) == "2026-11-23 15:30"  # noqa: DTZ001
    assert marks.datetime_text(None) == "—"


def test_numbers():
    assert [marks.number(n) for n in (0, 900, 10_000, Decimal("18.40"), None)] == ["0", "900", "10,000", "18.40", "—"]


@pytest.mark.parametrize(
    ("numerator", "denominator", "text"),
    [
        (7, 17, "41.18%"),
        (512, 900, "56.89%"),
        (1, 800, "0.13%"),  # 0.125: half up, where binary rounding would say 0.12
        (20, 20, "100.00%"),
        (0, 312, "0.00%"),
        (5, 10, "50.00%"),
        (3, 4, "3/4"),
        (9, 9, "9/9"),
        (0, 0, "—"),
    ],
)
def test_rates(numerator, denominator, text):
    assert marks.rate(numerator, denominator) == text
