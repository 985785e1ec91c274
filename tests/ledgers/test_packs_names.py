"""Names in a pack: whatever people type, they stay in their folder, short, visible, and apart."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.ledgers.packs.names import BYTES, LONGEST, Given, folder_of, safe

ANY = st.text(st.characters(codec="utf-8"), max_size=300)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("会议纪要.pdf", "会议纪要.pdf"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("C:\\资料\\图.png", "C__资料_图.png"),
        ("fdp.exe\u202egnp.pdf", "fdp.exegnp.pdf"),
        ("表\n格\x00.xlsx", "表格.xlsx"),
        ("con.pdf", "_con.pdf"),
        ("LPT1", "_LPT1"),
        ("...", "未命名"),
        ("  .pdf", "pdf"),
        ("e\u0301.pdf", "é.pdf"),
        ("全\u3000角.pdf", "全 角.pdf"),
        ("长" * 90 + ".docx", "长" * 59 + ".docx"),
    ],
)
def test_a_name_is_made_safe(typed, name):
    assert safe(typed) == name


@given(ANY)
def test_no_name_leads_out_or_is_refused_by_a_system(typed):
    name = safe(typed)
    assert name not in ("", ".", "..")
    assert not set(name) & set('\\/:*?"<>|')
    assert not [each for each in name if unicodedata.category(each)[0] == "C"]
    assert name == name.strip(". ") or name.startswith("_")
    assert len(name) <= LONGEST + 1
    assert len(name.encode()) <= BYTES + 1


@given(ANY)
def test_a_safe_name_stays_as_it_is(typed):
    assert safe(safe(typed)) == safe(typed)


@given(st.lists(ANY | st.sampled_from(["a.pdf", "A.pdf", "a（2）.pdf", "长" * 200 + ".pdf"]), max_size=30))
def test_no_name_is_given_twice(typed):
    given_names = Given()
    names = [given_names.give(each) for each in typed]
    assert len({name.casefold() for name in names}) == len(typed)
    assert all(safe(name) == name for name in names)


@pytest.mark.parametrize(
    ("number", "problem", "folder"),
    [
        ("6-01-01", "信访办理不及时。群众不满意。", "6-01-01 信访办理不及时"),
        ("6-01-02", "党组学习/研讨走过场\n第二行", "6-01-02 党组学习_研讨走过场"),
        ("6-01-03", "一" * 60, "6-01-03 " + "一" * 21 + "…"),
        ("6-01-04", "落实中央1.2号文件", "6-01-04 落实中央1．2号文件"),
        ("6-01-05", "", "6-01-05"),
    ],
)
def test_a_folder_is_the_number_and_the_begin_of_the_problem(number, problem, folder):
    assert folder_of(number, problem) == folder
