"""A written ledger in LibreOffice: it prints as it should, and takes no text for a formula."""

import csv
import subprocess
from pathlib import Path

import pytest

from tests.ledgers.ledger_rows import LEDGER, WORDS, round_rows
from tracker.ledgers.columns import LedgerRow
from tracker.ledgers.writing import write_ledger

pytestmark = [pytest.mark.needs("soffice"), pytest.mark.real_clock]

TEXTS = ["=1+1", "+A1", "-3", "@SUM(A1)", "\t=2", "_x0041_", "  前后  ", "一\n二", "<b>&", "00123", "𠮷", "2026-01-01"]


def converted(source: Path, to: str) -> Path:
    """The file as LibreOffice writes it in another format, with a profile of its own."""
    command = ["soffice", f"-env:UserInstallation={(source.parent / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", to, "--outdir", str(source.parent), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return source.with_suffix(f".{to.split(':')[0]}")


def said(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


@pytest.mark.needs("pdftotext", "pdfinfo")
def test_it_prints_on_a3_with_its_head_on_every_page(tmp_path: Path) -> None:
    source = tmp_path / "ledger.xlsx"
    write_ledger(LEDGER, round_rows(40), out=source, **WORDS)
    pdf = str(converted(source, "pdf"))
    facts = dict(line.split(":", 1) for line in said("pdfinfo", pdf).splitlines())
    count = int(facts["Pages"])
    assert (count > 1, facts["Page size"].split()[:3], "A3" in facts["Page size"]) == (
        True,
        ["1190.55", "x", "841.89"],
        True,
    )
    pages = said("pdftotext", "-layout", pdf, "-").split("\f")[:count]
    assert [sum(page.count(column.heading) > 0 for column in LEDGER.columns) for page in pages] == [20] * count
    assert [f"第{number}页 共{count}页" in page for number, page in enumerate(pages, 1)] == [True] * count
    assert [WORDS["title"] in page for page in pages] == [True] + [False] * (count - 1)
    assert [LEDGER.foot[0] in page for page in pages] == [False] * (count - 1) + [True]
    assert [sum(f"6-02-{number:03d}" in page for page in pages) for number in range(1, 41)] == [1] * 40


def test_libreoffice_reads_every_text_as_text(tmp_path: Path) -> None:
    source = tmp_path / "ledger.xlsx"
    rows = [LedgerRow(number, problem=text) for number, text in enumerate(TEXTS, 1)]
    write_ledger(LEDGER, rows, out=source, signature_lines=(), **WORDS)
    table = converted(source, "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false")
    with table.open(encoding="utf-8", newline="") as file:
        read = list(csv.reader(file))
    assert [row[5] for row in read[5:]] == TEXTS
