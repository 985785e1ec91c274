"""Posts: who may do what, granted and ended by the security administrator, never for himself."""

import datetime

from django.db.models import Q, QuerySet

from tracker import clock
from tracker.actions.door import writing
from tracker.enums import ADMINISTRATOR_ROLES, UNIT_ROLES, Role, UnitKind
from tracker.errors import Invalid, Refused
from tracker.models import Person, Post, Unit
from tracker.permissions import office_refusal

_OUTSIDE = {
    Role.SUPERVISOR: UnitKind.SUPERVISING,
    Role.REVIEWER: UnitKind.SUPERVISING,
    Role.LEADER: UnitKind.LEADERSHIP,
}
_NEEDED_IN_UNIT = (Role.CLERK, Role.SECRETARY)
_NEEDED_AT_ALL = (Role.SUPERVISOR, *ADMINISTRATOR_ROLES)


def grant_post(
    person: Person,
    *,
    unit: Unit,
    role: Role,
    since: datetime.date,
    until: datetime.date | None = None,
    is_acting: bool = False,
    by: Post,
) -> Post:
    """Grant a post; rights begin on `since` and end after `until`."""
    _only_security(by, person, "授予任职")
    with writing(by=by) as writer:
        person, unit, role = Person.objects.get(pk=person.pk), Unit.objects.get(pk=unit.pk), Role(role)
        if until is not None and until < since:
            raise Invalid({"until": ["结束日期不能早于开始日期。"]})
        _check_in_use(person, unit)
        _check_fit(unit, role)
        _check_office(unit, role)
        _check_together(person, unit, role, _overlapping(since, until))
        fields = {"unit": unit, "role": role, "since": since, "until": until, "is_acting": is_acting}
        post = Post.objects.create(person=person, granted_at=writer.at, granted_by=by, **fields)
        writer.record("grant_post", post, name=person.name, fields=fields)
    return post


def end_post(post: Post, *, until: datetime.date, by: Post) -> list[str]:
    """End a post after `until`; its history stays. Returns warnings about what nobody will do from then on."""
    _only_security(by, post.person, "结束任职")
    with writing(by=by) as writer:
        post = Post.objects.select_related("unit", "person").get(pk=post.pk)
        if post.until is not None and post.until < clock.today():
            raise Refused(f"这一任职已于 {post.until.isoformat()} 结束。")
        if until < post.since:
            raise Invalid({"until": [f"不能早于任职开始的 {post.since.isoformat()}。"]})
        if post.until is not None and until > post.until:
            raise Invalid({"until": [f"原定 {post.until.isoformat()} 结束；要延长，请另授任职。"]})
        if changes := writer.alter(post, until=until):
            writer.record("end_post", post, name=post.person.name, unit=post.unit, role=post.role, changes=changes)
    return _warnings(post, until + clock.ONE_DAY)


def _only_security(by: Post, person: Person, doing: str) -> None:
    if sentence := office_refusal(by, doing, Role.SECURITY_ADMIN):
        raise Refused(sentence)
    if person.pk == by.person_id:
        raise Refused(f"不能给自己{doing}，请由另一位安全管理员办理。")


def _overlapping(since: datetime.date, until: datetime.date | None) -> QuerySet[Post]:
    posts = Post.objects.filter(Q(until=None) | Q(until__gte=since))
    return posts.filter(since__lte=until) if until else posts


def _check_in_use(person: Person, unit: Unit) -> None:
    if not person.is_active:
        raise Refused(f"{person.name}已离岗，不能授予任职。")
    if not unit.is_active:
        raise Invalid({"unit": [f"“{unit}”已停用，不能授予任职。"]})


def _check_fit(unit: Unit, role: Role) -> None:
    """A role goes with its kind of unit; administrators may sit anywhere but among the leaders."""
    if role in UNIT_ROLES and unit.kind in (UnitKind.SUPERVISING, UnitKind.LEADERSHIP):
        raise Invalid({"role": [f"{role.label}只设在被巡察单位，“{unit}”是{unit.get_kind_display()}。"]})
    if role in _OUTSIDE and unit.kind != _OUTSIDE[role]:
        raise Invalid({"role": [f"{role.label}只设在{_OUTSIDE[role].label}，“{unit}”是{unit.get_kind_display()}。"]})
    if role in ADMINISTRATOR_ROLES and unit.kind == UnitKind.LEADERSHIP:
        raise Invalid({"role": [f"{role.label}不设在{unit.get_kind_display()}。"]})


def _check_office(unit: Unit, role: Role) -> None:
    """There is one 巡察办: what units send to it must not end on two desks."""
    if role != Role.SUPERVISOR:
        return
    other = Post.objects.current().filter(role=role).exclude(unit=unit).select_related("unit").first()
    if other is not None:
        raise Invalid({"role": [f"巡察办的任职已设在“{other.unit}”，不能再设在“{unit}”。"]})


def _check_together(person: Person, unit: Unit, role: Role, posts: QuerySet[Post]) -> None:
    """Whoever keeps the system sees no business, and the auditor keeps nothing."""
    held = {Role(post.role) for post in posts.filter(person=person)}
    if posts.filter(person=person, unit=unit, role=role).exists():
        raise Refused(f"{person.name}在这段时间已任“{unit}”的{role.label}。")
    if role in ADMINISTRATOR_ROLES:
        clash = [each for each in held if each not in ADMINISTRATOR_ROLES]
        clash += [each for each in held & {*ADMINISTRATOR_ROLES} if each != role and Role.AUDITOR in (role, each)]
    else:
        clash = [each for each in held if each in ADMINISTRATOR_ROLES]
    if clash:
        raise Refused(f"{person.name}在这段时间是{clash[0].label}，不能再任{role.label}。")


def _warnings(post: Post, day: datetime.date) -> list[str]:
    """What nobody will do from `day` on."""
    others = Post.objects.current(max(day, clock.today())).filter(role=post.role).exclude(pk=post.pk)
    role = post.get_role_display()
    if post.role in _NEEDED_IN_UNIT and not others.filter(unit=post.unit).exists():
        return [f"自 {day.isoformat()} 起，“{post.unit}”没有{role}，该单位的事项将无人办理，请尽快授予接任的人。"]
    if post.role in _NEEDED_AT_ALL and not others.exists():
        return [f"自 {day.isoformat()} 起，系统中没有{role}，请尽快授予接任的人。"]
    return []
