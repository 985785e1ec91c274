"""Corrections laid over a file before it is read: a mended cell cannot be told from one that was right at first."""

import datetime as dt
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.ledgers.reading_books import book
from tracker.errors import Unreadable
from tracker.ledgers.reading import JOINED, Ledger, Mended, read_ledger
from tracker.ledgers.reading.texts import reference

HEAD = ["序号", "反馈问题", "整改措施", "责任人", "整改时限"]
ROWS = [
    [1, "信访办理不及时。", "1.建账。", "赵某某", "2026年9月30日"],
    [2, "河道清淤滞后。", "1.清淤。", "周某某", "2026年12月底前"],
    [3, "低保审核不严。", "1.比对。", "刘某某", "立行立改"],
]


def mended(path: Path, **said) -> Ledger:
    return read_ledger(path, mended=Mended(**said))


PLACES = st.tuples(st.integers(0, 3), st.integers(0, 4))
WORDS = st.sampled_from(
    ["2026-09-30", "尽快", "王某某", "/", "5", "反馈问题", "一、党的领导方面", "同上", "1.建账；2.公示。"]
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(PLACES, WORDS, max_size=6))
def test_laid_over_or_typed_into_the_file_is_the_same(tmp_path, typed):
    right = [list(row) for row in (HEAD, *ROWS)]
    for (row, column), text in typed.items():
        right[row][column] = text
    cells = {"台账": {reference(row + 1, column + 1): text for (row, column), text in typed.items()}}

    told = [
        read(book(tmp_path / "a.xlsx", rows), **said) for rows, said in ((right, {}), ([HEAD, *ROWS], {"cells": cells}))
    ]

    assert told[0] == told[1]


def read(path: Path, **said):
    try:
        ledger = mended(path, **said)
    except Unreadable as problem:
        return problem.sentence
    return ledger.sheets, ledger.items, [(each.cell, each.sentence, each.raw) for each in ledger.problems]


def test_what_was_corrected_is_told_and_the_glance_stays_as_the_file_is(tmp_path):
    path = book(tmp_path / "a.xlsx", [HEAD, *ROWS])

    ledger = mended(path, cells={"台账": {"E2": "2026-10-31", "4": ""}})

    assert [(each.sheet, each.cell, each.old, each.new) for each in ledger.corrections] == [
        ("台账", "E2", "2026年9月30日", "2026-10-31"),
        ("台账", "4", "3　低保审核不严。　1.比对。　刘某某　立行立改", ""),
    ]
    assert [item.deadline for item in ledger.items] == [dt.date(2026, 10, 31), dt.date(2026, 12, 31)]
    (glance,) = ledger.glances
    assert [(row.number, row.texts[-1], row.said) for row in glance.rows] == [
        (1, "整改时限", "表头"),
        (2, "2026年9月30日", ""),
        (3, "2026年12月底前", ""),
        (4, "立行立改", "您选定不导入"),
    ]


def test_a_merged_range_is_mended_in_its_corner(tmp_path):
    rows = [HEAD, ROWS[0], [None, None, "2.公示。", None, None]]
    path = book(tmp_path / "a.xlsx", rows, merges="B2:B3 E2:E3")

    ledger = mended(path, cells={"台账": {"E3": "2026-11-30"}})

    assert [(each.cell, each.old) for each in ledger.corrections] == [("E2", "2026年9月30日")]
    assert ([item.deadline for item in ledger.items], len(ledger.items[0].measures)) == ([dt.date(2026, 11, 30)], 2)


def test_a_range_whose_corner_was_empty_is_filled(tmp_path):
    rows = [HEAD, [1, None, "1.建账。", "赵某某", "2026年9月30日"], [None, None, "2.公示。", "周某某", "2026年9月30日"]]
    path = book(tmp_path / "a.xlsx", [*rows, ROWS[1]], merges="B2:B3")

    ledger = mended(path, cells={"台账": {"B2": "信访办理不及时。"}})

    assert [(item.problem, len(item.measures)) for item in ledger.items] == [
        ("信访办理不及时。", 2),
        ("河道清淤滞后。", 1),
    ]


def two_sheets(path: Path) -> Path:
    workbook = Workbook()
    workbook.active.title = "台账"
    for row in (["某局台账"], HEAD, *ROWS[:1]):
        workbook.active.append(row)
    other = workbook.create_sheet("清单")
    for row in (["甲", "乙", "丙"], ["类目", "内容", "办法"], ["一", "河道清淤滞后。", "1.清淤。"]):
        other.append(row)
    workbook.create_sheet("旧表").append(HEAD)
    workbook["旧表"].append([9, "旧问题没有整改。", "1.旧措施。", "赵某某", "2025年9月30日"])
    workbook["旧表"].sheet_state = "hidden"
    workbook.save(path)
    return path


def told(ledger: Ledger) -> list[tuple[str, int | None, int, str]]:
    return [(sheet.name, sheet.header_row, sheet.item_count, sheet.skipped) for sheet in ledger.sheets]


def test_sheets_are_left_out_and_taken_in(tmp_path):
    path = two_sheets(tmp_path / "a.xlsx")
    assert told(read_ledger(path)) == [
        ("台账", 2, 1, ""),
        ("清单", None, 0, "没有找到台账的表头"),
        ("旧表", None, 0, "隐藏的工作表，没有读取"),
    ]

    ledger = mended(path, headers={"台账": 0, "旧表": -1})

    assert told(ledger) == [
        ("台账", None, 0, "您选定不读取"),
        ("清单", None, 0, "没有找到台账的表头"),
        ("旧表", 1, 1, ""),
    ]
    assert [item.problem for item in ledger.items] == ["旧问题没有整改。"]


