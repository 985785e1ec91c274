"""日志: for the auditor alone; every filter, the changes in words, the proof."""

import datetime

import pytest
from django.db import connection
from django.urls import reverse

from tests.factories import PASSWORD, issued, item_at, make_unit, make_user, sign
from tracker import guards
from tracker.actions import items, offices
from tracker.actions.sessions import locked_out
from tracker.enums import Role, Status
from tracker.models import Event
from tracker.queries.words import verb_label

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor(client, cast):
    client.force_login(make_user(cast.auditor), "django.contrib.auth.backends.ModelBackend")
    return client


def seen(client, **query) -> list[int]:
    return [row.seq for row in client.get(reverse("log"), query).context["rows"]]


@pytest.mark.parametrize("role", Role)
def test_the_auditor_alone_reads_the_log(client, cast, role):
    post = next(post for post in cast.everybody.values() if post.role == role)
    client.force_login(make_user(post), "django.contrib.auth.backends.ModelBackend")
    expected = 200 if role == Role.AUDITOR else 403
    assert client.get(reverse("log")).status_code == expected
    assert client.post(reverse("log_check")).status_code == expected
    assert client.get(reverse("log_check")).status_code == 405


def test_the_auditor_opens_no_page_of_items(auditor, cast):
    issued(cast)
    assert auditor.get(reverse("items:list")).status_code == 403
    assert auditor.get(reverse("items:page", args=["6-01-01"])).status_code == 403


def test_a_row_tells_who_what_and_from_what_to_what(auditor, cast):
    offices.change_unit(cast.unit, by=cast.admin, short_name="民政局", is_typed_for=True)
    row = auditor.get(reverse("log")).context["rows"][0]
    event = Event.objects.get()

    assert (row.seq, row.at, row.who, row.post) == (
        1,
        "2026-11-23 15:30",
        cast.admin.person.name,
        "市委巡察办　系统管理员",
    )
    assert (row.verb, row.about) == ("修改单位", "单位　市民政局")
    assert row.changes == [("简称", "—", "民政局"), ("由巡察办代填", "否", "是")]
    assert row.digest == f"{event.digest[:4]} {event.digest[4:8]}".upper()


def test_rows_changed_beside_the_item_are_told(auditor, cast):
    item = item_at(Status.PLAN_REVIEW, cast)
    sign(item.submissions.get().packet, cast)
    row = next(
        row for row in auditor.get(reverse("log")).context["rows"] if (row.verb, row.about) == ("签字", item.number)
    )

    assert row.changes[-1] == ("申请·进度", "待书记签字", "审核中")


def test_what_the_system_did_and_what_has_no_post_is_told_too(auditor, cast):
    make_user(cast.clerk, "minzheng")
    locked_out("minzheng", address="10.0.0.1")
    row = auditor.get(reverse("log")).context["rows"][0]
    assert (row.who, row.post, row.verb, row.about) == ("系统", "", "登录锁定", "账号　minzheng")
    assert row.note == "地址 10.0.0.1"


def test_units_that_move_along_are_named(auditor, cast):
    make_unit("救助站", parent=cast.unit)
    offices.change_unit(cast.unit, by=cast.admin, parent=cast.other_unit)
    row = auditor.get(reverse("log")).context["rows"][0]
    assert row.changes == [("上级单位", "—", "市水利局"), ("随同移动", "—", "救助站")]


def test_many_changes_are_folded(auditor, cast):
    offices.change_unit(cast.unit, by=cast.admin, short_name="民政局", is_typed_for=True, ordinal=9000, name="民政局甲")
    page = auditor.get(reverse("log"))
    assert page.context["rows"][0].is_long is True
    assert "<summary>4 处变化</summary>" in page.content.decode()


def test_each_filter_alone(auditor, cast, frozen_clock):
    first = issued(cast)
    frozen_clock.shift(datetime.timedelta(days=2))
    issued(cast, cast.other_unit)
    items.claim(first, by=cast.clerk)
    offices.change_person(cast.leader.person, by=cast.admin, title="副书记")
    auditor.force_login(cast.auditor.person.user, "django.contrib.auth.backends.ModelBackend")

    assert seen(auditor) == [4, 3, 2, 1]
    assert seen(auditor, until="2026-11-24") == [1]
    assert seen(auditor, since="2026-11-24") == [4, 3, 2]
    assert seen(auditor, since="2026-11-25", until="2026-11-25", verb="claim") == [3]
    assert seen(auditor, verb="issue") == [2, 1]
    assert seen(auditor, number="6-02") == [2]
    assert seen(auditor, unit=cast.unit.pk) == [3]
    assert seen(auditor, person=cast.supervisor.person.name, verb="issue") == [2, 1]
    assert seen(auditor, person="没有此人") == []


def test_days_are_days_in_china(auditor, cast, frozen_clock):
    frozen_clock.move_to(datetime.datetime(2026, 11, 23, 16, 30, tzinfo=datetime.UTC))
    issued(cast)
    auditor.force_login(cast.auditor.person.user, "django.contrib.auth.backends.ModelBackend")
    assert (seen(auditor, since="2026-11-24", until="2026-11-24"), seen(auditor, until="2026-11-23")) == ([1], [])


@pytest.mark.parametrize(
    "query", [{"since": "昨天"}, {"verb": "x"}, {"unit": "999"}, {"unit": "x"}, {"page": "x"}, {"number": "a\x00b"}]
)
def test_what_cannot_be_read_asks_nothing(auditor, cast, query):
    issued(cast)
    page = auditor.get(reverse("log"), query)
    assert (page.status_code, len(page.context["rows"])) == (200, 1)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_log_in_as_many_queries_whatever_its_length(auditor, cast, django_assert_num_queries, rows):
    for _ in range(rows):
        issued(cast)
    with django_assert_num_queries(9):
        page = auditor.get(reverse("log"))
    assert len(page.context["rows"]) == rows


def test_fifty_a_page_newest_first(auditor, cast):
    for number in range(26):
        offices.change_unit(cast.unit, by=cast.admin, ordinal=1000 + number)
        offices.change_unit(cast.unit, by=cast.admin, ordinal=2000 + number)
    assert seen(auditor) == list(range(52, 2, -1))
    assert seen(auditor, page=2) == [2, 1]


def test_the_proof_tells_first_last_and_fingerprint(auditor, cast):
    issued(cast)
    issued(cast)
    page = auditor.post(reverse("log_check"))
    text = page.content.decode()
    assert "第 1–2 条，首尾相接，未发现改动。" in text
    assert (
        page.context["last"] == f"{Event.objects.get(seq=2).digest[:4]} {Event.objects.get(seq=2).digest[4:8]}".upper()
    )


def test_the_proof_names_what_was_altered(auditor, cast):
    issued(cast)
    guards.lower()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE tracker_event SET particulars = '{}'")
    page = auditor.post(reverse("log_check"))
    guards.put_up()
    assert page.context["breaks"][0] == "履历第 1 条的内容与指纹不符。"
    assert "发现改动" in page.content.decode()
    assert len(page.context["breaks"]) == 2


def test_the_verbs_offered_are_those_that_occur(auditor, cast):
    make_unit()
    auditor.logout()
    auditor.post(reverse("sign_in"), {"username": cast.auditor.person.user.username, "password": PASSWORD})
    labels = dict(auditor.get(reverse("log")).context["form"].fields["verb"].choices)
    assert labels == {"": "全部", "sign_in": verb_label("sign_in")} == {"": "全部", "sign_in": "登录"}
