"""Items as ledger rows: every field against the item itself, whatever the size of the chunks."""

import pytest

from tests.factories import finish_all, issued, item_at, make_unit
from tracker import clock
from tracker.actions import progress
from tracker.enums import Status
from tracker.ledgers import rows as module
from tracker.ledgers.columns import MeasureLine
from tracker.ledgers.rows import ledger_rows
from tracker.models import CoUnit, Item

ROWS = Item.objects.order_by("number", "pk")


def expected(item, ordinal):
    """What the ledger says of an item, told the slow way."""
    whole = item.progress_notes.filter(measure=None).order_by("-noted_at", "-pk").first()
    measures = tuple(expected_measure(measure) for measure in item.measures.kept())
    said = [whole.text if whole else "", *(measure.progress for measure in measures)]
    struck = item.struck_off_at
    plain = ("number", "source_number", "problem", "root_cause", "leader", "owner", "time_frame", "is_lasting")
    plain += ("deadline", "deadline_text", "first_deadline", "outcome", "status", "kind", "lamp", "days_left")
    return {
        **{name: getattr(item, name) for name in (*plain, "reported_status", "revision", "department", "patron")},
        "ordinal": ordinal,
        "problem_class": item.problem_class.name if item.problem_class else "",
        "category": f"{item.category.code} {item.category.short_name}",
        "unit": item.unit.name,
        "co_units": "、".join(part.unit.name for part in item.co_units.filter(removed_at=None)),
        "progress": "\n".join(dict.fromkeys(text for text in said if text)),
        "struck_off_on": clock.local_date(struck) if struck else None,
        "source": item.source,
        "round_name": item.inspection_round.name,
        "measures": measures,
    }


def expected_measure(measure):
    latest = measure.progress_notes.order_by("-noted_at", "-pk").first()
    return MeasureLine(
        measure.text,
        measure.owner,
        measure.deadline,
        measure.deadline_text,
        measure.standard,
        latest.text if latest else "",
        measure.done_at is not None,
    )


def told(row):
    return {name: getattr(row, name) for name in row._fields if name != "remark"}


@pytest.fixture
def every_status(cast):
    items = [item_at(status, cast) for status in Status]
    working = next(item for item in items if item.status == Status.IN_PROGRESS)
    progress.note(working, text="第一次进展。", by=cast.clerk)
    progress.note(working, text="第二次进展。", by=cast.clerk)
    finish_all(working, cast)
    CoUnit.objects.create(item=working, unit=cast.other_unit, part="提供名单")
    CoUnit.objects.create(item=working, unit=make_unit("市财政局"), part="拨付经费")
    gone = CoUnit.objects.create(item=working, unit=make_unit("市审计局"), part="核查")
    gone.removed_at, gone.removed_by = clock.now(), cast.clerk
    gone.save()
    return items


@pytest.mark.parametrize("chunk", [1, 4, 1000])
def test_every_field_is_the_items_own(every_status, monkeypatch, chunk):
    monkeypatch.setattr(module, "BATCH", chunk)
    items = ROWS.select_related("inspection_round", "unit", "category", "problem_class")

    assert [told(row) for row in ledger_rows(ROWS)] == [expected(item, place) for place, item in enumerate(items, 1)]


def test_a_chunk_takes_four_statements_and_the_thresholds_one(every_status, django_assert_num_queries):
    with django_assert_num_queries(5):
        assert len(list(ledger_rows(ROWS))) == 9


def test_nothing_is_read_before_the_first_row_is_wanted(cast, django_assert_num_queries):
    issued(cast)
    with django_assert_num_queries(0):
        rows = ledger_rows(ROWS)
    with django_assert_num_queries(5):
        next(rows)


def test_no_rows_take_two_statements(cast, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert list(ledger_rows(ROWS)) == []
