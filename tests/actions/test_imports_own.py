"""What a unit's own ledger may do, how rows find the items that are there, and who may import at all."""

import pytest

from tests.factories import fill_plan, issued, item_at
from tests.ledgers.import_books import STANDARD, book, day, take, upload
from tracker.actions import imports, items
from tracker.enums import ImportState, Source, Status
from tracker.errors import Refused, Stale
from tracker.models import Item, Measure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("categories")]


def test_a_clerks_ledger_fills_in_plans_and_logs_the_rest(cast, tmp_path):
    planning = item_at(Status.PLANNING, cast, problem="信访办理不及时，群众意见较大。", source_number="一（二）3")
    working = item_at(Status.IN_PROGRESS, cast, problem="殡葬服务收费目录没有公开。")
    measures, when = "1.建立台账。\n2.每月通报。", "2026年12月底前"
    path = book(
        tmp_path,
        (1, "信访办理不够及时，群众意见较大。", measures, "信访科", "陈某某", "赵某某", when, "已建", "已完成"),
        (2, "殡葬服务收费目录没有公开。", "1.公开目录。", "事务科", "黄某某", "周某某", "2026年12月底前", "", ""),
        (3, "开展专题学习研讨。", "1.每季度一次。", "办公室", "王某某", "李某某", "2026年12月底前", "", ""),
    )

    batch = take(path, cast.clerk, cast)

    assert [batch.summary[name] for name in ("created", "updated", "known")] == [1, [planning.number], 1]
    planning.refresh_from_db()
    assert (planning.problem, planning.status, planning.leader, planning.owner, planning.department) == (
        "信访办理不及时，群众意见较大。",
        Status.PLANNING,
        "陈某某",
        "赵某某",
        "信访科",
    )
    assert [row.text for row in planning.measures.kept()] == ["建立台账。", "每月通报。"]
    assert (planning.deadline, planning.reported_status) == (day("2026-12-31"), "")
    revision = working.revision
    working.refresh_from_db()
    assert (working.revision, working.measures.count()) == (revision, 2)
    logged = Item.objects.get(imported_from=batch)
    assert (logged.source, logged.status, logged.unit) == (Source.TASK, Status.PLANNING, cast.unit)


def test_a_clerks_ledger_twice_changes_nothing(cast, tmp_path):
    item_at(Status.PLANNING, cast, problem="信访办理不及时。")
    path = book(
        tmp_path,
        (1, "信访办理不及时。", "1.建立台账。", "信访科", "陈某某", "赵某某", "2026年12月底前", "", ""),
        (2, "开展专题学习研讨。", "1.每季度一次。", "办公室", "王某某", "李某某", "2026年12月底前", "", ""),
    )
    take(path, cast.clerk, cast, source=Source.FOUND)
    before = [list(model.objects.order_by("pk").values()) for model in (Item, Measure)]

    again = take(path, cast.clerk, cast, source=Source.FOUND)

    assert [list(model.objects.order_by("pk").values()) for model in (Item, Measure)] == before
    assert [again.summary[name] for name in ("created", "updated", "known")] == [0, [], 2]


def test_a_changed_date_changes_the_measure_of_the_same_words(cast, tmp_path):
    item = item_at(Status.PLANNING, cast, problem="信访办理不及时。")
    fill_plan(item, cast)
    row = (1, "信访办理不及时。", "修订管理办法。", "", "", "", "2027年3月底前", "", "")

    take(book(tmp_path, row), cast.clerk, cast)

    assert list(item.measures.kept().values_list("text", "deadline", "standard")) == [
        ("修订管理办法。", day("2027-03-31"), "印发制度"),
        ("开展专项检查。", day("2026-12-23"), "印发制度"),
    ]
    item.refresh_from_db()
    assert (item.deadline, item.leader) == (day("2027-03-31"), "陈某某")


def test_like_rows_never_share_an_item(cast, tmp_path):
    first = issued(cast, problem="第1批项目前期论证不充分，资金闲置。")
    second = issued(cast, problem="第2批项目前期论证不充分，资金闲置。")
    rows = [
        (number, f"第{number}批项目前期论证不充分，资金闲置。", "", "市民政局", "", "赵某某", "", "", "")
        for number in (2, 1, 3)
    ]

    batch = upload(book(tmp_path, *rows), cast.supervisor, cast)

    told = imports.intake_of(batch, by=cast.supervisor)
    assert [row.known for row in told.rows] == [second, first, None]


def test_a_running_number_alone_matches_nothing(cast, tmp_path):
    issued(cast, problem="信访办理不及时。", source_number="1")
    row = (1, "河道清淤滞后，汛期有隐患。", "1.清淤。", "市民政局", "", "赵某某", "", "", "")

    batch = take(book(tmp_path, row), cast.supervisor, cast)

    assert (batch.summary["created"], batch.summary["known"]) == (1, 0)


@pytest.mark.parametrize("part", ["secretary", "handler", "discipline", "leader", "admin", "auditor"])
def test_others_do_not_import(cast, part):
    with pytest.raises(Refused) as refused:
        upload(STANDARD, getattr(cast, part), cast, cast.unit)

    assert refused.value.sentence == "导入由单位联络员或市委巡察办办理，您现在的任职不能办理。"


def test_a_clerk_imports_for_no_other_unit(cast):
    with pytest.raises(Refused) as refused:
        upload(STANDARD, cast.clerk, cast, cast.other_unit)

    assert refused.value.sentence == "“登记”由事项牵头单位的联络员办理，您现在的任职不能办理。"


def test_given_up_is_over(cast):
    batch = upload(STANDARD, cast.supervisor, cast, cast.unit)

    imports.give_up(batch, by=cast.supervisor)

    with pytest.raises(Stale):
        imports.confirm(batch, by=cast.supervisor)
    batch.refresh_from_db()
    assert (batch.state, batch.summary["reasons"]) == (ImportState.REFUSED, ["上传后放弃，没有导入。"])
    assert Item.objects.count() == 0


def test_the_plan_starts_from_the_measures_of_the_ledger(cast):
    take(STANDARD, cast.supervisor, cast, cast.unit)
    item = Item.objects.get(number="6-01-03")

    items.claim(item, by=cast.clerk)

    assert list(item.measures.kept().values_list("text", "owner", "deadline")) == [
        ("建立月比对、季复核、年核查的动态管理机制。", "刘某某", day("2025-09-30"))
    ]
