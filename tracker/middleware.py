"""What every signed-in request carries: the post worn, and the first password that must be changed before anything else.

Which page shows what is told by the views; who may do what by `permissions.py`.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from tracker.models import Post

Handler = Callable[[HttpRequest], HttpResponse]
WORN = "worn_post"  # session key: the id of the post worn


class WearPost:
    """Sets `request.posts` (all current posts of the person) and `request.worn` (the one worn, or None)."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.posts, request.worn = [], None
        if request.user.is_authenticated:
            request.posts = list(
                Post.objects.current().filter(person=request.user.person_id).select_related("unit", "person")
            )
            request.worn = _worn(request)
            if _must_change(request):
                return redirect("password_change")
        return self.get_response(request)


def _worn(request: HttpRequest) -> Post | None:
    """The post chosen in this session, else the first one."""
    chosen = request.session.get(WORN)
    return next((post for post in request.posts if post.pk == chosen), request.posts[0] if request.posts else None)


def _must_change(request: HttpRequest) -> bool:
    allowed = {reverse(name) for name in ("password_change", "sign_out", "healthz")}
    return request.user.must_change_password and request.path not in allowed
