"""One packet: what its page and its sheet tell, and taking an item back."""

import datetime
import re

import pytest
from django.utils.html import escape

from tests.factories import fill_plan, finish_all, issued, item_at, sign
from tests.paperwork import approve, enter, handed_in, text_of, typed_for
from tracker.actions import items as item_actions
from tracker.actions import packets, progress, reviews, signing
from tracker.enums import Role, Status, SubmissionKind, Verdict
from tracker.models import Item, Post, Review

pytestmark = pytest.mark.django_db

PLAN, STRIKE_OFF = SubmissionKind.PLAN, SubmissionKind.STRIKE_OFF


def listed(response) -> list[str]:
    return re.findall(r'<td class="code"><a href="/packets/([^/"]+)/">', response.content.decode())


def test_the_page_shows_what_was_submitted_not_the_live_row(cast, client):
    packet = handed_in(cast)
    item = packet.submissions.get().item
    Item.objects.filter(pk=item.pk).update(problem="后来改写的问题。", root_cause="后来改写的原因。")
    text = text_of(enter(client, cast.clerk).get(f"/packets/{packet.number}/"))
    assert (item.problem in text, "责任不清，监督缺位，制度没有落到实处。" in text) == (True, True)
    assert "后来改写" not in text


def test_the_page_tells_code_signature_and_reviews(cast, client):
    packet = handed_in(cast)
    code = packets.check_code(packet)
    client = enter(client, cast.clerk)
    assert f"{code[:4]} {code[4:]}" in text_of(client.get(f"/packets/{packet.number}/"))
    sign(packet, cast)
    approve(packet, cast.discipline)
    text = text_of(client.get(f"/packets/{packet.number}/"))
    assert "本人已逐条核对以下 1 项整改方案，对其真实性负责。" in text
    assert f"{cast.secretary.person.name} 在线签字 2026-11-23 15:30" in text.replace("　", " ")
    assert f"市纪委监委 通过 {cast.discipline.person.name} 2026-11-23 同意。" in text.replace("　", " ").replace(
        "  ", " "
    )


def test_a_party_reads_the_others_only_after_its_own_verdict(cast, client):
    packet = handed_in(cast)
    sign(packet, cast)
    row = Review.objects.get(submission__packet=packet, unit_of_party=cast.discipline.unit)
    reviews.decide([reviews.Decision(row, Verdict.APPROVE, "台账齐全，抽查属实。")], by=cast.discipline)
    for post in (cast.organisation, cast.supervisor):
        text = text_of(enter(client, post).get(f"/packets/{packet.number}/"))
        assert ("台账齐全，抽查属实。" in text, "本单位审后可见" in text) == (False, True)
        assert "等本单位审核" in text_of(client_list := enter(client, post).get("/packets/"))
        assert "1/3 家已审" not in text_of(client_list)
    approve(packet, cast.organisation)
    assert "台账齐全，抽查属实。" in text_of(enter(client, cast.organisation).get(f"/packets/{packet.number}/"))
    for post in (cast.leader, cast.clerk, cast.discipline):
        assert "台账齐全，抽查属实。" in text_of(enter(client, post).get(f"/packets/{packet.number}/"))


def test_a_turn_that_has_ended_hides_nothing_more(cast, client):
    packet = handed_in(cast)
    sign(packet, cast)
    row = Review.objects.get(submission__packet=packet, unit_of_party=cast.discipline.unit)
    reviews.decide([reviews.Decision(row, Verdict.RETURN, "缺少专项检查台账，请补齐。")], by=cast.discipline)
    text = text_of(enter(client, cast.organisation).get(f"/packets/{packet.number}/"))
    assert ("缺少专项检查台账，请补齐。" in text, "未审，不用再审" in text) == (True, True)


def test_disabled_buttons_say_why(cast, client):
    packet = handed_in(cast)
    sign(packet, cast)
    approve(packet, cast.discipline)
    why = {
        cast.clerk: ["书记已经签字，申请正在审核。", "已有审核方给出意见，不能撤回；可请审核方退回。"],
        cast.secretary: ["书记已经签字，申请正在审核。"],
        cast.discipline: ["本审核方已经给出意见，不能再改。"],
    }
    for post, sentences in why.items():
        text = text_of(enter(client, post).get(f"/packets/{packet.number}/"))
        assert [sentence in text for sentence in sentences] == [True] * len(sentences)
    assert (
        f'href="/packets/{packet.number}/review/"'
        in enter(client, cast.organisation).get(f"/packets/{packet.number}/").content.decode()
    )


def test_the_pages_tell_how_long_the_reviews_have_lasted_and_who_is_late(cast, client, frozen_clock):
    packet = handed_in(cast)
    sign(packet, cast)
    approve(packet, cast.discipline)
    frozen_clock.shift(datetime.timedelta(days=37))
    late = "未审 审核期限 2026-12-07 超期 23 天"
    item = packet.submissions.get().item
    pages = (f"/packets/{packet.number}/", f"/items/{item.number}/")

    def told(post, page):
        text = text_of(enter(client, post).get(page)).replace("　", " ")
        return "审核中 1/3 已 37 天" in text, "审核中 3 方 已 37 天" in text, text.count(late)

    assert [told(cast.clerk, page) for page in pages] == [(True, False, 2)] * 2
    assert [told(cast.discipline, page) for page in pages] == [(True, False, 2)] * 2
    assert [told(cast.organisation, page) for page in pages] == [(False, True, 1)] * 2  # its own alone
    for query in ("", f"?at={item.number}"):
        assert told(cast.organisation, f"/packets/{packet.number}/review/{query}") == (False, True, 1)


