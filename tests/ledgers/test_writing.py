"""Cells of a written ledger, read back with openpyxl: any text, dates, lamps, and what each column says."""

import datetime
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.ledgers.ledger_rows import FIRST, LEDGER, MEASURES, TODAY, opened
from tracker.enums import Lamp, Status, StrikeOffKind, TimeFrame
from tracker.ledgers.columns import LedgerRow
from tracker.ledgers.writing.cells import CUT_MARK


def cell(row: LedgerRow, heading: str):
    """The cell of a ledger of one row under this heading."""
    place = [column.heading for column in LEDGER.columns].index(heading) + 1
    return opened([row]).cell(FIRST, place)


def as_xml_allows(text: str) -> str:
    """What the standard leaves of a text: its line ends as one, its forbidden characters gone."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    allowed = ((0x20, 0xD7FF), (0xE000, 0xFFFD), (0x10000, 0x10FFFF))
    return "".join(c for c in text if c in "\t\n" or any(low <= ord(c) <= high for low, high in allowed))


def as_excel_reads(text: str | None) -> str:
    """Excel undoes _xHHHH_ in any text; openpyxl leaves it standing in inline strings."""
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text or "")


NASTY = [
    "=1+1",
    "+A1",
    "-3",
    "@SUM(A1)",
    "\t=2",
    "＝3",
    "_x0041_",
    "_x005F_x0041_",
    "  ",
    "\n",
    "\r\n",
    "\r",
    "]]>",
    "<b>&",
]
NASTY += [
    "\x00",
    "\x0b",
    "\x1f",
    "\ud800",
    "\udfff",
    "\ufffe",
    "\uffff",
    "𠮷",
    "第一。\n第二。",
    "\u3000",
    "00123",
    "2026-01-01",
]
TEXTS = st.text(st.characters(exclude_categories=())) | st.lists(st.sampled_from(NASTY), max_size=4).map("".join)


@settings(max_examples=25, deadline=None)
@example(NASTY)
@example(["长" * 41, "长" * 41 + "&", " " + "长" * 41, "=" + "长" * 41])
@given(st.lists(TEXTS, min_size=1, max_size=30))
def test_any_text_comes_back_cell_for_cell(texts: list[str]) -> None:
    sheet = opened([LedgerRow(n, number=text, problem=text * 3) for n, text in enumerate(texts)])
    for at, text in enumerate(texts, FIRST):
        for place, given_text in ((2, text), (6, text * 3)):
            back = sheet.cell(at, place)
            assert as_excel_reads(back.value) == as_xml_allows(given_text)
            assert back.data_type == ("s" if back.value else "n")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"])
def test_what_looks_like_a_formula_is_marked_as_text(sign: str) -> None:
    back = cell(LedgerRow(1, problem=f'{sign}HYPERLINK("http://x","点")'), "反馈问题")
    assert (back.value, back.data_type, back.quotePrefix) == (f'{sign}HYPERLINK("http://x","点")', "s", True)
    assert cell(LedgerRow(1, problem="1=1"), "反馈问题").quotePrefix is False


@pytest.mark.parametrize("long", ["长" * 32_768, "𠮷" * 16_384, "x" * 40_000])
def test_a_text_beyond_excels_limit_is_cut_and_says_so(long: str) -> None:
    back = cell(LedgerRow(1, problem=long), "反馈问题").value
    assert back == long[: len(back) - len(CUT_MARK)] + CUT_MARK
    assert 32_766 <= len(back.encode("utf-16-le")) // 2 <= 32_767


@pytest.mark.parametrize("whole", ["长" * 32_767, "𠮷" * 16_383])
def test_a_text_up_to_excels_limit_is_whole(whole: str) -> None:
    assert cell(LedgerRow(1, problem=whole), "反馈问题").value == whole


@pytest.mark.parametrize("day", [datetime.date(1900, 3, 1), TODAY, datetime.date(9999, 12, 31)])
def test_a_date_comes_back_as_a_date(day: datetime.date) -> None:
    back = cell(LedgerRow(1, deadline=day, deadline_text="2026年底前"), "整改时限")
    assert (back.value, back.is_date, back.number_format) == (
        datetime.datetime.combine(day, datetime.time()),
        True,
        "yyyy-mm-dd",
    )


def test_a_day_that_excel_cannot_count_stays_a_text() -> None:
    assert cell(LedgerRow(1, deadline=datetime.date(1900, 2, 28)), "整改时限").value == "1900-02-28"


@pytest.mark.parametrize(
    ("row", "heading", "value"),
    [
        (LedgerRow(7), "序号", 7),
        (LedgerRow(1, deadline_text="长期坚持"), "整改时限", "长期坚持"),
        (LedgerRow(1), "整改时限", None),
        (LedgerRow(1, measures=MEASURES[:1]), "整改措施", MEASURES[0].text),
        (
            LedgerRow(1, measures=MEASURES),
            "整改措施",
            f"1. {MEASURES[0].text}\n2. {MEASURES[1].text}\n3. {MEASURES[2].text}",
        ),
        (LedgerRow(1, measures=MEASURES), "完成标准", "1. 档案齐全率100%\n2. 印发新办法"),
        (LedgerRow(1, time_frame=TimeFrame.MID_LONG, is_lasting=True), "整改类别", "中长期整改\n长期坚持"),
        (LedgerRow(1, is_lasting=True), "整改类别", "长期坚持"),
        (LedgerRow(1, progress="进展", outcome=""), "整改进展", "进展"),
        (LedgerRow(1, progress="进展", outcome="成效"), "整改进展", "成效"),
        (LedgerRow(1, status=Status.IN_PROGRESS), "状态", "整改中"),
        (LedgerRow(1, status=Status.STRUCK_OFF, kind=StrikeOffKind.COMPLETED), "状态", "已销号"),
        (LedgerRow(1, status=Status.STRUCK_OFF, kind=StrikeOffKind.TRANSFERRED), "状态", "已销号（移交）"),
        (LedgerRow(1, status="STRUCK_OFF", kind="INFEASIBLE"), "状态", "已销号（无法整改）"),
    ],
)
def test_what_a_column_says(row: LedgerRow, heading: str, value: object) -> None:
    assert cell(row, heading).value == value


@pytest.mark.parametrize(
    ("lamp", "days", "words", "colour"),
    [
        (Lamp.RED, -8, "■ 逾期\n8天", "00C9111F"),
        (Lamp.YELLOW, 0, "▲ 紧迫\n今天到期", "007D5300"),
        (Lamp.BLUE, 19, "◐ 临近\n剩19天", "000A72C4"),
        (Lamp.GREEN, 128, "● 正常\n剩128天", "001D7A43"),
        (Lamp.GREY, None, "◇ 未定时限", "005F6B7A"),
        (Lamp.DONE, -8, "✓ 已销号", "003D4854"),
        (Lamp.NONE, None, None, "00000000"),
    ],
)
def test_a_lamp_is_sign_word_and_colour(lamp: Lamp, days: int | None, words: str | None, colour: str) -> None:
    back = cell(LedgerRow(1, lamp=lamp, days_left=days), "预警")
    assert (back.value, back.font.color.rgb) == (words, colour)
