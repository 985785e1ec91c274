"""挂图作战, 统计报表, and the lists behind those numbers that are no choice of the register.

Every number is told in `queries/figures.py`; these views choose the round and render.
"""

from functools import reduce
from typing import Any, NamedTuple

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from tracker.forms.fields import whole
from tracker.models import Measure, Review, Submission, Unit
from tracker.queries.figures import PARTS, Scope, rows_of_part, scope_of
from tracker.queries.figures_lines import BREAKDOWNS, headline_of, lines_and_sources, total_line
from tracker.queries.figures_rates import ROWS, rates, strikes
from tracker.queries.figures_reviews import by_party, told
from tracker.queries.letters import LETTER_ROWS, letters
from tracker.queries.rounds import choose_round
from tracker.queries.wall_chart import COLUMNS
from tracker.queries.wall_chart import wall_chart as chart_of
from tracker.views import access

PER_PAGE = 50
TABS = ("category", "section", "unit", "class", "time_frame", "round")
# What the rows are -> (their name in the template, the way to their item, their order)
KINDS: dict[Any, tuple[str, str, str]] = {
    Submission: ("turns", "item__", "item__number"),
    Measure: ("measures", "item__", "item__number"),
    Review: ("reviews", "submission__item__", "opened_at"),
}


def wall_chart(request: HttpRequest) -> HttpResponse:
    """The wall chart: `?columns=` says what stands across."""
    scope, about = _scope(request)
    across = request.GET.get("columns", "category")
    across = across if across in COLUMNS else "category"
    tabs = [(key, f"单位 × {label}", key == across) for key, (label, *_) in COLUMNS.items()]
    return render(request, "figures/wall_chart.html", about | {"chart": chart_of(scope, across), "tabs": tabs})


def statistics(request: HttpRequest) -> HttpResponse:
    """Rates by what `?by=` names, and the other rates of the same scope."""
    scope, about = _scope(request)
    by = request.GET.get("by", "category")
    by = by if by in TABS else "category"
    struck = strikes(scope)
    lines, sources = lines_and_sources(scope, by)
    page = {
        "by": by,
        "by_label": BREAKDOWNS[by][0],
        "tabs": [(key, BREAKDOWNS[key][0], key == by) for key in TABS],
        "tally": headline_of(sources),
        "lines": lines,
        "lines_scope": Scope(scope.unit, None, scope.limits) if by == "round" else scope,
        "total": total_line(lines),
        "sources": sources,
        "rates": rates(scope, struck),
        "struck": struck,
        "parties": by_party(scope, request.worn),
        "letters": letters(scope) if by == "unit" else [],
    }
    return render(request, "figures/statistics.html", about | page)


def figure_rows(request: HttpRequest, name: str) -> HttpResponse:
    """The rows behind a number: items, attempts, measures or reviews, fifty a page."""
    listed = rows_behind(request, name)
    rows = listed.rows.select_related(f"{listed.lead}unit").order_by(listed.order, "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = [(_item_of(row, listed.lead), row) for row in page]
    told = {"title": listed.title, "kind": listed.kind, "page": page, "rows": shown, "name": name}
    return render(request, "figures/rows.html", listed.about | told)


class Listed(NamedTuple):
    """A list behind a number: its rows, what they are, and the way from one of them to its item."""

    title: str
    rows: Any
    kind: str
    lead: str
    order: str
    about: dict[str, Any]


def rows_behind(request: HttpRequest, name: str) -> Listed:
    """The list of that name as the address narrows it, or 404."""
    scope, about = _scope(request)
    title, rows_of = {**ROWS, **LETTER_ROWS}.get(name) or _no_such_list()
    rows = rows_of(_under(request, scope))
    if name in LETTER_ROWS:  # what was moved to another unit is that unit's now
        rows = rows.filter(pk__in=access.items(request).order_by().values("pk"))
    kind, lead, order = KINDS.get(rows.model, ("items", "", "number"))
    return Listed(title, _narrowed(request, rows, kind), kind, lead, order, about)


def _no_such_list() -> Any:
    raise Http404("没有这样的清单。")


def _scope(request: HttpRequest) -> tuple[Scope, dict[str, Any]]:
    """The scope of the post worn in the round asked for."""
    post = access.demand(request, *access.BUSINESS_ROLES)
    unit = scope_of(post, None).unit
    choice = choose_round(unit, request.GET.get("round", ""))
    request.limits = choice.limits  # the frame need not fetch them again
    scope = scope_of(post, choice.chosen, choice.limits)
    return scope, {"choice": choice, "scope": scope}


def _under(request: HttpRequest, scope: Scope) -> Scope:
    """The scope narrowed to a unit within it, or 404."""
    asked = request.GET.get("unit", "")
    if not asked:
        return scope
    within = Unit.objects.under(scope.unit) if scope.unit else Unit.objects.all()
    return Scope(get_object_or_404(within, pk=whole(asked)), scope.inspection_round)


def _item_of(row: Any, lead: str) -> Any:
    return reduce(getattr, lead.split("__")[:-1], row)


def _narrowed(request: HttpRequest, rows: Any, kind: str) -> Any:
    """Items cut to one part of the tally and to leader and owner by their full names; reviews to their party."""
    if kind == "reviews":
        rows = told(rows, request.worn).select_related("unit_of_party").defer("submission__snapshot")
        return rows.filter(unit_of_party=whole(request.GET["party"])) if "party" in request.GET else rows
    if kind != "items":
        return rows
    names = {name: request.GET[name].replace("\x00", "") for name in ("leader", "owner") if name in request.GET}
    part = request.GET.get("part", "total")
    return rows_of_part(rows.filter(**names), part if part in PARTS else "total")
