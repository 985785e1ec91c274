"""One spelling for ever: whatever a value is made of, equal values are written down with equal characters."""

import datetime
from decimal import Decimal
from types import MappingProxyType

import pytest
from django.utils.safestring import mark_safe

from tracker.canonical import canonical
from tracker.enums import Source, Status

COMPOSED, APART = "\u00e9", "e\u0301"


class Thing:
    pass


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (None, "null"),
        (True, "true"),
        (1.5, "1.5"),
        (Decimal("1.50"), '"1.50"'),
        (Status.PLANNING, '"PLANNING"'),
        (mark_safe(APART), f'"{COMPOSED}"'),
        (mark_safe("abc"), '"abc"'),
        (f"\n{APART}", f'"\\n{COMPOSED}"'),
        (datetime.date(2026, 12, 31), '"2026-12-31"'),
        (datetime.datetime(2026, 12, 31, 8, tzinfo=datetime.UTC), '"2026-12-31T08:00:00.000000Z"'),
        ((1, [APART, ()]), f'[1,["{COMPOSED}",[]]]'),
        ({10: 1, 9: 2, "整": {APART: 3}}, f'{{"10":1,"9":2,"整":{{"{COMPOSED}":3}}}}'),
        (MappingProxyType({Source.TASK: 1, True: 2}), '{"TASK":1,"True":2}'),
    ],
)
def test_one_spelling(value, written):
    assert canonical(value) == canonical([value])[1:-1] == canonical({"": value})[4:-1] == written


def test_what_else_there_is_is_said_by_the_caller():
    thing = Thing()
    told = canonical([thing, {"a": thing}], lambda value: {"id": 7, "name": APART} if value is thing else value)
    assert told == f'[{{"id":7,"name":"{COMPOSED}"}},{{"a":{{"id":7,"name":"{COMPOSED}"}}}}]'


@pytest.mark.parametrize("value", [Thing(), float("nan"), datetime.datetime.min])  # noqa: DTZ901 - without a zone
def test_what_has_no_spelling_is_no_value(value):
    with pytest.raises((TypeError, ValueError)):
        canonical(value)
