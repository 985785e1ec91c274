"""Units and people: the tree and who is in it. Accounts and posts have modules of their own."""

from collections.abc import Mapping
from typing import Any

from tracker.actions.door import Writer, writing
from tracker.enums import UNIT_ROLES, Role, UnitKind
from tracker.errors import Invalid, Refused
from tracker.models import Feedback, Person, Post, ReviewParty, Unit
from tracker.permissions import office_refusal

MAX_DEPTH = 5  # also what a path of 120 characters surely holds
_OUTSIDE = (UnitKind.SUPERVISING, UnitKind.LEADERSHIP)


def create_unit(*, by: Post, **fields: Any) -> Unit:
    """A new unit at its place in the tree. `fields` are those of the model, `name` and `kind` at least."""
    _only_admin(by, "新建单位")
    with writing(by=by) as writer:
        return create_unit_in(writer, fields)


def create_unit_in(writer: Writer, fields: Mapping[str, Any], **about: Any) -> Unit:
    """The same inside an open door, by whom is asked there; `about` is told by the event as well."""
    _check_name(fields["name"])
    parent = _fresh(fields.get("parent"))
    _check_parent(parent, depth=1)
    unit = Unit.objects.create_under(**{**fields, "parent": parent})
    writer.record("create_unit", unit, name=unit.name, fields={**fields, "path": unit.path}, **about)
    return unit


def change_unit(unit: Unit, *, by: Post, **fields: Any) -> Unit:
    """Change a unit; with another parent its whole subtree moves, every new path in the one event."""
    _only_admin(by, "修改单位")
    with writing(by=by) as writer:
        unit = Unit.objects.get(pk=unit.pk)
        _check_name(fields.get("name", unit.name), unit)
        _check_kind(unit, UnitKind(fields.get("kind", unit.kind)))
        if not fields.get("is_active", True) and unit.is_active:
            _check_idle(unit)
        moved = _move(unit, _fresh(fields["parent"])) if "parent" in fields else []
        changes = writer.alter(unit, **fields)
        if changes:
            writer.record("change_unit", unit, name=unit.name, changes=changes, moved=moved)
        if changes.keys() & {"name", "short_name"}:
            writer.reword(unit.items.values_list("pk", flat=True))
    return unit


def create_person(*, by: Post, form: str = "", **fields: Any) -> Person:
    """Somebody new; an account and a post come after. The same `form` handed in again makes nobody else."""
    _only_admin(by, "新建人员")
    with writing(by=by) as writer:
        if before := writer.made_by(form):
            return Person.objects.get(pk__in=before)
        person = create_person_in(writer, fields)
        writer.give_receipt(form, [person])
    return person


def create_person_in(writer: Writer, fields: Mapping[str, Any], **about: Any) -> Person:
    """The same inside an open door, by whom is asked there; `about` is told by the event as well."""
    person = Person.objects.create(**fields)
    writer.record("create_person", person, name=person.name, fields=fields, **about)
    return person


def change_person(person: Person, *, by: Post, **fields: Any) -> Person:
    """Change a person; whoever leaves (`is_active` off) must hold no post, and their account is closed as well."""
    _only_admin(by, "修改人员")
    with writing(by=by) as writer:
        person = Person.objects.get(pk=person.pk)
        leaves = person.is_active and not fields.get("is_active", True)
        if leaves:
            _check_free(person, by)
        changes = writer.alter(person, **fields)
        if changes:
            writer.record("change_person", person, name=person.name, changes=changes)
        if leaves:
            _close_account(writer, person)
    return person


def _only_admin(by: Post, doing: str) -> None:
    if sentence := office_refusal(by, doing, Role.SYSTEM_ADMIN):
        raise Refused(sentence)


def _fresh(unit: Unit | None) -> Unit | None:
    """The unit behind the lock: its path may have changed since the form was shown."""
    return Unit.objects.get(pk=unit.pk) if unit else None


def _check_name(name: str, unit: Unit | None = None) -> None:
    if Unit.objects.filter(name=name).exclude(pk=unit.pk if unit else None).exists():
        raise Invalid({"name": [f"已有名为“{name}”的单位。"]})


def _check_parent(parent: Unit | None, depth: int) -> None:
    """`depth` is how many levels the unit brings with it, itself included."""
    if parent is not None and not parent.is_active:
        raise Invalid({"parent": [f"“{parent}”已停用，不能作上级单位。"]})
    if parent is not None and _level(parent) + depth > MAX_DEPTH:
        raise Invalid({"parent": [f"单位最多 {MAX_DEPTH} 级，放在“{parent}”之下就超过了。"]})


def _level(unit: Unit) -> int:
    return unit.path.count("/") - 1


def _move(unit: Unit, parent: Unit | None) -> list[dict[str, Any]]:
    """Rewrite the paths of the unit and everything below it; returns old and new of each."""
    if unit.parent_id == (parent.pk if parent else None):
        return []
    if parent is not None and unit.holds(parent):
        raise Invalid({"parent": ["上级单位不能是本单位或它的下级。"]})
    subtree = list(Unit.objects.under(unit))
    _check_parent(parent, depth=max(map(_level, subtree)) - _level(unit) + 1)
    above, stem = len(unit.path), f"{parent.path if parent else '/'}{unit.pk}/"
    moved = []
    for each in subtree:
        path = stem + each.path[above:]
        moved.append({"id": each.pk, "name": each.name, "changes": {"path": [each.path, path]}})
        each.path = path
    Unit.objects.bulk_update(subtree, ["path"])
    unit.path = stem
    return moved


def _check_kind(unit: Unit, kind: UnitKind) -> None:
    """A unit in use stays on its side: inspected, supervising or leading."""
    if kind == unit.kind or (kind not in _OUTSIDE and unit.kind not in _OUTSIDE):
        return
    held = Post.objects.current().filter(unit=unit).exclude(role__in=_roles_of(kind)).first()
    if held is not None:
        raise Invalid({"kind": [f"本单位还有{held.get_role_display()}在任，不能改为{kind.label}。"]})
    if Feedback.objects.filter(unit=unit).exists() or ReviewParty.objects.filter(unit_of_party=unit).exists():
        raise Invalid({"kind": [f"本单位已列入巡察轮次，不能改为{kind.label}。"]})


def _roles_of(kind: UnitKind) -> tuple[Role, ...]:
    """The roles a unit of that kind may have, the administrators' aside."""
    own = {UnitKind.SUPERVISING: (Role.SUPERVISOR, Role.REVIEWER), UnitKind.LEADERSHIP: (Role.LEADER,)}
    return (*own.get(kind, UNIT_ROLES), Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


def _check_idle(unit: Unit) -> None:
    if Unit.objects.filter(parent=unit, is_active=True).exists():
        raise Invalid({"is_active": ["还有在用的下级单位，请先停用或改换它们的上级。"]})
    if Post.objects.current().filter(unit=unit).exists():
        raise Invalid({"is_active": ["本单位还有人在任，请先由安全管理员结束任职。"]})


def _check_free(person: Person, by: Post) -> None:
    if person.pk == by.person_id:
        raise Invalid({"is_active": ["不能把自己改为离岗。"]})
    if Post.objects.current().filter(person=person).exists():
        raise Invalid({"is_active": [f"{person.name}还有在任职务，请先由安全管理员结束任职。"]})


def _close_account(writer: Writer, person: Person) -> None:
    user = getattr(person, "user", None)
    if user is not None and (changes := writer.alter(user, is_active=False)):
        writer.record("change_user", user, username=user.username, changes=changes)
