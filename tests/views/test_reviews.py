"""Reviewing in the browser: a whole packet on one screen, “其余同意”, and one item after the other."""

import re

import pytest

from tests.factories import finish_all, item_at, make_post, sign
from tests.house_client import HouseClient
from tests.paperwork import approve, enter, handed_in, on_paper, reviews_of, secretary_of, signed, text_of, typed_for
from tracker.actions import packets, reviews, signing
from tracker.enums import Role, Status, SubmissionKind, Verdict
from tracker.models import Draft, Item, Packet, Post, Review, ReviewParty

pytestmark = pytest.mark.django_db

WHY = "缺少专项检查的台账，请补齐后重报。"


def give(client: HouseClient, packet: Packet, post: Post, *verdicts: tuple[str, str], at: str = "", **more):
    """Post the whole form: a (verdict, opinion) for each of the party's reviews in the order of the items."""
    rows = reviews_of(packet, post)
    told: dict = {"review": [row.pk for row in rows[: len(verdicts)]], **more}
    for row, (verdict, opinion) in zip(rows, verdicts, strict=False):
        told |= {f"r{row.pk}-verdict": verdict, f"r{row.pk}-opinion": opinion}
    return client.post(f"/packets/{packet.number}/review/{f'?at={at}' if at else ''}", told, follow=True)


def states(packet: Packet) -> list[str]:
    return list(packet.submissions.order_by("item__number").values_list("state", flat=True))


def verdicts_of(packet: Packet, post: Post) -> list[str]:
    return [row.verdict for row in reviews_of(packet, post)]


# --- the whole packet on one screen ----------------------------------------------------------------------------------


def test_the_screen_holds_problem_measures_evidence_and_opinion(cast, client):
    item = item_at(Status.IN_PROGRESS, cast)
    finish_all(item, cast)
    packet = packets.hand_in([item], SubmissionKind.STRIKE_OFF, by=cast.clerk)
    sign(packet, cast)
    response = enter(client, cast.discipline).get(f"/packets/{packet.number}/review/")
    text, html = text_of(response), response.content.decode()
    told = [item.problem, "责任不清，监督缺位，制度没有落到实处。", "修订管理办法。", "制度已印发并执行。", "整改到位"]
    assert [each in text for each in told] == [True] * len(told)
    assert len(re.findall(r'href="/evidence/\d+/preview/"', html)) == 2
    assert re.findall(r'type="radio"[^>]*value="(\w+)"', html) == ["APPROVE", "RETURN"]


def test_the_rest_is_approved_but_for_what_is_returned(cast, client):
    packet = signed(cast, 3)
    client = enter(client, cast.discipline)
    response = give(client, packet, cast.discipline, ("", ""), ("RETURN", WHY), ("", ""), rest="1")
    assert "已审 3 项：通过 2，退回 1。" in text_of(response)
    assert states(packet) == ["UNDER_REVIEW", "RETURNED", "UNDER_REVIEW"]
    assert [row.opinion for row in reviews_of(packet, cast.discipline)] == ["同意。", WHY, "同意。"]


def test_without_the_rest_what_is_undecided_stays_pending(cast, client):
    packet = signed(cast, 3)
    give(enter(client, cast.discipline), packet, cast.discipline, ("APPROVE", "台账齐全。"), ("", ""), ("", ""))
    assert verdicts_of(packet, cast.discipline) == ["APPROVE", "", ""]


def test_nothing_chosen(cast, client):
    packet = signed(cast, 2)
    response = give(enter(client, cast.discipline), packet, cast.discipline, ("", ""), ("", ""))
    assert "没有给出任何意见。" in text_of(response)


def test_a_short_return_is_told_beside_its_own_field_and_nothing_is_lost(cast, client):
    packet = signed(cast, 3)
    told = ("APPROVE", "台账齐全，抽查属实。"), ("RETURN", "再改改"), ("", "")
    response = give(enter(client, cast.discipline), packet, cast.discipline, *told, rest="1")
    html, rows = response.content.decode(), reviews_of(packet, cast.discipline)
    said = "退回须写明缺什么、补什么，不少于 10 个字。"
    place = html.index(f'id="id_r{rows[1].pk}-opinion_error"')
    assert html.index(said, place) - place < 120
    assert f'<a href="#id_r{rows[1].pk}-opinion">{rows[1].submission.item.number} 的意见</a>：{said}' in html
    assert re.findall(r"<textarea[^>]*>\s*([^<]*)</textarea>", html) == ["台账齐全，抽查属实。", "再改改", ""]
    assert re.findall(r'value="(\w+)"[^>]* checked', html) == ["APPROVE", "RETURN"]
    assert verdicts_of(packet, cast.discipline) == ["", "", ""]


