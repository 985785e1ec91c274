"""What passes the door in bulk stands there as what passes it one by one: rows, versions, texts, events and chain."""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal

import pytest
from django.db import connection, models, transaction

from tests.actions.test_door import check_chain
from tests.factories import issued, item_at, make_category, make_unit
from tests.ledgers.import_books import book, take, upload
from tracker.actions import imports
from tracker.actions.beginning import Start, issue_in, log_in
from tracker.actions.door import Writer, facts, writing
from tracker.actions.door_bulk import insert, insert_columns
from tracker.enums import Source, Status, TimeFrame
from tracker.errors import Refused
from tracker.models import CoUnit, Event, Feedback, Item, ItemText, ItemVersion, Measure, Notice, ProgressNote
from tracker.queries import verify

pytestmark = pytest.mark.django_db

ITEM = ("unit", "problem", "source", "status", "due", "deadline", "first_deadline", "logged_at", "issued_at", "owner")
Begin = Callable[[Writer, list[Start]], list[Item]]


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def starts(cast) -> list[Start]:
    """Problems of two units in turn, some with a date, some with more to tell."""
    when = datetime.date(2026, 12, 31)
    category = make_category("2.1")
    return [
        Start(
            (cast.unit, cast.other_unit)[place % 2],
            {"problem": f"第{place}个“问题”，e\u0301。", "category": category, "deadline": when if place % 3 else None},
            {"measures": ({"text": "建立台账。", "deadline": when},), "co_units": (cast.unit,)} if place % 2 else {},
        )
        for place in range(7)
    ]


def told(begin: Begin, cast, source: Source, by) -> dict[str, list]:
    """All that one way of beginning leaves behind, by number and never by id, for a sequence keeps what it gave."""
    rows = [Start(start.unit, {**start.fields, "source": source}, start.more) for start in starts(cast)]
    with undone():
        with writing(by=by) as writer:
            begin(writer, rows)
        assert [check() for name, check in verify.CHECKS if name != "防改规则"] == [None] * 5
        check_chain()
        kept = [name for name in ItemVersion.FACTS if name != "id"]
        events = ("seq", "at", "verb", "actor", "post", "object_kind", "item__number", "particulars")
        return {
            "items": list(Item.objects.order_by("number").values_list("number", "revision", *ITEM)),
            "versions": list(ItemVersion.objects.order_by("item__number").values_list("item__number", *kept)),
            "texts": list(ItemText.objects.order_by("item__number").values_list("text", "grams")),
            "events": list(Event.objects.order_by("seq").values_list(*events)),
            "feedback": list(Feedback.objects.order_by("pk").values_list("pk", "last_number")),
        }


@pytest.mark.parametrize(("way", "source", "role"), [
    (issue_in, Source.FEEDBACK, "supervisor"), (log_in, Source.TASK, "clerk"),
])  # fmt: skip
def test_begun_together_is_begun_one_by_one(cast, way, source, role):
    by = getattr(cast, role)

    def one_by_one(writer: Writer, rows: list[Start]) -> list[Item]:
        return [way(writer, cast.inspection_round, [row])[0] for row in rows]

    together = told(lambda writer, rows: way(writer, cast.inspection_round, rows), cast, source, by)

    assert [len(rows) for rows in together.values()] == [7, 7, 7, 7, 2]
    assert together == told(one_by_one, cast, source, by)


def test_a_ledger_taken_in_is_what_its_rows_are_taken_in_one_by_one(cast, tmp_path):
    """Every row of the ledger in a file of its own, against the whole ledger in one."""
    make_category("2.1")
    make_unit("市财政局")
    when, plan = "2026年12月底前", "1.建立台账。\n2.每月通报。"
    rows = [
        (1, "信访办理不及时。", plan, "市民政局、市财政局", "陈某某", "赵某某", when, "已建立。", "整改中"),
        (2, "河道清淤滞后，影响行洪。", "1.完成清淤。", "市水利局", "黄某某", "周某某", "长期坚持", "", ""),
        (3, "殡葬服务收费目录没有公开。", "1.公开。", "市民政局", "", "周某某", "立行立改", "1.已办。", "已完成"),
    ]

    def left() -> dict[str, list]:
        measures = ("item__number", "ordinal", "text", "owner", "deadline", "deadline_text")
        return {
            "items": list(Item.objects.order_by("number").values_list("number", *ITEM)),
            "measures": list(Measure.objects.order_by("item__number", "ordinal").values_list(*measures)),
            "co_units": list(CoUnit.objects.order_by("item__number").values_list("item__number", "unit", "part")),
            "notes": list(
                ProgressNote.objects.order_by("item__number", "text").values_list(
                    "item__number", "measure__text", "text", "noted_at", "noted_by"
                )
            ),
            "texts": list(ItemText.objects.order_by("item__number").values_list("text", "grams")),
        }

    with undone():
        take(book(tmp_path, *rows), cast.supervisor, cast)
        whole = left()
        assert [check() for name, check in verify.CHECKS if name != "防改规则"] == [None] * 5
    for row in rows:
        take(book(tmp_path, row), cast.supervisor, cast)

    assert [len(found) for found in whole.values()] == [3, 4, 1, 2, 3]
    assert left() == whole
    assert [Event.objects.filter(verb=verb).count() for verb in ("issue", "import")] == [3, 3]


