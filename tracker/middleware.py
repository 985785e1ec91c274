"""What every signed-in request carries: a session that is not idle, the post worn, and a password of one's own;
and what every answer is sent with.

Which page shows what is told by the views; who may do what by `permissions.py`.
"""

import contextlib
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from tracker import clock
from tracker.actions.desk import keep_draft
from tracker.compiled import THIS, objects
from tracker.errors import Busy
from tracker.models import Event, Post, User
from tracker.standing import reading_at

BACKGROUND = "X-Background"  # a page that asks again by itself: nobody sits there, so it does not count as being seen
Handler = Callable[[HttpRequest], HttpResponse]
WORN = "worn_post"  # session: the id of the post worn
SIGNED_IN_AT = "signed_in_at"  # session: seconds since the epoch
SEEN = "seen"  # signed cookie: user id and the second of the last request, so that reading a page writes nothing


class Finish:
    """What holds for every answer: nothing of it is kept by a browser, and a refused method is told in words.

    At a shared computer the next person presses “back”; and whoever asks again for the address of a button should not
    stand before an empty page.
    """

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405:
            allowed = response.headers["Allow"]
            response = render(request, "405.html", status=405)
            response.headers["Allow"] = allowed
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class IdleTimeout:
    """After the idle time a session ends; what was being handed in is kept as a draft and comes back after sign-in."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return _came_late(request) or self.get_response(request)
        if clock.now().timestamp() - _last_seen(request) > settings.IDLE_TIMEOUT.total_seconds():
            return _expire(request, self.get_response)
        user_id = request.user.pk
        response = self.get_response(request)
        if BACKGROUND in request.headers:
            return response
        value = f"{user_id}:{int(clock.now().timestamp())}"
        response.set_signed_cookie(SEEN, value, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
        return response


def _last_seen(request: HttpRequest) -> float:
    """When this user was last here; a lost cookie counts from the sign-in."""
    user_id, _, second = (request.get_signed_cookie(SEEN, default="") or "").partition(":")
    signed_in = float(request.session.get(SIGNED_IN_AT, clock.now().timestamp()))
    return max(float(second), signed_in) if user_id == str(request.user.pk) else signed_in


def _expire(request: HttpRequest, get_response: Handler) -> HttpResponse:
    """A page that is only read is shown as to a stranger; a form handed in is kept before the session ends."""
    if request.method in ("GET", "HEAD"):
        request.user = AnonymousUser()
        messages.warning(request, "30 分钟没有操作，已自动退出，请重新登录。")
        return get_response(request)
    if request.path == reverse("sign_in"):
        logout(request)  # whoever comes back signs in with the first press
        return get_response(request)
    if request.path == reverse("sign_out"):
        logout(request)
        return redirect("sign_in")
    user = request.user
    if request.path == reverse("save_draft"):
        return keep_quietly(request, user)
    logout(request)
    return _to_sign_in(request, user, "30 分钟没有操作，已自动退出。")


def _came_late(request: HttpRequest) -> HttpResponse | None:
    """A form handed in after its session had gone (signed out in another window): the cookie tells whose it was."""
    if request.method != "POST" or "draft_key" not in request.POST:
        return None
    pk = (request.get_signed_cookie(SEEN, default="") or "").partition(":")[0]
    user = User.objects.filter(pk=pk, is_active=True).first() if pk else None
    if user is None:
        return None
    if request.path == reverse("save_draft"):
        return keep_quietly(request, user)
    return _to_sign_in(request, user, "登录已经失效。")


def _to_sign_in(request: HttpRequest, user: User, why: str) -> HttpResponse:
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


class WearPost:
    """Sets `request.posts` (all current posts of the person) and `request.worn` (the one worn, or None)."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.posts, request.worn = [], None
        if request.user.is_authenticated:
            request.posts = current_posts(request.user)
            request.worn = _worn(request)
            if _must_change(request):
                return redirect("password_change")
        with reading_at(_head(request)):
            return self.get_response(request)


def current_posts(user: User) -> list[Post]:
    """The posts of an account's person that are in force today."""
    if user.person_id is None:
        return []

    def rows() -> QuerySet[Post]:
        posts = Post.objects.current().filter(person=THIS).select_related("unit", "person")
        return posts.annotate(chain_head=Subquery(Event.objects.order_by("-seq").values("digest")[:1]))

    return objects(("posts", clock.today()), rows, {THIS: user.person_id})


def first_post(user: User) -> Post | None:
    """The post worn when nobody has chosen."""
    return next(iter(current_posts(user)), None)


def _head(request: HttpRequest) -> str:
    """The head of the chain when the page began to be read; a page that may write looks for everything anew."""
    is_read = request.worn is not None and request.method in ("GET", "HEAD")
    return (request.worn.chain_head or "") if is_read else ""


def _worn(request: HttpRequest) -> Post | None:
    chosen = request.session.get(WORN)
    return next((post for post in request.posts if post.pk == chosen), request.posts[0] if request.posts else None)


def _must_change(request: HttpRequest) -> bool:
    allowed = {reverse(name) for name in ("password_change", "sign_out", "healthz")}
    return request.user.must_change_password and request.path not in allowed
