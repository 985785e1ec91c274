"""Every ledger out: each layout holds exactly its rows, says what it narrows to, carries its proof, and opens whole."""

import datetime
import io
import re

import pytest
from openpyxl import load_workbook

from tests.conftest import broken_cells
from tests.factories import item_at, make_unit
from tracker.actions.exports import export
from tracker.enums import Status, TimeFrame
from tracker.errors import Refused
from tracker.filters.items import asked_of
from tracker.ledgers.layouts import LAYOUTS
from tracker.ledgers.narrowing import narrowed
from tracker.models import Event, Export, Item
from tracker.queries.figures_counts import tally_of
from tracker.vault import path_of

pytestmark = pytest.mark.django_db
TABLES = [layout.code for layout in LAYOUTS.values() if layout.shape == "rows" and not layout.sheets]


@pytest.fixture
def city(cast, frozen_clock):
    """An item in every status, one of them extended, one immediate; late enough for lamps to burn."""
    rows = {status: item_at(status, cast) for status in Status}
    working = Item.objects.filter(pk=rows[Status.IN_PROGRESS].pk)
    day = rows[Status.IN_PROGRESS].deadline
    working.update(first_deadline=day, deadline=day + datetime.timedelta(days=30))
    Item.objects.filter(pk=rows[Status.PLANNING].pk).update(time_frame=TimeFrame.IMMEDIATE)
    frozen_clock.shift(datetime.timedelta(days=400))
    cast.supervisor.refresh_from_db()
    return cast


def book_of(layout: str, post, **about):
    made = export(layout, Item.objects.counted().order_by("number", "pk"), by=post, **about)
    content = b"".join(made.chunks)
    book = load_workbook(io.BytesIO(content))
    assert broken_cells(book) == []
    return book, made, content


def numbers(sheet) -> list[str]:
    """The item numbers of a sheet, each once, in order."""
    wanted = set(Item.objects.values_list("number", flat=True))
    found = (cell.value for row in sheet.iter_rows(min_row=6, max_col=2) for cell in row)
    return list(dict.fromkeys(value for value in found if value in wanted))


@pytest.mark.parametrize("code", TABLES)
def test_a_layout_holds_its_rows_and_says_what_it_narrows_to(city, code):
    layout = LAYOUTS[code]
    rows = narrowed(Item.objects.counted().order_by("number", "pk"), layout)
    book, made, _ = book_of(code, city.supervisor)
    (sheet,) = book.worksheets
    assert numbers(sheet) == list(rows.values_list("number", flat=True)) != []
    assert made.count == rows.count()
    words = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert sheet.title == layout.name
    assert f"校验码：{made.row.code}" in words
    assert not layout.narrows_to or f"只列{layout.narrows_to}" in words


@pytest.mark.parametrize("code", [code for code, layout in LAYOUTS.items() if layout.narrows])
def test_what_a_layout_narrows_to_is_what_the_register_shows_for_the_same_parameters(city, code):
    layout = LAYOUTS[code]
    query = "&".join(f"{name}={value}" for name, value in layout.narrows.items())
    shown = asked_of(city.supervisor, query).rows()
    rows = narrowed(Item.objects.visible_to(city.supervisor), layout).counted()
    assert {*rows.values_list("number", flat=True)} == {*shown.values_list("number", flat=True)}


def test_the_three_lists_and_the_ledger_are_one_workbook(city):
    book, _, _ = book_of("three_lists", city.supervisor)
    assert book.sheetnames == ["问题清单", "任务清单", "责任清单", "整改台账"]
    assert len({tuple(numbers(sheet)) for sheet in book}) == 1


def test_each_unit_has_a_sheet_with_its_own_rows(city):
    other = make_unit("市审计局")
    moved = Item.objects.get(status=Status.ISSUED)
    Item.objects.filter(pk=moved.pk).update(unit=other)
    book, _, _ = book_of("by_unit", city.supervisor)
    assert {sheet.title: numbers(sheet) for sheet in book} == {
        unit.label: list(Item.objects.counted().filter(unit=unit).order_by("number").values_list("number", flat=True))
        for unit in (city.unit, other)
    }


def test_measures_as_rows_merge_what_is_said_once(city):
    book, _, _ = book_of("ledger", city.supervisor, by_measure=True)
    sheet = book.active
    item = Item.objects.get(status=Status.IN_PROGRESS)
    (first,) = [row[1].row for row in sheet.iter_rows(max_col=2) if row[1].value == item.number]
    measures = [measure.text for measure in item.measures.kept()]
    assert len(measures) == 2
    heading = next(cell.column for row in sheet.iter_rows(max_row=5) for cell in row if cell.value == "整改措施")
    assert [sheet.cell(first + place, heading).value for place in range(2)] == measures
    assert f"B{first}:B{first + 1}" in {str(each) for each in sheet.merged_cells.ranges}


def test_the_approval_form_has_a_page_for_each_item(city):
    book, made, _ = book_of("approval", city.supervisor)
    words = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
    problems = Item.objects.counted().values_list("problem", flat=True)
    assert [problem for problem in problems if problem not in words] == []
    assert made.count == len(problems)


def test_the_statistics_count_what_the_figures_count(city):
    book, _, _ = book_of("statistics", city.supervisor)
    (total,) = [row for row in book.active.iter_rows(values_only=True) if row[2] == "合计"]
    tally = tally_of(Item.objects.all())
    done = (tally.total, tally.completed, tally.rate)
    rest = (tally.lasting, tally.transferred, tally.infeasible, tally.in_progress, tally.overdue)
    assert total == (None, None, "合计", *done, 0, 0, "—", *done, *rest, None, None, None, None)
    assert (tally.total, tally.completed) == (8, 1)


def test_a_layout_without_rows_is_refused_in_words(cast):
    item_at(Status.ISSUED, cast)
    with pytest.raises(Refused) as refusal:
        export("struck_off", Item.objects.all(), by=cast.supervisor)
    assert refusal.value.sentence == (
        "“销号台账”只列已销号的事项（含移交、无法整改，不含长期坚持），所选范围内没有，没有导出。"
    )


def test_what_went_out_is_kept_whole_under_its_number(city):
    _, made, content = book_of("ledger", city.supervisor)
    row = Export.objects.get(pk=made.row.pk)
    assert path_of(row.sha256).read_bytes() == content
    assert (row.size, row.post, row.layout) == (len(content), city.supervisor, "ledger")
    assert re.fullmatch(r"\d{4}-000001-[0-9A-F]{8}", row.code)
    begun, kept = Event.objects.filter(verb__in=("export", "keep_export")).order_by("seq")
    assert (begun.prev, kept.data["sha256"]) == (row.chain_head, row.sha256)
    _, second, _ = book_of("ledger", city.supervisor)
    assert second.row.number.endswith("-000002")


def test_an_export_that_nobody_reads_to_the_end_is_not_kept(city):
    made = export("ledger", Item.objects.all(), by=city.supervisor)
    next(made.chunks)
    made.chunks.close()
    assert Export.objects.get().sha256 is None
