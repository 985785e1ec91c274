"""Packets: the list, handing in, one packet with what the post worn may do, the sheet to print, taking back.

Signing stands in `signing.py`, the parties' verdicts in `reviews.py`; both open a packet through `open_packet`.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tracker.actions import packets as actions
from tracker.actions import signing
from tracker.enums import OVERSIGHT_ROLES, PARTY_ROLES, Role, Status, SubmissionKind
from tracker.forms.fields import whole
from tracker.forms.packets import PacketFilterForm, ReasonForm
from tracker.models import Item, Packet, Post, Signature, Submission, Unit
from tracker.permissions import refusal, types_for
from tracker.queries import packets as queries
from tracker.queries import turns as turn_queries
from tracker.views import access, drafts
from tracker.views.flow import attempt, press

PAGE_SIZE = 50
_SIGNING = ("sign", "sign_on_paper", "decline")
_HANDED_IN = (SubmissionKind.PLAN, SubmissionKind.STRIKE_OFF)


@dataclass(frozen=True)
class Opened:
    """One packet with everything its pages ask for, and the post that looks at it."""

    packet: Packet
    post: Post
    rows: list[Submission]
    signatures: list[Signature]
    own_units: frozenset[int]

    @property
    def open_rows(self) -> list[Submission]:
        return [row for row in self.rows if row.is_open]

    @property
    def signature(self) -> Signature | None:
        return turn_queries.in_force(self.signatures)

    @property
    def said(self) -> str:
        """How far the reviews have come, as far as the post may know; empty before and after them."""
        hidden = any(turn_queries.hides_others(row, self.post) for row in self.rows)
        return turn_queries.review_words(self.rows, hidden)

    def why_not(self, move: str) -> str | None:
        """Why the post may not make the move on the packet as a whole, or None."""
        if not self.open_rows:
            return "本单事项都已办结，没有要办的。"
        found = next((why for row in self.open_rows if (why := refusal(self.post, move, row.item, turn=row))), None)
        if found is None and move in _SIGNING and self.signature:
            return "签字单已经上传，等市委巡察办确认。"
        return found

    def why_not_review(self) -> str | None:
        """Why the post's party cannot give any verdict here, or None where it can give at least one."""
        found = [review_refusal(self.post, row, self.own_units) for row in self.rows if own_review(row, self.post)]
        return None if None in found else next(iter(found), "没有要审核的事项。")


def open_packet(request: HttpRequest, number: str) -> Opened:
    """The packet with its turns and signatures, or 404 where the post may not see it."""
    packet = access.packet(request, number)
    rows, signatures = turn_queries.rows_of(packet), turn_queries.signatures_of(packet)
    return Opened(packet, request.worn, rows, signatures, access.own_units(request))


def own_review(row: Submission, post: Post) -> Any:
    """The review of the post's own party on a turn, if its party has one."""
    own = (review for review in row.reviews.all() if review.unit_of_party_id == post.unit_id)
    return next(own, None) if post.role in PARTY_ROLES else None


def review_refusal(post: Post, row: Submission, own_units: frozenset[int]) -> str | None:
    """Why the post may give no verdict on a turn, or None."""
    if not row.is_open:
        return f"已{row.get_state_display()}，不用再审。"
    return refusal(post, "approve", row.item, turn=row, review=own_review(row, post), own_units=own_units)


# --- the list --------------------------------------------------------------------------------------------------------


def packet_list(request: HttpRequest) -> HttpResponse:
    """Packets by stage; what waits for the post comes first."""
    post = access.demand(request, *access.BUSINESS_ROLES)
    form, tabs, tab, rows, count = listed_for(request, post)
    paginator = Paginator(queries.for_list(rows), PAGE_SIZE)
    paginator.count = count  # the tab has counted these very rows
    page = paginator.get_page(request.GET.get("page"))
    about = {"form": form, "tabs": tabs, "tab": tab, "page": page, "lines": queries.lines(page, post)}
    about["may_hand_in"] = post.role if post.role in (Role.CLERK, Role.SUPERVISOR) else ""
    return render(request, "packets/list.html", about)


class Listed(NamedTuple):
    """What the list shows: the choices above it, its tabs, and the packets of the tab that is open."""

    form: PacketFilterForm
    tabs: list[tuple[str, str, int, bool]]
    tab: str
    rows: Any
    count: int


