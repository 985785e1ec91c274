"""The command writes what the register's export writes, and opens in an office as it should."""

import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from openpyxl import load_workbook

from tests.factories import issued, item_at, make_category, make_user
from tests.ledgers.import_books import STANDARD, take
from tracker.enums import Status
from tracker.ledgers.layouts import LAYOUTS
from tracker.models import Event, Export

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str, str]:
    """(exit code, what was said, what was complained of)."""
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("export_ledger", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        code = ended.code
    return code, out.getvalue().strip(), err.getvalue().strip()


def numbers(path: Path) -> list[str]:
    page = load_workbook(path).worksheets[0]
    return [row[1] for row in page.iter_rows(min_row=6, values_only=True) if isinstance(row[0], int)]


@pytest.fixture
def city(cast):
    make_user(cast.clerk, "clerk")
    make_user(cast.auditor, "auditor")
    issued(cast)
    issued(cast, unit=cast.other_unit)
    item_at(Status.PLANNING, cast)
    return cast


@pytest.mark.parametrize(
    ("arguments", "rows"),
    [
        ([], ["6-01-01", "6-01-02", "6-02-01"]),
        (["--as", "clerk"], ["6-01-01", "6-01-02"]),
        (["--as", "clerk", "--filter", "status=ISSUED&headline=1"], ["6-01-01"]),
        (["--filter", "status=ISSUED"], ["6-01-01", "6-02-01"]),
    ],
)
def test_it_writes_the_rows_asked_for(city, tmp_path, arguments, rows):
    out = tmp_path / "out.xlsx"

    code, told, complaint = run("ledger", str(out), *arguments)

    assert (code, told, complaint) == (0, f"已导出 {len(rows)} 项：{out}，校验码 {Export.objects.get().code}", "")
    assert (numbers(out), [path.name for path in tmp_path.iterdir()]) == (rows, ["out.xlsx"])
    event = Event.objects.get(verb="export")
    assert (event.post, event.data["count"]) == (city.clerk if "--as" in arguments else None, len(rows))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["none", "out.xlsx"], f"没有名为“none”的台账，可以导出的有：{'、'.join(LAYOUTS)}。"),
        (["ledger", "out.xlsx", "--as", "nobody"], "没有用户名为“nobody”的在用账号。"),
        (["ledger", "out.xlsx", "--as", "auditor"], "所选范围内没有事项，没有导出。请放宽筛选条件后再导出。"),
        (["ledger", "out.xlsx", "--filter", "colour=red"], "没有名为“colour”的筛选条件，没有导出。"),
        (["ledger", "out.xlsx", "--filter", "waiting=1"], "“待办”因人而异，要写明是谁的：加 --as 用户名。"),
        (["ledger", "nowhere/out.xlsx"], "写不了文件“nowhere/out.xlsx”。"),
    ],
)
def test_refusals_are_one_sentence(city, tmp_path, monkeypatch, arguments, sentence):
    monkeypatch.chdir(tmp_path)

    assert run(*arguments) == (1, "", sentence)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.needs("soffice", "pdftotext")
@pytest.mark.real_clock
def test_an_office_prints_the_real_file(cast, tmp_path):
    make_category()
    take(STANDARD, cast.supervisor, cast, cast.unit)
    out = tmp_path / "out.xlsx"
    run("ledger", str(out))

    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(tmp_path), str(out)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)

    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "out.pdf"), "-"], check=True, capture_output=True, text=True, timeout=60
    ).stdout
    told = ["反馈问题整改台账", "填报单位：市民政局", "各轮反馈 5 个", "6-01-05", "第1页", "单位主要负责人（签字）："]
    assert [words for words in told if words not in text] == []