def test_an_opinion_without_a_verdict_is_not_taken_for_consent(cast, client):
    packet = signed(cast)
    response = give(enter(client, cast.discipline), packet, cast.discipline, ("", "台账不齐。"), rest="1")
    assert '<p class="field__error">写了意见，请选“通过”或“退回”。</p>' in response.content.decode()
    assert verdicts_of(packet, cast.discipline) == [""]


def test_a_verdict_that_does_not_exist(cast, client):
    packet = signed(cast)
    response = give(enter(client, cast.discipline), packet, cast.discipline, ("VOID", ""))
    assert "请选“通过”或“退回”。" in text_of(response)


def test_the_second_press_is_told_who_was_faster(cast, client):
    packet = signed(cast, 2)
    client = enter(client, cast.discipline)
    give(client, packet, cast.discipline, ("APPROVE", ""), ("APPROVE", ""))
    response = give(client, packet, cast.discipline, ("APPROVE", ""), ("APPROVE", ""))
    assert f"已由{cast.discipline.person.name}处理（通过），请看最新情况后再办。" in text_of(response)


def test_a_colleague_was_faster_with_one_and_what_was_typed_stays(cast, client):
    packet = signed(cast, 2)
    colleague = make_post(Role.REVIEWER, cast.discipline.unit)
    reviews.decide([reviews.Decision(reviews_of(packet, cast.discipline)[0], Verdict.APPROVE)], by=colleague)
    told = ("RETURN", WHY), ("RETURN", f"{WHY}二")
    response = give(enter(client, cast.discipline), packet, cast.discipline, *told)
    text = text_of(response)
    assert f"已由{colleague.person.name}处理（通过），请看最新情况后再办。" in text
    assert (f"您写的意见没有提交：{WHY}" in text, f"{WHY}二" in text) == (True, True)
    assert verdicts_of(packet, cast.discipline) == ["APPROVE", ""]


def test_another_party_returned_it_meanwhile(cast, client):
    packet = signed(cast, 2)
    returned = reviews.Decision(reviews_of(packet, cast.organisation)[0], Verdict.RETURN, WHY)
    reviews.decide([returned], by=cast.organisation)
    client = enter(client, cast.discipline)
    response = give(client, packet, cast.discipline, ("APPROVE", ""), ("APPROVE", ""))
    said = f"已由{cast.organisation.person.name}处理（2026-11-23 15:30 退回），请看最新情况后再办。"
    assert said in text_of(response)
    page = client.get(f"/packets/{packet.number}/review/")
    assert ("已退回，不用再审。" in text_of(page), page.content.decode().count('name="review"')) == (True, 1)


def test_reviews_of_another_packet_or_party_are_not_taken(cast, client):
    packet, other = signed(cast), signed(cast)
    foreign = [reviews_of(other, cast.discipline)[0].pk, reviews_of(packet, cast.organisation)[0].pk]
    told = {"review": foreign, **{f"r{pk}-verdict": "APPROVE" for pk in foreign}}
    response = enter(client, cast.discipline).post(f"/packets/{packet.number}/review/", told)
    assert "没有给出任何意见。" in text_of(response)
    assert Review.objects.exclude(verdict="").count() == 0


def test_others_opinions_only_after_ones_own(cast, client):
    packet = signed(cast, 2)
    told = ("APPROVE", "台账齐全，抽查属实。"), ("", "")
    give(enter(client, cast.discipline), packet, cast.discipline, *told)
    client = enter(client, cast.organisation)
    assert "台账齐全，抽查属实。" not in text_of(client.get(f"/packets/{packet.number}/review/"))
    give(client, packet, cast.organisation, ("APPROVE", ""), ("", ""))
    assert "台账齐全，抽查属实。" in text_of(client.get(f"/packets/{packet.number}/review/"))


def test_the_last_party_moves_the_items_on(cast, client):
    packet = signed(cast, 2)
    approve(packet, cast.discipline)
    approve(packet, cast.organisation)
    give(enter(client, cast.supervisor), packet, cast.supervisor, ("", ""), ("", ""), rest="1")
    assert states(packet) == ["APPROVED", "APPROVED"]
    assert {item.status for item in Item.objects.all()} == {Status.IN_PROGRESS}


def test_the_next_waiting_packet_is_linked(cast, client):
    first, second = signed(cast), signed(cast)
    response = give(enter(client, cast.discipline), first, cast.discipline, ("APPROVE", ""))
    link = f'下一张待办：<a href="/packets/{second.number}/">市民政局　{second.number}</a>'
    assert link in response.content.decode()
    response = give(client, second, cast.discipline, ("APPROVE", ""))
    assert "下一张待办" not in text_of(response)


def test_after_a_paper_signature(cast, client):
    packet = handed_in(cast)
    signature = on_paper(packet, cast)
    client = enter(client, cast.discipline)
    assert "还没有轮到本审核方" in text_of(client.get(f"/packets/{packet.number}/review/"))
    signing.confirm_scan(signature, by=cast.supervisor)
    give(client, packet, cast.discipline, ("APPROVE", ""))
    assert verdicts_of(packet, cast.discipline) == ["APPROVE"]


