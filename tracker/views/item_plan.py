"""The plan form of an item: root cause, people, measures, road map, co-units – one form, one event."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tracker.actions import plans as actions
from tracker.forms.plans import PlanForms
from tracker.models import Item
from tracker.queries.item_page import title_of
from tracker.views import access, drafts
from tracker.views.flow import attempt
from tracker.views.item_forms import done, seen, why_not


def plan(request: HttpRequest, number: str) -> HttpResponse:
    """Fill in or mend the plan; ?from= copies another item's measures in as new rows."""
    item = access.item(request, number)
    posted = request.method == "POST"
    source = None if posted else _source(request, item)
    forms = PlanForms(item, request.worn, request.POST if posted else None, source)
    if source is None:
        drafts.show(request, forms.all, item=item)
    if posted and forms.is_valid() and attempt(forms.plan, lambda: _save(request, item, forms)):
        return done(request, item, "措施已保存。", forms.understood())
    about = {"forms": forms, "source": source, "others": _others(request, item)}
    about["why"] = "" if posted else why_not(request.worn, "plan", item)
    return render(request, "items/plan.html", {**about, "item": item, "title": title_of(item.problem)})


def _save(request: HttpRequest, item: Item, forms: PlanForms) -> None:
    actions.save_plan(item, by=request.worn, seen=seen(request), **forms.values())


def _source(request: HttpRequest, item: Item) -> Item | None:
    """The item to copy from, which the post must be able to see."""
    number = request.GET.get("from", "")
    return access.item(request, number) if number and number != item.number else None


def _others(request: HttpRequest, item: Item) -> list[tuple[str, str]]:
    """Items of the same unit that have measures to copy."""
    rows = access.items(request).filter(unit=item.unit_id, measures__removed_at=None, measures__isnull=False)
    found = rows.exclude(pk=item.pk).order_by("number").values_list("number", "problem").distinct()[:100]
    return [(number, f"{number}　{title_of(problem)}") for number, problem in found]
