"""`tracker.marks` for templates, and the page numbers of a pager. Thin: no decision is taken here."""

from collections.abc import Iterator

from django import template
from django.core.paginator import Page

from tracker import marks

register = template.Library()

register.simple_tag(marks.lamp)
register.simple_tag(marks.lamp_shape)
register.simple_tag(marks.rate)
register.filter(marks.lamp_word)
register.filter(marks.days_left)
register.filter(marks.pill)
register.filter(marks.status_pill)
register.filter(marks.submission_pill)
register.filter(marks.badge)
register.filter(marks.number)
register.filter("ledger_date", marks.date)
register.filter("ledger_datetime", marks.datetime_text)


@register.filter
def page_numbers(page: Page) -> Iterator[int | str]:
    """Numbers of the pages worth a link, with “…” where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