def test_a_header_that_means_nothing_can_be_pointed_at_and_its_columns_told(tmp_path):
    path = two_sheets(tmp_path / "a.xlsx")

    ledger = read_ledger(path, chosen={"清单": {"B": "problem", "C": "measures"}}, mended=Mended(headers={"清单": 2}))

    assert told(ledger)[1] == ("清单", 2, 1, "")
    assert [column.heading for column in ledger.sheets[1].columns] == ["类目", "内容", "办法"]
    assert [(item.problem, len(item.measures)) for item in ledger.items] == [
        ("信访办理不及时。", 1),
        ("河道清淤滞后。", 1),
    ]


@pytest.mark.parametrize(
    ("row", "skipped"), [(4, "第 4 行没有文字，不能作表头"), (3, "表头下面没有问题"), (1, "表头下面没有问题")]
)
def test_a_row_that_is_no_header_gives_nothing(tmp_path, row, skipped):
    assert told(mended(two_sheets(tmp_path / "a.xlsx"), headers={"清单": row}))[1][3] == skipped


def test_a_header_of_two_rows_is_named_by_its_lowest(tmp_path):
    rows = [["序号", "反馈问题", "整改措施", "责任", None], [None, None, None, "责任人", "整改时限"], *ROWS]
    path = book(tmp_path / "a.xlsx", rows, merges="A1:A2 B1:B2 C1:C2 D1:E1")

    assert mended(path, headers={"台账": 2}).items == read_ledger(path).items


def test_rows_that_are_no_problems_say_what_they_are(tmp_path):
    rows = [["某局整改台账"], HEAD, ["一、党的领导方面"], *ROWS[:1], ["合计", "1个问题"], ["注：本表一式两份。"]]

    (glance,) = read_ledger(book(tmp_path / "a.xlsx", rows)).glances

    assert [(row.number, row.said) for row in glance.rows] == [
        (1, "表头以上"),
        (2, "表头"),
        (3, "分类标题"),
        (4, ""),
        (5, "合计、小计"),
        (6, "说明、签字或示例"),
    ]


def test_of_a_long_sheet_the_first_rows_are_kept_and_those_worth_a_look(tmp_path):
    rows = [HEAD, *([n, f"{n}号河段清淤滞后。", "1.清淤。", "周某某", "2026年12月底前"] for n in range(1, 260))]
    rows[249][4] = "2026年9月31日"

    (glance,) = read_ledger(book(tmp_path / "a.xlsx", rows)).glances

    assert ([row.number for row in glance.rows], glance.last_row) == ([*range(1, 201), 250], 260)


def test_a_row_under_no_problem_names_the_cell_where_one_is_missing(tmp_path):
    rows = [HEAD, ROWS[0], ["小计", "1个问题"], [None, None, "2.公示。", "周某某", "2026年9月30日"]]
    path = book(tmp_path / "a.xlsx", rows)

    (problem,) = read_ledger(path).problems
    assert (problem.cell, problem.mend, problem.raw, problem.is_stray) == ("C4", "B4", "2.公示。", True)
    assert mended(path, cells={"台账": {"B4": "公示不及时。"}}).problems == ()
    assert mended(path, cells={"台账": {"4": ""}}).problems == ()


STRAY = [None, None, "2.公示。", "周某某", "2026年10月31日"]


@pytest.mark.parametrize("between", [["小计", "1个问题"], ["一、党的领导方面"]])
def test_a_row_joined_reads_as_if_its_problem_were_merged_down(tmp_path, between):
    joined = book(tmp_path / "a.xlsx", [HEAD, ROWS[0], between, STRAY, ROWS[1]])
    merged = book(tmp_path / "b.xlsx", [HEAD, ROWS[0], STRAY, ROWS[1]], merges="A2:A3 B2:B3")
    (problem,) = read_ledger(joined).problems
    assert (problem.is_stray, problem.above) == (True, 2)

    ledger = mended(joined, cells={"台账": {"4": JOINED}})

    assert ledger.problems == ()
    assert list(map(said_of, ledger.items)) == list(map(said_of, read_ledger(merged).items))
    assert [measure.text for measure in ledger.items[0].measures] == ["建账。", "公示。"]
    assert [(each.cell, each.old, each.new) for each in ledger.corrections] == [
        ("4", "2.公示。　周某某　2026年10月31日", "并入上一行")
    ]
    row = next(row for row in ledger.glances[0].rows if row.number == 4)
    assert (row.said, row.is_passed) == ("并入上一行", False)


def said_of(item) -> tuple:
    """What an item says, wherever it stands."""
    measures = [(each.text, each.owners, each.deadline, each.deadline_text) for each in item.measures]
    return item.problem, item.owners, item.deadline, item.deadline_text, measures


def test_a_row_with_no_problem_above_it_cannot_be_joined(tmp_path):
    path = book(tmp_path / "a.xlsx", [HEAD, STRAY, ROWS[0]])
    (problem,) = read_ledger(path).problems
    assert problem.above == 0

    assert mended(path, cells={"台账": {"2": JOINED}}).problems == (problem,)


def test_a_row_with_a_problem_of_its_own_goes_on_with_the_one_above(tmp_path):
    ledger = mended(book(tmp_path / "a.xlsx", [HEAD, *ROWS]), cells={"台账": {"3": JOINED}})

    assert [(item.problem, len(item.measures)) for item in ledger.items] == [
        ("信访办理不及时。", 2),
        ("低保审核不严。", 1),
    ]
