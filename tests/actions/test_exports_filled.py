"""Exports that fill a template of the superior: exports like others, or a refusal before anything is written."""

import io
import subprocess

import pytest
from django.db import connection
from openpyxl import load_workbook

from tests.factories import issued, item_at, make_category, make_user
from tests.ledgers import template_books
from tracker.actions import imports, jobs
from tracker.actions.exports import export, layout_of
from tracker.actions.exports_filled import code_of, named
from tracker.enums import JobKind, Status
from tracker.errors import Refused
from tracker.jobs.work import work_off
from tracker.ledgers.checking import Verdict, checked
from tracker.ledgers.reading import read_ledger
from tracker.ledgers.workbooks import open_workbook
from tracker.management.working import KINDS
from tracker.models import Event, Export, Item, LedgerTemplate, Preference
from tracker.queries import verify
from tracker.vault import path_of, staged

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def categories(db):
    make_category()


def content_of(row: LedgerTemplate, by, rows=None, **about) -> tuple[Export, bytes]:
    made = export(code_of(row), Item.objects.order_by("pk") if rows is None else rows, by=by, **about)
    return made.row, b"".join(made.chunks)


def sentence(refused) -> str:
    return refused.value.sentence


@pytest.mark.parametrize("spoil", [lambda data: data[:-40], lambda data: data[:200] + b"\0" * 900 + data[1100:]])
def test_a_template_that_became_broken_is_refused_before_anything_is_written(cast, upload, spoil):
    issued(cast)
    row = upload(cast.clerk)
    path = path_of(row.sha256)
    data = path.read_bytes()
    path.unlink()
    path.write_bytes(spoil(data))
    with pytest.raises(Refused) as refused:
        export(code_of(row), Item.objects.all(), by=cast.clerk)
    assert sentence(refused) == "模板“省委台账”的文件打不开，没有导出。请重新上传这个模板，或联系系统管理员。"
    assert (Export.objects.exists(), Event.objects.filter(verb="export").exists()) == (False, False)


def test_a_template_is_filled_down_to_the_last_row_of_a_sheet_and_no_further(cast, upload):
    issued(cast)
    row = upload(cast.clerk, template_books.plain, first_row=1_048_576, last_row=1_048_575)
    _, content = content_of(row, cast.clerk)
    assert load_workbook(io.BytesIO(content))["汇总"].max_row == 1_048_576
    issued(cast)
    with pytest.raises(Refused) as refused:
        export(code_of(row), Item.objects.all(), by=cast.clerk)
    assert sentence(refused) == "共 2 行，从第 1,048,576 行填起，超过一张工作表的上限，请缩小范围后再导出。"
    assert Export.objects.count() == 1


def test_the_foot_needs_room_too(cast, upload):
    for _ in range(2):
        issued(cast)
    row = upload(cast.clerk, first_row=1_048_575, last_row=1_048_575)
    content_of(row, cast.clerk)
    path = path_of(row.sha256)
    book = open_workbook(path)
    book["附件2"]["A1048576"] = "注"
    path.unlink()
    book.save(path)
    with pytest.raises(Refused):
        export(code_of(row), Item.objects.all(), by=cast.clerk)


def test_the_export_holds_the_rows_of_the_post_and_is_an_export_like_others(cast, upload):
    item_at(Status.IN_PROGRESS, cast, problem="本单位的问题。")
    issued(cast, unit=cast.other_unit, problem="外单位的问题。")
    template = upload(cast.clerk)
    who = f"市民政局 {cast.clerk.person.name}（联络员）"
    row, content = content_of(template, cast.clerk, asked="status=ISSUED")
    page = load_workbook(io.BytesIO(content))["附件2"]
    assert [page.cell(number, 3).value for number in (8, 9)] == ["本单位的问题。", "=COUNTA(C8:C8)"]
    row.refresh_from_db()
    assert (row.layout, row.template, row.name, row.count) == (*("template", template, "省委台账_2026-11-23.xlsx", 1),)
    told = Event.objects.get(verb="export").data
    assert (told["layout"], told["template"], told["number"]) == (
        *("template", {"id": template.pk, "name": "省委台账"}, row.number),
    )
    assert path_of(row.sha256).read_bytes() == content
    assert Event.objects.get(verb="keep_export").data["sha256"] == row.sha256
    hidden = load_workbook(io.BytesIO(content))["导出信息"]
    assert [cell.value for cell in hidden["A"]] == [
        "上级模板：省委台账",
        "导出范围：全部事项，共 1 项",
        f"导出编号：{row.number}　导出时间：2026-11-23 15:30　导出人：{who}　校验码：{row.code}",
    ]
    assert verify.evidence() is None


def test_the_layout_last_used_stays_one_of_ours(cast, upload):
    issued(cast)
    user, template = make_user(cast.clerk), upload(cast.clerk)
    content_of(template, cast.clerk, user=user)
    assert (layout_of(user), Preference.objects.filter(key="layout").exists()) == ("ledger", False)


