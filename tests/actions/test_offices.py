"""Units, people, accounts and posts: who may, what fits together, and the one event of each write."""

import datetime

import pytest

from tests.factories import PASSWORD, PersonFactory, make_post, make_unit, make_user
from tracker.actions import accounts, offices, posts
from tracker.enums import Role, UnitKind
from tracker.errors import Invalid, Refused
from tracker.models import Event, Post, Unit, User

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 23)
FIT = {
    UnitKind.SUPERVISING: {Role.REVIEWER, Role.SUPERVISOR},
    UnitKind.LEADERSHIP: {Role.LEADER},
    UnitKind.TOWNSHIP: {Role.CLERK, Role.SECRETARY, Role.HANDLER},
}
ADMINISTRATORS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR}


def refused(action) -> str:
    with pytest.raises(Refused) as refusal:
        action()
    return refusal.value.sentence


def last() -> Event:
    return Event.objects.order_by("-seq").first()


def grant(cast, role, unit, person=None, by=None, **fields) -> Post:
    person = person or PersonFactory(unit=unit)
    return posts.grant_post(person, unit=unit, role=role, since=DAY, by=by or cast.security, **fields)


def test_a_unit_is_created_at_its_place_with_one_event(cast):
    unit = offices.create_unit(by=cast.admin, name="市民政局救助站", kind=UnitKind.INSTITUTION, parent=cast.unit)

    assert unit.path == f"{cast.unit.path}{unit.pk}/"
    assert (last().verb, last().post, last().data["fields"]["parent"]["name"]) == (
        "create_unit",
        cast.admin,
        "市民政局",
    )


def test_moving_a_unit_rewrites_the_paths_of_its_whole_subtree(cast):
    child = make_unit("救助站", parent=cast.unit)
    grandchild = make_unit("值班室", parent=child)

    offices.change_unit(child, by=cast.admin, parent=cast.other_unit)

    child.refresh_from_db()
    grandchild.refresh_from_db()
    assert child.path == f"{cast.other_unit.path}{child.pk}/"
    assert grandchild.path == f"{child.path}{grandchild.pk}/"
    event = last()
    assert event.verb == "change_unit"
    assert event.data["changes"]["parent"][1] == {"id": cast.other_unit.pk, "name": "市水利局"}
    assert [row["id"] for row in event.data["moved"]] == [child.pk, grandchild.pk]
    assert event.data["moved"][1]["changes"]["path"][1] == grandchild.path

    offices.change_unit(child, by=cast.admin, parent=None)
    grandchild.refresh_from_db()
    assert grandchild.path == f"/{child.pk}/{grandchild.pk}/"


def test_a_unit_cannot_stand_below_itself_nor_too_deep(cast):
    below = [cast.unit]
    for level in range(4):
        below.append(make_unit(f"下级{level}", parent=below[-1]))

    assert refused(lambda: offices.change_unit(cast.unit, by=cast.admin, parent=below[2])) == (
        "上级单位不能是本单位或它的下级。"
    )
    deep = refused(lambda: offices.create_unit(by=cast.admin, name="六级", kind=UnitKind.PARTY, parent=below[-1]))
    assert deep == "单位最多 5 级，放在“下级3”之下就超过了。"
    moved = refused(lambda: offices.change_unit(cast.unit, by=cast.admin, parent=cast.other_unit))
    assert moved == "单位最多 5 级，放在“市水利局”之下就超过了。"


def test_a_unit_in_use_keeps_its_name_its_side_and_its_people(cast):
    def change(**fields):
        return refused(lambda: offices.change_unit(cast.unit, by=cast.admin, **fields))

    assert change(name="市水利局") == "已有名为“市水利局”的单位。"
    assert change(kind=UnitKind.SUPERVISING) == "本单位还有联络员在任，不能改为监督机关。"
    assert change(is_active=False) == "本单位还有人在任，请先由安全管理员结束任职。"
    Post.objects.filter(unit=cast.unit).update(until=DAY - datetime.timedelta(days=1))
    assert change(kind=UnitKind.SUPERVISING) == "本单位已列入巡察轮次，不能改为监督机关。"
    make_unit("救助站", parent=cast.unit)
    assert change(is_active=False) == "还有在用的下级单位，请先停用或改换它们的上级。"
    assert Event.objects.count() == 0


def test_nothing_changed_is_no_event(cast):
    offices.change_unit(cast.unit, by=cast.admin, name=cast.unit.name, parent=None)
    offices.change_person(cast.clerk.person, by=cast.admin, title="科长")
    assert Event.objects.count() == 0