def test_the_next_step_waits_with_its_sentence(cast, client):
    ReviewParty.objects.filter(unit_of_party=cast.organisation.unit).update(step=2)
    packet = signed(cast)
    client = enter(client, cast.organisation)
    said = "还没有轮到本审核方，前一步审核通过后再办。"
    assert said in text_of(client.get(f"/packets/{packet.number}/review/"))
    assert said in text_of(give(client, packet, cast.organisation, ("APPROVE", "")))
    approve(packet, cast.discipline)
    approve(packet, cast.supervisor)
    give(client, packet, cast.organisation, ("APPROVE", ""))
    assert states(packet) == ["APPROVED"]


def test_whoever_typed_in_cannot_press_a_colleague_can(cast, client):
    packet = packets.hand_in([typed_for(cast)], SubmissionKind.PLAN, by=cast.supervisor)
    signing.sign(packet, by=secretary_of(packet), code=packets.check_code(packet))
    response = give(enter(client, cast.supervisor), packet, cast.supervisor, ("APPROVE", ""))
    assert "这件申请由您填报、代填、签字或代表另一方审核过，须由他人审核。" in text_of(response)
    assert verdicts_of(packet, cast.supervisor) == [""]
    give(enter(client, cast.second_supervisor), packet, cast.supervisor, ("APPROVE", ""))
    assert verdicts_of(packet, cast.supervisor) == ["APPROVE"]


@pytest.mark.parametrize("who", ["clerk", "secretary", "handler", "leader"])
def test_only_parties_have_this_page(cast, client, who):
    packet = signed(cast)
    response = enter(client, getattr(cast, who)).get(f"/packets/{packet.number}/review/")
    assert (response.status_code, "本页由" in text_of(response)) == (403, True)


def test_what_was_typed_before_the_session_ended_comes_back(cast, client):
    packet = signed(cast, 2)
    row = reviews_of(packet, cast.discipline)[1]
    client = enter(client, cast.discipline)
    url = f"/packets/{packet.number}/review/"
    client.post("/drafts/", {"draft_key": url, f"r{row.pk}-verdict": "RETURN", f"r{row.pk}-opinion": WHY})
    page = client.get(url).content.decode()
    assert re.findall(r"<textarea[^>]*>\s*([^<]*)</textarea>", page) == ["", WHY]
    give(client, packet, cast.discipline, ("", ""), ("RETURN", WHY))
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_screen_asks_the_same_for_any_number_of_items(cast, client, count, django_assert_num_queries):
    packet = signed(cast, count)
    client = enter(client, cast.discipline)
    with django_assert_num_queries(10):
        response = client.get(f"/packets/{packet.number}/review/")
    assert response.content.decode().count('name="review"') == count


# --- one item after the other ----------------------------------------------------------------------------------------


def test_one_by_one_with_its_neighbours(cast, client):
    packet = signed(cast, 3)
    numbers = list(packet.submissions.order_by("item__number").values_list("item__number", flat=True))
    client = enter(client, cast.discipline)
    html = client.get(f"/packets/{packet.number}/review/?at={numbers[1]}").content.decode()
    assert re.findall(r'href="\?at=([^"]+)" data-key="(\w)"', html) == [(numbers[0], "k"), (numbers[2], "j")]
    first = client.get(f"/packets/{packet.number}/review/?at={numbers[0]}").content.decode()
    assert re.findall(r'aria-disabled="true" data-key="(\w)"', first) == ["k"]
    assert "逐条过堂" in text_of(client.get(f"/packets/{packet.number}/review/?at=6-99-99"))


def test_a_verdict_leads_on_to_the_next_item_and_at_the_end_to_the_packet(cast, client):
    packet = signed(cast, 2)
    numbers = list(packet.submissions.order_by("item__number").values_list("item__number", flat=True))
    client, rows = enter(client, cast.discipline), reviews_of(packet, cast.discipline)
    url = f"/packets/{packet.number}/review/"
    told = {"review": rows[1].pk, f"r{rows[1].pk}-verdict": "APPROVE", f"r{rows[1].pk}-opinion": ""}
    assert client.post(f"{url}?at={numbers[1]}", told).url == f"{url}?at={numbers[0]}"
    told = {"review": rows[0].pk, f"r{rows[0].pk}-verdict": "RETURN", f"r{rows[0].pk}-opinion": "短"}
    again = client.post(f"{url}?at={numbers[0]}", told)
    assert ("退回须写明缺什么、补什么，不少于 10 个字。" in text_of(again), again.status_code) == (True, 200)
    told[f"r{rows[0].pk}-opinion"] = WHY
    assert client.post(f"{url}?at={numbers[0]}", told).url == f"/packets/{packet.number}/"
    assert states(packet) == ["RETURNED", "UNDER_REVIEW"]