def test_own_hands_are_told_on_the_page_a_colleague_may(cast, client):
    packet = packets.hand_in([typed_for(cast)], PLAN, by=cast.supervisor)
    secretary = Post.objects.get(unit=packet.unit, role=Role.SECRETARY)
    signing.sign(packet, by=secretary, code=packets.check_code(packet))
    said = "这件申请由您填报、代填、签字或代表另一方审核过，须由他人审核。"
    assert said in text_of(enter(client, cast.supervisor).get(f"/packets/{packet.number}/"))
    assert said in text_of(enter(client, cast.supervisor).get(f"/packets/{packet.number}/review/"))
    assert listed(enter(client, cast.supervisor).get("/packets/")) == []
    assert said not in text_of(enter(client, cast.second_supervisor).get(f"/packets/{packet.number}/"))
    assert listed(enter(client, cast.second_supervisor).get("/packets/")) == [packet.number]


def test_taking_an_item_back(cast, client):
    packet = handed_in(cast, 2)
    turn = packet.submissions.order_by("item__number").first()
    client = enter(client, cast.clerk)
    response = client.post(f"/packets/{packet.number}/withdraw/{turn.pk}/", follow=True)
    assert f"已撤回 {turn.item.number}，可以修改后重报。" in text_of(response)
    assert packet.submissions.open().count() == 1
    again = client.post(f"/packets/{packet.number}/withdraw/{turn.pk}/", follow=True)
    assert f"已由{cast.clerk.person.name}处理（2026-11-23 15:30 撤回）" in text_of(again)


def test_taking_back_is_for_the_clerk_and_a_turn_of_this_packet(cast, client):
    packet, other = handed_in(cast), handed_in(cast)
    turn = packet.submissions.get()
    response = enter(client, cast.secretary).post(f"/packets/{packet.number}/withdraw/{turn.pk}/", follow=True)
    assert "“撤回”由事项牵头单位的联络员办理，您现在的任职不能办理。" in text_of(response)
    client = enter(client, cast.clerk)
    assert client.post(f"/packets/{other.number}/withdraw/{turn.pk}/").status_code == 404
    assert client.get(f"/packets/{packet.number}/withdraw/{turn.pk}/").status_code == 405
    assert enter(client, cast.stranger).post(f"/packets/{packet.number}/withdraw/{turn.pk}/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_for_any_number_of_items(cast, client, count, django_assert_num_queries):
    packet = handed_in(cast, count)
    sign(packet, cast)
    client = enter(client, cast.discipline)
    with django_assert_num_queries(9):
        response = client.get(f"/packets/{packet.number}/")
    assert response.content.decode().count('id="turn-') == count


def test_the_sheet_lists_what_is_to_be_signed(cast, client):
    packet = handed_in(cast, 2)
    code = packets.check_code(packet)
    response = enter(client, cast.clerk).get(f"/packets/{packet.number}/sheet/")
    text = text_of(response)
    assert "巡察反馈问题整改方案签字单" in text
    assert f"校验码 {code[:4]} {code[4:]}" in text.replace("　", " ").replace("  ", " ")
    assert "本人已逐条核对以下 2 项整改方案，对其真实性负责。" in text
    assert [turn.item.number in text for turn in packet.submissions.all()] == [True, True]
    assert '<nav class="topbar__nav"' not in response.content.decode()


def test_the_sheet_keeps_showing_what_was_signed(cast, client):
    packet = handed_in(cast, 2)
    client = enter(client, cast.clerk)
    sign(packet, cast)
    before = text_of(client.get(f"/packets/{packet.number}/sheet/"))
    packets.withdraw(packet.submissions.first(), by=cast.clerk)
    assert text_of(client.get(f"/packets/{packet.number}/sheet/")) == before


def test_there_is_no_sheet_for_nothing(cast, client):
    packet = handed_in(cast)
    packets.withdraw(packet.submissions.get(), by=cast.clerk)
    assert enter(client, cast.clerk).get(f"/packets/{packet.number}/sheet/").status_code == 404


def test_texts_are_shown_as_typed(cast, client):
    item = issued(cast, problem="<b>制度</b> & “台账”不实。")
    item_actions.claim(item, by=cast.clerk)
    fill_plan(item, cast)
    packet = packets.hand_in([item], PLAN, by=cast.clerk)
    html = enter(client, cast.clerk).get(f"/packets/{packet.number}/").content.decode()
    assert escape(item.problem) in html
    assert "<b>制度</b>" not in html


def test_a_lasting_application_tells_what_is_kept_up(cast, client):
    item = item_at(Status.IN_PROGRESS, cast)
    finish_all(item, cast)
    progress.prepare(
        item, by=cast.clerk, applied_kind="LASTING", keep_up="每季度抽查一次。", next_review=datetime.date(2026, 12, 31)
    )
    packet = packets.hand_in([item], STRIKE_OFF, by=cast.clerk)
    text = text_of(enter(client, cast.clerk).get(f"/packets/{packet.number}/"))
    assert "每季度抽查一次。 下次复核 2026-12-31" in text.replace("　", " ")
