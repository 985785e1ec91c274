"""An export holds exactly the rows asked for, nobody else's, and reads back to the same items."""

import datetime
import io

import pytest
from django.db import connection
from openpyxl import load_workbook

from tests.factories import PASSWORD, fill_plan, issued, item_at, make_category, make_unit, make_user
from tests.ledgers.import_books import STANDARD, take, upload
from tracker.actions import imports
from tracker.actions.exports import export, layout_of
from tracker.enums import Status
from tracker.errors import Refused
from tracker.ledgers.reading import read_ledger
from tracker.models import CoUnit, Event, Export, Item

pytestmark = pytest.mark.django_db

FIRST = 6
HEADINGS = (
    *("序号", "编号", "反馈序号", "问题类别", "任务类别", "反馈问题", "根本原因", "整改措施", "完成标准", "牵头领导"),
    *(
        "责任单位",
        "配合单位",
        "责任人",
        "整改类别",
        "整改时限",
        "整改进展",
        "状态",
        "预警",
        "销号时间",
        "备注",
        "导出版本",
    ),
)


@pytest.fixture(autouse=True)
def categories(db):
    make_category()


def sheet(made):
    return load_workbook(io.BytesIO(b"".join(made.chunks))).worksheets[0]


def cells(made, *headings: str) -> list[tuple]:
    """The data rows of an export in these columns; the foot has no 序号."""
    page = sheet(made)
    names = [cell.value for cell in page[FIRST - 1]]
    rows = [row for row in page.iter_rows(min_row=FIRST, values_only=True) if isinstance(row[0], int)]
    return [tuple(plain(row[names.index(heading)]) for heading in headings) for row in rows]


def plain(value):
    """A date cell comes back as a midnight."""
    return value.date() if isinstance(value, datetime.datetime) else value


def test_the_rows_are_the_items(cast):
    item = item_at(Status.IN_PROGRESS, cast, problem="信访办理不及时。", source_number="一（二）3")
    late = issued(cast, problem="低保审核不严。", deadline=datetime.date(2026, 12, 31))
    Item.objects.filter(pk=late.pk).update(due=datetime.date(2026, 11, 20))

    made = export("ledger", Item.objects.all(), by=cast.supervisor)

    assert (made.name, made.count) == ("整改台账_2026-11-23.xlsx", 2)
    headings = ("编号", "反馈序号", "反馈问题", "责任单位", "责任人", "整改时限", "状态", "预警")
    first = ("6-01-01", "一（二）3", "信访办理不及时。", "市民政局", "赵某某", datetime.date(2027, 1, 22))
    second = ("6-01-02", None, "低保审核不严。", "市民政局", None, datetime.date(2026, 12, 31))
    assert cells(made, "序号", *headings) == [
        (1, *first, "整改中", "● 正常\n剩30天"),
        (2, *second, "待认领", "■ 逾期\n3天"),
    ]
    assert cells(export("ledger", Item.objects.filter(pk=item.pk), by=cast.supervisor), "整改措施", "完成标准") == [
        ("1. 修订管理办法。\n2. 开展专项检查。", "1. 印发制度\n2. 印发制度")
    ]


def test_the_head_tells_round_unit_day_and_the_one_sentence(cast):
    item_at(Status.STRUCK_OFF, cast)
    issued(cast)
    issued(cast, unit=cast.other_unit)

    rows = Item.objects.filter(unit=cast.unit)
    page = sheet(export("ledger", rows, by=cast.supervisor, whole="本表", scope="单位：市民政局"))

    assert [page.cell(row, 1).value for row in (1, 2, 3)] == [
        "二届X市委第6轮巡察反馈问题整改台账",
        "填报单位：市民政局　　　日期：2026年11月23日",
        "本表反馈 2 个，已销号 1 个（1/2），长期坚持 0 个，在整改 1 个（其中逾期 0 个），截至 2026-11-23",
    ]
    assert tuple(cell.value for cell in page[FIRST - 1]) == HEADINGS
    foot = [cell.value for row in page.iter_rows(min_row=FIRST + 2) for cell in row if cell.value]
    row = Export.objects.get()
    post = f"市委巡察办 {cast.supervisor.person.name}（巡察办）"
    assert foot == [
        *("单位主要负责人（签字）：", "审核人：", "填表人：", "联系电话："),
        "导出范围：单位：市民政局，共 2 项",
        f"导出编号：2026-000001　导出时间：2026-11-23 15:30　导出人：{post}　校验码：{row.code}",
    ]
    assert (row.code, page.oddFooter.right.text) == (f"2026-000001-{row.chain_head[:8].upper()}", f"校验码 {row.code}")


