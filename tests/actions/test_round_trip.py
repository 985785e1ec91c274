"""Our own export comes back: nothing changed changes nothing, what was changed by hand comes in, and nobody's work
is overwritten unseen.
"""

import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.factories import fill_plan, item_at, make_category
from tests.ledgers.import_books import upload
from tests.ledgers.ledger_rows import FIRST, LEDGER, WORDS
from tracker.actions import imports, plans
from tracker.enums import ImportState, Status
from tracker.errors import Stale
from tracker.ledgers.intake import blocks
from tracker.ledgers.rows import ledger_rows
from tracker.ledgers.versions import mark_of, read_mark
from tracker.ledgers.writing import write_ledger
from tracker.models import Item, Measure

pytestmark = pytest.mark.django_db
COLUMNS = {column.key: place for place, column in enumerate(LEDGER.columns, 1)}


@pytest.fixture(autouse=True)
def categories(db):
    make_category("2.1")


def exported(path: Path) -> Path:
    write_ledger(LEDGER, ledger_rows(Item.objects.counted().order_by("number")), out=path / "back.xlsx", **WORDS)
    return path / "back.xlsx"


def edited(path: Path, row: int = FIRST, **said) -> Path:
    """The exported ledger with some cells of one row typed over."""
    book = load_workbook(path)
    for key, value in said.items():
        book.worksheets[0].cell(row, COLUMNS[key]).value = value
    book.save(path)
    return path


def planned(cast, **fields) -> Item:
    item = item_at(Status.PLANNING, cast, **fields)
    fill_plan(item, cast)
    item.refresh_from_db()
    return item


def kept() -> list[list[dict]]:
    return [list(model.objects.order_by("pk").values()) for model in (Item, Measure)]


