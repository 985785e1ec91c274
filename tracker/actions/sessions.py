"""Who came, who left, in which post: what the log keeps of signing in and out."""

from typing import Any

from tracker.actions.door import writing
from tracker.models import Post, User


def signed_in(user: User, *, by: Post | None, address: str) -> None:
    """Note a sign-in; `by` is the post worn first, if the person has any."""
    _note("sign_in", user, by, address=address)


def signed_out(user: User, *, by: Post | None) -> None:
    """Note that somebody left."""
    _note("sign_out", user, by)


def wore(user: User, *, by: Post) -> None:
    """Note that somebody went on in another of their posts."""
    _note("wear_post", user, by, role=by.get_role_display(), unit=by.unit)


def locked_out(username: str, *, address: str) -> None:
    """Note that a sign-in was locked after too many failures, where the account exists."""
    user = User.objects.filter(username=username).first()
    if user is not None:
        _note("lock_out", user, None, address=address)


def change_password(user: User, *, password: str, by: Post | None) -> None:
    """Set a password of the user's own choice; the first-password duty ends with it."""
    with writing(by=by) as writer:
        user.set_password(password)
        user.must_change_password = False
        user.save(update_fields=["password", "must_change_password"])
        writer.record("change_password", user, username=user.username)


def _note(verb: str, user: User, by: Post | None, **particulars: Any) -> None:
    with writing(by=by) as writer:
        writer.record(verb, user, username=user.username, **particulars)
