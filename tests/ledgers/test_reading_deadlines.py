"""Deadlines in every spelling known from the field, and what must hold of any text at all."""

import calendar
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.enums import TimeFrame
from tracker.ledgers.reading import parse_deadline

DATES = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024年底前,并长期坚持", "2024-12-31"),
        ("2018年5月30日前", "2018-05-30"),
        ("2024年8月前", "2024-08-31"),
        ("2027年前", "2027-12-31"),
        ("2024.6.30", "2024-06-30"),
        ("2024.06", "2024-06-30"),
        ("24.6.30", "2024-06-30"),
        ("24年6月底", "2024-06-30"),
        ("2024-06-30 00:00:00", "2024-06-30"),
        ("20240630", "2024-06-30"),
        ("2024-07-15 00:00:00", "2024-07-15"),
        ("2024/7/5 8:30", "2024-07-05"),
        ("2024、6、30", "2024-06-30"),
        ("2024年Q2", "2024-06-30"),
        ("45473", "2024-06-30"),
        ("２０２４年６月３０日", "2024-06-30"),
        ("二〇二四年十二月三十一日前", "2024-12-31"),
        ("2024年第二季度", "2024-06-30"),
        ("2024年上半年", "2024-06-30"),
        ("2024年全年", "2024-12-31"),
        ("2017年年底前", "2017-12-31"),
        ("2020年", "2020-12-31"),
        ("2024年3月上旬", "2024-03-10"),
        ("2024年3月中旬", "2024-03-20"),
        ("2024年2月下旬", "2024-02-29"),
        ("2024年3月至6月", "2024-06-30"),
        ("2024.3-2024.6", "2024-06-30"),
        ("2024年3-6月", "2024-06-30"),
        ("2024年3月1日—15日", "2024-03-15"),
        ("即日起至2024年6月底", "2024-06-30"),
        ("2021年底完成甲；2022年底完成乙", "2022-12-31"),
        ("2024年3月31日前完成，12月底前取得成效", "2024-12-31"),
        ("立行立改，2024年3月底前", "2024-03-31"),
        ("2024年11月15日（周五）前", "2024-11-15"),
        ("6月底(前)", "2023-06-30"),
        ("一季度末", "2023-03-31"),
        ("年底前", "2023-12-31"),
        ("6.30前", "2023-06-30"),
        ("十月底前", "2023-10-31"),
        ("3—6月", "2023-06-30"),
        ("明年3月底前", "2024-03-31"),
        ("立行立改", None),
        ("长期坚持", None),
        ("持续推进", None),
        ("即时", None),
        ("每月底", None),
        ("每年12月底前", None),
        ("2024年1月起，持续推进", None),
        ("集中整改期内", None),
        ("3个月内", None),
        ("短期(6个月内)、中期(1-2年)、长期(3-5年)", None),
        ("2025年春节前", None),
        ("2024年初", None),
        ("30", None),
        ("2023年2月30日", None),
        ("9月31日", None),
        ("2024年13月", None),
        ("/", None),
        ("", None),
    ],
)
def test_spellings_of_the_field(text, date):
    found = parse_deadline(text, year=2023)
    assert (found.date.isoformat() if found.date else None) == date


@pytest.mark.parametrize(
    ("text", "frame", "lasting"),
    [
        ("立行立改,长期坚持", TimeFrame.IMMEDIATE, True),
        ("2024年底前,并长期坚持", TimeFrame.BY_DATE, True),
        ("即知即改", TimeFrame.IMMEDIATE, False),
        ("限期整改", TimeFrame.BY_DATE, False),
        ("中长期整改（2026年6月底前）", TimeFrame.MID_LONG, False),
        ("常态化推进", None, True),
        ("2024年6月", TimeFrame.BY_DATE, False),
    ],
)
def test_time_frame_and_lasting(text, frame, lasting):
    found = parse_deadline(text)
    assert (found.time_frame, found.is_lasting) == (frame, lasting)


def test_a_missing_year_comes_from_the_ledger_then_from_the_feedback():
    feedback = dt.date(2024, 9, 10)
    assert parse_deadline("6月底前", year=2023, feedback=feedback).date == dt.date(2023, 6, 30)
    assert parse_deadline("6月底前", feedback=feedback).date == dt.date(2025, 6, 30)
    assert parse_deadline("11月底前", feedback=feedback).date == dt.date(2024, 11, 30)
    without = parse_deadline("6月底前")
    assert without.date is None
    assert without.doubt == "时限“6月底”没有写年份，台账的标题和日期行里也没有，请补上年份。"


def test_a_span_counts_from_the_feedback_and_from_nothing_else():
    feedback = dt.date(2024, 8, 31)
    assert parse_deadline("反馈后6个月内", feedback=feedback).date == dt.date(2025, 2, 28)
    assert parse_deadline("30天内", feedback=feedback).date == dt.date(2024, 9, 30)
    assert parse_deadline("10个工作日内", feedback=feedback).date is None
    assert parse_deadline("3个月内", year=2024).date is None


def test_a_number_with_a_point_is_never_guessed():
    found = parse_deadline(2024.1, year=2024)
    assert (found.date, found.text, found.doubt[:8]) == (None, "2024.1", "时限“2024.")


@given(DATES)
def test_every_full_date_in_every_spelling(day):
    year, month, number = day.year, day.month, day.day
    spellings = (
        f"{year}年{month}月{number}日", f"{year}年{month:02}月{number:02}日前", f"{year}.{month}.{number}",
        f"{year}-{month:02}-{number:02}", f"{year}/{month}/{number}", f"{year}{month:02}{number:02}",
        f" {year} 年 {month} 月 {number} 日 之前", f"立行立改（{year}年{month}月{number}号前完成）",
    )  # fmt: skip
    assert [parse_deadline(text, year=1999).date for text in spellings] == [day] * len(spellings)
    assert parse_deadline(day).date == day
    assert parse_deadline((day - dt.date(1899, 12, 30)).days).date == day


@given(DATES)
def test_a_month_is_its_last_day(day):
    last = dt.date(day.year, day.month, calendar.monthrange(day.year, day.month)[1])
    spellings = (
        f"{day.year}年{day.month}月",
        f"{day.year}年{day.month}月底前",
        f"{day.year}年{day.month}月前",
        f"{day.year}.{day.month}月末",
    )
    assert [parse_deadline(text).date for text in spellings] == [last] * len(spellings)
    assert parse_deadline(f"{day.month}月底前", year=day.year).date == last


@given(DATES, DATES)
def test_a_range_is_its_end(one, other):
    first, last = sorted((one, other))
    for mark in ("至", "-", "—", "~", "到"):
        text = f"{first.year}年{first.month}月{first.day}日{mark}{last.year}年{last.month}月{last.day}日"
        assert parse_deadline(text).date == last


@given(st.text("0123456789年月日前底季度上半旬初中末每至-./一二三十长期坚持立行改，； 内个", max_size=30))
def test_any_text_is_kept_and_never_breaks(text):
    found = parse_deadline(text, year=2024)
    assert found.text in (text.strip(), "")
    assert found.date is None or 1980 <= found.date.year <= 2100
    assert not (found.date and found.doubt)