def test_a_unit_never_gets_a_foreign_row(cast):
    own, foreign = issued(cast, problem="本单位的问题。"), issued(cast, unit=cast.other_unit, problem="外单位的问题。")
    shared = issued(cast, unit=cast.other_unit, problem="配合的问题。")
    CoUnit.objects.create(item=shared, unit=cast.unit, part="提供数据")
    child = make_unit("市救助站", parent=cast.unit)
    Item.objects.filter(pk=issued(cast, problem="下级单位的问题。").pk).update(unit=child)

    made = export("ledger", Item.objects.all(), by=cast.clerk)

    assert [text for (text,) in cells(made, "反馈问题")] == [own.problem, "下级单位的问题。", shared.problem]
    with pytest.raises(Refused) as refused:
        export("ledger", Item.objects.filter(pk=foreign.pk), by=cast.clerk)
    assert refused.value.sentence == "所选范围内没有事项，没有导出。请放宽筛选条件后再导出。"


@pytest.mark.parametrize("part", ["admin", "security", "auditor"])
def test_administrators_get_nothing(cast, part):
    issued(cast)

    with pytest.raises(Refused):
        export("ledger", Item.objects.all(), by=getattr(cast, part))


def test_the_export_is_an_event(cast):
    issued(cast)

    export("ledger", Item.objects.all(), by=cast.clerk, asked="status=ISSUED")

    event = Event.objects.get(verb="export")
    assert (event.post, event.data) == (
        cast.clerk,
        {
            "layout": "ledger",
            "filter": "status=ISSUED",
            "count": 1,
            "by_measure": False,
            "name": "整改台账_2026-11-23.xlsx",
            "number": "2026-000001",
        },
    )


def test_a_refused_export_leaves_no_event(cast):
    for layout, rows in (("ledger", Item.objects.all()), ("没有", Item.objects.all())):
        with pytest.raises(Refused):
            export(layout, rows, by=cast.clerk)
    assert Event.objects.count() == 0


def test_the_layout_last_used_is_remembered(cast):
    user = make_user(cast.clerk)
    issued(cast)
    assert layout_of(user) == "ledger"

    export("ledger", Item.objects.all(), by=cast.clerk, user=user)

    assert list(user.preferences.values_list("key", "value")) == [("layout", "ledger")]
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3 项", "@某", '=HYPERLINK("x")'])
def test_text_like_a_formula_stays_text(cast, text):
    issued(cast, problem=text, owner=text)

    page = sheet(export("ledger", Item.objects.all(), by=cast.supervisor))

    cell = page.cell(FIRST, HEADINGS.index("反馈问题") + 1)
    assert (cell.value, cell.data_type) == (text, "s")


def test_our_own_export_reads_back_to_the_same_items(cast, tmp_path):
    take(STANDARD, cast.supervisor, cast, cast.unit)
    fill_plan(item_at(Status.PLANNING, cast, problem="殡葬服务收费目录没有公开。", source_number="四（一）2"), cast)
    path = tmp_path / "out.xlsx"
    path.write_bytes(b"".join(export("ledger", Item.objects.all(), by=cast.supervisor).chunks))

    told = read_ledger(path)

    rows = Item.objects.order_by("number").select_related("unit", "category")
    assert [
        (item.number, item.source_number, item.problem, item.category[:3], item.deadline, item.units, item.root_cause)
        for item in told.items
    ] == [
        (row.number, row.source_number, row.problem, row.category.code, row.deadline, (row.unit.name,), row.root_cause)
        for row in rows
    ]
    assert [[measure.text for measure in item.measures] for item in told.items] == [
        [measure.text for measure in row.measures.kept()] for row in rows
    ]
    assert [(item.leaders, item.owners, item.progress) for item in told.items[:2]] == [
        (("王某某",), ("张某某", "李某某"), "已印发2025年度学习计划。\n已通报2次。\n4月已举办，参训46人次。"),
        (("陈某某",), ("赵某某",), "已核查档案，发现需补正12份。\n办法正在征求意见。"),
    ]
    intake = imports.intake_of(upload(path, cast.supervisor, cast), by=cast.supervisor)
    assert ([row.known for row in intake.rows], intake.errors) == (list(rows), [])


def test_queries_do_not_grow_with_the_rows(cast, django_assert_num_queries):
    issued(cast)
    for _ in range(2):
        made = export("ledger", Item.objects.all(), by=cast.supervisor)
        with django_assert_num_queries(
            17 if connection.vendor == "postgresql" else 16
        ):  # the lock is a statement there
            b"".join(made.chunks)
        for _ in range(3):
            fill_plan(item_at(Status.PLANNING, cast), cast)
