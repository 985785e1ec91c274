"""The register's kind of column: a heading, an order, and a cell made by plain Python.

django-tables2 keeps columns, their choice and their order; its template columns are not used, for a hundred thousand
rows deserve a quick page. Which columns there are is told in `items.py`.
"""

from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

import django_tables2 as tables
from django.db.models import F, OrderBy
from django.db.models.expressions import Combinable
from django.utils.safestring import SafeString

from tracker import marks
from tracker.marks import fill
from tracker.models.search import spans

Cell = Callable[[Any], str]
NULLABLE = ("deadline", "first_deadline", "due")
CLAMPED_FROM = 40  # characters; shorter texts stand in two lines anyhow


class PlainColumn(tables.Column):
    """`cell` makes the inside of a cell; `td` and `col` are its classes; `by` its order."""

    def __init__(
        self, heading: str, cell: Cell, *, td: str = "", col: str = "", title: str = "", by: Sequence[Any] = ()
    ):
        super().__init__(verbose_name=heading, accessor="pk", orderable=bool(by))
        self.cell, self.td, self.col, self.title, self.by = cell, td, col, title, tuple(by)
        self.shape = f'<td class="{td}">{{}}</td>'

    def __deepcopy__(self, memo: Any) -> "PlainColumn":
        """Every table copies its columns; nothing in them is ever changed for one table."""
        return copy(self)

    def order(self, queryset: Any, is_descending: bool) -> tuple[Any, bool]:
        """Ordered by the column, then by number and id, so that no row is shown twice or left out by paging."""
        keys = [_direction(key, is_descending) for key in self.by]
        return queryset.order_by(*keys, *(() if self.by == ("number",) else ("number",)), "pk"), True

    def html(self, row: Any) -> SafeString:
        """The whole cell."""
        return fill(self.shape, self.cell(row))


def _direction(key: str | Combinable, is_descending: bool) -> OrderBy:
    """Dates that are not set come last either way; saying so of the others would cost them their index."""
    expression = F(key) if isinstance(key, str) else key
    last = {"nulls_last": True} if key in NULLABLE else {}
    return expression.desc(**last) if is_descending else expression.asc(**last)


def clamped(text: str, url: str, before: str = "", words: Sequence[str] = ()) -> SafeString:
    """A link to the item: a long text in two lines that unfold on hover and focus; the words looked for are marked."""
    inside = marked(text, words)
    if len(text) <= CLAMPED_FROM:
        return fill('<a class="cell-link" href="{}">{}{}</a>', url, before, inside)
    return fill('<div class="clamp"><a class="clamp__text" href="{}">{}{}</a></div>', url, before, inside)


def marked(text: str, words: Sequence[str]) -> str:
    """The text with the words looked for marked in it."""
    return marks.hits(text, spans(text, words)) if words else text
