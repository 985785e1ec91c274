"""What every page's frame shows: site name, the post worn, the way to the other pages, what waits."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from tracker.enums import OVERSIGHT_ROLES, UNIT_ROLES, Role
from tracker.models import Post
from tracker.queries.worklist import todo_count
from tracker.views.drafts import key_of

SITE_NAME = "X市巡察整改台账系统"
_BUSINESS = (*UNIT_ROLES, *OVERSIGHT_ROLES)
_NAV: tuple[tuple[str, str, tuple[Role, ...]], ...] = (
    ("home", "工作台", tuple(Role)),
    ("items:list", "整改台账", _BUSINESS),
    ("packets:list", "报批", _BUSINESS),
    ("wall_chart", "挂图作战", _BUSINESS),
    ("statistics", "统计报表", _BUSINESS),
    ("imports:new", "导入", (Role.CLERK, Role.SUPERVISOR)),
    ("settings:home", "设置", (Role.SUPERVISOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)),
    ("log", "日志", (Role.AUDITOR,)),
)


def house(request: HttpRequest) -> dict[str, Any]:
    """The frame's variables; safe for pages shown before anybody is signed in."""
    post: Post | None = getattr(request, "worn", None)
    return {
        "site_name": SITE_NAME,
        "is_demo": settings.IS_DEMO,
        "now": timezone.now(),
        "worn_post": post,
        "other_posts": [each for each in getattr(request, "posts", []) if post and each.pk != post.pk],
        "nav": _nav(request, post) if post else [],
        "drafts": getattr(request, "drafts", []),
        "draft_key": key_of(request),
        "todo_count": _todo_count(request, post) if post and post.role in _BUSINESS else None,
    }


def _todo_count(request: HttpRequest, post: Post) -> int:
    """What waits for the post; counted once, also where the page itself shows it."""
    counted: int | None = getattr(request, "waits", None)
    return todo_count(post, getattr(request, "limits", None)) if counted is None else counted


def _nav(request: HttpRequest, post: Post) -> list[tuple[str, str, bool]]:
    rows = [(reverse(name), label) for name, label, roles in _NAV if post.role in roles]
    begun = (url for url, _ in rows if url != reverse("home") and request.path.startswith(url))
    best = max(begun, key=len, default=request.path)  # "/" begins every path: help and refusals are nobody's page
    return [(url, label, url == best) for url, label in rows]