LETTERS = st.text("制度执行监管临时救助档案台账，。；、：（）12.-“”\n 　", min_size=1, max_size=40)
WORDS_TYPED = LETTERS.filter(lambda text: text.strip(" 　\n"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cause=WORDS_TYPED,
    leader=st.sampled_from(["陈某某", "陈某某、王某某", "陈某某 王某某", "局长陈某某", ""]),
    measures=st.lists(st.tuples(WORDS_TYPED, st.one_of(st.just(""), WORDS_TYPED)), max_size=4),
)
def test_what_nobody_touched_changes_nothing(cast, tmp_path, cause, leader, measures):
    item = item_at(Status.PLANNING, cast, problem="临时救助审核发放工作监管不严。")
    rows = [
        {"text": text, "standard": standard, "owner": "赵某某", "deadline": datetime.date(2026, 12, day)}
        for day, (text, standard) in enumerate(measures, 1)
    ]
    plans.save_plan(item, by=cast.clerk, fields={"root_cause": cause, "leader": leader}, measures=rows)
    before = kept()

    batch = upload(exported(tmp_path), cast.clerk, cast)

    intake = imports.intake_of(batch, by=cast.clerk)
    assert [(row.changes, row.is_clash) for row in intake.rows] == [((), False)] * len(intake.rows)
    assert imports.confirm(batch, by=cast.clerk).summary["updated"] == []
    assert kept() == before
    Item.objects.filter(pk=item.pk).update(status=Status.VOID, voided_at=item.logged_at, voided_by=cast.supervisor)


def test_what_was_changed_by_hand_comes_in(cast, tmp_path):
    item = planned(cast, problem="信访办理不及时。")
    texts = list(item.measures.kept().values_list("text", flat=True))
    path = edited(
        exported(tmp_path),
        root_cause="责任没有落实到人。",
        measures=f"1. 修订信访办理办法。\n2. {texts[1]}\n3. 每月通报一次。",
    )

    imports.confirm(upload(path, cast.clerk, cast), by=cast.clerk)

    item.refresh_from_db()
    told = item.measures.kept().order_by("ordinal").values_list("text", flat=True)
    assert (item.root_cause, list(told)) == (
        "责任没有落实到人。",
        ["修订信访办理办法。", texts[1], "每月通报一次。"],
    )


def test_many_rows_come_back_in_several_statements(cast, tmp_path, monkeypatch):
    """No statement names more items than the database takes; all of them are found, whole, with measures and plan."""
    monkeypatch.setattr(blocks, "BLOCK", 2)
    rows = [planned(cast, problem=problem) for problem in ("信访办理不及时。", "河道清淤滞后。", "殡葬收费没有公开。")]
    path = edited(exported(tmp_path), FIRST + 2, root_cause="责任没有落实到人。")

    batch = imports.confirm(upload(path, cast.clerk, cast), by=cast.clerk)

    assert (batch.summary["updated"], batch.summary["known"]) == ([rows[2].number], 2)
    assert Measure.objects.kept().count() == sum(row.measures.kept().count() for row in rows)


def test_the_owners_and_dates_of_measures_are_not_those_of_the_item(cast, tmp_path):
    item = planned(cast, problem="信访办理不及时。")
    before = list(item.measures.kept().values("pk", "owner", "deadline"))

    imports.confirm(upload(edited(exported(tmp_path), leader="王某某"), cast.clerk, cast), by=cast.clerk)

    item.refresh_from_db()
    assert (item.leader, list(item.measures.kept().values("pk", "owner", "deadline"))) == ("王某某", before)


def changed_on_both_sides(cast, tmp_path) -> tuple[Item, Path]:
    item = planned(cast, problem="信访办理不及时。")
    path = edited(exported(tmp_path), leader="王某某")
    plans.save_plan(item, by=cast.clerk, fields={"leader": "李某某"})
    item.refresh_from_db()
    return item, path


def test_what_both_sides_changed_stands_side_by_side_and_is_kept(cast, tmp_path):
    item, path = changed_on_both_sides(cast, tmp_path)
    batch = upload(path, cast.clerk, cast)

    [row] = imports.intake_of(batch, by=cast.clerk).clashes
    assert [(change.label, change.old, change.new) for change in row.clashes] == [("牵头领导", "李某某", "王某某")]
    before = kept()
    imports.confirm(batch, by=cast.clerk)

    assert (kept(), batch.touched) == (before, {str(item.pk): item.revision})


def test_the_ledger_holds_where_a_person_says_so(cast, tmp_path):
    item, path = changed_on_both_sides(cast, tmp_path)

    imports.confirm(upload(path, cast.clerk, cast), by=cast.clerk, overwrite=frozenset({item.number}))

    item.refresh_from_db()
    assert item.leader == "王某某"


def test_a_clash_that_changed_again_is_looked_at_again(cast, tmp_path):
    item, path = changed_on_both_sides(cast, tmp_path)
    batch = upload(path, cast.clerk, cast)
    plans.save_plan(item, by=cast.clerk, fields={"leader": "周某某"})

    with pytest.raises(Stale):
        imports.confirm(batch, by=cast.clerk, overwrite=frozenset({item.number}))

    batch.refresh_from_db()
    item.refresh_from_db()
    assert (batch.state, item.leader) == (ImportState.PREVIEWED, "周某某")


def test_excel_moves_nothing_in_the_workflow(cast, tmp_path):
    item = planned(cast, problem="信访办理不及时。")
    said = {"status": "已销号", "problem": "信访工作办理得很及时。", "category": "4.1 主体责任"}
    path = edited(exported(tmp_path), **said, struck_off_on=datetime.date(2026, 11, 1))
    before = kept()

    batch = upload(path, cast.clerk, cast)
    doubts = imports.intake_of(batch, by=cast.clerk).doubts
    imports.confirm(batch, by=cast.clerk)

    assert kept() == before
    assert item.status == Status.PLANNING
    assert sorted(fault.sentence for fault in doubts) == [
        "任务类别不能用台账改，请在事项页调整。",
        "反馈问题的文字不能用台账改，这里的改动不写入。",
        "状态不能用台账改，这里的改动不写入。",
    ]


def test_the_mark_stands_in_a_hidden_column_where_nothing_may_be_typed(cast, tmp_path):
    item = planned(cast, problem="信访办理不及时。")
    sheet = load_workbook(exported(tmp_path)).worksheets[0]

    assert sheet.cell(FIRST, COLUMNS["version"]).value == mark_of(item.number, item.revision)
    assert sheet.column_dimensions["U"].hidden
    [validation] = sheet.data_validations.dataValidation
    assert (str(validation.sqref), validation.type, validation.formula1) == ("U6", "custom", "FALSE")


@pytest.mark.parametrize("mark", ["", "6-01-01", "6-01-01@3", "6-01-01@3#00000", "6-01-02@3#12345", "=1+1"])
def test_a_mark_that_was_typed_over_is_not_believed(mark):
    assert read_mark(mark) is None
    assert read_mark(mark_of("6-01-01", 3)) == ("6-01-01", 3)
