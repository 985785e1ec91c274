"""Rounds: the list, one round with its feedback and parties, its problem classes."""

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tracker import clock
from tracker.actions import classes
from tracker.actions import rounds as actions
from tracker.enums import Role
from tracker.forms.rounds import ClassForm, FeedbackForm, RoundForm
from tracker.models import Feedback, InspectionRound, ProblemClass
from tracker.queries import round_settings as queries
from tracker.views.access import for_roles
from tracker.views.flow import press
from tracker.views.office_pages import FormPage, file, paged, show


@for_roles(Role.SUPERVISOR)
def rounds(request: HttpRequest) -> HttpResponse:
    """Every round, the newest first."""
    rows = InspectionRound.objects.annotate(units=Count("feedback")).order_by("-year", "-pk")
    return show(request, "rounds/list.html", "rounds", page_obj=paged(request, rows))


@for_roles(Role.SUPERVISOR)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One round: durations, who reviews, each unit's feedback."""
    row = get_object_or_404(InspectionRound, pk=pk)
    context = {
        "round": row,
        "page_obj": paged(request, queries.feedback(row)),
        "parties": queries.parties(row),
        "facts": queries.facts(row),
    }
    return show(request, "rounds/page.html", "rounds", **context)


@for_roles(Role.SUPERVISOR)
def new_round(request: HttpRequest) -> HttpResponse:
    """A new round."""
    page = FormPage(
        "rounds", "新建轮次", reverse("settings:rounds"), "轮次已建好；接着设定审核方，登记各单位反馈日期。"
    )
    form = RoundForm(request.POST or None, initial={"year": clock.today().year})
    return file(request, form, page, lambda fields: actions.create_round(by=request.worn, **fields))


@for_roles(Role.SUPERVISOR)
def change_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a round; open items follow its durations."""
    row = get_object_or_404(InspectionRound, pk=pk)
    say = "改认领、报方案天数或计日办法，未办结事项的期限随之重算；预警天数改了即时生效。"
    page = FormPage("rounds", f"修改轮次　{row.name}", reverse("settings:round", args=[pk]), say=say)
    form = RoundForm(request.POST or None, instance=row)
    return file(request, form, page, lambda fields: actions.change_round(row, by=request.worn, **fields))


@require_POST
@for_roles(Role.SUPERVISOR)
def close_round(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a round."""
    row = get_object_or_404(InspectionRound, pk=pk)
    press(request, lambda: actions.close_round(row, by=request.worn), "轮次已办结。")
    return redirect("settings:round", pk)


@for_roles(Role.SUPERVISOR)
def new_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """Feed back to one more unit."""
    row = get_object_or_404(InspectionRound, pk=pk)
    page = FormPage("rounds", "登记反馈", reverse("settings:round", args=[pk]), "反馈已登记。", say=row.name)
    form = FeedbackForm(request.POST or None, inspection_round=row)
    return file(request, form, page, lambda fields: actions.add_feedback(row, by=request.worn, **fields))


@for_roles(Role.SUPERVISOR)
def change_feedback(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a unit's feedback; its open items follow another date."""
    row = get_object_or_404(Feedback.objects.select_related("unit", "inspection_round"), pk=pk)
    back = reverse("settings:round", args=[row.inspection_round_id])
    page = FormPage("rounds", f"修改反馈　{row.unit}", back, say=row.inspection_round.name)
    form = FeedbackForm(request.POST or None, instance=row, inspection_round=row.inspection_round)
    return file(request, form, page, lambda fields: actions.change_feedback(row, by=request.worn, **fields))


@for_roles(Role.SUPERVISOR)
def problem_classes(request: HttpRequest, pk: int) -> HttpResponse:
    """The round's problem classes."""
    row = get_object_or_404(InspectionRound, pk=pk)
    found = row.classes.select_related("parent", "default_category").order_by("code", "pk")
    return show(request, "rounds/classes.html", "rounds", round=row, page_obj=paged(request, found))


@for_roles(Role.SUPERVISOR)
def new_class(request: HttpRequest, pk: int) -> HttpResponse:
    """One more class."""
    row = get_object_or_404(InspectionRound, pk=pk)
    page = FormPage("rounds", "新增问题类别", reverse("settings:classes", args=[pk]), say=row.name)
    form = ClassForm(request.POST or None, inspection_round=row)
    return file(request, form, page, lambda fields: classes.add_class(row, by=request.worn, **fields))


@for_roles(Role.SUPERVISOR)
def change_class(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a class."""
    rows = ProblemClass.objects.exclude(inspection_round=None).select_related("inspection_round", "parent")
    row = get_object_or_404(rows, pk=pk)
    back = reverse("settings:classes", args=[row.inspection_round_id])
    page = FormPage("rounds", f"修改问题类别　{row.name}", back, say=row.inspection_round.name)
    form = ClassForm(request.POST or None, instance=row, inspection_round=row.inspection_round)
    return file(request, form, page, lambda fields: classes.change_class(row, by=request.worn, **fields))
