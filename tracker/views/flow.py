"""How a view calls an action: the refusal comes back as a sentence where it belongs, and nothing typed is lost."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest

from tracker.canonical import digest
from tracker.errors import Invalid, Refused


def attempt(form: BaseForm, action: Callable[[], Any]) -> bool:
    """Call an action for a bound, valid form; a refusal becomes the form's error and the page is shown again."""
    try:
        action()
    except Invalid as refusal:
        for name, sentences in refusal.errors.items():
            form.add_error(name if name in form.fields else None, sentences)
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
    else:
        return True
    return False


def form_digest(request: HttpRequest) -> str:
    """Tells one handing-in of a form from another, by all that was sent; its token is another for each page shown.

    The same page sent twice gives the same digest; with a word changed, or from a page opened anew, another one.
    A program that sends no token gets none.
    """
    if not request.POST.get("csrfmiddlewaretoken"):
        return ""
    return digest(dict(request.POST.lists()))


def press(request: HttpRequest, action: Callable[[], Any], done: str) -> bool:
    """Call an action for a plain button; the outcome is told on the next page."""
    try:
        action()
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return False
    messages.success(request, done)
    return True
