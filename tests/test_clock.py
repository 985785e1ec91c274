"""The arithmetic of days, workdays and months, and today in China."""

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from tracker.clock import CHINA, Calendar, add_days, add_months, local_date, now, pretend, today, workdays_between

HOLIDAYS = Path(__file__).resolve().parent.parent / "fixtures" / "reference" / "holidays.json"


def published() -> Calendar:
    rows = [row for year in json.loads(HOLIDAYS.read_text(encoding="utf-8")) for row in year["days"]]
    return Calendar({date.fromisoformat(row["date"]): row["is_workday"] for row in rows})


REAL = published()
DATES = st.dates(date(2023, 6, 1), date(2028, 6, 30))
CALENDARS = st.builds(Calendar, st.dictionaries(DATES, st.booleans(), max_size=60))


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (datetime(2026, 11, 22, 15, 59, 59, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), date(2026, 11, 23)),
    ],
)
def test_the_day_in_china_begins_at_16_utc(instant, expected):
    assert local_date(instant) == expected
    with time_machine.travel(instant, tick=False):
        assert today() == expected
        assert now() == instant


def test_a_naive_moment_is_refused():
    with pytest.raises(ValueError, match="aware"):
        local_date(datetime(2026, 11, 23))  # noqa: DTZ001 - a naive one on purpose


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2026-09-18", 1, "2026-09-20"),  # a Sunday worked for the National Day
        ("2026-09-24", 1, "2026-09-28"),  # 中秋节 is off from Friday to Sunday
        ("2026-09-30", 1, "2026-10-08"),  # the National Day week
        ("2026-10-09", 1, "2026-10-10"),  # a Saturday worked
        ("2026-02-13", 3, "2026-02-25"),  # Saturday 14th worked, then 春节 until the 23rd
        ("2025-09-30", 2, "2025-10-10"),
        ("2026-11-23", 10, "2026-12-07"),
        ("2026-10-08", -1, "2026-09-30"),
        ("2026-10-03", 0, "2026-10-03"),
    ],
)
def test_workdays_follow_the_published_notices(start, n, expected):
    found = add_days(date.fromisoformat(start), n, workdays=True, calendar=REAL)
    assert found == date.fromisoformat(expected)


@pytest.mark.parametrize(("year", "expected"), [(2024, 251), (2025, 248), (2026, 248)])
def test_the_year_has_as_many_workdays_as_the_notice_leaves(year, expected):
    assert workdays_between(date(year - 1, 12, 31), date(year, 12, 31), REAL) == expected


def test_an_unknown_year_counts_weekends_and_says_so():
    assert [REAL.knows(year) for year in (2024, 2025, 2026, 2027)] == [True, True, True, False]
    assert REAL.unknown_years(date(2026, 11, 23), date(2028, 1, 1)) == (2027, 2028)
    assert REAL.is_workday(date(2027, 10, 1)) is True
    assert REAL.is_workday(date(2027, 10, 2)) is False
    assert Calendar().knows(2026) is False


@given(DATES, st.integers(-120, 120), CALENDARS)
def test_adding_workdays_and_counting_them_agree(start, n, calendar):
    end = add_days(start, n, workdays=True, calendar=calendar)
    if n >= 0:
        assert workdays_between(start, end, calendar) == n
    assert (end > start) - (end < start) == (n > 0) - (n < 0)


@given(DATES, st.integers(1, 120), CALENDARS)
def test_a_deadline_in_workdays_falls_on_a_workday_and_no_earlier_one_would_do(start, n, calendar):
    end = add_days(start, n, workdays=True, calendar=calendar)
    assert calendar.is_workday(end)
    assert workdays_between(start, end - timedelta(days=1), calendar) == n - 1


@given(DATES, DATES, DATES, CALENDARS)
def test_workdays_between_adds_up_over_any_stop_and_turns_its_sign(a, b, c, calendar):
    assert workdays_between(a, b, calendar) == -workdays_between(b, a, calendar)
    total = workdays_between(a, b, calendar) + workdays_between(b, c, calendar)
    assert total == workdays_between(a, c, calendar)


@given(DATES, st.integers(-400, 400), CALENDARS)
def test_calendar_days_ignore_the_calendar(start, n, calendar):
    end = add_days(start, n, workdays=False, calendar=calendar)
    assert (end - start).days == n


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-05-28", 6, "2026-11-28"),
        ("2026-12-31", -1, "2026-11-30"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2026-03-15", -15, "2024-12-15"),
    ],
)
def test_months_keep_the_day_or_clamp_to_the_months_end(day, n, expected):
    assert add_months(date.fromisoformat(day), n) == date.fromisoformat(expected)


@given(DATES, st.integers(-48, 48))
def test_months_move_exactly_and_lose_days_only_at_a_months_end(day, n):
    moved = add_months(day, n)
    assert (moved.year - day.year) * 12 + moved.month - day.month == n
    clamped = moved.day != day.day
    assert clamped == (moved.day < day.day)
    assert not clamped or (moved + timedelta(days=1)).day == 1


def test_a_pretended_moment_is_now_until_it_ends():
    outer, inner = datetime(2026, 3, 1, 20, tzinfo=UTC), datetime(2026, 3, 5, 8, tzinfo=CHINA)
    before = now()
    with pretend(outer):
        assert (now(), today()) == (outer, date(2026, 3, 2))
        with pretend(inner):
            assert (now(), now().tzinfo, today()) == (inner, UTC, date(2026, 3, 5))
        assert now() == outer
    assert now() == before
