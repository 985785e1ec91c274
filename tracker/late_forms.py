"""A form handed in after its session has ended: it is kept as its writer's draft, and they are led to the sign-in.

Forms that are kept say of which page and whose they are; drafts themselves are told of in `views/drafts.py`.
"""

import contextlib
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tracker.actions.desk import keep_draft
from tracker.errors import Busy
from tracker.models import User

SEEN = "seen"  # signed cookie: user id and the second of the last request, so that reading a page writes nothing


def came_late(request: HttpRequest) -> HttpResponse | None:
    """A form handed in after its session had gone (signed out in another window): the cookie tells whose it was."""
    if request.method != "POST" or "draft_key" not in request.POST:
        return None
    pk = (request.get_signed_cookie(SEEN, default="") or "").partition(":")[0]
    user = User.objects.filter(pk=pk, is_active=True).first() if pk else None
    if user is None:
        return None
    if request.path == reverse("save_draft"):
        return keep_quietly(request, user)
    return to_sign_in(request, user, "登录已经失效。")


def to_sign_in(request: HttpRequest, user: User, why: str) -> HttpResponse:
    back, kept = keep_posted(request, user)
    said = "刚才提交的内容没有办理，已留作草稿，登录后接着填。" if kept else "刚才的操作没有办理，登录后请再办一次。"
    messages.warning(request, f"{why}{said}")
    return HttpResponseRedirect(f"{reverse('sign_in')}?{urlencode({'next': back})}")


def keep_quietly(request: HttpRequest, user: User) -> HttpResponse:
    """The answer to the script that keeps drafts: the session is left as it is, for the user to be told by a page."""
    kept = keep_posted(request, user)[1]
    plain = {"content_type": "text/plain; charset=utf-8"}
    return HttpResponse("已保存", **plain) if kept else HttpResponseForbidden("没有保存，请重新登录。", **plain)


def keep_posted(request: HttpRequest, user: User) -> tuple[str, bool]:
    """The page to come back to, and whether what was typed there is now this user's draft.

    Forms that are kept say of which page and whose they are. What another site sent or another user typed is not kept:
    this runs where the token has not been checked, or was found wrong.
    """
    key = request.POST.get("draft_key", "")
    is_own = request.POST.get("draft_by") == str(user.pk) and url_has_allowed_host_and_scheme(key, None)
    with contextlib.suppress(Busy):
        if is_own and _is_from_here(request) and keep_draft(user, key, dict(request.POST.lists())):
            return key, True
    return _page_of(request), False


def _is_from_here(request: HttpRequest) -> bool:
    """Browsers tell which site a form was sent from; a page of ours, or a program that tells nothing."""
    told = request.headers.get("Origin") or request.headers.get("Referer")
    hosts = {request.get_host(), *(urlsplit(origin).netloc for origin in settings.CSRF_TRUSTED_ORIGINS)}
    return not told or urlsplit(told).netloc in hosts


def _page_of(request: HttpRequest) -> str:
    """The page a button stood on, filters and all: buttons post to an address that shows nothing."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.get_host() or not came_from.path:
        return request.path
    return f"{came_from.path}?{came_from.query}" if came_from.query else came_from.path
