"""Signing in and out, the post worn, first passwords, the idle session and the drafts it leaves."""

import datetime

import pytest
from django.urls import reverse

from tests.factories import PASSWORD, make_post, make_user
from tracker.enums import Role
from tracker.models import Draft, Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk_user(cast):
    return make_user(cast.clerk, "minzheng")


def sign_in(client, username="minzheng", password=PASSWORD, **more):
    return client.post(reverse("sign_in"), {"username": username, "password": password, **more})


def texts(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_a_stranger_is_sent_to_the_door(client):
    response = client.get(reverse("notices"))

    assert response.status_code == 302
    assert response.url == f"{reverse('sign_in')}?next={reverse('notices')}"


def test_sign_in_leads_to_where_one_was_going_and_is_logged(client, clerk_user, cast):
    response = sign_in(client, next=reverse("notices"))

    assert (response.status_code, response.url) == (302, reverse("notices"))
    event = Event.objects.get(verb="sign_in")
    assert (event.actor, event.post, event.data["username"]) == (cast.clerk.person, cast.clerk, "minzheng")


def test_sign_in_never_leads_to_another_host(client, clerk_user):
    assert sign_in(client, next="https://evil.example/").url == "/"


def test_a_wrong_password_is_refused_without_telling_which_was_wrong(client, clerk_user):
    response = sign_in(client, password="wrong")

    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [
        "用户名或密码不对，请重新输入。连续错 5 次，本机上的这个用户名锁定 15 分钟。"
    ]
    assert response.context["form"]["username"].value() == "minzheng"


def test_five_failures_lock_user_and_address_for_a_quarter_of_an_hour(client, clerk_user, cast, frozen_clock):
    statuses = [sign_in(client, password="wrong").status_code for _ in range(5)]

    assert statuses == [200, 200, 200, 200, 429]
    assert sign_in(client).status_code == 429
    assert Event.objects.filter(verb="lock_out").exists()
    other = make_user(cast.secretary, "shuji")
    assert sign_in(client, username=other.username).status_code == 302
    client.post(reverse("sign_out"))
    frozen_clock.shift(datetime.timedelta(minutes=16))
    assert sign_in(client).status_code == 302


def test_a_disabled_account_stays_outside(client, clerk_user):
    clerk_user.is_active = False
    clerk_user.save()

    assert sign_in(client).status_code == 200


def test_sign_out_ends_the_session_and_only_by_post(client, clerk_user):
    sign_in(client)

    assert client.get(reverse("sign_out")).status_code == 405
    assert client.post(reverse("sign_out")).url == reverse("sign_in")
    assert client.get(reverse("notices")).status_code == 302
    assert Event.objects.filter(verb="sign_out").count() == 1


def test_a_first_password_must_be_changed_before_anything_else(client, clerk_user):
    clerk_user.must_change_password = True
    clerk_user.save()
    sign_in(client)

    assert client.get(reverse("notices")).url == reverse("password_change")
    fields = {"old_password": PASSWORD, "new_password1": "Xin-mima-2026", "new_password2": "Xin-mima-2026"}
    assert client.post(reverse("password_change"), fields).status_code == 302
    clerk_user.refresh_from_db()
    assert (clerk_user.must_change_password, clerk_user.check_password("Xin-mima-2026")) == (False, True)
    assert client.get(reverse("notices")).status_code == 200
    assert Event.objects.get(verb="change_password").data == {"username": "minzheng"}


def changed(old: str, new: str, again: str) -> dict[str, str]:
    return {"old_password": old, "new_password1": new, "new_password2": again}


@pytest.mark.parametrize(
    ("fields", "name", "sentence"),
    [
        (changed("no", "Xin-mima-1", "Xin-mima-1"), "old_password", "原密码不对，请重新输入。"),
        (changed(PASSWORD, "Xin-mima-1", "Xin-mima-2"), "new_password2", "两次输入的新密码不一样。"),
        (changed(PASSWORD, PASSWORD, PASSWORD), "new_password1", "新密码不能与原密码相同。"),
    ],
)
def test_a_bad_new_password_gets_its_sentence(client, clerk_user, fields, name, sentence):
    sign_in(client)

    response = client.post(reverse("password_change"), fields)

    assert response.context["form"].errors[name] == [sentence]


def test_one_wears_only_ones_own_current_posts(client, cast, clerk_user):
    second = make_post(Role.HANDLER, cast.unit, cast.clerk.person)
    past = make_post(Role.SECRETARY, cast.unit, cast.clerk.person, until=datetime.date(2026, 2, 1))
    sign_in(client)

    client.post(reverse("wear_post"), {"post": second.pk})
    assert client.get(reverse("notices")).context["worn_post"] == second
    for wrong in (past.pk, cast.secretary.pk, "x"):
        client.post(reverse("wear_post"), {"post": wrong})
        assert client.get(reverse("notices")).context["worn_post"] == second


def test_an_idle_session_ends_but_reading_keeps_it_awake(client, clerk_user, frozen_clock):
    sign_in(client)
    for _ in range(3):
        frozen_clock.shift(datetime.timedelta(minutes=29))
        assert client.get(reverse("notices")).status_code == 200

    frozen_clock.shift(datetime.timedelta(minutes=31))
    assert client.get(reverse("notices")).url == f"{reverse('sign_in')}?next={reverse('notices')}"


def test_a_form_posted_too_late_is_kept_for_the_same_user(client, clerk_user, cast, frozen_clock):
    page = reverse("items:log")
    sign_in(client)
    frozen_clock.shift(datetime.timedelta(minutes=31))

    fields = {"draft_key": page, "draft_by": clerk_user.pk, "text": "写了很久的进展", "password": PASSWORD}
    response = client.post(page, fields)

    assert response.url == f"{reverse('sign_in')}?next=%2Fitems%2Flog%2F"
    draft = Draft.objects.get()
    assert (draft.user, draft.key, draft.content) == (clerk_user, page, {"text": ["写了很久的进展"]})
    shown = client.get(response.url)
    assert texts(shown) == ["30 分钟没有操作，已自动退出。刚才提交的内容没有办理，已留作草稿，登录后接着填。"]


def test_a_button_pressed_too_late_leads_back_to_its_page(client, clerk_user, frozen_clock):
    sign_in(client)
    frozen_clock.shift(datetime.timedelta(minutes=31))

    came_from = {"referer": f"http://testserver{reverse('notices')}?page=2"}
    response = client.post(reverse("notices_read"), {"notice": "1"}, headers=came_from)

    assert response.url == f"{reverse('sign_in')}?next=%2Fnotices%2F%3Fpage%3D2"
    assert Draft.objects.count() == 0
    assert texts(client.get(response.url)) == ["30 分钟没有操作，已自动退出。刚才的操作没有办理，登录后请再办一次。"]


def test_a_draft_is_kept_per_user_and_form_without_passwords(client, clerk_user):
    sign_in(client)
    for text in ("一", "一二"):
        fields = {"draft_key": "/items/6-01-01/plan/", "root_cause": text, "new_password1": "x", "unit": ["1", "2"]}
        assert client.post(reverse("save_draft"), fields).status_code == 200

    draft = Draft.objects.get()
    assert (draft.key, draft.content) == ("/items/6-01-01/plan/", {"root_cause": ["一二"], "unit": ["1", "2"]})


def test_a_draft_too_long_or_of_no_page_is_refused(client, clerk_user):
    sign_in(client)

    assert client.post(reverse("save_draft"), {"draft_key": "/x/", "text": "长" * 400_001}).status_code == 400
    assert client.post(reverse("save_draft"), {"draft_key": "http://x", "text": "长"}).status_code == 400
    assert Draft.objects.count() == 0
