"""Fetch within the scope of the post worn, or 404; demand a role, or 403. Every view goes through here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from tracker.compiled import NAMED, objects
from tracker.enums import ADMINISTRATOR_ROLES, OVERSIGHT_ROLES, PARTY_ROLES, UNIT_ROLES, Role
from tracker.forms.fields import whole
from tracker.models import Item, Packet, Post, SavedView
from tracker.queries.compiled import about

BUSINESS_ROLES = (*UNIT_ROLES, *OVERSIGHT_ROLES)
KEEPERS = (Role.CLERK, *PARTY_ROLES)  # of templates of the superior
View = Callable[..., HttpResponse]


def for_roles(*roles: Role) -> Callable[[View], View]:
    """A view only for these roles; anybody else gets 403 with a sentence."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            demand(request, *roles)
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def demand(request: HttpRequest, *roles: Role) -> Post:
    """The post worn, which must have one of the roles."""
    post = request.worn
    if post is None:
        raise PermissionDenied("您现在没有在任的职务，请联系安全管理员授予任职。")
    if post.role not in roles:
        raise PermissionDenied(_why(post, roles))
    return post


def _why(post: Post, roles: tuple[Role, ...]) -> str:
    if post.role in ADMINISTRATOR_ROLES and not set(roles) & set(ADMINISTRATOR_ROLES):
        return f"{post.get_role_display()}不接触业务数据。"
    return f"本页由{'、'.join(role.label for role in roles)}使用，您现在的任职是{post.get_role_display()}。"


def own_units(request: HttpRequest) -> frozenset[int]:
    """The units in which the person holds a post, whichever of them is worn: of these they review nothing."""
    return frozenset(post.unit_id for post in request.posts)


def items(request: HttpRequest) -> Any:
    """The items the post worn may see."""
    return Item.objects.visible_to(demand(request, *BUSINESS_ROLES))


def item(request: HttpRequest, number: str, *more: str) -> Item:
    """One item by its number with its related rows (`more` names further ones), or 404 where the post may not see it.

    A statement compiled once for a post: every page and every button of an item begins with it.
    """
    post = demand(request, *BUSINESS_ROLES)
    related = ("unit", "inspection_round", "category__section", "problem_class", "requirement", *more)

    def rows() -> Any:
        return items(request).filter(number=NAMED).select_related(*related)

    found = objects(("item", about(post, {}), related), rows, {NAMED: _readable(number)})
    if not found:
        raise Http404("这一项不存在，或者您不能查看。")
    return found[0]


def packet(request: HttpRequest, number: str) -> Packet:
    """One packet by its number, or 404 where the post may not see it."""
    post = demand(request, *BUSINESS_ROLES)
    rows = Packet.objects.visible_to(post).select_related("unit", "inspection_round", "made_by__person")
    return get_object_or_404(rows, number=_readable(number))


def own_view(request: HttpRequest, pk: str | None) -> SavedView:
    """A saved view of one's own by its id, or 404: nobody touches the view of another, shared or not."""
    return get_object_or_404(SavedView.objects.filter(user=request.user), pk=whole(pk))


def _readable(number: str) -> str:
    """A number that a database can look for: PostgreSQL takes no text with a zero byte in it."""
    return number.replace("\x00", "\ufffd")
