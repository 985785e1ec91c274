"""Accounts: opening, closing, first passwords, locked sign-ins, and the three administrators of an empty system.

What a user does with their own account (signing in, changing the password) stands in `sessions.py`.
"""

import re
import secrets
from ipaddress import ip_address

from axes.utils import reset

from tracker import clock
from tracker.actions.door import Writer, writing
from tracker.enums import ADMINISTRATOR_ROLES, Role, UnitKind
from tracker.errors import Invalid, Refused
from tracker.models import Person, Post, Unit, User
from tracker.permissions import office_refusal

_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{2,39}")
_GROUPS = ("abcdefghjkmnpqrstuvwxyz", "ABCDEFGHJKMNPQRSTUVWXYZ", "23456789")  # nothing that reads like another sign
_LENGTH = 12
ADMINISTRATORS = {
    "sysadmin": Role.SYSTEM_ADMIN,
    "secadmin": Role.SECURITY_ADMIN,
    "auditor": Role.AUDITOR,
}


def first_password() -> str:
    """A password that can be read out over the telephone, with every kind of sign in it."""
    while True:
        password = "".join(secrets.choice("".join(_GROUPS)) for _ in range(_LENGTH))
        if all(set(group) & set(password) for group in _GROUPS):
            return password


def create_user(person: Person, *, username: str, by: Post) -> tuple[User, str]:
    """Open an account for a person; returns it with its first password, which is kept nowhere."""
    _only(Role.SYSTEM_ADMIN, by, "开通账号")
    with writing(by=by) as writer:
        person = Person.objects.get(pk=person.pk)
        if User.objects.filter(person=person).exists():
            raise Refused(f"{person.name}已有账号。")
        if not person.is_active:
            raise Refused(f"{person.name}已离岗，不能开通账号。")
        return _open(writer, person, username)


def reset_password(user: User, *, by: Post) -> str:
    """A new first password; every session of the account ends with the old one. Returns it, kept nowhere."""
    _only(Role.SYSTEM_ADMIN, by, "重置密码")
    if user.person_id == by.person_id:
        raise Refused("自己的密码请在“修改密码”里改。")
    with writing(by=by) as writer:
        user, password = User.objects.get(pk=user.pk), first_password()
        user.set_password(password)
        user.must_change_password = True
        user.save(update_fields=["password", "must_change_password"])
        writer.record("reset_password", user, username=user.username)
    return password


def set_active(user: User, *, is_active: bool, by: Post) -> None:
    """Close an account (its sessions end at once) or open it again."""
    _only(Role.SYSTEM_ADMIN, by, "启用、停用账号")
    if user.person_id == by.person_id:
        raise Refused("不能停用自己的账号。")
    with writing(by=by) as writer:
        user = User.objects.select_related("person").get(pk=user.pk)
        if is_active and not user.person.is_active:
            raise Refused(f"{user.person.name}已离岗，不能启用账号。")
        if changes := writer.alter(user, is_active=is_active):
            writer.record("change_user", user, username=user.username, changes=changes)


def unlock(*, username: str, address: str, by: Post) -> None:
    """Let a user who guessed wrong too often sign in again from that address."""
    _only(Role.SECURITY_ADMIN, by, "解除登录锁定")
    with writing(by=by) as writer:
        # Axes leaves out a filter whose value is empty, and would then forget everybody's failures.
        if not username or not _is_address(address) or not reset(ip=address, username=username):
            raise Refused("这一锁定已经解除。")
        user = User.objects.filter(username=username).first()
        writer.record("unlock", user or by.person, username=username, address=address)


def _is_address(text: str) -> bool:
    """PostgreSQL compares an address with nothing else; an IPv6 zone (%eth0) is none of it."""
    try:
        ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def create_administrators(*, unit_name: str) -> list[tuple[User, Role, str]]:
    """The three administrators of a system that has none; returns each account with role and first password."""
    with writing(by=None) as writer:
        if Post.objects.filter(role__in=ADMINISTRATOR_ROLES).exists():
            raise Refused("系统中已有管理员，不再建立。忘记密码请由系统管理员重置。")
        unit = Unit.objects.filter(name=unit_name).first() or _first_unit(writer, unit_name)
        return [_administrator(writer, unit, username, role) for username, role in ADMINISTRATORS.items()]


def _first_unit(writer: Writer, name: str) -> Unit:
    unit = Unit.objects.create_under(name=name, kind=UnitKind.SUPERVISING)
    writer.record("create_unit", unit, name=name, fields={"kind": unit.kind, "path": unit.path})
    return unit


def _administrator(writer: Writer, unit: Unit, username: str, role: Role) -> tuple[User, Role, str]:
    """The person is named by the role until the system administrator puts the real name in."""
    person = Person.objects.create(name=role.label, unit=unit)
    writer.record("create_person", person, name=person.name, fields={"unit": unit})
    user, password = _open(writer, person, username)
    post = Post.objects.create(person=person, unit=unit, role=role, since=clock.today())
    said = {"unit": unit, "role": role, "since": post.since}
    writer.record("grant_post", post, name=person.name, fields=said)
    return user, role, password


def _open(writer: Writer, person: Person, username: str) -> tuple[User, str]:
    if not _USERNAME.fullmatch(username):
        raise Invalid({"username": ["用户名用 3 至 40 个字母、数字、点、横线、下划线，以字母或数字开头。"]})
    if User.objects.filter(username__iexact=username).exists():
        raise Invalid({"username": [f"用户名“{username}”已有人用，请换一个。"]})
    password = first_password()
    user = User.objects.create_user(username, password, person)
    writer.record("create_user", user, username=username, fields={"person": person})
    return user, password


def _only(role: Role, by: Post, doing: str) -> None:
    if sentence := office_refusal(by, doing, role):
        raise Refused(sentence)
