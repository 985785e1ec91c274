"""The register's columns, kept for each user, and what 巡察办 does to many rows at once."""

import re

import pytest
from django.urls import reverse

from tests.factories import issued, item_at, make_category, make_user
from tracker.enums import Status
from tracker.models import CoUnit, Event, Item, Preference

LIST, MANY = reverse("items:list"), reverse("items:recategorise_many")
BACKEND = "django.contrib.auth.backends.ModelBackend"
KNOWN = ["patron", "root_cause", "problem_class", "round", "source", "co_units", "first_deadline"]


@pytest.fixture
def enter(client):
    """Sign a post in; the client is handed back."""

    def enter(post):
        client.force_login(make_user(post), backend=BACKEND)
        return client

    return enter


# --- columns ---------------------------------------------------------------------------------------------------------


def heads(page):
    return [head.name for head in page.context["heads"]]


def test_the_columns_chosen_are_kept_for_one_user(cast, enter):
    item = issued(cast, patron="王某某", root_cause="责任不清。")
    CoUnit.objects.create(item=item, unit=cast.other_unit, part="提供名单")
    client = enter(cast.supervisor)
    chosen = ["patron", "root_cause", "problem_class", "round", "source", "co_units", "first_deadline", "zzz"]

    answer = client.post(reverse("items:columns"), {"column": chosen, "filter": "lamp=GREEN&page=3"})

    assert answer.headers["Location"] == f"{LIST}?lamp=GREEN"
    assert heads(client.get(LIST)) == ["number", "problem", *[name for name in KNOWN if name in chosen]]
    text = client.get(LIST).content.decode()
    assert {"王某某", "责任不清。", "问题类别1", "反馈问题", "市水利局"} <= set(re.findall(r">([^<>]+)<", text))
    assert "patron" not in heads(enter(cast.second_supervisor).get(LIST))


def test_the_first_columns_come_back(cast, enter):
    issued(cast)
    client = enter(cast.supervisor)
    before = heads(client.get(LIST))
    client.post(reverse("items:columns"), {"column": ["unit"]})
    assert heads(client.get(LIST)) == ["number", "problem", "unit"]

    client.post(reverse("items:columns"), {"reset": "1", "column": ["unit"]})

    assert heads(client.get(LIST)) == before


@pytest.mark.parametrize("value", ["text", {"a": 1}, 7, ["gone"], [["unit"]]])
def test_a_kept_preference_that_no_longer_fits_is_no_error(cast, enter, value):
    client = enter(cast.supervisor)
    user = client.get(LIST).wsgi_request.user
    Preference.objects.create(user=user, key="items.columns", value=value)

    assert client.get(LIST).status_code == 200


# --- many at once ----------------------------------------------------------------------------------------------------


def test_ticked_rows_get_another_category(cast, enter):
    one, two, three = issued(cast), issued(cast), issued(cast)
    other = make_category("3.2")
    client = enter(cast.supervisor)
    ticked = {"ids": [one.pk, two.pk], "pick": "ticked", "filter": "status=ISSUED"}

    shown = client.post(MANY, ticked)
    assert [item.number for item in shown.context["free"]] == [one.number, two.number]
    answer = client.post(MANY, {**ticked, "go": "1", "category": other.pk})

    assert answer.headers["Location"] == f"{LIST}?status=ISSUED"
    assert dict(Item.objects.values_list("number", "category__code")) == {
        one.number: "3.2",
        two.number: "3.2",
        three.number: "2.1",
    }
    assert Event.objects.filter(verb="recategorise").count() == 2


def test_all_that_was_filtered_may_be_meant(cast, enter):
    item_at(Status.STRUCK_OFF, cast)
    waiting = [issued(cast), issued(cast, unit=cast.other_unit)]

    shown = enter(cast.supervisor).post(MANY, {"pick": "all", "filter": "status=ISSUED"})

    assert [item.number for item in shown.context["free"]] == [item.number for item in waiting]


def test_what_is_locked_or_ended_is_named_and_left_alone(cast, enter):
    free, locked, ended = issued(cast), item_at(Status.PLAN_REVIEW, cast), item_at(Status.STRUCK_OFF, cast)
    client = enter(cast.supervisor)
    ticked = {"ids": [free.pk, locked.pk, ended.pk], "pick": "ticked"}

    page = client.post(MANY, ticked)
    client.post(MANY, {**ticked, "go": "1", "category": make_category("4.1").pk})

    assert [item.number for item in page.context["fixed"]] == [locked.number, ended.number]
    assert [item.category.code for item in Item.objects.order_by("pk")] == ["4.1", "2.1", "2.1"]


def test_a_missing_category_is_told_beside_the_field(cast, enter):
    item = issued(cast)

    page = enter(cast.supervisor).post(MANY, {"ids": [item.pk], "go": "1", "category": ""})

    assert page.context["form"].errors == {"category": ["请选择任务类别。"]}
    assert [each.number for each in page.context["free"]] == [item.number]


@pytest.mark.parametrize("ids", [[], ["x"], ["-1"], ["9" * 30], ["999999"]])
def test_nothing_ticked_is_said_in_words(cast, enter, ids):
    issued(cast)

    page = enter(cast.supervisor).post(MANY, {"ids": ids, "pick": "ticked"}, follow=True)

    assert "还没有勾选事项，请先在表中勾选。" in page.content.decode()


@pytest.mark.parametrize("name", ["clerk", "secretary", "discipline", "leader", "auditor"])
def test_only_the_inspection_office_changes_categories(cast, enter, name):
    item = issued(cast)

    answer = enter(getattr(cast, name)).post(MANY, {"ids": [item.pk], "go": "1", "category": make_category("3.1").pk})

    assert answer.status_code == 403
    assert Item.objects.get().category.code == "2.1"


def test_lists_are_read_and_forms_are_sent(cast, enter):
    client = enter(cast.supervisor)

    assert client.get(MANY).status_code == 405
    assert client.get(reverse("items:columns")).status_code == 405
    assert client.post(LIST).status_code == 405
