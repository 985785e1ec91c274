"""Templates of the superior: who may keep one, what is written of it, and exports that fill it."""

import io
import subprocess

import pytest
from django.db import connection
from openpyxl import load_workbook

from tests.factories import issued, item_at, make_category, make_user
from tests.ledgers import template_books
from tracker.actions import imports, jobs, templates
from tracker.actions.exports import export, layout_of
from tracker.actions.exports_filled import code_of, named
from tracker.enums import JobKind, Status
from tracker.errors import Invalid, Refused, Stale, Unreadable
from tracker.jobs.work import work_off
from tracker.ledgers.checking import Verdict, checked
from tracker.ledgers.reading import read_ledger
from tracker.ledgers.workbooks import open_workbook
from tracker.management.working import KINDS
from tracker.models import Event, Export, Item, LedgerTemplate, Preference
from tracker.queries import verify
from tracker.queries.templates import usable_by
from tracker.vault import path_of, staged

pytestmark = pytest.mark.django_db
GONE = "没有这个上级模板，或者已经停用。请在“导出→管理模板”里查看。"


@pytest.fixture(autouse=True)
def categories(db):
    make_category()


@pytest.fixture
def upload(tmp_path):
    """Uploads a drawn template, and confirms it as it was recognised unless told otherwise."""

    def make(by, draw=template_books.official, name="省委台账", *, is_confirmed=True, **about) -> LedgerTemplate:
        path = draw(tmp_path / f"{draw.__name__}.xlsx")
        row = templates.add(by=by, name=name, file_name=path.name, chunks=[path.read_bytes()])
        return confirm(row, by, **about) if is_confirmed else row

    return make


def confirm(row: LedgerTemplate, by, **about) -> LedgerTemplate:
    told = {"name": row.name, "columns": row.columns, "first_row": row.first_row, "last_row": row.last_row}
    return templates.confirm(row, by=by, **{"sheet": row.sheet, **told, **about})


def content_of(row: LedgerTemplate, by, rows=None, **about) -> tuple[Export, bytes]:
    made = export(code_of(row), Item.objects.order_by("pk") if rows is None else rows, by=by, **about)
    return made.row, b"".join(made.chunks)


def offered_to(post) -> list[tuple[int, str]]:
    return list(usable_by(post).values_list("pk", "name"))


def kept_files() -> set[str]:
    return {path.name for path in path_of("00").parent.parent.glob("??/*")}


def sentence(refused) -> str:
    return refused.value.sentence


def test_a_template_is_kept_confirmed_and_withdrawn_with_events(cast, upload):
    row = upload(cast.clerk, is_confirmed=False)
    assert (row.unit, row.sheet, row.header_top, row.header_bottom, row.first_row, row.last_row) == (
        *(cast.unit, "附件2", 4, 6, 8, 12),
    )
    assert offered_to(cast.clerk) == []
    row = confirm(row, cast.clerk, name="省委巡视办台账", columns={**row.columns, "I": "days_overdue"})
    assert offered_to(cast.clerk) == [(row.pk, "省委巡视办台账")]
    row = templates.withdraw(row, by=cast.clerk)
    assert (offered_to(cast.clerk), LedgerTemplate.objects.count()) == ([], 1)
    events = Event.objects.filter(object_kind="ledgertemplate").order_by("seq")
    assert [event.verb for event in events] == ["add_template", "change_template", "withdraw_template"]
    changes = events[1].data["changes"]
    assert changes["name"] == ["省委台账", "省委巡视办台账"]
    assert {*changes["columns"][1]} - {*changes["columns"][0]} == {"I 逾期天数"}
    assert verify.evidence() is None


def test_only_clerks_and_bodies_keep_templates_and_each_its_own(cast, upload):
    for post in (cast.secretary, cast.handler, cast.leader, cast.admin, cast.auditor):
        with pytest.raises(Refused) as refused:
            upload(post)
        assert sentence(refused) == "“管理上级模板”由联络员、巡察办、审核员办理，您现在的任职不能办理。"
    row = upload(cast.supervisor, is_shared=True)
    for change in (confirm, lambda row, by: templates.withdraw(row, by=by)):
        with pytest.raises(Refused) as refused:
            change(row, cast.clerk)
        assert sentence(refused) == "这个模板不是本单位的，只能用，不能改。"
    assert upload(cast.discipline).unit == cast.discipline.unit


