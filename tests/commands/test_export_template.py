"""The command fills a template of the superior, named by its name or its id."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.commands.test_export_ledger import run
from tests.factories import issued, make_user
from tests.ledgers import template_books
from tracker.actions import templates
from tracker.models import Export, LedgerTemplate, Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(cast):
    make_user(cast.clerk, "clerk")
    issued(cast, problem="本单位的问题。")
    issued(cast, unit=cast.other_unit, problem="外单位的问题。")
    return cast


def kept(post: Post, path: Path, name: str) -> LedgerTemplate:
    content = template_books.plain(path / "a.xlsx").read_bytes()
    row = templates.add(by=post, name=name, file_name="a.xlsx", chunks=[content])
    told = {"sheet": row.sheet, "columns": row.columns, "first_row": row.first_row, "last_row": row.last_row}
    return templates.confirm(row, by=post, name=name, **told)


def problems(path: Path) -> list[str]:
    return [cell.value for cell in load_workbook(path)["汇总"]["C"]][1:]


def test_by_name_and_by_id(city, tmp_path):
    row = kept(city.clerk, tmp_path, "省委台账")
    out = tmp_path / "out.xlsx"
    code, said, _ = run("template", str(out), "--template", "省委台账", "--as", "clerk")
    assert (code, said) == (0, f"已导出 1 项：{out}，校验码 {Export.objects.get().code}")
    assert problems(out) == ["本单位的问题。"]
    assert run("template", str(out), "--template", str(row.pk))[0] == 0
    assert problems(out) == ["本单位的问题。", "外单位的问题。"]


def test_what_cannot_be_filled_is_told_and_nothing_is_written(city, tmp_path):
    kept(city.stranger, tmp_path, "外单位的")
    out = tmp_path / "out.xlsx"
    pair = "用上级模板导出，台账一项写 template，并写明 --template 名称或编号；两样缺一不可。"
    assert run("template", str(out))[::2] == (1, pair)
    assert run("ledger", str(out), "--template", "外单位的")[::2] == (1, pair)
    said = "没有名为“外单位的”的上级模板，可以用的有：还没有。"
    assert run("template", str(out), "--template", "外单位的", "--as", "clerk")[::2] == (1, said)
    assert (out.exists(), Export.objects.exists()) == (False, False)
