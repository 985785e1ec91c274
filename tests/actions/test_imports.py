"""A ledger goes in as a whole or not at all, once, and never sets a status."""

import pytest

from tests.factories import make_category, make_class, make_unit
from tests.ledgers.import_books import PRACTICE, STANDARD, book, day, take, upload
from tracker.actions import imports
from tracker.enums import ImportState, Source, Status, TimeFrame
from tracker.errors import Refused, Stale, Unreadable
from tracker.models import Event, Import, Item, Measure, Notice, ProgressNote
from tracker.vault import is_intact

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("categories")]


def test_the_practice_ledger_becomes_issued_items(cast):
    batch = take(STANDARD, cast.supervisor, cast, cast.unit)

    rows = Item.objects.order_by("number")
    assert [(row.number, row.problem, row.deadline, row.first_deadline, row.reported_status) for row in rows] == [
        *((
            ("6-01-01", "执行“第一议题”制度不到位，学习贯彻上级精神不深不实。", *[day("2025-06-30")] * 2, "已完成"),
            ("6-01-02", "执行社会救助政策不到位，临时救助审核发放工作监管不严。", *[day("2025-09-30")] * 2, "整改中"),
            ("6-01-03", "低保动态审核机制不健全，落实监督职能不到位。", *[day("2025-09-30")] * 2, "整改中"),
            ("6-01-04", "对区域内慈善组织和慈善活动监管、指导不足。", *[day("2025-06-30")] * 2, "已完成"),
            ("6-01-05", "完善殡葬服务管理政策、推进殡葬习俗改革成效不明显。", *[day("2025-12-31")] * 2, "整改中"),
        )),
    ]  # fmt: skip
    assert {(row.status, row.source, row.unit, row.imported_from, row.due) for row in rows} == {
        (Status.ISSUED, Source.FEEDBACK, cast.unit, batch, day("2026-11-28"))
    }
    assert [(row.leader, row.owner, row.department, row.deadline_text) for row in rows[:2]] == [
        ("王某某", "张某某、李某某", "机关党委、办公室", "2025-03-31；2025-06-30；2025-04-30"),
        ("陈某某", "赵某某", "社会救助科", "2025-05-31；2025-09-30"),
    ]


def test_measures_and_progress_come_with_the_items(cast):
    take(STANDARD, cast.supervisor, cast, cast.unit)

    first = Measure.objects.filter(item__number="6-01-01").order_by("ordinal")
    assert [(row.text, row.owner, row.deadline, row.deadline_text) for row in first] == [
        ("制定年度学习计划，明确学习内容、时间、形式和考核标准。", "张某某", day("2025-03-31"), "2025-03-31"),
        ("党组会把“第一议题”列为固定议程，机关党委每季度通报一次。", "李某某", day("2025-06-30"), "2025-06-30"),
        ("举办民政领域重要指示批示精神专题读书班。", "李某某", day("2025-04-30"), "2025-04-30"),
    ]
    assert [row.progress_notes.get().text for row in first] == [
        "已印发2025年度学习计划。",
        "已通报2次。",
        "4月已举办，参训46人次。",
    ]
    assert (Measure.objects.count(), ProgressNote.objects.count()) == (10, 10)


