"""Who sees packets, and the list by stage."""

import re

import pytest

from tests.factories import make_round, sign
from tests.paperwork import approve, enter, handed_in, on_paper, text_of
from tracker.enums import SubmissionKind

pytestmark = pytest.mark.django_db

PLAN, STRIKE_OFF = SubmissionKind.PLAN, SubmissionKind.STRIKE_OFF


def tabs_of(response) -> dict[str, int]:
    found = re.findall(r'<li><a href="\?[^"]*"[^>]*>([^<]+)<span class="n">(\d+)</span>', response.content.decode())
    return {label: int(count) for label, count in found}


def here(response) -> str:
    return re.findall(r'<ul class="tabs">.*?aria-current="page">([^<]+)<', response.content.decode(), re.DOTALL)[0]


def listed(response) -> list[str]:
    return re.findall(r'<td class="code"><a href="/packets/([^/"]+)/">', response.content.decode())


@pytest.mark.parametrize("who", ["stranger", "stranger_secretary"])
@pytest.mark.parametrize("page", ["", "sheet/", "sign/", "paper/", "review/"])
def test_a_foreign_packet_is_not_there(cast, client, who, page):
    packet = handed_in(cast)
    status = enter(client, getattr(cast, who)).get(f"/packets/{packet.number}/{page}").status_code
    roles = {"sign/": {"stranger_secretary"}, "paper/": {"stranger"}, "review/": set()}
    assert status == (404 if who in roles.get(page, {who}) else 403)


@pytest.mark.parametrize("who", ["admin", "security", "auditor"])
@pytest.mark.parametrize("page", ["", "new/", "{number}/", "{number}/sheet/", "{number}/sign/", "{number}/review/"])
def test_administrators_see_no_packet(cast, client, who, page):
    packet = handed_in(cast)
    response = enter(client, getattr(cast, who)).get(f"/packets/{page.format(number=packet.number)}")
    assert response.status_code == 403
    assert f"{getattr(cast, who).get_role_display()}不接触业务数据。" in text_of(response)


def test_somebody_whose_post_has_ended_is_told_so(cast, client):
    packet = handed_in(cast)
    cast.secretary.until = cast.secretary.since
    cast.secretary.save()
    response = enter(client, cast.secretary).get(f"/packets/{packet.number}/sign/")
    assert (response.status_code, "您现在没有在任的职务" in text_of(response)) == (403, True)


def test_the_list_by_stage(cast, client):
    waiting, scanned, under_review, done = (handed_in(cast) for _ in range(4))
    on_paper(scanned, cast)
    sign(under_review, cast)
    sign(done, cast)
    for post in cast.reviewers:
        approve(done, post)
    client = enter(client, cast.supervisor)

    response = client.get("/packets/")
    assert here(response) == "待我办"
    assert tabs_of(response) == {"待我办": 2, "待签字": 1, "待确认签字单": 1, "审核中": 1, "已办结": 1, "全部": 4}
    assert listed(response) == [scanned.number, under_review.number]
    for tab, packet in {"sign": waiting, "confirm": scanned, "review": under_review, "done": done}.items():
        assert listed(client.get(f"/packets/?tab={tab}")) == [packet.number]
    assert len(listed(client.get("/packets/?tab=all"))) == 4
    assert here(client.get("/packets/?tab=nonsense")) == "待我办"


def test_what_waits_for_whom(cast, client):
    waiting, under_review = handed_in(cast), handed_in(cast)
    sign(under_review, cast)
    approve(under_review, cast.discipline)
    mine = {
        who: tabs_of(enter(client, getattr(cast, who)).get("/packets/"))["待我办"]
        for who in ("secretary", "stranger_secretary", "supervisor", "discipline", "organisation")
    }
    assert mine == {"secretary": 1, "stranger_secretary": 0, "supervisor": 1, "discipline": 0, "organisation": 1}
    assert listed(enter(client, cast.secretary).get("/packets/")) == [waiting.number]


def test_leaders_and_handlers_have_no_tab_of_their_own(cast, client):
    handed_in(cast)
    for post in (cast.leader, cast.handler):
        response = enter(client, post).get("/packets/")
        assert (here(response), "待我办" in tabs_of(response), len(listed(response))) == ("全部", False, 1)


def test_an_empty_list_says_what_comes(cast, client):
    assert "没有等您办理的报批单" in text_of(enter(client, cast.secretary).get("/packets/"))
    assert "这里没有报批单" in text_of(enter(client, cast.secretary).get("/packets/?tab=done"))


def test_the_supervisor_filters_by_unit_round_and_kind(cast, client):
    packet = handed_in(cast)
    enter(client, cast.supervisor)
    make_round_7 = make_round("7")
    for asked, count in {
        f"unit={cast.unit.pk}": 1,
        f"unit={cast.other_unit.pk}": 0,
        "round=6": 1,
        f"round={make_round_7.code}": 0,
        "kind=PLAN": 1,
        "kind=STRIKE_OFF": 0,
    }.items():
        assert len(listed(client.get(f"/packets/?tab=all&{asked}"))) == count, asked
    response = client.get("/packets/?tab=all&unit=999999&kind=NONE")
    assert response.content.decode().count("没有这个选项，请重新选择。") == 2
    assert listed(response) == [packet.number]


def test_a_unit_is_not_asked_which_unit(cast, client):
    handed_in(cast)
    assert 'name="unit"' not in enter(client, cast.clerk).get("/packets/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_of_the_database_for_any_number_of_rows(cast, client, count, django_assert_num_queries):
    for _ in range(count):
        sign(handed_in(cast, count), cast)
    client = enter(client, cast.discipline)
    with django_assert_num_queries(12):
        response = client.get("/packets/")
    assert len(listed(response)) == count
