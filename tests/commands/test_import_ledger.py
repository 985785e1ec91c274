"""The command reads without a database, and takes in what page 导入 would."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.factories import make_category, make_user
from tracker.models import Event, Import, Item

ROOT = Path(__file__).parents[2]
PRACTICE = ROOT / "tests" / "ledgers" / "practice"
STANDARD = str(PRACTICE / "01_xuncha_standard.xlsx")
TRUNCATED = str(PRACTICE / "25_truncated.xlsx")
CUT_OFF = "文件不完整或已损坏（可能没有传完），请重新导出或重新上传。"


def run(*arguments: str, **options) -> tuple[int, str, str]:
    """(exit code, what was said, what was complained of)."""
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("import_ledger", *arguments, stdout=out, stderr=err, **options)
    except SystemExit as ended:
        code = ended.code
    return code, out.getvalue().strip(), err.getvalue().strip()


@pytest.fixture
def office(cast):
    make_category()
    make_user(cast.supervisor, "office")
    make_user(cast.clerk, "clerk")
    make_user(cast.auditor, "auditor")
    return cast


def shell(file: str, folder: Path) -> subprocess.CompletedProcess:
    """The command as the scorer calls it, with a data folder that holds nothing but a key."""
    (folder / "secret_key").write_text("k" * 50)
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_VERSION"}
    environment |= {"TRACKER_DATA": str(folder), "DATABASE_URL": ""}
    command = [sys.executable, "manage.py", "import_ledger", file, "--dry-run", "--json"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)


def test_a_dry_run_needs_no_database(tmp_path):
    told = shell(STANDARD, tmp_path)

    items = json.loads(told.stdout)["items"]
    assert (told.returncode, told.stderr, len(items)) == (0, "", 5)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret_key"]


def test_a_file_cut_off_ends_in_a_sentence(tmp_path):
    told = shell(TRUNCATED, tmp_path)

    assert (told.returncode, told.stderr.strip()) == (2, CUT_OFF)
    assert json.loads(told.stdout) == {"items": [], "error": CUT_OFF}


def test_the_summary_is_readable():
    code, out, _ = run(str(PRACTICE / "17_gb18030.csv"), "--dry-run")

    assert (code, out.splitlines()[:4]) == (
        0,
        [
            "X区2023年度安全隐患排查整改台账　X区某学校",
            "读出 5 项、7 条措施。",
            "工作表“17_gb18030”　表头第 3 行，5 项",
            "1. 安全出口锁闭，疏散通道堆放杂物。　措施 2 条　2023年9月15日 → 2023-09-15",
        ],
    )


def test_it_takes_in_for_the_office(office):
    code, out, err = run(STANDARD, "--round", "6", "--unit", "市民政局", "--as", "office")

    assert (code, out, err) == (0, "已导入：新增 5 项，补入方案 0 项，已有不改 0 项。", "")
    assert [item.unit for item in Item.objects.all()] == [office.unit] * 5

    code, out, _ = run(STANDARD, "--unit", "市民政局", "--as", "office", "--json")
    assert (code, json.loads(out)) == (0, {"items": [], "updated": [], "known": 5, "error": None})


def test_a_clerk_logs_own_tasks(office):
    assert run(STANDARD, "--as", "clerk")[0] == 0

    assert set(Item.objects.values_list("source", "status", "unit")) == {("TASK", "PLANNING", office.unit.pk)}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "导入要写明以谁的名义：加 --as 用户名；只看怎么读，加 --dry-run。"),
        (["--as", "nobody"], "没有用户名为“nobody”的在用账号。"),
        (["--as", "auditor"], "导入由单位联络员或市委巡察办办理，您现在的任职不能办理。"),
        (["--as", "office", "--round", "99"], "没有代码为“99”的未办结轮次。"),
        (["--as", "office", "--unit", "市蚕桑局"], "系统中没有名为“市蚕桑局”的单位。"),
        (["--as", "clerk", "--unit", "市水利局"], "“登记”由事项牵头单位的联络员办理，您现在的任职不能办理。"),
    ],
)
def test_refusals_are_one_sentence(office, arguments, sentence):
    assert run(STANDARD, *arguments) == (1, "", sentence)
    assert (Import.objects.count(), Item.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_errors_are_told_by_cell(office):
    code, out, err = run(STANDARD, "--as", "office", "--json")

    lines = err.splitlines()
    assert (code, lines[:2]) == (
        1,
        [
            "有 5 处须更正，整个台账都没有导入。请在核对页逐格改好，再确认。",
            "整改台账!G4　“机关党委、办公室”不在本轮次的反馈单位中。",
        ],
    )
    assert json.loads(out) == {"items": [], "error": err}
    assert Item.objects.count() == 0


def test_a_file_that_is_not_there(office):
    assert run("没有.xlsx", "--dry-run") == (2, "", "没有文件“没有.xlsx”。")
