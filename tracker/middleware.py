"""What every signed-in request carries: a session that is not idle, the post worn, and a password of one's own;
and what every answer is sent with.

Which page shows what is told by the views; who may do what by `permissions.py`.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tracker import clock
from tracker.compiled import THIS, objects
from tracker.late_forms import SEEN, came_late, keep_quietly, to_sign_in
from tracker.models import Event, Post, User
from tracker.standing import reading_at

BACKGROUND = "X-Background"  # a page that asks again by itself: nobody sits there, so it does not count as being seen
Handler = Callable[[HttpRequest], HttpResponse]
WORN = "worn_post"  # session: the id of the post worn
SIGNED_IN_AT = "signed_in_at"  # session: seconds since the epoch


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
            return came_late(request) or self.get_response(request)
        now, user_id = clock.now().timestamp(), request.user.pk
        if now - _last_seen(request) > settings.IDLE_TIMEOUT.total_seconds():
            return _expire(request, self.get_response)
        response = self.get_response(request)
        if BACKGROUND in request.headers:
            return response
        value = f"{user_id}:{int(now)}"  # when somebody asked, not when the answer was ready
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
    return to_sign_in(request, user, "30 分钟没有操作，已自动退出。")


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
