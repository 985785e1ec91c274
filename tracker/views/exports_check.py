"""校验: is a ledger that somebody holds still the one that went out? By upload; nothing is kept or changed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tracker.errors import Unreadable
from tracker.forms.exports import CheckForm
from tracker.ledgers.checking import SHOWN, Checked, Verdict, checked, sentence
from tracker.models import Export, Post
from tracker.vault import staged
from tracker.views import access

GOOD = (Verdict.UNTOUCHED, Verdict.SAME)


def check(request: HttpRequest) -> HttpResponse:
    """Choose a file, and read what became of it."""
    post = access.demand(request, *access.BUSINESS_ROLES)
    form = CheckForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    found = _checked(form, post) if form.is_valid() else None
    about: dict[str, Any] = {"form": form, "found": found, "shown": SHOWN}
    if found is not None:
        about |= {"sentence": sentence(found), "is_good": found.verdict in GOOD}
    return render(request, "exports/check.html", about)


def _checked(form: CheckForm, post: Post) -> Checked | None:
    """Held against what the post may compare with; a file that is no table is the field's error."""
    file = form.cleaned_data["file"]
    with staged(file.chunks()) as upload:
        try:
            return checked(upload.path, file.name, upload.sha256, Export.objects.visible_to(post))
        except Unreadable as problem:
            form.add_error("file", problem.sentence)
            return None
