"""A column's cells are the same whether its texts are looked at together or one by one."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook

from tracker.ledgers.columns import COLUMNS
from tracker.ledgers.writing.cells import MOST_UNITS, all_plain, is_formula_like, text_element
from tracker.ledgers.writing.styles import style_numbers
from tracker.ledgers.writing.tails import REMEMBERED, Cells

END = b'<c r="C'
AN_EXAMPLE = "核查档案，逐份补齐入户核查记录、审批签字。"


def problems() -> Cells:
    return Cells(COLUMNS["problem"], style_numbers(Workbook()), END)


@given(st.lists(st.text(min_size=1, max_size=40), min_size=1, max_size=5))
@example(["一\n二", "三"])
@example([AN_EXAMPLE, "\ufffe"])
@example(["半个字 \ud800"])
def test_together_as_one_by_one(texts: list[str]) -> None:
    alone = problems()
    one_by_one = [alone._known[text] for text in texts]  # each made on its own, as where one of them is not plain
    parts, lines = problems().tails(texts)
    assert [*zip(parts, lines, strict=True)] == one_by_one


EDGES = ["", " 一", "一\n", "=1+1", "＋一", "-一", "\t一"]
RARE = ["a&b", "a<b", "a_x000D_", "\x00", "\r\n", "\x1f", "\ufffe", "\uffff", "\ud800", "甲" * MOST_UNITS]


@pytest.mark.parametrize("odd", [*EDGES, *RARE])
def test_texts_are_plain_only_together(odd: str) -> None:
    assert all_plain([AN_EXAMPLE, odd]) == []


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_a_plain_text_is_written_as_it_is(texts: list[str]) -> None:
    for text, data in zip(texts, all_plain(texts), strict=False):
        assert not is_formula_like(text)
        assert text_element(text).encode() == b"<is><t>%s</t></is>" % data


def test_what_is_remembered_is_bounded() -> None:
    column = problems()
    for start in range(0, 4 * REMEMBERED, 100):
        column.tails([*map(str, range(start, start + 100)), AN_EXAMPLE])
    assert len(column._known) == REMEMBERED
    assert AN_EXAMPLE not in column._known
