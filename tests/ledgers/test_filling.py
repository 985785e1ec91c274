"""A template filled: every cell of ours where its column asks for it, and everything of the superior's as it was."""

import datetime
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.factories import fill_plan, issued, item_at
from tests.ledgers import template_books
from tracker.enums import Status
from tracker.ledgers.filling import Filling, filled, recognised
from tracker.models import Item

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 23)


def book_of(path, **about):
    blank = recognised(path, path.name)[0]
    filling = Filling(
        blank.place,
        blank.mapping,
        "市民政局",
        DAY,
        ("导出范围：全部", "校验码：2026-000001-0A1B2C3D"),
        "2026-000001-0A1B2C3D",
        **about,
    )
    return load_workbook(BytesIO(b"".join(filled(path, Item.objects.order_by("pk"), filling))))


def test_try(cast, tmp_path):
    item_at(Status.IN_PROGRESS, cast, problem="信访办理不及时。", source_number="一（二）3")
    for n in range(8):
        issued(cast, problem="=1+1")
    for draw in (template_books.plain, template_books.official, template_books.shifted):
        for by in (False, True):
            path = draw(tmp_path / f"{draw.__name__}.xlsx")
            book = book_of(path, by_measure=by)
            book.save(f"/tmp/out_{draw.__name__}_{by}.xlsx")
            for page in book:
                print(
                    page.title,
                    page.dimensions,
                    page.merged_cells,
                    page.print_area,
                    page.oddFooter.right.text,
                    page.oddFooter.left.text,
                    [str(d.sqref) for d in page.data_validations.dataValidation],
                    [str(c.sqref) for c in page.conditional_formatting],
                )
                for row in page.iter_rows(values_only=True):
                    print(row)
    assert 0