def test_one_row_that_cannot_begin_leaves_none(cast):
    stranger = make_unit("市蚕桑局")
    rows = [*starts(cast), Start(stranger, {"problem": "没有反馈。", "category": make_category("2.1")})]

    with pytest.raises(Refused) as refused, writing(by=cast.supervisor) as writer:
        issue_in(writer, cast.inspection_round, rows)

    assert refused.value.sentence == (
        f"市蚕桑局不在“{cast.inspection_round}”的反馈单位中，请市委巡察办先登记该单位的反馈日期。"
    )
    assert [model.objects.count() for model in (Item, ItemVersion, ItemText, Event, Notice)] == [0] * 5
    assert {*Feedback.objects.values_list("last_number", flat=True)} == {0}


def test_neither_way_issues_what_is_a_units_own(cast):
    own = [Start(cast.unit, {"problem": "自查。", "source": Source.FOUND, "category": make_category("2.1")})]
    fed_back = [Start(cast.unit, {**own[0].fields, "source": Source.FEEDBACK})]

    with pytest.raises(Refused) as issuing, writing(by=cast.supervisor) as writer:
        issue_in(writer, cast.inspection_round, own)
    with pytest.raises(Refused) as logging, writing(by=cast.clerk) as writer:
        log_in(writer, cast.inspection_round, fed_back)

    assert issuing.value.sentence == "自查发现和工作任务由单位自行登记，不能下发。"
    assert logging.value.sentence == "单位只能登记自查发现或工作任务；反馈问题由市委巡察办下发。"


def stored(model: type[models.Model], pk: int) -> list:
    """A row as the database holds it, its key left out."""
    names = ", ".join(field.column for field in model._meta.concrete_fields if not field.primary_key)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names} FROM {model._meta.db_table} WHERE {model._meta.pk.column} = %s", [pk])
        return list(cursor.fetchone())


def test_a_row_inserted_is_stored_as_a_row_saved(cast):
    item = item_at(Status.IN_PROGRESS, cast)
    at, day = item.logged_at, datetime.date(2026, 12, 31)
    words = "“双引号”'单'\t制表\\N\n换行 e\u0301 \U00020bb7 %s"
    pairs: list[tuple[type[models.Model], dict]] = [
        (Measure, {"item": item, "ordinal": 9, "text": words, "deadline": day, "done_at": at, "done_by": cast.clerk}),
        (ProgressNote, {"item": item, "text": words, "noted_at": at, "noted_by": cast.clerk}),
        (ItemVersion, {"item": item, "since": at, "until": at, **facts(item)}),
    ]
    for model, values in pairs:
        saved, inserted = model.objects.create(**values), model(**values)
        insert([inserted])
        assert stored(model, inserted.pk) == stored(model, saved.pk)
        assert (inserted._state.adding, inserted._state.db) == (False, "default")
        inserted.refresh_from_db()
        told = {model._meta.get_field(name).attname: value for name, value in values.items()}
        told = {name: [getattr(value, "pk", value)] * 2 for name, value in told.items()}
        ids = insert_columns(model, told)
        assert ids[1] - ids[0] == 1
        assert [stored(model, pk) for pk in ids] == [stored(model, saved.pk)] * 2
    numbers = {"amount_recovered": Decimal("12.5000"), "rules_made": 3, "time_frame": TimeFrame.MID_LONG}
    common = {name: getattr(item, name) for name in ("inspection_round", "unit", "category", "source", "logged_by")}
    twins = [Item(number=name, problem=words, status=Status.PLANNING, **common, **numbers) for name in ("a", "b")]
    twins[0].save(force_insert=True)
    insert(twins[1:])
    assert stored(Item, twins[1].pk)[1:] == stored(Item, twins[0].pk)[1:]


def test_ids_go_on_behind_those_that_were_given(cast):
    first = issued(cast)
    with writing(by=cast.supervisor) as writer:
        rows = issue_in(writer, cast.inspection_round, starts(cast))
    after = issued(cast)

    assert [row.pk for row in rows] == [*range(first.pk + 1, first.pk + 8)]
    assert after.pk == first.pk + 8
    insert([])
    assert list(insert_columns(Measure, {"item_id": [], "text": []})) == []


@pytest.mark.parametrize("count", [1, 3])
def test_three_rows_need_as_many_statements_as_one(cast, tmp_path, django_assert_num_queries, count):
    make_category("2.1")
    rows = [
        (n, f"第{n}个问题，制度不全。", "1.建立制度。", "市民政局", "", "", "", "", "") for n in range(1, count + 1)
    ]
    batch = upload(book(tmp_path, *rows), cast.supervisor, cast)
    postgresql = connection.vendor == "postgresql"

    with django_assert_num_queries(34 if postgresql else 33):  # the lock is a statement there
        imports.confirm(batch, by=cast.supervisor)

    assert Item.objects.count() == count
