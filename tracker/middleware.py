"""What every signed-in request carries: a session that is not idle, the post worn, and a password of one's own.

Which page shows what is told by the views; who may do what by `permissions.py`.
"""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from tracker import clock
from tracker.actions.desk import keep_draft
from tracker.models import Post, User

Handler = Callable[[HttpRequest], HttpResponse]
WORN = "worn_post"  # session: the id of the post worn
SIGNED_IN_AT = "signed_in_at"  # session: seconds since the epoch
SEEN = "seen"  # signed cookie: user id and the second of the last request, so that reading a page writes nothing


class IdleTimeout:
    """After the idle time a session ends; what was being handed in is kept as a draft and comes back after sign-in."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        if clock.now().timestamp() - _last_seen(request) > settings.IDLE_TIMEOUT.total_seconds():
            return _expire(request, self.get_response)
        user_id = request.user.pk
        response = self.get_response(request)
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
    back = _page_of(request)
    kept = keep_draft(request.user, back, dict(request.POST.lists()))
    logout(request)
    said = (
        "刚才提交的内容没有办理，已留作草稿，登录后接着填（文件须重新选择）。" if kept else "刚才提交的内容没有办理。"
    )
    messages.warning(request, f"30 分钟没有操作，已自动退出。{said}")
    return HttpResponseRedirect(f"{reverse('sign_in')}?{urlencode({'next': back})}")


def _page_of(request: HttpRequest) -> str:
    """The page the form stood on: forms post to their own page, buttons to another."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() and came_from.path else request.path


class WearPost:
    """Sets `request.posts` (all current posts of the person) and `request.worn` (the one worn, or None)."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.posts, request.worn = [], None
        if request.user.is_authenticated:
            request.posts = list(current_posts(request.user))
            request.worn = _worn(request)
            if _must_change(request):
                return redirect("password_change")
        return self.get_response(request)


def current_posts(user: User):
    """The posts of an account's person that are in force today."""
    return Post.objects.current().filter(person=user.person_id).select_related("unit", "person")


def first_post(user: User) -> Post | None:
    """The post worn when nobody has chosen."""
    return current_posts(user).first()


def _worn(request: HttpRequest) -> Post | None:
    chosen = request.session.get(WORN)
    return next((post for post in request.posts if post.pk == chosen), request.posts[0] if request.posts else None)


def _must_change(request: HttpRequest) -> bool:
    allowed = {reverse(name) for name in ("password_change", "sign_out", "healthz")}
    return request.user.must_change_password and request.path not in allowed
