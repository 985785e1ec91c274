"""What the list is held against: the floor (rows as f-strings, no frame) and a stock django-tables2 page.

Both run behind the system's own middleware, count as the list does, and show fifteen columns of the same fifty rows.
"""

import django_filters
import django_tables2 as tables
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.utils.html import escape

from tracker.models import Item
from tracker.queries.register import COUNTED_UP_TO, PER_PAGE

COLUMNS = (
    *("number", "problem", "unit__name", "category__code", "leader", "owner", "time_frame", "deadline", "status"),
    *("due", "patron", "source", "inspection_round__name", "first_deadline", "issued_at"),
)


PAGE = "{% load render_table from django_tables2 %}{{ f.form }}{% render_table table %}"


def _rows() -> object:
    return Item.objects.counted().filter(legacy=False).order_by("number", "pk")


def _first(request: HttpRequest) -> int:
    return PER_PAGE * (int(request.GET.get("page", 1)) - 1)


def floor(request: HttpRequest) -> HttpResponse:
    """The query of the list and its capped count; nothing else."""
    first = _first(request)
    rows = _rows().values_list(*COLUMNS)[first : first + PER_PAGE]
    count = _rows().order_by().values("pk")[: COUNTED_UP_TO + 1].count()
    body = "".join(f"<tr>{''.join(f'<td>{escape(value)}</td>' for value in row)}</tr>" for row in rows)
    return HttpResponse(f"<!doctype html><title>{count}</title><table>{body}</table>")


class StockTable(tables.Table):
    """What django-tables2 makes of the model by itself."""

    unit__name = tables.Column("unit")
    category__code = tables.Column("category")
    inspection_round__name = tables.Column("round")

    class Meta:
        model = Item
        fields = COLUMNS
        template_name = "django_tables2/table.html"


class StockFilter(django_filters.FilterSet):
    """The form that stands over such a table everywhere."""

    class Meta:
        model = Item
        fields = ("unit", "category", "status", "time_frame")


def stock(request: HttpRequest) -> HttpResponse:
    """A table, a filter, a pager, as the handbook shows them."""
    asked = StockFilter(request.GET, Item.objects.counted().select_related("unit", "category", "inspection_round"))
    table = StockTable(asked.qs)
    tables.RequestConfig(request, paginate={"per_page": PER_PAGE}).configure(table)
    page = engines["django"].from_string(
        "{% load render_table from django_tables2 %}{{ f.form }}{% render_table table %}"
    )
    return HttpResponse(page.render({"table": table, "f": asked}, request))
