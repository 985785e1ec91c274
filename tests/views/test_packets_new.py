"""Handing in: what is ticked, what is lacking, and what becomes of it."""

import re

import pytest

from tests.factories import finish_all, issued, item_at
from tests.paperwork import enter, planned, text_of, typed_for
from tracker.enums import Status, SubmissionKind
from tracker.models import Packet

pytestmark = pytest.mark.django_db

PLAN, STRIKE_OFF = SubmissionKind.PLAN, SubmissionKind.STRIKE_OFF


def test_ready_items_are_ticked_the_others_say_what_they_lack(cast, client):
    ready, lacking = planned(cast)[0], item_at(Status.PLANNING, cast)
    html = enter(client, cast.clerk).get("/packets/new/?kind=PLAN").content.decode()
    assert re.findall(r'name="item" value="(\d+)"[^>]*checked', html) == [str(ready.pk)]
    assert f'<a href="/items/{lacking.number}/#measures">还没有整改措施</a>' in html
    assert html.count("disabled") == 1


def test_what_is_kept_up_already_is_offered_unticked(cast, client):
    kept_up = item_at(Status.LASTING, cast)
    html = enter(client, cast.clerk).get("/packets/new/").content.decode()
    assert re.findall(r'name="item" value="(\d+)"([^>]*)>', html)[0][0] == str(kept_up.pk)
    assert "checked" not in html


def test_an_application_shows_the_kind_applied_for(cast, client):
    ready, unasked = item_at(Status.IN_PROGRESS, cast), item_at(Status.IN_PROGRESS, cast)
    finish_all(ready, cast)
    text = text_of(enter(client, cast.clerk).get("/packets/new/"))
    assert f"{ready.number} {ready.problem} 整改到位 整改中" in text
    assert f"{unasked.number} {unasked.problem} 未选择申请结果" in text


def test_nothing_to_hand_in(cast, client):
    assert "没有可申请销号的事项" in text_of(enter(client, cast.clerk).get("/packets/new/"))
    assert "没有可报方案的事项" in text_of(enter(client, cast.clerk).get("/packets/new/?kind=PLAN"))
    assert enter(client, cast.clerk).get("/packets/new/?kind=EXTENSION").status_code == 404


def test_the_ticked_items_become_one_packet(cast, client):
    rows = planned(cast, 3)
    told = {"kind": "PLAN", "item": [rows[0].pk, rows[2].pk], f"revision_{rows[0].pk}": rows[0].revision}
    response = enter(client, cast.clerk).post("/packets/hand-in/", told, follow=True)
    packet = Packet.objects.get()
    assert response.redirect_chain == [(f"/packets/{packet.number}/", 302)]
    assert "已报书记签字，单号 6-01-FA01，共 2 项。" in text_of(response)
    assert [turn.item for turn in packet.submissions.order_by("item__number")] == [rows[0], rows[2]]


def test_nothing_ticked_shows_the_page_again(cast, client):
    planned(cast, 2)
    response = enter(client, cast.clerk).post("/packets/hand-in/", {"kind": "PLAN", "unit": cast.unit.pk})
    assert "没有勾选事项，请先勾选要报批的事项。" in text_of(response)
    assert "checked" not in response.content.decode()


def test_a_refusal_keeps_the_ticks(cast, client):
    ready, other = planned(cast, 2)
    lacking = item_at(Status.PLANNING, cast)
    response = enter(client, cast.clerk).post("/packets/hand-in/", {"kind": "PLAN", "item": [ready.pk, lacking.pk]})
    assert "还缺 3 项，不能报方案" in text_of(response)
    assert re.findall(r'name="item" value="(\d+)"[^>]*checked', response.content.decode()) == [str(ready.pk)]
    assert other.pk != ready.pk


def test_a_second_press_is_told_who_was_faster(cast, client):
    (item,) = planned(cast)
    told = {"kind": "PLAN", "item": item.pk, f"revision_{item.pk}": item.revision}
    client = enter(client, cast.clerk)
    client.post("/packets/hand-in/", told)
    response = client.post("/packets/hand-in/", told)
    said = f"已由{cast.clerk.person.name}处理（2026-11-23 15:30 报方案），请看最新情况后再办。"
    assert (said in text_of(response), Packet.objects.count()) == (True, 1)


def test_rows_that_are_not_there(cast, client):
    foreign = issued(cast, unit=cast.other_unit)
    client = enter(client, cast.clerk)
    for told in ({"item": foreign.pk}, {"item": "x"}, {"item": 10**12}):
        assert client.post("/packets/hand-in/", {"kind": "PLAN", **told}).status_code == 404
    assert client.post("/packets/hand-in/", {"kind": "DOCUMENT"}).status_code == 404
    assert client.get("/packets/hand-in/").status_code == 405


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("secretary", "本页由联络员、巡察办使用，您现在的任职是书记。"),
        ("handler", "本页由联络员、巡察办使用，您现在的任职是责任人。"),
        ("supervisor", "“报方案”由事项牵头单位的联络员办理，您现在的任职不能办理。"),
        ("leader", "本页由联络员、巡察办使用，您现在的任职是市领导。"),
    ],
)
def test_others_hand_in_nothing(cast, client, who, sentence):
    (item,) = planned(cast)
    response = enter(client, getattr(cast, who)).post("/packets/hand-in/", {"kind": "PLAN", "item": item.pk})
    assert response.status_code == 403
    assert sentence in text_of(response)


def test_the_supervisor_hands_in_for_a_unit_without_accounts(cast, client):
    item = typed_for(cast)
    client = enter(client, cast.supervisor)
    assert "请先选定代填的单位" in text_of(client.get("/packets/new/?kind=PLAN"))
    page = client.get(f"/packets/new/?kind=PLAN&unit={item.unit_id}").content.decode()
    assert re.findall(r'name="item" value="(\d+)"[^>]*checked', page) == [str(item.pk)]
    client.post("/packets/hand-in/", {"kind": "PLAN", "item": item.pk})
    assert Packet.objects.get().made_by == cast.supervisor
    assert "没有由市委巡察办代填的单位" not in text_of(client.get("/packets/new/"))


def test_without_such_a_unit_the_supervisor_is_told_so(cast, client):
    assert "没有由市委巡察办代填的单位" in text_of(enter(client, cast.supervisor).get("/packets/new/"))
    assert enter(client, cast.supervisor).get(f"/packets/new/?unit={cast.unit.pk}").status_code == 200
    assert enter(client, cast.secretary).get("/packets/new/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_choice_asks_the_same_for_any_number_of_items(cast, client, count, django_assert_num_queries):
    planned(cast, count)
    client = enter(client, cast.clerk)
    with django_assert_num_queries(11):
        response = client.get("/packets/new/?kind=PLAN")
    assert response.content.decode().count('name="item"') == count
