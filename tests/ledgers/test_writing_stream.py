"""What the stream of a ledger promises: more sheets, first bytes at once, flat memory, whole files."""

import io
import itertools
import tracemalloc
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from tests.ledgers.ledger_rows import FIRST, LEDGER, WORDS, round_rows, written
from tracker.ledgers.writing import Limits, stream_ledger, write_ledger


def test_a_sheet_that_is_full_is_followed_by_another() -> None:
    book = load_workbook(io.BytesIO(written(round_rows(5), limits=Limits(rows=2))))
    assert book.sheetnames == ["整改台账", "整改台账（2）", "整改台账（3）"]
    ordinals = [[sheet.cell(row, 1).value for row in range(FIRST, sheet.max_row + 1)] for sheet in book]
    assert ordinals == [[1, 2], [3, 4], [5, None, LEDGER.foot[0]]]
    assert [sheet.auto_filter.ref for sheet in book] == ["A5:U7", "A5:U7", "A5:U6"]
    assert [sheet.print_title_rows for sheet in book] == ["$4:$5"] * 3
    assert [sheet["A1"].value for sheet in book] == [WORDS["title"]] * 3


def test_rows_that_just_fill_a_sheet_need_no_other() -> None:
    book = load_workbook(io.BytesIO(written(round_rows(4), limits=Limits(rows=2))))
    assert book.sheetnames == ["整改台账", "整改台账（2）"]


def test_a_sheet_ends_early_when_its_xml_grows_too_big() -> None:
    book = load_workbook(io.BytesIO(written(round_rows(500), limits=Limits(size=1))))
    assert [sheet.auto_filter.ref for sheet in book] == ["A5:U205", "A5:U205", "A5:U105"]


def test_the_first_bytes_come_before_the_first_row() -> None:
    asked = []
    chunks = stream_ledger(LEDGER, (asked.append(row) or row for row in round_rows(1)), **WORDS)
    assert next(chunks)[:4] == b"PK\x03\x04"
    assert asked == []


def test_a_reader_who_goes_away_ends_the_stream() -> None:
    asked = []
    chunks = stream_ledger(LEDGER, (asked.append(row) or row for row in round_rows(2000)), **WORDS)
    assert len(list(itertools.islice(chunks, 2))) == 2
    before = len(asked)
    chunks.close()
    assert (list(chunks), len(asked), before < 2000) == ([], before, True)


def peak_of(count: int) -> int:
    tracemalloc.start()
    for _ in stream_ledger(LEDGER, round_rows(count), **WORDS):
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_rows() -> None:
    assert abs(peak_of(20_000) - peak_of(2_000)) < 2_000_000


def test_equal_rows_give_equal_bytes() -> None:
    assert written(round_rows(20)) == written(round_rows(20))


def members(data: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_file_holds_what_the_stream_holds(tmp_path: Path) -> None:
    write_ledger(LEDGER, round_rows(20), out=tmp_path / "台账.xlsx", **WORDS)
    file = io.BytesIO()
    write_ledger(LEDGER, round_rows(20), out=file, **WORDS)
    assert (
        members((tmp_path / "台账.xlsx").read_bytes()) == members(file.getvalue()) == members(written(round_rows(20)))
    )


def test_a_file_appears_only_once_it_is_whole(tmp_path: Path) -> None:
    def broken():
        yield from round_rows(300)
        raise RuntimeError("the database went away")

    target = tmp_path / "台账.xlsx"
    target.write_text("the old one")
    with pytest.raises(RuntimeError, match="went away"):
        write_ledger(LEDGER, broken(), out=target, **WORDS)
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("台账.xlsx", "the old one")]
