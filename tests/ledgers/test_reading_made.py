"""Files as programs make them: names of parts, encodings, formats and marks that no office would draw on paper."""

import datetime as dt
import re
import zipfile
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from tests.ledgers.reading_books import told
from tracker.errors import Unreadable
from tracker.ledgers.reading import as_json, json_texts, read_ledger

HEAD = ["序号", "反馈问题", "整改措施", "责任人", "整改时限"]
ROW = [1, "问题甲不落实。", "措施甲", "张某某"]
TOLD = ("1", "问题甲不落实。", ["措施甲"], ("张某某",), "2024-03-31")
SHEET = "xl/worksheets/sheet1.xml"


def made(path: Path, value: object = dt.date(2024, 3, 31), shown: str = "yyyy/m/d") -> Path:
    """A workbook with shared strings, its deadline this value in this format."""
    workbook = Workbook(path)
    sheet = workbook.add_worksheet("台账")
    sheet.write_row(0, 0, HEAD)
    sheet.write_row(1, 0, ROW)
    sheet.write(1, 4, value, workbook.add_format({"num_format": shown}))
    workbook.close()
    return path


def altered(path: Path, renamed: dict[str, str], **replaced: str) -> Path:
    """The workbook with parts renamed, and words in all of them (of names and content) exchanged."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            for old, new in renamed.items():
                name, content = name.replace(old, new), content.replace(old, new)
            for old, new in replaced.items():
                content = content.replace(old, new)
            archive.writestr(name, content)
    return path


def only(path: Path, *names: str):
    (item,) = read_ledger(path).items
    return told(item, *(names or ("source_number", "problem", "measures", "owners", "deadline")))


def refused(path: Path) -> str:
    with pytest.raises(Unreadable) as error:
        read_ledger(path)
    return error.value.sentence


@pytest.mark.parametrize(
    "renamed",
    [
        {"workbook.xml": "workbook22.xml", "sharedStrings.xml": "sharedStrings2.xml", "styles.xml": "styles3.xml"},
        {"worksheets/sheet1.xml": "data.xml"},
        {"xl/": "/xl/", "[Content": "/[Content", "_rels/.": "/_rels/."},
    ],
    ids=["numbered", "elsewhere", "from the root"],
)
def test_parts_are_found_by_their_relations(tmp_path, renamed):
    assert only(altered(made(tmp_path / "a.xlsx"), renamed)) == TOLD


def test_halves_of_characters_do_not_spoil_the_reading(tmp_path):
    path = altered(made(tmp_path / "a.xlsx"), {}, 措施甲="措施_xD83D__xDE00_甲_xD83D_")
    assert only(path, "measures") == (["措施😀甲"],)
    assert "".join(json_texts(read_ledger(path))).encode()
    assert as_json(read_ledger(path))


def test_a_time_in_iso_form_is_kept_as_written(tmp_path):
    path = made(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        cell = re.search(r'<c r="E2"[^>]*><v>[^<]*</v>', archive.read(SHEET).decode())[0]
    altered(path, {cell: '<c r="E2" t="d"><v>T10:00:00</v>'})
    assert only(path, "deadline", "deadline_text") == (None, "T10:00:00")
