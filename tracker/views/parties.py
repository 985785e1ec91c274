"""Who reviews: a round's parties, and those of a single unit in its place."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from tracker.actions import rounds as actions
from tracker.enums import Role
from tracker.errors import Refused
from tracker.forms.rounds import PartyFormSet, parties_of
from tracker.models import InspectionRound, ReviewParty, Unit
from tracker.views import drafts
from tracker.views.access import for_roles
from tracker.views.office_pages import show


@for_roles(Role.SUPERVISOR)
def parties(request: HttpRequest, pk: int, unit_pk: int | None = None) -> HttpResponse:
    """The parties of a round, or of one unit in it."""
    row = get_object_or_404(InspectionRound, pk=pk)
    unit = get_object_or_404(Unit, pk=unit_pk, feedback__inspection_round=row) if unit_pk else None
    formset = _formset(request, row, unit)
    if request.method == "POST" and formset.is_valid() and _set(request, formset, row, unit):
        drafts.drop(request)
        messages.success(request, "审核方已设定。")
        return redirect("settings:round", pk)
    drafts.show(request, [formset])
    context = {"formset": formset, "round": row, "unit": unit, "back": reverse("settings:round", args=[pk])}
    return show(request, "rounds/parties.html", "rounds", **context)


def _formset(request: HttpRequest, row: InspectionRound, unit: Unit | None) -> Any:
    found = ReviewParty.objects.filter(inspection_round=row, unit=unit).order_by("step", "pk")
    initial = [{"step": party.step, "unit_of_party": party.unit_of_party_id} for party in found]
    return PartyFormSet(request.POST or None, initial=initial, prefix="parties")


def _set(request: HttpRequest, formset: Any, row: InspectionRound, unit: Unit | None) -> bool:
    try:
        actions.set_parties(row, parties_of(formset), unit=unit, by=request.worn)
    except Refused as refusal:
        formset._non_form_errors = formset.error_class([ValidationError(refusal.sentence).message])
        return False
    return True
