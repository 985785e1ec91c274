"""The one way a form of an item is asked for, handed in and refused; the modules beside it say which form does what."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from tracker.forms.items import MoveForm
from tracker.models import Item, Post
from tracker.permissions import refusal
from tracker.queries.item_page import title_of
from tracker.views import drafts
from tracker.views.flow import attempt
from tracker.workflow import MOVES

Act = Callable[..., Any]


@dataclass(frozen=True)
class FormMove:
    """One move with a form: which form, which action, what is said before and after.

    `act` is called with `by`, the form's `values()` and, where `is_pinned`, `seen`.
    """

    move: str
    form: type[MoveForm]
    act: Act
    done: str
    say: str = ""
    is_pinned: bool = True
    button: str = ""


def seen(request: HttpRequest) -> int:
    """The revision the page showed. What is no number is the revision of no item, so that the action refuses it."""
    told = request.POST.get("revision", "")
    return int(told) if told.isdecimal() and len(told) < 10 else 0


def show(
    request: HttpRequest,
    item: Item,
    spec: FormMove,
    act: Act,
    *,
    about: dict[str, Any] | None = None,
    initial: dict[str, Any] | None = None,
    note: str = "",
) -> HttpResponse:
    """The form of one move; `about` is what `refusal` asks for besides the item and its open turn."""
    posted = request.method == "POST"
    form = spec.form(
        *((request.POST, request.FILES) if posted else ()), item=item, post=request.worn, **_initial(initial)
    )
    drafts.show(request, [form], item=item)
    if posted and form.is_valid() and attempt(form, lambda: act(**_arguments(request, spec, form))):
        return done(request, item, spec.done)
    if posted and hasattr(form, "tell_unsaved"):
        form.tell_unsaved()
    why = "" if posted else why_not(request.worn, spec.move, item, **(about or {}))
    label = MOVES[spec.move].label
    shown = {"item": item, "title": title_of(item.problem), "label": label, "button": spec.button or label}
    told = {"form": form, "why": why, "say": spec.say, "note": note, "move": spec.move}
    return render(request, "items/move.html", {**shown, **told})


def _initial(initial: dict[str, Any] | None) -> dict[str, Any]:
    return {"initial": initial} if initial else {}


def _arguments(request: HttpRequest, spec: FormMove, form: MoveForm) -> dict[str, Any]:
    pinned = {"seen": seen(request)} if spec.is_pinned else {}
    return {"by": request.worn, **pinned, **form.values()}


def done(request: HttpRequest, item: Item, said: str, further: Iterable[str] = ()) -> HttpResponse:
    """The move is made: its draft is dropped, the item's page tells."""
    drafts.drop(request)
    messages.success(request, said)
    for sentence in further:
        messages.info(request, sentence)
    return redirect("items:page", item.number)


def why_not(post: Post, move: str, item: Item, **about: Any) -> str:
    """The sentence that stands beside a button that may not be pressed."""
    turn = item.submissions.open().prefetch_related("reviews").first()
    return refusal(post, move, item, turn=turn, **about) or ""