def listed_for(request: HttpRequest, post: Post) -> Listed:
    """The packets that the address asks for, of those the post may see."""
    form = PacketFilterForm(request.GET, asks_unit=post.role in OVERSIGHT_ROLES)
    seen, mine = (form.narrowed(rows) for rows in (Packet.objects.visible_to(post), queries.packets_waiting(post)))
    tabs = _tabs(request, post, queries.stage_counts(seen), mine.count())
    tab, count = next((key, count) for key, _, count, is_here in tabs if is_here)
    rows = mine if tab == "mine" else queries.with_stage(seen).filter(**({} if tab == "all" else {"stage": tab}))
    return Listed(form, tabs, tab, rows, count)


def _tabs(request: HttpRequest, post: Post, counts: dict[str, int], mine: int) -> list[tuple[str, str, int, bool]]:
    own = [("mine", "待我办", mine)] if post.role not in (Role.LEADER, Role.HANDLER) else []
    stages = [(key, label, counts[key]) for key, label in queries.STAGES.items()]
    tabs = [*own, *stages, ("all", "全部", sum(counts.values()))]
    wanted = request.GET.get("tab")
    here = wanted if wanted in [key for key, _, _ in tabs] else ("mine" if own else "all")
    return [(key, label, count, key == here) for key, label, count in tabs]


# --- handing in ------------------------------------------------------------------------------------------------------


@access.for_roles(Role.CLERK, Role.SUPERVISOR)
def new(request: HttpRequest) -> HttpResponse:
    """What the unit could hand in now; ready items are ticked unless kept up already (长期坚持)."""
    kind = _kind(request.GET.get("kind", SubmissionKind.STRIKE_OFF))
    units = list(Unit.objects.filter(is_typed_for=True)) if request.worn.role == Role.SUPERVISOR else []
    unit = request.worn.unit if request.worn.role == Role.CLERK else _chosen(units, request.GET.get("unit"))
    return _new_page(request, kind, unit, units)


@require_POST
@access.for_roles(Role.CLERK, Role.SUPERVISOR)
def hand_in(request: HttpRequest) -> HttpResponse:
    """Hand the ticked items in as one packet; a refusal shows the page again with the same ticks."""
    kind, items, made = _kind(request.POST.get("kind", "")), _ticked(request), []
    told = {item.pk: whole(request.POST.get(f"revision_{item.pk}")) for item in items}
    seen = {pk: revision for pk, revision in told.items() if revision is not None}
    form = forms.Form(request.POST)
    if attempt(form, lambda: made.append(actions.hand_in(items, kind, by=request.worn, seen=seen))):
        messages.success(request, f"已报书记签字，单号 {made[0].number}，共 {len(items)} 项。")
        return redirect("packets:page", made[0].number)
    unit = items[0].unit if items else _chosen(list(Unit.objects.filter(is_typed_for=True)), request.POST.get("unit"))
    unit = unit or request.worn.unit
    if not types_for(request.worn, unit):
        raise PermissionDenied(form.non_field_errors()[0])
    return _new_page(request, kind, unit, [], form=form, ticked={item.pk for item in items})


def _new_page(
    request: HttpRequest, kind: SubmissionKind, unit: Unit | None, units: list[Unit], **about: Any
) -> HttpResponse:
    found = queries.choices(unit, kind) if unit else []
    ready = {row.item.pk for choice in found for row in choice.ready if row.item.status != Status.LASTING}
    about = {"form": None, "ticked": ready, **about, "kind": kind, "unit": unit, "units": units, "choices": found}
    return render(request, "packets/new.html", {**about, "kinds": _HANDED_IN})


def _kind(told: str) -> SubmissionKind:
    if told not in _HANDED_IN:
        raise Http404
    return SubmissionKind(told)


def _chosen(units: list[Unit], told: str | None) -> Unit | None:
    return next((unit for unit in units if str(unit.pk) == told), None)


def _ticked(request: HttpRequest) -> list[Item]:
    """The ticked items; one that the post may not see is a 404 like everywhere."""
    wanted = {whole(pk) for pk in request.POST.getlist("item")}
    if None in wanted:
        raise Http404
    related = ("unit", "inspection_round")
    items = list(access.items(request).filter(pk__in=wanted).select_related(*related).order_by("number"))
    if len(items) != len(wanted):
        raise Http404
    return items


# --- one packet ------------------------------------------------------------------------------------------------------


def page(request: HttpRequest, number: str) -> HttpResponse:
    """Who handed in what and when, what was signed, what each party said, and what the post may do."""
    return packet_page(request, open_packet(request, number))


