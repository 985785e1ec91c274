"""Columns and units may be taken for something else; the file is read again, and the choice is remembered."""

import pytest
from openpyxl import load_workbook

from tests.factories import fill_plan, item_at, make_unit, make_user
from tests.ledgers.import_books import HEADINGS, STANDARD, book, upload
from tracker.actions import imports, items
from tracker.enums import ImportState, Status
from tracker.errors import Invalid, Refused, Stale
from tracker.models import Event, Import, Item, Preference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("categories")]
ROW = (1, "信访办理不及时。", "1.建立台账。", "市民政局", "陈某某", "赵某某", "2026年12月底前", "已建立。", "整改中")


def mapping(**said) -> dict:
    return {"columns": {}, "units": {}, "choices": {}, **said}


def meanings(batch: Import, by) -> list[str]:
    return [column.meaning for column in imports.intake_of(batch, by=by).ledger.sheets[0].columns]


def test_a_column_is_read_as_chosen(cast, tmp_path):
    batch = upload(book(tmp_path, ROW), cast.supervisor, cast)

    batch = imports.reread(
        batch, by=cast.supervisor, mapping=mapping(columns={"台账": {"H": "root_cause", "I": "skip"}})
    )

    told = imports.intake_of(batch, by=cast.supervisor).rows[0].item
    assert (told.root_cause, told.progress, told.status, told.extra) == ("已建立。", "", "", {})
    assert meanings(batch, cast.supervisor)[-2:] == ["root_cause", "skip"]
    imports.confirm(batch, by=cast.supervisor)
    assert list(Item.objects.values_list("root_cause", "reported_status")) == [("已建立。", "")]


def test_a_choice_is_remembered_for_this_header_and_this_person(cast, tmp_path):
    make_user(cast.supervisor)
    path = book(tmp_path, ROW)
    imports.reread(
        upload(path, cast.supervisor, cast), by=cast.supervisor, mapping=mapping(columns={"台账": {"I": "skip"}})
    )

    again = upload(path, cast.supervisor, cast)
    others = upload(path, cast.second_supervisor, cast)
    shorter = upload(book(tmp_path, ROW[:8], headings=HEADINGS[:8]), cast.supervisor, cast)

    assert again.mapping == {"columns": {"台账": {"I": "skip"}}, "remembered": {"台账": {"I": "skip"}}}
    assert meanings(again, cast.supervisor)[-1] == "skip"
    assert (others.mapping, shorter.mapping) == ({}, {})
    assert Preference.objects.count() == 1


def test_what_leaves_no_problem_is_refused_and_nothing_changes(cast, tmp_path):
    batch = upload(book(tmp_path, ROW), cast.supervisor, cast)

    with pytest.raises(Invalid) as refused:
        imports.reread(batch, by=cast.supervisor, mapping=mapping(columns={"台账": {"B": "skip", "C": "other"}}))

    assert refused.value.errors == {"headers": ["这样读不出一个问题，没有改动。请看哪一列是反馈问题，表头是哪一行。"]}
    batch.refresh_from_db()
    assert batch.mapping == {}


def test_words_are_taken_for_the_unit_chosen(cast, tmp_path):
    path = book(tmp_path, (1, "信访办理不及时。", "1.建立台账。", "市民正局", "", "", "", "", ""))
    batch = upload(path, cast.supervisor, cast)
    told = imports.intake_of(batch, by=cast.supervisor)
    assert ([(name.words, name.count, name.unit) for name in told.names], len(told.errors)) == (
        [("市民正局", 1, None)],
        1,
    )

    batch = imports.reread(batch, by=cast.supervisor, mapping=mapping(units={"市民正局": cast.unit.pk}))

    imports.confirm(batch, by=cast.supervisor)
    assert list(Item.objects.values_list("unit", flat=True)) == [cast.unit.pk]


def test_categories_chosen_move_with_their_rows(cast, tmp_path):
    second = (2, "河道清淤滞后。", *ROW[2:])
    batch = upload(book(tmp_path, ROW, second), cast.supervisor, cast)
    choices = {"category-1": "2.2", "category-rest": "4.1"}

    batch = imports.reread(batch, by=cast.supervisor, mapping=mapping(choices=choices))

    assert batch.mapping["choices"] == choices


def test_one_choice_serves_the_rows_without_a_basis(cast, tmp_path):
    second = (2, "河道清淤滞后。", *ROW[2:])
    batch = upload(book(tmp_path, ROW, second), cast.supervisor, cast)

    imports.confirm(batch, by=cast.supervisor, categories={1: "2.2"}, rest="4.1")

    assert list(Item.objects.order_by("pk").values_list("category__code", flat=True)) == ["4.1", "2.2"]


def test_an_item_that_moved_on_since_the_preview_is_not_overwritten(cast, tmp_path):
    item = item_at(Status.PLANNING, cast, problem="信访办理不及时。")
    batch = upload(book(tmp_path, ROW), cast.clerk, cast)
    assert batch.touched == {str(item.pk): item.revision}
    fill_plan(item, cast)
    before = Item.objects.values().get(pk=item.pk)

    with pytest.raises(Stale) as refused:
        imports.confirm(batch, by=cast.clerk)

    assert refused.value.sentence == (
        f"核对之后有 1 项有变动（{item.number}），没有导入。下面已按最新情况列出，请再核对后确认。"
    )
    assert Item.objects.values().get(pk=item.pk) == before
    batch.refresh_from_db()
    assert (batch.state, batch.touched) == (ImportState.PREVIEWED, {str(item.pk): before["revision"]})
    assert imports.confirm(batch, by=cast.clerk).summary["updated"] == [item.number]


