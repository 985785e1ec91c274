"""设置 for the two administrators: every page by role, lists, forms that lose nothing, buttons, locked sign-ins."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.core.cache import cache
from django.urls import reverse

from tests.factories import PASSWORD, PersonFactory, issued, make_post, make_unit, make_user
from tracker.enums import Role
from tracker.models import Draft, Event, Holiday, InspectionRound, Person, Post, ProblemClass, Unit

pytestmark = pytest.mark.django_db

ADMIN, SECURITY, OFFICE = Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.SUPERVISOR
PAGES = {
    "home": (ADMIN, SECURITY, OFFICE),
    "units": (ADMIN,),
    "new_unit": (ADMIN,),
    "change_unit": (ADMIN,),
    "people": (ADMIN, SECURITY),
    "new_person": (ADMIN,),
    "person": (ADMIN, SECURITY),
    "change_person": (ADMIN,),
    "open_account": (ADMIN,),
    "grant_post": (SECURITY,),
    "posts": (SECURITY,),
    "end_post": (SECURITY,),
    "locks": (SECURITY,),
    "rounds": (OFFICE,),
    "new_round": (OFFICE,),
    "round": (OFFICE,),
    "change_round": (OFFICE,),
    "new_feedback": (OFFICE,),
    "change_feedback": (OFFICE,),
    "parties": (OFFICE,),
    "unit_parties": (OFFICE,),
    "classes": (OFFICE,),
    "new_class": (OFFICE,),
    "change_class": (OFFICE,),
    "holidays": (OFFICE,),
    "new_holiday": (OFFICE,),
    "change_holiday": (OFFICE,),
}
BUTTONS = {
    "reset_password": (ADMIN,),
    "set_active": (ADMIN,),
    "unlock": (SECURITY,),
    "close_round": (OFFICE,),
    "remove_holiday": (OFFICE,),
}


def sign_in(client, post) -> None:
    client.force_login(make_user(post), "django.contrib.auth.backends.ModelBackend")


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def addresses(cast) -> dict[str, str]:
    """The address of every page and button about rows that are there."""
    row, person = cast.inspection_round, cast.clerk.person
    category = issued(cast).category
    problem_class = ProblemClass.objects.create(
        inspection_round=row, code="1", name="落实一", default_category=category
    )
    holiday = Holiday.objects.create(day=datetime.date(2026, 10, 1), is_workday=False, name="国庆节")
    of_person = ("person", "change_person", "open_account", "grant_post", "reset_password", "set_active")
    of_round = ("round", "change_round", "close_round", "new_feedback", "parties", "classes", "new_class")
    args = {
        "change_unit": [cast.unit.pk],
        "end_post": [cast.clerk.pk],
        "change_feedback": [row.feedback.first().pk],
        "unit_parties": [row.pk, cast.unit.pk],
        "change_class": [problem_class.pk],
        **{key: [holiday.pk] for key in ("change_holiday", "remove_holiday")},
        **{key: [person.pk] for key in of_person},
        **{key: [row.pk] for key in of_round},
    }
    return {name: reverse(f"settings:{name}", args=args.get(name, [])) for name in {**PAGES, **BUTTONS}}


@pytest.mark.parametrize("role", Role)
def test_each_page_by_role(client, cast, role):
    post = next(post for post in cast.everybody.values() if post.role == role)
    found = addresses(cast)
    sign_in(client, post)

    statuses = {name: client.get(found[name]).status_code for name in PAGES}
    assert statuses == {name: 200 if role in roles else 403 for name, roles in PAGES.items()}
    # Looking writes nothing.
    assert Event.objects.exclude(verb="issue").count() == 0
    refused = {name for name in BUTTONS if client.post(found[name]).status_code == 403}
    assert refused == {name for name, roles in BUTTONS.items() if role not in roles}
    assert {client.get(found[name]).status_code for name in BUTTONS} <= {403, 405}


@pytest.mark.parametrize(
    ("who", "labels"),
    [
        ("admin", ["单位", "人员与账号"]),
        ("security", ["人员", "任职", "登录锁定"]),
        ("supervisor", ["轮次", "节假日"]),
    ],
)
def test_home_shows_the_sections_of_the_role(client, cast, who, labels):
    sign_in(client, getattr(cast, who))
    assert [label for _, _, label, _ in client.get(reverse("settings:home")).context["sections"]] == labels


def test_administrators_see_no_figures_of_items(client, cast):
    item = issued(cast, problem="财务管理混乱。")
    sign_in(client, cast.admin)
    for name in ("home", "units", "people"):
        page = client.get(reverse(f"settings:{name}")).content.decode()
        assert item.number not in page
        assert "事项" not in page.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_tree_of_units_in_as_many_queries(client, cast, django_assert_num_queries, rows):
    for number in range(rows):
        make_unit(f"下级{number}", parent=cast.unit)
    sign_in(client, cast.admin)
    with django_assert_num_queries(5):
        page = client.get(reverse("settings:units"))
    shown = [(branch.unit.name, branch.depth) for branch in page.context["page_obj"]]
    place = shown.index(("市民政局", 0))
    assert shown[place + 1 : place + 1 + rows] == [(f"下级{number}", 1) for number in range(rows)]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("name", "count"), [("people", 6), ("posts", 5)])
def test_people_and_posts_in_as_many_queries_whatever_their_number(
    client, cast, django_assert_num_queries, name, count, rows
):
    for _ in range(rows):
        make_user(make_post(Role.HANDLER, cast.unit))
    sign_in(client, cast.security)
    with django_assert_num_queries(count):
        page = client.get(reverse(f"settings:{name}"))
    assert page.context["page_obj"].paginator.count == len(cast.everybody) + rows


def test_lists_are_searched_and_paged(client, cast):
    PersonFactory(name="欧阳某某", unit=cast.unit, phone="0000-7654321")
    Person.objects.bulk_create([Person(name="赵某某", unit=cast.other_unit) for _ in range(60)])
    sign_in(client, cast.admin)

    def names(**query):
        return [person.name for person in client.get(reverse("settings:people"), query).context["page_obj"]]

    assert names(q="欧阳") == names(q="7654321") == ["欧阳某某"]
    assert names(q="没有这个人") == []
    assert (len(names()), len(names(page=2))) == (50, len(cast.everybody) + 61 - 50)
    found = client.get(reverse("settings:units"), {"q": "水利"}).context["page_obj"]
    assert [branch.unit.name for branch in found] == ["市水利局"]


def test_posts_are_filtered_by_role_and_shown_when_ended(client, cast):
    Post.objects.filter(pk=cast.stranger.pk).update(until=datetime.date(2026, 5, 1))
    sign_in(client, cast.security)

    def shown(**query):
        return {post.pk for post in client.get(reverse("settings:posts"), query).context["page_obj"]}

    assert shown(role="CLERK") == {cast.clerk.pk}
    assert shown(role="CLERK", ended="1") == {cast.clerk.pk, cast.stranger.pk}
    assert shown(q="民政") == {cast.clerk.pk, cast.secretary.pk, cast.handler.pk}


def test_a_refused_form_keeps_what_was_typed_and_tells_beside_the_field(client, cast):
    sign_in(client, cast.admin)
    typed = {"name": "市水利局", "short_name": "水利", "kind": "GOVERNMENT", "ordinal": "7", "is_active": "on"}
    page = client.post(reverse("settings:change_unit", args=[cast.unit.pk]), typed)

    assert page.status_code == 200
    assert page.context["form"].errors == {"name": ["已有名为“市水利局”的单位。"]}
    assert (page.context["form"]["short_name"].value(), page.context["form"]["ordinal"].value()) == ("水利", "7")
    assert Unit.objects.get(pk=cast.unit.pk).name == "市民政局"


def test_a_draft_comes_back_and_goes_when_the_form_is_done(client, cast):
    sign_in(client, cast.admin)
    address = reverse("settings:new_unit")
    client.post(reverse("save_draft"), {"draft_key": address, "name": "市教育局", "kind": "GOVERNMENT"})

    assert client.get(address).context["form"]["name"].value() == "市教育局"
    response = client.post(address, {"name": "市教育局", "kind": "GOVERNMENT", "ordinal": "0"})
    assert (response.url, said(response)) == (reverse("settings:units"), ["单位已建好。"])
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("name", ["new_unit", "new_person"])
def test_an_empty_form_is_refused_field_by_field(client, cast, name):
    sign_in(client, cast.admin)
    errors = client.post(reverse(f"settings:{name}"), {"name": ""}).context["form"].errors
    assert set(errors) == {"new_unit": {"name", "kind", "ordinal"}, "new_person": {"name", "unit"}}[name]


def test_a_button_pressed_twice_makes_one_person(client, cast):
    sign_in(client, cast.admin)
    fields = {"name": "卞某某", "unit": cast.unit.pk, "csrfmiddlewaretoken": "of one page"}
    answers = [client.post(reverse("settings:new_person"), fields) for _ in range(2)]

    assert [answer.url for answer in answers] == [reverse("settings:people")] * 2
    assert Person.objects.filter(name="卞某某").count() == 1


def test_an_account_is_closed_and_opened_again(client, cast):
    user = make_user(cast.clerk)
    sign_in(client, cast.admin)
    address = reverse("settings:set_active", args=[cast.clerk.person_id])

    assert said(client.post(address, {"is_active": "0"})) == ["账号已停用，正在使用的也已退出。"]
    user.refresh_from_db()
    assert user.is_active is False
    client.post(address, {"is_active": "1"})
    user.refresh_from_db()
    assert user.is_active is True


def test_a_password_is_reset_and_shown_once(client, cast):
    user = make_user(cast.clerk)
    sign_in(client, cast.admin)
    page = client.post(reverse("settings:reset_password", args=[cast.clerk.person_id]))
    user.refresh_from_db()
    assert user.check_password(page.context["password"])
    assert page.context["password"] in page.content.decode()


def test_ending_a_post_warns_when_nobody_is_left(client, cast):
    sign_in(client, cast.security)
    response = client.post(reverse("settings:end_post", args=[cast.clerk.pk]), {"until": "2026-11-23"})
    assert said(response) == [
        "任职已结束，办过的事都还在履历里。",
        "自 2026-11-24 起，“市民政局”没有联络员，该单位的事项将无人办理，请尽快授予接任的人。",
    ]


def test_a_locked_user_is_listed_and_let_in_again(client, cast):
    make_user(cast.clerk, "minzheng")
    for password in ["wrong"] * 5:
        client.post(reverse("sign_in"), {"username": "minzheng", "password": password})
    cache.clear()
    sign_in(client, cast.security)
    lock = client.get(reverse("settings:locks")).context["locks"]
    assert [(each.username, each.address, each.failures) for each in lock] == [("minzheng", "127.0.0.1", 5)]

    asked = {"username": "minzheng", "address": "127.0.0.1"}
    assert said(client.post(reverse("settings:unlock"), asked)) == ["minzheng 已解锁。"]
    assert Event.objects.get(verb="unlock").data == asked
    assert client.get(reverse("settings:locks")).context["locks"] == []
    client.logout()
    assert client.post(reverse("sign_in"), {"username": "minzheng", "password": PASSWORD}).status_code == 302


def test_an_unlock_without_an_address_lets_nobody_in(client, cast):
    make_user(cast.clerk, "minzheng")
    for password in ["wrong"] * 5:
        client.post(reverse("sign_in"), {"username": "minzheng", "password": password})
    sign_in(client, cast.security)
    assert said(client.post(reverse("settings:unlock"), {"username": ""})) == ["这一锁定已经解除。"]
    assert len(client.get(reverse("settings:locks")).context["locks"]) == 1


def test_rows_that_are_not_there_are_404(client, cast):
    sign_in(client, cast.admin)
    assert client.get(reverse("settings:change_unit", args=[999])).status_code == 404
    assert client.get(reverse("settings:person", args=[999])).status_code == 404
    assert client.post(reverse("settings:reset_password", args=[cast.clerk.person_id])).status_code == 404
    assert InspectionRound.objects.count() == 1
