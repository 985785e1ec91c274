"""The command writes the pack that the register hands out, cut to what the named user may see."""

from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories import issued, make_category, make_user
from tests.ledgers.packed import opened
from tracker.actions.packs import NOTHING
from tracker.models import Export

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[int, str, str]:
    """(exit code, what was said, what was complained of)."""
    out, err, code = StringIO(), StringIO(), 0
    try:
        call_command("export_pack", *arguments, stdout=out, stderr=err)
    except SystemExit as ended:
        code = ended.code
    return code, out.getvalue().strip(), err.getvalue().strip()


@pytest.fixture
def city(cast):
    make_category()
    make_user(cast.clerk, "clerk")
    make_user(cast.auditor, "auditor")
    issued(cast, problem="低保审核不严。")
    issued(cast, unit=cast.other_unit, problem="河道清淤滞后。")
    return cast


@pytest.mark.parametrize(
    ("arguments", "folders"),
    [
        ([], ["市民政局/6-01-01 低保审核不严", "市水利局/6-02-01 河道清淤滞后"]),
        (["--as", "clerk"], ["6-01-01 低保审核不严"]),
        (["--filter", "q=信访"], []),
    ],
)
def test_it_writes_the_items_asked_for(city, tmp_path, arguments, folders):
    out = tmp_path / "out.zip"
    told = run(str(out), *arguments)
    if not folders:
        assert (told, [*tmp_path.iterdir()]) == ((1, "", NOTHING), [])
        return
    assert told == (0, f"已导出 {len(folders)} 项：{out}，校验码 {Export.objects.get().code}", "")
    with out.open("rb") as file:
        names = opened([file.read()]).namelist()
    assert [name.rpartition("/")[0] for name in names if name.endswith("审批表.xlsx")] == folders


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--as", "nobody"], "没有用户名为“nobody”的在用账号。"),
        (["--as", "auditor"], NOTHING),
        (["--filter", "waiting=1"], "“待办”因人而异，要写明是谁的：加 --as 用户名。"),
    ],
)
def test_refusals_are_told_and_leave_no_file(city, tmp_path, arguments, complaint):
    assert run(str(tmp_path / "out.zip"), *arguments) == (1, "", complaint)
    assert [*tmp_path.iterdir()] == []


def test_a_folder_that_is_not_there_is_told(city, tmp_path):
    out = tmp_path / "none" / "out.zip"
    assert run(str(out)) == (1, "", f"写不了文件“{out}”。")
