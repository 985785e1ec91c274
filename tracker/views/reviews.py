"""A party's verdicts: the whole packet on one screen, or one item after the other (逐条过堂)."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from tracker.actions import reviews as actions
from tracker.enums import PARTY_ROLES, Verdict
from tracker.forms.packets import OpinionForm
from tracker.models import Packet, Post
from tracker.queries.packets import packets_waiting
from tracker.queries.turns import Turn, turns_of
from tracker.views import access, drafts
from tracker.views.flow import attempt
from tracker.views.packets import Opened, open_packet, own_review, review_refusal


@dataclass(frozen=True)
class Line:
    """One item of the packet: what was submitted, and the form for the party's opinion or why there is none."""

    turn: Turn
    review: Any
    why: str | None
    form: OpinionForm | None
    days: int | None


@access.for_roles(*PARTY_ROLES)
def review(request: HttpRequest, number: str) -> HttpResponse:
    """Read and judge. What is left undecided stays pending; a refusal shows the page with all that was typed."""
    opened = open_packet(request, number)
    whole = forms.Form(request.POST if request.method == "POST" else None)
    lines = _lines(request, opened)
    if request.method == "POST" and _decide(request, opened, lines, whole):
        drafts.drop(request)
        return _on(request, opened)
    drafts.show_each(request, _kept_as(request, lines))
    about = {"packet": opened.packet, "signature": opened.signature, "lines": lines, "whole": whole}
    about["said"] = opened.said
    about["forms"] = [whole, *(line.form for line in lines if line.form)]
    about["open_count"] = sum(line.form is not None for line in lines)
    place = next((i for i, line in enumerate(lines) if line.turn.row.item.number == request.GET.get("at")), None)
    if place is None:
        return render(request, "packets/review.html", about)
    return render(request, "packets/review_one.html", {**about, **_at(lines, place)})


def _kept_as(request: HttpRequest, lines: list[Line]) -> dict[str, list[OpinionForm]]:
    """An opinion comes back on both screens, on whichever it was typed: the whole packet's or the item's own."""
    here = request.GET.get("at")
    numbers = {line.turn.row.item.number: line.form for line in lines if line.form}
    forms = {number: form for number, form in numbers.items() if here in (None, number)}
    single = {f"{request.path}?{urlencode({'at': number})}": [form] for number, form in forms.items()}
    return {request.path: list(forms.values()), **single}


def _lines(request: HttpRequest, opened: Opened) -> list[Line]:
    """Every turn of the packet on which the party has a review; posted forms are bound, the others empty."""
    told = set(request.POST.getlist("review"))
    rows = [row for row in opened.rows if own_review(row, opened.post)]
    return [_line(request, opened, turn, told) for turn in turns_of(rows, opened.post)]


def _line(request: HttpRequest, opened: Opened, turn: Turn, told: set[str]) -> Line:
    row, found = turn.row, own_review(turn.row, opened.post)
    why = review_refusal(opened.post, row, opened.own_units)
    data = request.POST if str(found.pk) in told else None
    form = OpinionForm(data, prefix=f"r{found.pk}", number=row.item.number) if why is None or data else None
    return Line(turn, found, why, form, row.item.days_left)


def _decide(request: HttpRequest, opened: Opened, lines: list[Line], whole: forms.Form) -> bool:
    """Give the verdicts that were chosen; “其余同意” approves whatever else the page showed."""
    posted = [line for line in lines if line.form and line.form.is_bound]
    valid = [line.form.is_valid() for line in posted]  # every form is asked, so that every error is shown
    if not all(valid):
        return False
    rest = Verdict.APPROVE if request.POST.get("rest") else ""
    decisions = [
        actions.Decision(line.review, Verdict(verdict), line.form.cleaned_data["opinion"])
        for line in posted
        if (verdict := line.form.cleaned_data["verdict"] or rest)
    ]
    if not attempt(whole, lambda: actions.decide(decisions, by=opened.post)):
        return False
    returned = sum(decision.verdict == Verdict.RETURN for decision in decisions)
    said = f"已审 {len(decisions)} 项：通过 {len(decisions) - returned}，退回 {returned}。"
    messages.success(request, format_html("{}{}", said, _next_packet(opened)))
    return True


def _next_packet(opened: Opened) -> Any:
    """Where to go on: the party's next waiting packet."""
    following = packets_waiting(opened.post).exclude(pk=opened.packet.pk).select_related("unit").first()
    if following is None:
        return ""
    url = reverse("packets:page", args=[following.number])
    return format_html('　下一张待办：<a href="{}">{}　{}</a>', url, following.unit, following.number)


def _on(request: HttpRequest, opened: Opened) -> HttpResponse:
    """After a verdict: the next item where they go one by one, else the packet."""
    here = request.GET.get("at")
    left = list(_lines_left(opened.packet, opened.post)) if here else []
    if here and left:
        return redirect(f"{request.path}?at={next((number for number in left if number > here), left[0])}")
    return redirect("packets:page", opened.packet.number)


def _lines_left(packet: Packet, post: Post) -> Any:
    """Numbers of the items that still wait for the party's verdict."""
    waiting = packet.submissions.filter(
        reviews__unit_of_party=post.unit_id, reviews__verdict="", reviews__opened_at__isnull=False
    )
    return waiting.open().order_by("item__number").values_list("item__number", flat=True)


def _at(lines: list[Line], place: int) -> dict[str, Any]:
    """One item of the packet, with its neighbours."""
    number = {i: line.turn.row.item.number for i, line in enumerate(lines)}
    return {
        "line": lines[place],
        "place": place + 1,
        "before": number.get(place - 1, ""),
        "after": number.get(place + 1, ""),
    }
