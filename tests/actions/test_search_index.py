"""What an action writes is found from that moment on, what it takes away no more; a refusal changes nothing."""

from collections.abc import Callable

import pytest

from tests.actions.test_door import at_once
from tests.cast import make_cast
from tests.factories import fill_plan, issued, item_at, make_category
from tests.ledgers.import_books import STANDARD, take
from tracker.actions import items, offices, plans, progress
from tracker.actions.door import writing
from tracker.actions.search_index import index
from tracker.enums import Source, Status, StrikeOffKind
from tracker.errors import Refused
from tracker.models import Item, ItemText
from tracker.queries import verify
from tracker.queries.search import matching

REASON = "情况已经核实，理由如下所述。"


def found(text: str) -> list[Item]:
    """What is found by the index; `verify` agrees that nothing is stale."""
    assert verify.search() is None
    return [*matching(Item.objects.order_by("pk"), text)]


def test_issued_and_logged(cast):
    item = issued(cast, problem="低保制度空转。", source_number="一（3）", leader="欧阳某某")
    own = items.log(
        cast.inspection_round,
        cast.unit,
        by=cast.clerk,
        problem="自查发现低保档案缺失。",
        category=make_category(),
        source=Source.FOUND,
    )

    assert found("低保") == [item, own]
    assert found("欧阳某某 一(3)") == found(item.number) == [item]
    assert found("市民政局") == [item, own]


def test_planned(cast):
    item = item_at(Status.PLANNING, cast)
    fill_plan(item, cast)
    measure = item.measures.order_by("pk").first()
    item.refresh_from_db()

    rows = [{"id": measure.pk, "text": "编制救助清单", "owner": "上官某某"}, {"text": "另建一本台账"}]
    plans.save_plan(item, by=cast.clerk, measures=rows, fields={"root_cause": "人手紧缺", "department": "救助科"})
    assert [found(word) for word in ("救助清单", "上官某某", "另建一本", "人手紧缺", "救助科")] == [[item]] * 5

    plans.save_plan(item, by=cast.clerk, measures=[{"id": measure.pk, "remove": True}])
    assert (found("救助清单"), found("上官某某"), found("另建一本")) == ([], [], [item])


def test_told_of_and_prepared(cast):
    item = item_at(Status.IN_PROGRESS, cast)
    measure = item.measures.order_by("pk").first()

    progress.note(item, text="已走访两百户。", by=cast.clerk)
    progress.note(item, text="已签收回执。", by=cast.clerk, measure=measure)
    progress.finish(measure, text="已印发全市。", by=cast.clerk)
    assert [found(word) for word in ("走访", "回执", "印发全市")] == [[item]] * 3

    progress.prepare(item, by=cast.clerk, outcome="群众满意度提升", applied_kind=StrikeOffKind.COMPLETED)
    assert found("满意度") == [item]


CHANGES: dict[str, tuple[Status, Callable]] = {
    "erratum": (
        Status.IN_PROGRESS,
        lambda item, cast: items.erratum(item, problem="殡葬监管缺位。", reason=REASON, by=cast.supervisor),
    ),
    "correct": (
        Status.OBJECTED,
        lambda item, cast: items.correct(item, problem="殡葬监管缺位。", reason=REASON, by=cast.supervisor),
    ),
    "mark": (Status.IN_PROGRESS, lambda item, cast: items.mark(item, patron="殡葬某某", by=cast.supervisor)),
    "reassign": (
        Status.OBJECTED,
        lambda item, cast: items.reassign(item, unit=cast.other_unit, reason=REASON, by=cast.supervisor),
    ),
}


@pytest.mark.parametrize("verb", CHANGES)
def test_changed(cast, verb):
    offices.change_unit(cast.other_unit, by=cast.admin, name="市殡葬局")
    status, change = CHANGES[verb]
    item = item_at(status, cast, problem="低保制度空转。")
    assert found("殡葬") == []

    change(item, cast)

    assert len(found("殡葬")) == 1


def test_a_unit_with_another_name_is_found_by_that_one(cast):
    item, other = issued(cast), issued(cast, cast.other_unit)

    offices.change_unit(cast.unit, by=cast.admin, name="市民政和养老局", short_name="民养局")

    assert found("养老") == found("民养局") == [item]
    assert found("市民政局") == []
    assert found(other.unit.name) == [other]


def test_a_ledger_taken_in(cast):
    for code in ("2.1", "2.2", "4.1"):
        make_category(code)
    take(STANDARD, cast.supervisor, cast, cast.unit)

    assert ItemText.objects.count() == Item.objects.count() == 5
    assert [item.number for item in found("第一议题 固定议程")] == ["6-01-01"]


@pytest.mark.parametrize("status", Status)
def test_the_whole_way_leaves_nothing_stale(cast, status):
    item = item_at(status, cast, problem="低保制度空转。")

    assert found("低保") == [item]


def test_a_refused_action_leaves_the_index_as_it_was(cast):
    item = item_at(Status.PLANNING, cast, problem="低保制度空转。")

    with pytest.raises(Refused):
        plans.save_plan(
            item,
            by=cast.clerk,
            fields={"root_cause": "人手紧缺"},
            measures=[{"text": "编制救助清单"}],
            co_units=[{"unit": cast.unit, "part": "自己"}],
        )
    assert (found("救助清单"), found("人手紧缺"), found("低保")) == ([], [], [item])


@pytest.mark.django_db(transaction=True)
def test_a_write_that_breaks_off_after_the_index_leaves_it_as_it_was():
    cast = make_cast()
    item = issued(cast, problem="低保制度空转。")

    def break_off() -> None:
        with writing(by=cast.supervisor) as writer:
            writer.change(writer.fresh(item), "erratum", problem="殡葬监管缺位。")
            index([item.pk])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert (found("殡葬"), found("低保")) == ([], [item])


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_are_both_found():
    cast = make_cast()
    item = item_at(Status.IN_PROGRESS, cast)
    other = item_at(Status.IN_PROGRESS, cast)

    calls = [
        lambda row=row, word=word: progress.note(row, text=f"已{word}。", by=cast.clerk)
        for row in (item, other)
        for word in ("走访", "回访", "公示", "座谈")
    ]
    assert at_once(*calls) == ["done"] * 8

    assert found("走访 回访 公示 座谈") == [item, other]


def test_only_what_has_changed_is_written(cast, django_assert_num_queries):
    item, other = issued(cast), issued(cast)
    assert index([item.pk, other.pk]) == 0
    with django_assert_num_queries(4):
        index([item.pk, other.pk])

    Item.objects.filter(pk=other.pk).update(problem="殡葬监管缺位。")
    with django_assert_num_queries(5):
        assert index([item.pk, other.pk]) == 1