def test_whoever_leaves_holds_no_post_and_their_account_closes(cast):
    user = make_user(cast.clerk)
    person = cast.clerk.person

    assert refused(lambda: offices.change_person(person, by=cast.admin, is_active=False)) == (
        f"{person.name}还有在任职务，请先由安全管理员结束任职。"
    )
    Post.objects.filter(person=person).update(until=DAY - datetime.timedelta(days=1))
    offices.change_person(person, by=cast.admin, is_active=False)

    user.refresh_from_db()
    assert user.is_active is False
    assert list(Event.objects.order_by("seq").values_list("verb", flat=True)) == ["change_person", "change_user"]
    assert refused(lambda: accounts.set_active(user, is_active=True, by=cast.admin)) == (
        f"{person.name}已离岗，不能启用账号。"
    )


def test_an_account_opens_with_a_first_password_that_is_kept_nowhere(cast):
    user, password = accounts.create_user(cast.clerk.person, username="minzheng", by=cast.admin)

    assert (len(password), user.check_password(password), user.must_change_password) == (12, True, True)
    assert (last().verb, last().data["username"]) == ("create_user", "minzheng")
    assert password not in last().particulars
    assert refused(lambda: accounts.create_user(cast.clerk.person, username="again", by=cast.admin)) == (
        f"{cast.clerk.person.name}已有账号。"
    )
    assert refused(lambda: accounts.create_user(cast.handler.person, username="MinZheng", by=cast.admin)) == (
        "用户名“MinZheng”已有人用，请换一个。"
    )
    assert refused(lambda: accounts.create_user(cast.handler.person, username="民政", by=cast.admin)) == (
        "用户名用 3 至 40 个字母、数字、点、横线、下划线，以字母或数字开头。"
    )


def test_first_passwords_differ_and_hold_every_kind_of_sign():
    made = [accounts.first_password() for _ in range(50)]
    assert len(set(made)) == 50
    assert all(any(sign.islower() for sign in each) for each in made)
    assert all(any(sign.isupper() for sign in each) for each in made)
    assert all(any(sign.isdigit() for sign in each) for each in made)


def test_a_reset_password_replaces_the_old_one_and_must_be_changed(cast):
    user = make_user(cast.clerk)
    password = accounts.reset_password(user, by=cast.admin)

    user.refresh_from_db()
    assert (user.check_password(password), user.check_password(PASSWORD), user.must_change_password) == (
        True,
        False,
        True,
    )
    assert (last().verb, password in last().particulars) == ("reset_password", False)


def test_the_system_administrator_does_not_touch_his_own_account(cast):
    user = make_user(cast.admin)
    assert refused(lambda: accounts.reset_password(user, by=cast.admin)) == "自己的密码请在“修改密码”里改。"
    assert refused(lambda: accounts.set_active(user, is_active=False, by=cast.admin)) == "不能停用自己的账号。"


@pytest.mark.parametrize("kind", [UnitKind.SUPERVISING, UnitKind.LEADERSHIP, UnitKind.TOWNSHIP])
def test_a_role_goes_with_its_kind_of_unit(cast, kind):
    Post.objects.filter(role=Role.SUPERVISOR).delete()
    unit, fitting = make_unit(kind=kind), set()
    for role in Role:
        try:
            grant(cast, role, unit)
        except Invalid:
            continue
        fitting.add(role)
    assert fitting == FIT[kind] | (set() if kind == UnitKind.LEADERSHIP else ADMINISTRATORS)


def test_a_post_is_granted_with_one_event_and_never_twice(cast):
    person = cast.clerk.person
    post = grant(cast, Role.HANDLER, cast.unit, person, until=DAY)

    assert (post.granted_by, post.granted_at is not None, last().verb) == (cast.security, True, "grant_post")
    assert last().data["fields"]["role"] == "HANDLER"
    assert refused(lambda: grant(cast, Role.HANDLER, cast.unit, person)) == (
        f"{person.name}在这段时间已任“市民政局”的责任人。"
    )
    assert refused(lambda: grant(cast, Role.CLERK, cast.unit, until=DAY - datetime.timedelta(days=1))) == (
        "结束日期不能早于开始日期。"
    )


def test_nobody_grants_or_ends_a_post_of_their_own(cast):
    person = cast.security.person
    assert refused(lambda: grant(cast, Role.SYSTEM_ADMIN, cast.unit, person)) == (
        "不能给自己授予任职，请由另一位安全管理员办理。"
    )
    assert refused(lambda: posts.end_post(cast.security, until=DAY, by=cast.security)) == (
        "不能给自己结束任职，请由另一位安全管理员办理。"
    )


