"""Every ledger of the corpus taken as a template: what is filled in is read back, and the file opens whole."""

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.factories import item_at
from tests.ledgers.corpus.files import write
from tests.ledgers.test_reading_corpus import LEDGERS
from tracker.enums import Status
from tracker.errors import Unreadable
from tracker.ledgers.filling import Filling, filled, recognised
from tracker.ledgers.filling.moving import Shift, moved_formula
from tracker.ledgers.reading import read_ledger
from tracker.ledgers.workbooks import open_workbook
from tracker.models import Item

DAY = datetime.date(2026, 11, 23)


@pytest.mark.django_db
def test_any_ledger_is_a_template_from_which_our_items_are_read_back(cast, tmp_path):
    """What else is read stood in the template: other sheets, other tables below."""
    for number in range(3):
        item_at(Status.IN_PROGRESS, cast, problem=f"第{number}个问题，办理不及时，群众有意见。")
    items = Item.objects.order_by("pk")
    wanted = [item.problem for item in items]
    lost, done = [], 0
    for number, case in enumerate(LEDGERS):
        path = write(case, tmp_path)
        if (blank := _blank(path)) is None:
            continue
        before = {item.problem for item in read_ledger(path).items}
        filling = Filling(blank.place, blank.mapping, "市民政局", DAY, ("校验码",), "", by_measure=number % 2 == 1)
        out = tmp_path / "filled.xlsx"
        out.write_bytes(b"".join(filled(open_workbook(path), items, filling)))
        load_workbook(out)
        found = [item.problem for item in read_ledger(out).items]
        done += 1
        if [each for each in found if each in wanted] != wanted or {*found} - {*wanted} - before:
            lost.append(case.name)
    assert (lost, done > 80) == ([], True)


def _blank(path: Path):
    """The sheet to be filled; None for what is no workbook, or has no column of problems."""
    try:
        blank = recognised(path, path.name)[0]
    except Unreadable:
        return None
    return blank if "problem" in blank.mapping.values() else None


rows = st.integers(1, 500)


@given(rows, st.integers(0, 50), st.integers(1, 400), rows, rows)
def test_rows_around_the_samples_keep_their_order_and_distance(first, samples, lines, one, other):
    shift = Shift(first, first + samples - 1, lines)
    assert [shift.row(row) for row in (0, first - 1)] == [0, first - 1]
    assert shift.row(shift.last + 1) == first + lines
    one, other = sorted((one, other))
    assert shift.row(one) <= shift.row(other)
    if one > shift.last:
        assert shift.row(other) - shift.row(one) == other - one


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("=SUM(B5:B9)", "=SUM(B5:B24)"),
        ('=COUNTIF($C$5:$C$9,"B9")', '=COUNTIF($C$5:$C$24,"B9")'),
        ("=B4+B10", "=B4+B25"),
        ("=B5+B9-SUM(B9:B10)", "=B5+B9-SUM(B9:B25)"),
        ("='附件 2'!B10&其他!B10", "='附件 2'!B25&其他!B10"),
        ("=LOG10(B10)", "=LOG10(B25)"),
        ("=SUM(B:B)", "=SUM(B:B)"),
        ("=(", "=("),
    ],
)
def test_references_follow_the_rows(formula, moved):
    assert moved_formula(formula, "附件 2", Shift(5, 9, 20).formula, is_own=True) == moved


@pytest.mark.parametrize(
    ("shift", "before", "after"),
    [
        (Shift(5, 9, 20), "H5:H9 K12", "H5:H24 K27"),
        (Shift(5, 9, 20), "H5 H6 H9", "H5 H6 H9:H24"),
        (Shift(5, 5, 20), "$H$5 A1:K5", "$H$5:$H$24 A1:K24"),
        (Shift(5, 5, 20), "G5:G500", "G5:G519"),
        (Shift(5, 9, 2), "H5:H9 K9 L30", "H5:H6 K6 L27"),
        (Shift(5, 4, 3), "A1:K5 K5", "A1:K8 K8"),
    ],
)
def test_what_holds_for_the_samples_holds_for_our_rows(shift, before, after):
    assert shift.range(before) == after