def packet_page(request: HttpRequest, opened: Opened, refusing: forms.Form | None = None) -> HttpResponse:
    """The packet's page; `refusing` is a refused “退回签字单” with what was typed."""
    packet, post = opened.packet, opened.post
    turns = turn_queries.turns_of(opened.rows, post)
    about = {
        "packet": packet,
        "turns": [(turn, _withdrawal(opened, turn.row)) for turn in turns],
        "open_count": len(opened.open_rows),
        "signature": opened.signature,
        "refused_signatures": [each for each in opened.signatures if each.refused_at],
        "code": sheet_code(opened),
        "digest": turn_queries.grouped(opened.signature.digest) if opened.signature else "",
        "steps": _steps(opened),
        "offers": _offers(opened),
        "scan": turn_queries.scan_of(opened.signatures) if post.role == Role.SUPERVISOR else None,
        "why_not_confirm": opened.why_not("confirm_scan") if post.role == Role.SUPERVISOR else None,
        "refusing": refusing or ReasonForm(),
        "draft_key": reverse("packets:page", args=[packet.number]),
    }
    drafts.show(request, [about["refusing"]] if about["scan"] else [])
    return render(request, "packets/page.html", about)


def sheet_code(opened: Opened) -> str:
    """The code of what was signed, or of what is to be signed now."""
    digest = opened.signature.digest[:8] if opened.signature else actions.check_code(opened.packet)
    return turn_queries.grouped(digest)


def _withdrawal(opened: Opened, row: Submission) -> tuple[bool, str | None]:
    """Is “撤回” shown for this turn, and why it may not be pressed."""
    if not row.is_open or not types_for(opened.post, opened.packet.unit):
        return False, None
    return True, refusal(opened.post, "withdraw", row.item, turn=row)


def _offers(opened: Opened) -> list[tuple[str, str, str | None]]:
    """(label, address, why it may not be pressed) of what the post could do with the packet."""
    packet, post = opened.packet, opened.post
    if not opened.open_rows:
        return []
    found = []
    if post.role == Role.SECRETARY and post.unit_id == packet.unit_id:
        found.append(("签字", "packets:sign", opened.why_not("sign")))
    if types_for(post, packet.unit):
        found.append(("上传签字单", "packets:paper", opened.why_not("sign_on_paper")))
    if any(own_review(row, post) for row in opened.rows):
        found.append(("审核", "packets:review", opened.why_not_review()))
    return [(label, reverse(name, args=[packet.number]), why) for label, name, why in found]


def _steps(opened: Opened) -> list[tuple[str, str, str, Any]]:
    """(label, is-past, is-now or nothing, who, when) of the packet's way."""
    signature, made_by = opened.signature, opened.packet.made_by.person.name
    unsigned = turn_queries.RESIGN if turn_queries.must_resign(opened.signatures) else ""
    ended = [row.ended_at for row in opened.rows if row.ended_at]
    is_over = not opened.open_rows
    told = [
        ("报批", made_by, opened.packet.made_at),
        ("书记签字", signature.signer.name if signature else unsigned, signature.signed_at if signature else None),
        ("审核", opened.said, None),
        ("办结", "", max(ended) if is_over else None),
    ]
    here = 2 if signature and signature.is_settled else 1
    css = ["is-past" if is_over or place < here else "is-now" if place == here else "" for place in range(len(told))]
    return [(label, css[place], who, at) for place, (label, who, at) in enumerate(told)]


def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """签字单: the list as it is signed on paper."""
    opened = open_packet(request, number)
    rows = turn_queries.signed_rows(opened.rows, opened.signature)
    if not rows:
        raise Http404
    digest = opened.signature.digest if opened.signature else actions.packet_digest(opened.packet)[0]
    about = {
        "packet": opened.packet,
        "turns": turn_queries.turns_of(rows, opened.post),
        "code": sheet_code(opened),
        "digest": turn_queries.grouped(digest),
        "sentence": opened.signature.sentence if opened.signature else signing.sentence_for(opened.packet),
    }
    return render(request, "packets/sheet.html", about)


@require_POST
def withdraw(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take one item back, before the first verdict."""
    packet = access.packet(request, number)
    turn = get_object_or_404(packet.submissions.select_related("item"), pk=pk)
    done = f"已撤回 {turn.item.number}，可以修改后重报。"
    press(request, lambda: actions.withdraw(turn, by=request.worn), done)
    return redirect("packets:page", number)