@pytest.mark.parametrize(
    ("holds", "role", "sentence"),
    [
        ("auditor", Role.SYSTEM_ADMIN, "审计员，不能再任系统管理员"),
        ("auditor", Role.CLERK, "审计员，不能再任联络员"),
        ("admin", Role.AUDITOR, "系统管理员，不能再任审计员"),
        ("admin", Role.CLERK, "系统管理员，不能再任联络员"),
        ("admin", Role.SECURITY_ADMIN, None),
        ("clerk", Role.AUDITOR, "联络员，不能再任审计员"),
        ("clerk", Role.SECRETARY, None),
    ],
)
def test_the_administrators_keep_apart_from_business_and_the_auditor_from_both(cast, holds, role, sentence):
    person = getattr(cast, holds).person
    if sentence is None:
        assert grant(cast, role, cast.unit, person).role == role
        return
    assert refused(lambda: grant(cast, role, cast.unit, person)) == f"{person.name}在这段时间是{sentence}。"


def test_an_ended_post_does_not_stand_in_the_way(cast):
    Post.objects.filter(pk=cast.auditor.pk).update(until=DAY - datetime.timedelta(days=1))
    assert grant(cast, Role.CLERK, cast.unit, cast.auditor.person).role == Role.CLERK


def test_there_is_one_office_of_supervision(cast):
    assert refused(lambda: grant(cast, Role.SUPERVISOR, cast.discipline.unit)) == (
        "巡察办的任职已设在“市委巡察办”，不能再设在“市纪委监委”。"
    )


def test_ending_the_last_post_of_a_unit_warns_and_keeps_the_history(cast):
    warnings = posts.end_post(cast.secretary, until=DAY, by=cast.security)

    assert warnings == ["自 2026-11-24 起，“市民政局”没有书记，该单位的事项将无人办理，请尽快授予接任的人。"]
    cast.secretary.refresh_from_db()
    assert (cast.secretary.until, last().data["changes"]) == (DAY, {"until": [None, "2026-11-23"]})
    assert posts.end_post(cast.second_supervisor, until=DAY, by=cast.security) == []
    assert posts.end_post(cast.auditor, until=DAY, by=cast.security) == [
        "自 2026-11-24 起，系统中没有审计员，请尽快授予接任的人。"
    ]


def test_an_ended_post_is_not_ended_again_nor_prolonged(cast):
    def end(day):
        return refused(lambda: posts.end_post(cast.clerk, until=day, by=cast.security))

    assert end(datetime.date(2025, 12, 31)) == "不能早于任职开始的 2026-01-01。"
    posts.end_post(cast.clerk, until=DAY, by=cast.security)
    assert end(datetime.date(2026, 12, 31)) == "原定 2026-11-23 结束；要延长，请另授任职。"
    Post.objects.filter(pk=cast.clerk.pk).update(until=datetime.date(2026, 11, 1))
    assert end(DAY) == "这一任职已于 2026-11-01 结束。"


WRITES = {
    "新建单位": lambda cast, by: offices.create_unit(by=by, name="甲", kind=UnitKind.PARTY),
    "修改单位": lambda cast, by: offices.change_unit(cast.unit, by=by, name="甲"),
    "新建人员": lambda cast, by: offices.create_person(by=by, name="甲", unit=cast.unit),
    "修改人员": lambda cast, by: offices.change_person(cast.clerk.person, by=by, name="甲"),
    "开通账号": lambda cast, by: accounts.create_user(cast.clerk.person, username="jia", by=by),
    "重置密码": lambda cast, by: accounts.reset_password(make_user(cast.clerk), by=by),
    "启用、停用账号": lambda cast, by: accounts.set_active(make_user(cast.clerk), is_active=False, by=by),
    "授予任职": lambda cast, by: grant(cast, Role.CLERK, cast.unit, by=by),
    "结束任职": lambda cast, by: posts.end_post(cast.clerk, until=DAY, by=by),
    "解除登录锁定": lambda cast, by: accounts.unlock(username="x", address="10.0.0.1", by=by),
}
SECURITY = {"授予任职", "结束任职", "解除登录锁定"}


@pytest.mark.parametrize("doing", WRITES)
def test_only_the_administrator_for_it_may(cast, doing):
    fit = Role.SECURITY_ADMIN if doing in SECURITY else Role.SYSTEM_ADMIN
    for post in cast.everybody.values():
        if post.role != fit and post != cast.clerk:
            sentence = refused(lambda post=post: WRITES[doing](cast, post))
            assert sentence == f"“{doing}”由{fit.label}办理，您现在的任职不能办理。"
            User.objects.all().delete()
    assert Event.objects.count() == 0


def test_a_post_that_ended_gives_no_right(cast):
    gone = make_post(Role.SYSTEM_ADMIN, cast.admin.unit, until=datetime.date(2026, 6, 30))
    assert refused(lambda: offices.create_unit(by=gone, name="甲", kind=UnitKind.PARTY)) == (
        "您的这一任职已经到期，请换用现任职务或联系安全管理员。"
    )
    assert Unit.objects.filter(name="甲").count() == 0