def test_the_import_is_one_event_and_each_item_one(cast):
    batch = take(STANDARD, cast.supervisor, cast, cast.unit)

    verbs = list(Event.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs == [*["issue"] * 5, "import"]
    said = Event.objects.get(verb="import").data
    assert (said["created"], said["known"], said["sha256"]) == (5, 0, batch.sha256)
    told = Event.objects.filter(verb="issue").order_by("seq")[0].data
    assert [measure["owner"] for measure in told["measures"]] == ["张某某", "李某某", "李某某"]
    assert told["ledger"]["整改目标"] == "第一议题制度落实到位"
    assert [(note.unit, note.text) for note in Notice.objects.all()] == [
        (cast.unit, "市委巡察办下发反馈问题 5 项，请在期限内认领。")
    ]
    assert is_intact(batch.sha256)


def test_a_ledger_imported_twice_changes_nothing(cast):
    take(STANDARD, cast.supervisor, cast, cast.unit)
    before = list(Item.objects.order_by("pk").values())

    again = take(STANDARD, cast.second_supervisor, cast, cast.unit)

    assert list(Item.objects.order_by("pk").values()) == before
    assert Measure.objects.count() == 10
    assert (again.summary["created"], again.summary["known"]) == (0, 5)
    assert Notice.objects.count() == 1


def test_one_upload_is_confirmed_once(cast):
    batch = upload(STANDARD, cast.supervisor, cast, cast.unit)
    imports.confirm(batch, by=cast.supervisor)

    with pytest.raises(Stale) as refused:
        imports.confirm(batch, by=cast.second_supervisor)

    assert refused.value.sentence == f"这份台账已由{cast.supervisor.person.name}导入，没有重复导入。"
    assert Item.objects.count() == 5


def test_bad_rows_stop_the_whole_ledger_and_are_told_by_cell(cast, tmp_path):
    path = book(
        tmp_path,
        (1, "信访办理不及时。", "1.建立台账。", "市民政局", "陈某某", "赵某某", "2026年12月底前", "", "整改中"),
        (2, "殡葬服务收费不公开。", "1.公开目录。", "市蚕桑局", "黄某某", "周某某", "2026年12月底前", "", ""),
        (3, "低保审核不严。", "1.比对数据。", "市水利局", "黄某某", "刘某某", "2026年9月31日", "", ""),
    )
    batch = upload(path, cast.supervisor, cast)

    with pytest.raises(imports.Faulty) as refused:
        imports.confirm(batch, by=cast.supervisor)

    assert refused.value.reasons == [
        "台账!G4　时限“2026年9月31日”不是真实存在的日期，请核对。",
        "台账!D3　“市蚕桑局”不在本轮次的反馈单位中。",
    ]
    batch.refresh_from_db()
    assert (batch.state, batch.summary) == (ImportState.PREVIEWED, {"items": 3, "measures": 3})
    assert Item.objects.count() + Measure.objects.count() + Notice.objects.count() == 0
    assert not Event.objects.exists()


def test_rows_go_to_the_units_they_name(cast, tmp_path):
    finance = make_unit("市财政局")
    path = book(
        tmp_path,
        (1, "信访办理不及时。", "1.建立台账。", "X市民政局党组、信访科", "陈某某", "赵某某", "2026年12月底前", "", ""),
        (2, "河道清淤滞后。", "1.完成清淤。", "水利局、市财政局", "黄某某", "周某某", "2026年12月底前", "", ""),
    )

    take(path, cast.supervisor, cast)

    told = [
        (item.unit, item.department, [part.unit for part in item.co_units.all()])
        for item in Item.objects.order_by("pk")
    ]
    assert told == [(cast.unit, "信访科", []), (cast.other_unit, "", [finance])]
    assert set(Notice.objects.values_list("unit", flat=True)) == {cast.unit.pk, cast.other_unit.pk}


def test_one_owner_and_one_date_serve_all_measures_of_a_cell(cast, tmp_path):
    when = "2026年12月底前，并长期坚持"
    row = (1, "信访办理不及时。", "1.建立台账。\n2.每月通报。", "市民政局", "陈某某", "赵某某", when, "", "")

    take(book(tmp_path, row), cast.supervisor, cast)

    item = Item.objects.get()
    assert (item.time_frame, item.is_lasting, item.deadline_text) == (
        TimeFrame.BY_DATE,
        True,
        when,
    )
    assert [(row.text, row.owner, row.deadline) for row in item.measures.all()] == [
        ("建立台账。", "赵某某", day("2026-12-31")),
        ("每月通报。", "赵某某", day("2026-12-31")),
    ]


def test_the_ledgers_status_is_kept_and_sets_none(cast, tmp_path):
    rows = [
        (number, f"第{number}个问题，制度执行不到位。", "1.建立制度。", "市民政局", "", "", "", "", word)
        for number, word in enumerate(("已销号", "已完成", "整改中"), 1)
    ]

    take(book(tmp_path, *rows), cast.supervisor, cast)

    told = Item.objects.order_by("pk").values_list("reported_status", "status", "kind", "struck_off_at")
    assert list(told) == [(word, Status.ISSUED, "", None) for word in ("已销号", "已完成", "整改中")]


def test_a_category_chosen_for_a_row_wins_over_the_proposal(cast):
    party = make_class("B", name="社会救助监管", default_category=make_category("4.1"))

    take(STANDARD, cast.supervisor, cast, cast.unit, categories={0: "2.2"})

    told = Item.objects.order_by("pk").values_list("category__code", "problem_class")
    assert list(told) == [("2.2", None), ("4.1", party.pk), ("4.1", party.pk), ("2.1", None), ("2.1", None)]


def test_an_unknown_category_is_refused_and_the_upload_kept(cast):
    batch = upload(STANDARD, cast.supervisor, cast, cast.unit)

    with pytest.raises(Refused) as refused:
        imports.confirm(batch, by=cast.supervisor, categories={0: "9.9"})

    assert refused.value.sentence == "没有编号为“9.9”的任务类别，请重新选择。"
    batch.refresh_from_db()
    assert batch.state == ImportState.PREVIEWED


@pytest.mark.parametrize("name", ["25_truncated.xlsx", "25_truncated.expected.json"])
def test_what_is_no_ledger_is_refused_and_nothing_is_stored(cast, name):
    with pytest.raises(Unreadable):
        upload(PRACTICE / name, cast.supervisor, cast, cast.unit)

    assert (Import.objects.count(), Event.objects.count()) == (0, 0)


def test_a_classified_name_is_refused(cast, tmp_path):
    path = tmp_path / "机密★整改台账.xlsx"
    path.write_bytes(STANDARD.read_bytes())

    with pytest.raises(Refused) as refused:
        upload(path, cast.supervisor, cast, cast.unit)

    assert refused.value.sentence == "“机密★整改台账.xlsx”标有密级，内部系统禁止上传涉密文件，没有保存。"