def test_the_check_finds_the_kept_copy_and_names_what_differs(cast, upload, tmp_path):
    item_at(Status.IN_PROGRESS, cast)
    row, content = content_of(upload(cast.clerk, template_books.shifted), cast.clerk)

    def verdict(data: bytes) -> tuple:
        with staged([data]) as file:
            found = checked(file.path, "来件.xlsx", file.sha256, Export.objects.visible_to(cast.clerk))
        return found.verdict, found.code, [(each.place, each.this) for each in found.differences]

    assert verdict(content) == (Verdict.UNTOUCHED, row.code, [])
    book = load_workbook(io.BytesIO(content))
    assert verdict(saved(book)) == (Verdict.SAME, row.code, [])
    book["Sheet"]["I6"] = "2030-01-01"
    assert verdict(saved(book)) == (Verdict.CHANGED, row.code, [("Sheet!I6", "2030-01-01")])
    book["导出信息"].sheet_state = "visible"
    assert verdict(saved(book))[2] == [("Sheet!I6", "2030-01-01")]
    del book["导出信息"]
    assert verdict(saved(book)) == (Verdict.FOREIGN, "", [])


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("by_measure", [False, True])
@pytest.mark.parametrize("draw", [template_books.plain, template_books.official, template_books.shifted])
def test_what_was_filled_is_read_back_by_the_importer(cast, upload, tmp_path, draw, by_measure):
    for number in range(4):
        item_at(Status.IN_PROGRESS, cast, problem=f"第{number}个问题，办理不及时。", source_number=f"{number + 1}")
    issued(cast, unit=cast.other_unit, problem="外单位的问题，清淤滞后。", source_number="5")
    _, content = content_of(upload(cast.supervisor, draw), cast.supervisor, by_measure=by_measure)
    path = tmp_path / "back.xlsx"
    path.write_bytes(content)
    found = read_ledger(path).items
    items = list(Item.objects.select_related("unit").order_by("pk"))
    assert [(each.problem, each.deadline, each.units) for each in found] == [
        (item.problem, item.deadline, (item.unit.name,)) for item in items
    ]
    assert [[measure.text for measure in each.measures] for each in found] == [
        [measure.text for measure in item.measures.kept()] for item in items
    ]
    about = {"inspection_round": cast.inspection_round, "unit": None, "name": "台账.xlsx", "chunks": [content]}
    intake = imports.intake_of(imports.upload(by=cast.supervisor, **about), by=cast.supervisor)
    assert ([row.known for row in intake.rows], intake.errors) == (items, [])


def test_queries_do_not_grow_with_the_rows(cast, upload, django_assert_num_queries):
    template = upload(cast.clerk)
    for _ in range(2):
        issued(cast)
        made = export(code_of(template), Item.objects.all(), by=cast.clerk)
        with django_assert_num_queries(13 if connection.vendor == "postgresql" else 12):
            b"".join(made.chunks)


def test_a_long_export_becomes_a_job_like_any_other(cast, upload):
    issued(cast)
    template, user = upload(cast.clerk), make_user(cast.clerk)
    asked = {"layout": code_of(template), "query": "", "ids": None}
    job = jobs.ask(JobKind.EXPORT, asked, by=cast.clerk, user=user, total=1)
    work_off(KINDS)
    job.refresh_from_db()
    assert (job.state, job.name) == ("DONE", "省委台账_2026-11-23.xlsx")


def test_a_template_is_named_by_name_or_id(cast, upload):
    mine, other = upload(cast.clerk), upload(cast.stranger)
    assert (named("省委台账", cast.clerk), named(str(other.pk), None)) == (mine, other)
    with pytest.raises(Refused) as refused:
        named("省委台账", None)
    assert sentence(refused) == (
        f"名为“省委台账”的上级模板有 2 个，请写编号：{mine.pk}（市民政局）、{other.pk}（市水利局）。"
    )
    with pytest.raises(Refused) as refused:
        named(str(other.pk), cast.clerk)
    assert sentence(refused) == f"没有名为“{other.pk}”的上级模板，可以用的有：{mine.pk} 省委台账。"


@pytest.mark.needs("soffice")
def test_libreoffice_opens_what_was_filled(cast, upload, tmp_path):
    for problem in ("信访办理不及时。", "=1+1"):
        issued(cast, problem=problem)
    source = tmp_path / "filled.xlsx"
    source.write_bytes(content_of(upload(cast.clerk), cast.clerk)[1])
    command = ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    subprocess.run(
        [*command, "--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(tmp_path / "out"), str(source)],
        check=True,
        capture_output=True,
        timeout=120,
    )
    again = load_workbook(tmp_path / "out" / "filled.xlsx", data_only=True)
    with (tmp_path / "out" / "filled.xlsx").open("rb") as file, staged([file.read()]) as kept:
        found = checked(kept.path, "来件.xlsx", kept.sha256, Export.objects.all())
    assert (found.verdict, found.differences) == (Verdict.SAME, ())
    page = again["附件2"]
    assert [page.cell(row, 3).value for row in (8, 9, 10)] == ["信访办理不及时。", "=1+1", 2]
    assert (page["A14"].value, again["导出信息"].sheet_state) == ("主要负责人（签字）：", "hidden")
    assert {"A12:L13", "A14:D14"} <= {str(each) for each in page.merged_cells.ranges}