def test_an_item_that_left_planning_since_the_preview_is_told(cast, tmp_path):
    item = item_at(Status.PLANNING, cast, problem="信访办理不及时。")
    batch = upload(book(tmp_path, ROW), cast.clerk, cast)
    items.void(item, by=cast.supervisor, reason="重复下发，另有一件相同的事项。")

    with pytest.raises(Stale):
        imports.confirm(batch, by=cast.clerk)

    assert Item.objects.count() == 1


def test_the_preview_tells_each_change(cast, tmp_path):
    item = item_at(Status.PLANNING, cast, problem="信访办理不及时。")
    fill_plan(item, cast)
    measures, when = "1.修订管理办法。\n2.另立台账。", "2027年3月底前"
    path = book(tmp_path, (1, "信访办理不及时。", measures, "", "王某某", "", when, "", ""))

    [row] = imports.intake_of(upload(path, cast.clerk, cast), by=cast.clerk).rows

    assert [(change.label, change.old, change.new) for change in row.changes] == [
        ("牵头领导", "陈某某", "王某某"),
        ("措施 1 完成时限", "2027-01-22", "2027-03-31"),
        ("措施 1 时限原文", "", "2027年3月底前"),
        ("整改措施", "", "另立台账。"),
    ]


GOOD = (1, "信访办理不及时。", "1.建账。", "市民政局", "", "", "2026年12月底前", "", "")
NO_UNIT = (2, "殡葬收费不公开。", "1.公开。", "市蚕桑局", "", "", "", "", "")
NO_DAY = (3, "河道清淤滞后。", "1.清淤。", "市水利局", "", "", "2026年9月31日", "", "")


def test_the_rows_without_errors_come_first(cast, tmp_path):
    batch = upload(book(tmp_path, GOOD, NO_UNIT, NO_DAY), cast.supervisor, cast)

    batch = imports.confirm(batch, by=cast.supervisor, only_good=True)

    assert list(Item.objects.values_list("problem", flat=True)) == ["信访办理不及时。"]
    assert (batch.state, batch.summary["created"], batch.summary["left"], batch.summary["left_reasons"]) == (
        ImportState.CONFIRMED,
        1,
        2,
        [
            "台账!G4　时限“2026年9月31日”不是真实存在的日期，请核对。",
            "台账!D3　“市蚕桑局”不在本轮次的反馈单位中。",
        ],
    )
    assert Event.objects.get(verb="import").data["left"] == 2


def test_what_was_left_comes_once_it_is_mended(cast, tmp_path):
    imports.confirm(upload(book(tmp_path, GOOD, NO_DAY), cast.supervisor, cast), by=cast.supervisor, only_good=True)
    mended = (*NO_DAY[:6], "2026年9月30日", "", "")

    batch = imports.confirm(upload(book(tmp_path, GOOD, mended), cast.supervisor, cast), by=cast.supervisor)

    assert (batch.summary["created"], batch.summary["known"], Item.objects.count()) == (1, 1, 2)


def test_a_date_that_serves_two_rows_bars_both(cast, tmp_path):
    path = book(tmp_path, GOOD, NO_DAY, (4, "水库巡查不到位。", "1.巡查。", "市水利局", "", "", "", "", ""))
    workbook = load_workbook(path)
    workbook.active.merge_cells("G3:G4")
    workbook.save(path)

    intake = imports.intake_of(upload(path, cast.supervisor, cast), by=cast.supervisor)

    assert [row.outcome for row in intake.rows] == ["NEW", "BAD", "BAD"]


@pytest.mark.parametrize("part", ["clerk", "stranger", "secretary", "auditor"])
def test_another_sides_import_is_not_theirs(cast, part):
    batch = upload(STANDARD, cast.supervisor, cast, cast.unit)

    for act in (
        lambda: imports.reread(batch, by=getattr(cast, part), mapping=mapping()),
        lambda: imports.confirm(batch, by=getattr(cast, part)),
        lambda: imports.give_up(batch, by=getattr(cast, part)),
    ):
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.sentence == "这份台账不是您这一方上传的，您现在的任职不能办理。"
    batch.refresh_from_db()
    assert (batch.state, Item.objects.count()) == (ImportState.PREVIEWED, 0)


def test_a_unit_is_found_again_under_other_words(cast, tmp_path):
    make_unit("市财政局")
    path = book(tmp_path, (1, "信访办理不及时。", "1.建立台账。", "市民政局、财局", "", "", "", "", ""))
    batch = upload(path, cast.supervisor, cast)
    unit = next(unit for unit in imports.intake_of(batch, by=cast.supervisor).units if unit.name == "市财政局")

    batch = imports.reread(batch, by=cast.supervisor, mapping=mapping(units={"财局": unit.pk}))
    imports.confirm(batch, by=cast.supervisor)

    item = Item.objects.get()
    assert ([part.unit for part in item.co_units.all()], item.department) == ([unit], "")
