"""Templates of the superior: who may keep one, what is written and what is confirmed of it."""

import pytest
from openpyxl import load_workbook

from tests.factories import issued, make_category
from tests.kept_templates import confirm
from tests.ledgers import template_books
from tracker.actions import templates
from tracker.actions.exports import export
from tracker.actions.exports_filled import code_of
from tracker.errors import Invalid, Refused, Stale, Unreadable
from tracker.models import Event, Export, Item, LedgerTemplate
from tracker.queries import verify
from tracker.queries.templates import usable_by
from tracker.vault import path_of

pytestmark = pytest.mark.django_db
GONE = "没有这个上级模板，或者已经停用。请在“导出→管理模板”里查看。"


@pytest.fixture(autouse=True)
def categories(db):
    make_category()


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
    files = kept_files()
    with pytest.raises(Invalid):
        upload(cast.clerk, template_books.plain)
    assert kept_files() == files
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
