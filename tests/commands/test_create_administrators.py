"""From an empty system to a round, over the pages alone: the three administrators and what each of them does."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.house_client import HouseClient
from tracker.enums import Role, UnitKind
from tracker.models import Event, InspectionRound, Person, Post, Unit, User
from tracker.queries import verify

pytestmark = pytest.mark.django_db


def test_three_accounts_with_first_passwords_told_once(capsys):
    call_command("create_administrators")

    told = dict(re.findall(r"^  (\w+)\s+(\S{12})  \S+$", capsys.readouterr().out, re.MULTILINE))
    users = {user.username: user for user in User.objects.all()}
    assert set(told) == set(users) == {"sysadmin", "secadmin", "auditor"}
    assert all(users[name].check_password(password) for name, password in told.items())
    assert all(user.must_change_password for user in users.values())
    assert list(Post.objects.order_by("pk").values_list("role", "unit__name", "unit__kind")) == [
        (role, "市委巡察办", UnitKind.SUPERVISING) for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)
    ]
    assert Event.objects.filter(actor=None, post=None).count() == 10
    assert not any(password in event.particulars for event in Event.objects.all() for password in told.values())


def test_they_may_sit_in_a_unit_that_is_there(db):
    unit = Unit.objects.create_under(name="市大数据局", kind=UnitKind.GOVERNMENT)
    call_command("create_administrators", unit="市大数据局")
    assert set(Post.objects.values_list("unit", flat=True)) == {unit.pk}


def test_where_administrators_are_none_are_made(cast):
    with pytest.raises(CommandError) as refusal:
        call_command("create_administrators")
    assert str(refusal.value) == "系统中已有管理员，不再建立。忘记密码请由系统管理员重置。"
    assert User.objects.count() == 0


def signed_in(username: str) -> HouseClient:
    User.objects.filter(username=username).update(must_change_password=False)
    client = HouseClient()
    client.force_login(User.objects.get(username=username), "django.contrib.auth.backends.ModelBackend")
    return client


def send(client: HouseClient, page: str, /, *args, **fields) -> None:
    response = client.post(reverse(f"settings:{page}", args=args), fields)
    assert response.status_code == 302, response.context["form"].errors


def test_from_an_empty_system_to_the_first_round():
    call_command("create_administrators")
    admin, security = signed_in("sysadmin"), signed_in("secadmin")

    send(admin, "new_unit", name="市民政局", kind="GOVERNMENT", ordinal="1")
    office = Unit.objects.get(name="市委巡察办")
    send(admin, "new_person", name="孙某某", unit=office.pk, title="主任")
    person = Person.objects.get(name="孙某某")
    answer = admin.post(reverse("settings:open_account", args=[person.pk]), {"username": "sun"})
    password = re.search(r'digest--full">(\S{12})</b>', answer.content.decode()).group(1)
    assert person.user.check_password(password)
    assert answer.headers["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert password not in admin.get(reverse("settings:person", args=[person.pk])).content.decode()

    send(security, "grant_post", person.pk, unit=office.pk, role="SUPERVISOR", since="2026-11-23")
    supervisor = signed_in("sun")
    send(supervisor, "new_round", code="1", name="第一轮", year="2026", **DURATIONS)
    inspection_round = InspectionRound.objects.get()
    assert inspection_round.claim_days == 7
    unit = Unit.objects.get(name="市民政局")
    send(supervisor, "new_feedback", inspection_round.pk, unit=unit.pk, fed_back_on="2026-11-20", ordinal="1")
    send(supervisor, "parties", inspection_round.pk, **party_rows(office))
    assert inspection_round.feedback.get().unit == unit
    assert inspection_round.parties.get().unit_of_party == office
    assert verify.chain() is None


DURATIONS = {
    "claim_days": "7",
    "plan_days": "30",
    "immediate_days": "30",
    "intensive_months": "6",
    "report_days": "30",
    "review_days": "10",
    "lasting_review_days": "90",
    "blue_days": "20",
    "yellow_days": "10",
}


def party_rows(unit: Unit) -> dict[str, str]:
    return {
        "parties-TOTAL_FORMS": "3",
        "parties-INITIAL_FORMS": "0",
        **{f"parties-{n}-step": "1" for n in range(3)},
        "parties-0-unit_of_party": str(unit.pk),
    }
