"""New items: 巡察办 issues a round's problems to a unit, a unit logs what it found or was told to do."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from tracker.actions import items as actions
from tracker.enums import Role
from tracker.forms.new_items import ChooseFeedback, IssueRow, IssueRows, LogForm, open_feedback, split_problems
from tracker.models import Feedback, Unit
from tracker.views import access, drafts
from tracker.views.flow import attempt, form_digest


@access.for_roles(Role.SUPERVISOR)
def issue(request: HttpRequest) -> HttpResponse:
    """First the round and unit; they stand in the address of the next step, as a draft hangs on its address."""
    form = ChooseFeedback(request.GET if "feedback" in request.GET else None)
    if form.is_valid():
        return redirect("items:issue_to", form.cleaned_data["feedback"].pk)
    return render(request, "items/issue.html", {"form": form, "types_for": bool(_units(request))})


@access.for_roles(Role.SUPERVISOR)
def issue_to(request: HttpRequest, feedback: int) -> HttpResponse:
    """The problems for one unit: row by row, or pasted and spread into rows."""
    chosen = get_object_or_404(open_feedback(), pk=feedback)
    posted = request.method == "POST"
    if posted and "spread" in request.POST:
        return _rows_page(request, chosen, IssueRows(initial=_pasted(request), feedback=chosen, prefix="rows"))
    rows = IssueRows(request.POST if posted else None, feedback=chosen, prefix="rows")
    typed = drafts.show(request, [rows])
    issued: list[Any] = []
    if posted and rows.is_valid() and _try(request, rows, chosen, issued):
        drafts.drop(request)
        messages.success(request, f"已向{chosen.unit}下发 {len(issued)} 项，等单位认领。")
        return redirect("items:page", issued[0].number)
    return _rows_page(request, chosen, rows, pasted=(request.POST or typed).get("paste", ""))


def _pasted(request: HttpRequest) -> list[dict[str, str]]:
    """Rows filled in before stay in front of the pasted ones."""
    names = IssueRow.base_fields
    typed = [{name: request.POST.get(f"rows-{place}-{name}", "") for name in names} for place in range(200)]
    before = [row for row in typed if any(row[name].strip() for name in ("problem", "source_number", "deadline"))]
    return [*before, *split_problems(request.POST.get("paste", ""))][:190]


def _try(request: HttpRequest, rows: Any, feedback: Feedback, issued: list[Any]) -> bool:
    first = rows.forms[0]
    return attempt(
        first,
        lambda: issued.extend(
            actions.issue(
                feedback.inspection_round,
                feedback.unit,
                rows.problems(),
                by=request.worn,
                form=form_digest(request),
            )
        ),
    )


def _rows_page(request: HttpRequest, feedback: Feedback, rows: Any, pasted: str = "") -> HttpResponse:
    return render(request, "items/issue_to.html", {"feedback": feedback, "rows": rows, "pasted": pasted})


@access.for_roles(Role.CLERK, Role.SUPERVISOR)
def log(request: HttpRequest) -> HttpResponse:
    """A unit's own item; 巡察办 may log for units without accounts."""
    posted = request.method == "POST"
    form = LogForm(request.POST if posted else None, post=request.worn, units=_units(request))
    drafts.show(request, [form])
    made: list[Any] = []
    if posted and form.is_valid() and attempt(form, lambda: made.append(_logged(request, form))):
        drafts.drop(request)
        messages.success(request, f"已登记为 {made[0].number}，请制定整改措施。")
        return redirect("items:page", made[0].number)
    return render(request, "items/log.html", {"form": form, "back": reverse("items:list")})


def _logged(request: HttpRequest, form: LogForm) -> Any:
    return actions.log(by=request.worn, form=form_digest(request), **form.values())


def _units(request: HttpRequest) -> list[Unit]:
    """For whom the post may log."""
    if request.worn.role == Role.CLERK:
        return [request.worn.unit]
    return list(Unit.objects.filter(is_typed_for=True, is_active=True))
