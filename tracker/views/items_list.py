"""The register: its list, the columns somebody wants to see, and what 巡察办 does to many rows at once.

Saved views are kept and deleted in `saved_views.py`.
"""

from functools import partial
from typing import Any

from django.contrib import messages
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from tracker.actions import categories
from tracker.actions.desk import keep_preference
from tracker.enums import Role
from tracker.filters.bar import address, asked_page, count_text
from tracker.filters.items import ItemFilter, asked_of
from tracker.filters.saved_views import OPEN, opened, views_page, without_the_gone
from tracker.forms.fields import whole
from tracker.forms.register import RecategoriseForm
from tracker.ledgers.layouts import LAYOUTS
from tracker.queries import register
from tracker.queries.saved_views import kept_for
from tracker.tables.items import FIRST, PREFERENCE, ItemTable, columns_to_choose, readable
from tracker.views.access import BUSINESS_ROLES, demand, for_roles, items
from tracker.views.flow import attempt

MANY = 500  # each item is one step behind the writer's lock, and others wait meanwhile


@require_safe
def items_list(request: HttpRequest) -> HttpResponse:
    """The rows asked for, fifty a page."""
    post = demand(request, *BUSINESS_ROLES)
    kept = kept_for(request.user, post, PREFERENCE)
    view = opened(kept.views, request.GET.get(OPEN))
    chosen = readable(view.columns if view else kept.columns)
    asked = ItemFilter(without_the_gone(request.GET, view), items(request), post=post)
    request.limits = asked.choices.limits  # the frame need not ask again
    strip = _strip(asked)
    count = register.count_of(strip, asked.asked.get("lamp", ()), asked.rows)
    table = ItemTable([], post=post, chosen=chosen, order_by=request.GET.get("sort", ""), words=asked.words)
    page = _pages(asked, table, count, chosen).get_page(request.GET.get("page"))
    shown = _shown(table, page, chosen, picks_all=request.GET.get("pick") == "all")
    views = views_page(asked, kept.views, view, request.GET.get(OPEN))
    shown |= {"page_obj": page, "templates": kept.templates}
    return render(request, "items/list.html", shown | asked_page(asked, strip) | views)


def _strip(asked: ItemFilter) -> register.Strip:
    """The lamps of all that was asked for but the lamps themselves."""
    rows = partial(asked.rows, without=("lamp",))
    return register.strip(rows, asked.choices.limits, asked.statement_key("lamp"), asked.finding_key("lamp"))


def _pages(asked: ItemFilter, table: ItemTable, count: int, chosen: list[str]) -> register.RegisterPages:
    key, order = asked.statement_key(), str(table.order_by)
    ordered = partial(_ordered, asked, table, count)
    keys = (None if key is None else (order, key), (order, asked.finding_key()))
    return register.RegisterPages(ordered, count, chosen, *keys)


def _ordered(asked: ItemFilter, table: ItemTable, count: int) -> Any:
    return table.ordered(asked.rows(counted=count))


def _shown(table: ItemTable, page: Page, chosen: list[str], *, picks_all: bool) -> dict[str, Any]:
    return {
        "heads": table.heads(),
        "body": mark_safe("\n".join(table.body(page.object_list, picked=picks_all))),
        "picks_all": picks_all,
        "count_words": count_text(page.paginator.count),
        "columns": tuple((name, words, name in chosen) for name, words in columns_to_choose()),
        "layouts": LAYOUTS.values(),
    }


@require_POST
@for_roles(*BUSINESS_ROLES)
def columns(request: HttpRequest) -> HttpResponse:
    """Keep which columns this user wants to see, from now on instead of those of the view that is open."""
    chosen = FIRST if "reset" in request.POST else readable(request.POST.getlist("column"))
    keep_preference(request.user, PREFERENCE, chosen)
    return back_to_list(request, **{OPEN: None})


def back_to_list(request: HttpRequest, **changes: None) -> HttpResponse:
    """The list as it was asked for before a form was sent from it; `changes` take parameters away."""
    asked = asked_of(request.worn, request.POST.get("filter", ""))
    return redirect(f"{reverse('items:list')}?{address(asked.data, **changes)}")


@require_POST
@for_roles(Role.SUPERVISOR)
def recategorise(request: HttpRequest) -> HttpResponse:
    """First shows what is ticked and asks for the category, then changes what was shown."""
    rows = _picked(request)
    count = register.capped_count(rows)
    if not 0 < count <= MANY:
        messages.error(request, _wrong_number(count))
        return back_to_list(request)
    free, fixed = register.split_for("recategorise", rows)
    form = RecategoriseForm(request.POST if "go" in request.POST else None)
    if form.is_bound and form.is_valid():
        category = form.cleaned_data["category"]
        if attempt(form, lambda: categories.recategorise(free, by=request.worn, category=category)):
            messages.success(request, f"{len(free)} 项的任务类别已调整为“{category}”。")
            return back_to_list(request)
    context = {"form": form, "free": free, "fixed": fixed, "filter": request.POST.get("filter", "")}
    return render(request, "items/recategorise.html", context)


def _picked(request: HttpRequest) -> Any:
    """The ticked rows, or all that the list was asked for."""
    if request.POST.get("pick") == "all":
        return asked_of(request.worn, request.POST.get("filter", "")).rows()
    ids = [pk for pk in map(whole, request.POST.getlist("ids")) if pk is not None]
    return items(request).filter(pk__in=ids).order_by("number", "pk")


def _wrong_number(count: int) -> str:
    if not count:
        return "还没有勾选事项，请先在表中勾选。"
    return (
        f"一次最多调整 {MANY} 项，现选了 {count if count <= register.COUNTED_UP_TO else '10,000 以上'} 项，请缩小范围。"
    )
