"""What is recognised of a template: sheet, header, rows that are replaced, and what each column asks for."""

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.ledgers import template_books
from tests.ledgers.template_books import HEAD, box
from tracker.errors import Unreadable
from tracker.ledgers.columns import COLUMNS
from tracker.ledgers.filling import CHOICES, is_choice, recognised, words_of
from tracker.ledgers.filling.meanings import proposed
from tracker.ledgers.reading.columns import Roles

PLAIN = ("序号", "责任单位", "反馈问题", "整改措施", "整改时限")


def places(path: Path) -> list[tuple]:
    found = (blank.place for blank in recognised(path, path.name))
    return [(each.sheet, each.header_top, each.header_bottom, each.first, each.last) for each in found]


def mapping(path: Path) -> dict[str, str]:
    return recognised(path, path.name)[0].mapping


def said(path: Path, name: str = "") -> str:
    with pytest.raises(Unreadable) as refused:
        recognised(path, name or path.name)
    return refused.value.sentence


def drawn(path: Path, *rows: tuple, boxed: int = 1, merges: tuple[str, ...] = ()) -> Path:
    """A sheet whose first rows have borders."""
    book = Workbook()
    for number, texts in enumerate(rows, 1):
        if number <= boxed:
            box(book.active, number, 1, texts)
        else:
            book.active.append(texts)
    for each in merges:
        book.active.merge_cells(each)
    book.save(path)
    return path


def test_the_three_forms(tmp_path):
    assert places(template_books.plain(tmp_path / "a.xlsx")) == [("汇总", 1, 1, 2, 2)]
    assert places(template_books.official(tmp_path / "b.xlsx")) == [("附件2", 4, 6, 8, 12)]
    assert places(template_books.shifted(tmp_path / "c.xlsx")) == [("Sheet", 5, 5, 6, 7)]


def test_what_the_columns_ask_for(tmp_path):
    assert mapping(template_books.official(tmp_path / "b.xlsx")) == {
        "A": "ordinal",
        "B": "problem_class",
        "C": "problem",
        "D": "measures",
        "E": "standards",
        "F": "deadline",
        "G": "progress",
        "H": "status",
        "J": "unit",
        "K": "leader",
        "L": "remark",
    }
    assert mapping(template_books.shifted(tmp_path / "c.xlsx")) == {
        "C": "source_number",
        "D": "problem",
        "F": "measures",
        "G": "leader",
        "H": "unit+owner",
        "I": "deadline",
        "J": "patron",
    }


@pytest.mark.parametrize(
    ("below", "boxed", "last"),
    [
        ((), 1, 2),
        (((None,) * 5,) * 4, 5, 5),
        ((("1",), ("2",), ("3",)), 1, 1),  # no border under a boxed header: not the table's
        ((("1", *[None] * 4), ("2", *[None] * 4)), 3, 3),
        ((("例：", "某局", "问题", "措施", "6月底"), ("填表人：",)), 2, 2),
        ((("一、党建方面", *[None] * 4), ("1", "某局", "问题不小。", "措施", "6月底")), 3, 3),
        ((("注：每月报送。", *[None] * 4), ("1", "2", "3", "4", "5")), 3, 1),
        ((("合计", *[None] * 4),), 2, 1),
        (((None,) * 5, ("审核人：", None, None, None, "填表人：")), 2, 2),
    ],
)
def test_rows_that_are_replaced_end_at_the_foot(tmp_path, below, boxed, last):
    path = drawn(tmp_path / "a.xlsx", PLAIN, *below, boxed=boxed)
    assert places(path) == [("Sheet", 1, 1, 2, last)]


def test_rows_of_numbers_and_hints_belong_to_the_head(tmp_path):
    hints = ("（必填）", "（全称）", "（照抄）", "（逐条）", "（年月日）")
    path = drawn(tmp_path / "a.xlsx", PLAIN, ("1", "2", "3", "4", "5"), hints, (None,) * 5, boxed=4)
    assert places(path) == [("Sheet", 1, 1, 4, 4)]


def test_a_second_table_below_is_no_sample(tmp_path):
    path = drawn(tmp_path / "a.xlsx", PLAIN, (None,) * 5, PLAIN, (None,) * 5, boxed=4)
    assert places(path) == [("Sheet", 1, 1, 2, 2)]


def test_the_sheet_whose_header_says_most_comes_first(tmp_path):
    path = template_books.plain(tmp_path / "a.xlsx")
    book = load_workbook(path)
    box(book.create_sheet("简表"), 1, 1, PLAIN, HEAD)
    box(book.create_sheet("藏着"), 1, 1, PLAIN, HEAD)
    book["藏着"].sheet_state = "hidden"
    book.move_sheet("简表", -1)
    book.save(path)
    assert [place[0] for place in places(path)] == ["汇总", "简表"]


def test_a_header_we_do_not_know_is_told_by_what_was_found(tmp_path):
    assert said(template_books.stranger(tmp_path / "a.xlsx")) == (
        "没有在文件里找到整改台账，只看到工作表“工资”（姓名、身份证号、基本工资、津贴）："
        "模板要有一行看得出含义的表头，至少写明问题、整改措施、时限或责任人。"
    )


def with_member(path: Path, name: str, data: bytes) -> Path:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return path


def test_what_is_no_workbook_for_filling_is_refused_in_words(tmp_path):
    text = tmp_path / "a.xlsx"
    text.write_text("序号,反馈问题,整改措施,整改时限\n")
    assert said(text) == "模板要用 Excel 工作簿，请在 Excel 或 WPS 中另存为 xlsx 后再上传。"
    locked = tmp_path / "locked.xlsx"
    locked.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert said(locked) == "文件加了密码，请取消密码后再上传。"
    macro = with_member(template_books.plain(tmp_path / "macro.xlsx"), "xl/vbaProject.bin", b"x")
    assert said(macro, "macro.xlsm") == "模板里带有宏，为防病毒不能使用；请另存为不带宏的 xlsx 后再上传。"
    bomb = with_member(template_books.plain(tmp_path / "bomb.xlsx"), "xl/media/a.bin", b"0" * (60 << 20))
    assert said(bomb) == "文件解开后过大，不像正常的台账，没有读取。"
    wide = with_member(template_books.plain(tmp_path / "wide.xlsx"), "xl/worksheets/sheet9.xml", b"<c/>" * (4 << 20))
    assert said(wide).startswith("工作表解开后有 16 MB，请选中表格下方的空行")


def test_a_workbook_without_macros_may_be_called_xlsm(tmp_path):
    path = template_books.plain(tmp_path / "a.xlsm")
    assert places(path) == [("汇总", 1, 1, 2, 2)]


def test_every_column_of_ours_is_known_by_its_own_heading():
    shown = {key: column for key, column in COLUMNS.items() if not column.hidden}
    assert {key for keys in CHOICES for key in keys.split("+") if key} == shown.keys()
    assert [keys for keys in CHOICES if not is_choice(keys)] == []
    assert [is_choice(keys) for keys in ("version", "unit+", "+", "whatever", "unit+unit")] == [False] * 4 + [True]
    assert words_of("unit+leader") == "责任单位（牵头）、牵头领导"


def test_nothing_is_printed_twice_unless_asked_for():
    headings = {1: "责任单位", 2: "责任科室", 3: "牵头单位", 4: "责任领导", 5: "包抓领导"}
    roles = Roles({"units": [1, 2, 3], "leader": [4, 5]})
    assert proposed(headings, roles) == {1: "unit", 2: "department", 3: "", 4: "leader", 5: "patron"}
