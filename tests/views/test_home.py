"""工作台: one page for each kind of post; what waits, the figures, and that each opens its rows."""

import datetime
import re
from html import unescape

import pytest
from django.urls import reverse

from tests.conftest import NOW
from tests.factories import issued, item_at, make_user
from tests.paperwork import REASON, on_paper, signed
from tests.queries.planted import plant
from tests.views.test_figures import LINK
from tracker.actions import items, signing
from tracker.enums import Status
from tracker.models import Post


def home(client, post, query=""):
    client.force_login(make_user(post) if not hasattr(post.person, "user") else post.person.user)
    response = client.get(reverse("home") + query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("has_account", [True, False])
def test_a_signed_sheet_that_was_sent_back_is_told_to_the_clerk_everywhere(client, cast, has_account):
    item = item_at(Status.PLAN_REVIEW, cast)
    packet = item.submissions.open().get().packet
    if has_account:
        make_user(cast.secretary)
    signing.refuse_scan(on_paper(packet, cast), reason=REASON, by=cast.supervisor)

    html = home(client, cast.clerk)
    assert "签字单被退回，须重签：打印签字单请书记签字，扫描上传" in html
    assert "本单位　签字单被退回，须重签" in html
    assert "签字单被退回的须重签，其余在别人手里，暂不用办" in html
    for page in ("/packets/", f"/packets/{packet.number}/", reverse("items:page", args=[item.number])):
        assert "签字单被退回，须重签" in client.get(page).content.decode(), page
    assert "签字单被退回，须重签：逐条核对后签字" in home(client, cast.secretary)

    on_paper(packet, cast)
    html = home(client, cast.clerk)
    assert ("须重签" in html, "在别人手里，暂不用办" in html) == (False, True)


def test_names_in_the_chain_are_compared_in_full(client, cast):
    plant(cast, cast.unit, leader="张某某")
    plant(cast, cast.unit, leader="张某某、李某某")
    html = home(client, cast.secretary)
    opened = [(unescape(url), text) for url, text in LINK.findall(html) if "chain" in url]

    assert [text for _, text in opened] == ["0/1"] * 4
    for url, _ in opened:
        assert "共 1 条" in client.get(url).content.decode()


def test_a_party_sees_by_when_it_should_speak_and_how_late_it_is(client, cast, frozen_clock):
    signed(cast)
    for days, late in ((14, []), (15, ["1"]), (37, ["23"])):
        frozen_clock.move_to(NOW + datetime.timedelta(days=days))
        html = home(client, cast.discipline)
        assert '<td class="date">2026-12-07' in html
        assert re.findall(r'<span class="lamp lamp--red">超期 (\d+) 天</span>', html) == late


def test_a_leader_sees_what_was_taken_on(client, cast):
    items.mark(issued(cast), by=cast.supervisor, patron_person=cast.leader.person, patron="陈某某")
    html = home(client, cast.leader)

    assert "我包保的事项" in html
    assert "包保事项，了解进展" in html


@pytest.mark.parametrize(
    ("who", "word"), [("admin", "开通和停用账号"), ("security", "授予和结束任职"), ("auditor", "是否被改动过")]
)
def test_administrators_read_their_tasks_and_no_business_data(client, cast, who, word):
    item = issued(cast)
    html = home(client, getattr(cast, who))

    assert word in html
    assert item.number not in html
    assert "本轮反馈" not in html


def test_whoever_has_no_post_is_told_whom_to_ask(client, cast):
    user = make_user(cast.clerk)
    Post.objects.filter(pk=cast.clerk.pk).update(until=datetime.date(2026, 11, 22))
    client.force_login(user)

    assert "请联系安全管理员授予任职" in client.get(reverse("home")).content.decode()


def test_the_period_counts_from_the_feedback(client, cast, frozen_clock):
    cast.inspection_round.feedback.filter(unit=cast.unit).update(fed_back_on=datetime.date(2026, 6, 12))
    html = home(client, cast.clerk)

    assert "第 165 天，共 184 天" in html
    assert "剩 19 天" in html
    assert "2027-01-11</span>　剩 49 天" in html


def test_an_empty_system_shows_noughts_and_no_faults(client, cast):
    for post in cast.everybody.values():
        home(client, post)


@pytest.mark.parametrize(
    ("who", "queries"),
    [("clerk", 15), ("secretary", 15), ("handler", 13), ("supervisor", 13), ("discipline", 13), ("leader", 13)],
)
def test_the_page_takes_the_same_statements_however_many_rows(client, cast, django_assert_num_queries, who, queries):
    issued(cast)
    home(client, getattr(cast, who))
    with django_assert_num_queries(queries):
        client.get(reverse("home"))
    for _ in range(2):
        issued(cast)
    with django_assert_num_queries(queries):
        client.get(reverse("home"))
