"""Whom a command acts for: the post of a user name given with --as. Commands have no session and wear the first fit."""

from collections.abc import Iterable

from tracker.enums import Role
from tracker.errors import Refused
from tracker.middleware import current_posts
from tracker.models import Post, User


def post_of(username: str, roles: Iterable[Role]) -> Post:
    """The user's first current post with one of the roles; else their first, which the action will refuse in words."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused(f"没有用户名为“{username}”的在用账号。")
    posts = list(current_posts(user))
    if not posts:
        raise Refused(f"“{username}”没有在任的职务。")
    wanted = set(roles)
    return next((post for post in posts if post.role in wanted), posts[0])