def test_a_unit_sees_its_own_and_what_the_office_shares(cast, upload):
    own, foreign = upload(cast.clerk, name="本单位的"), upload(cast.stranger, name="外单位的")
    shared, private = upload(cast.supervisor, name="共享的", is_shared=True), upload(cast.supervisor, name="自用的")
    waiting = upload(cast.supervisor, name="待核对的", is_confirmed=False)
    gone = templates.withdraw(upload(cast.supervisor, name="停用的", is_shared=True), by=cast.supervisor)
    seen = {
        post: {row.name for row in LedgerTemplate.objects.visible_to(getattr(cast, post))}
        for post in ("clerk", "secretary", "stranger", "supervisor", "leader", "admin", "auditor")
    }
    office = {row.name for row in (shared, private, waiting, gone)}
    assert seen == {
        "clerk": {own.name, shared.name},
        "secretary": {own.name, shared.name},
        "leader": {shared.name},
        "stranger": {foreign.name, shared.name},
        "supervisor": office,
        "admin": set(),
        "auditor": set(),
    }
    issued(cast)
    for row in (foreign, private, waiting, gone):
        with pytest.raises(Refused) as refused:
            export(code_of(row), Item.objects.all(), by=cast.clerk)
        assert sentence(refused) == GONE
    assert not Export.objects.exists()


def test_sharing_is_the_offices_alone(cast, upload):
    with pytest.raises(Refused) as refused:
        upload(cast.clerk, is_shared=True)
    assert sentence(refused) == "只有市委巡察办的模板可以共享给各单位。"


def test_names_rows_and_columns_are_checked(cast, upload):
    row = upload(cast.clerk)
    with pytest.raises(Invalid) as refused:
        upload(cast.clerk)
    assert refused.value.errors == {"name": ["本单位已有名为“省委台账”的模板，请换个名称，或先停用原来的。"]}
    assert upload(cast.stranger).name == row.name
    assert kept_files() == {row.sha256}
    with pytest.raises(Invalid):
        upload(cast.clerk, template_books.plain)
    assert kept_files() == {row.sha256}
    wrong = [{"name": "a/b"}, {"first_row": 6}, {"last_row": 6}]
    fields = []
    for about in wrong:
        with pytest.raises(Invalid) as refused:
            confirm(row, cast.clerk, **about)
        fields += refused.value.errors
    assert fields == ["name", "first_row", "last_row"]
    for columns in ({}, {"A": "whatever"}, {"A": ""}):
        with pytest.raises(Refused) as refused:
            confirm(row, cast.clerk, columns=columns)
        assert sentence(refused) == "至少要有一列填写事项的内容，请给各列选定填什么。"


def test_a_file_that_is_no_template_leaves_nothing(cast, upload):
    with pytest.raises(Unreadable):
        upload(cast.clerk, template_books.stranger)
    assert (LedgerTemplate.objects.count(), Event.objects.filter(verb="add_template").count()) == (0, 0)
    with pytest.raises(Refused) as refused:
        templates.add(by=cast.clerk, name="表", file_name="机密★台账.xlsx", chunks=[b"x"])
    assert "禁止上传涉密文件" in sentence(refused)


@pytest.fixture
def two_sheets(cast, tmp_path) -> LedgerTemplate:
    """Its first sheet has a header down to row 6, its second one of a single row."""
    book = load_workbook(template_books.official(tmp_path / "a.xlsx"))
    template_books.box(book.create_sheet("附件3"), 2, 1, ["序号", "责任单位", "反馈问题", "整改措施", "整改时限"])
    book.save(tmp_path / "b.xlsx")
    return templates.add(by=cast.clerk, name="表", file_name="b.xlsx", chunks=[(tmp_path / "b.xlsx").read_bytes()])


def test_another_sheet_of_the_file_waits_to_be_confirmed(cast, two_sheets):
    row = templates.turn_to(confirm(two_sheets, cast.clerk), by=cast.clerk, sheet="附件3")
    assert (row.sheet, row.header_top, row.first_row, row.last_row, row.confirmed_at) == ("附件3", 2, 3, 3, None)
    with pytest.raises(Refused):
        templates.turn_to(row, by=cast.clerk, sheet="填表说明")


def test_what_was_looked_at_on_another_sheet_is_not_confirmed(cast, two_sheets):
    older = templates.turn_to(two_sheets, by=cast.clerk, sheet="附件3")
    templates.turn_to(two_sheets, by=cast.clerk, sheet="附件2")
    with pytest.raises(Stale) as refused:
        confirm(older, cast.clerk)
    assert sentence(refused) == "这个模板已改填工作表“附件2”，请按它的表头核对首行、末行和各列，再保存。"
    older.sheet = "附件2"  # the rows are held against the header as it is now
    with pytest.raises(Invalid) as invalid:
        confirm(older, cast.clerk)
    assert invalid.value.errors == {"first_row": ["表头到第 6 行，填写要从其下面开始。"]}
    assert [row.confirmed_at for row in LedgerTemplate.objects.all()] == [None]


def test_who_is_not_asked_about_sharing_does_not_end_it(cast, upload):
    row = upload(cast.supervisor, is_shared=True)
    assert confirm(row, cast.supervisor, name="改名").shared_at == row.shared_at
    assert confirm(row, cast.supervisor, is_shared=False).shared_at is None


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
