"""Signing in the browser: by password, on paper, with single items declined, and a scan confirmed or sent back."""

import datetime
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.factories import PASSWORD, PDF, make_post, make_user
from tests.house_client import HouseClient
from tests.paperwork import REASON, enter, handed_in, on_paper, secretary_of, signed, text_of, typed_for
from tracker.actions import packets
from tracker.enums import Role, SubmissionKind, SubmissionState
from tracker.models import Event, Evidence, Packet, Review, Signature

pytestmark = pytest.mark.django_db


def code_on(response) -> str:
    return re.findall(r'name="code" value="([^"]*)"', response.content.decode())[0]


def press_sign(client: HouseClient, packet: Packet, password: str = PASSWORD, **more):
    url = f"/packets/{packet.number}/sign/"
    told = {"code": packets.check_code(packet), "password": password, **more}
    return client.post(url, told, follow=True)


# --- on screen -------------------------------------------------------------------------------------------------------


def test_the_secretary_reads_signs_and_the_reviews_begin(cast, client):
    packet = handed_in(cast, 2)
    client = enter(client, cast.secretary)
    page = client.get(f"/packets/{packet.number}/sign/")
    assert "本人已逐条核对以下 2 项整改方案，对其真实性负责。" in text_of(page)
    assert [turn.item.problem in text_of(page) for turn in packet.submissions.all()] == [True, True]
    response = press_sign(client, packet, code=code_on(page))
    assert response.redirect_chain == [(f"/packets/{packet.number}/", 302)]
    assert "已签字 2 项，送审核方审核。" in text_of(response)
    assert Review.objects.pending().count() == 6


def test_a_wrong_password_is_told_beside_its_field(cast, client):
    packet = handed_in(cast)
    response = press_sign(enter(client, cast.secretary), packet, password="a-guess")
    said = "密码不对，没有签字。请重新输入；连续错 5 次，账号停用 15 分钟。"
    assert f'<p class="field__error">{said}</p>' in response.content.decode()
    assert (response.status_code, Signature.objects.count()) == (200, 0)
    assert "a-guess" not in response.content.decode()


def test_no_password(cast, client):
    packet = handed_in(cast)
    response = press_sign(enter(client, cast.secretary), packet, password="")
    assert '<p class="field__error">请输入登录密码。</p>' in response.content.decode()


def test_another_persons_password_does_not_sign(cast, client):
    packet = handed_in(cast)
    client = enter(client, cast.secretary)
    other = make_post(Role.SECRETARY, cast.unit)
    user = make_user(other, username="another")
    user.set_password("Another-2026-pass")
    user.save()
    response = press_sign(client, packet, password="Another-2026-pass", username="another")
    assert ("密码不对，没有签字。" in text_of(response), Signature.objects.count()) == (True, 0)


def test_the_fifth_wrong_password_locks_and_the_right_one_no_longer_signs(cast, client):
    packet = handed_in(cast)
    client = enter(client, cast.secretary)
    statuses = [press_sign(client, packet, password="a-guess").status_code for _ in range(4)]
    fifth = press_sign(client, packet, password="a-guess")
    assert (statuses, fifth.status_code) == ([200] * 4, 429)
    assert "这个用户名暂时不能登录" in text_of(fifth)
    assert press_sign(client, packet).status_code == 429
    assert Signature.objects.count() == 0
    assert Event.objects.filter(verb="lock_out", object_id=str(cast.secretary.person.user.pk)).exists()


def test_what_changed_after_the_page_was_opened_is_not_signed(cast, client):
    packet = handed_in(cast, 2)
    code = packets.check_code(packet)
    packets.withdraw(packet.submissions.first(), by=cast.clerk)
    client = enter(client, cast.secretary)
    response = press_sign(client, packet, code=code)
    assert "校验码不符：报批单在打印或打开之后有变动，请重新打开核对（纸质的请重新打印签字）。" in text_of(response)
    # The page shown again lists what is in the packet now, with its code.
    assert "本人已逐条核对以下 1 项整改方案" in text_of(response)
    press_sign(client, packet, code=code_on(response))
    assert Signature.objects.get().digests == packets.packet_digest(packet)[1]


def test_signing_twice(cast, client):
    packet = handed_in(cast)
    client = enter(client, cast.secretary)
    press_sign(client, packet)
    response = press_sign(client, packet)
    assert ("书记已经签字，申请正在审核。" in text_of(response), Signature.objects.count()) == (True, 1)
    assert "书记已经签字，申请正在审核。" not in text_of(client.get("/packets/"))


@pytest.mark.parametrize("who", ["clerk", "handler", "supervisor", "discipline", "leader"])
def test_only_a_secretary_may_try(cast, client, who):
    packet = handed_in(cast)
    response = press_sign(enter(client, getattr(cast, who)), packet)
    assert (response.status_code, Signature.objects.count()) == (403, 0)
    assert "本页由书记使用" in text_of(response)


def test_the_secretary_of_the_unit_above_reads_but_does_not_sign(cast, client):
    packet = handed_in(cast)
    above = make_post(Role.SECRETARY, cast.other_unit)
    cast.unit.path = f"{cast.other_unit.path}{cast.unit.pk}/"
    cast.unit.save()
    response = press_sign(enter(client, above), packet)
    assert "“签字”由事项牵头单位的书记办理，您现在的任职不能办理。" in text_of(response)
    assert Signature.objects.count() == 0


def test_declining_one_and_signing_the_rest(cast, client):
    packet = handed_in(cast, 2)
    first, second = packet.submissions.order_by("item__number")
    client = enter(client, cast.secretary)
    response = client.post(f"/packets/{packet.number}/decline/{first.pk}/", {"reason": REASON}, follow=True)
    assert response.redirect_chain == [(f"/packets/{packet.number}/sign/", 302)]
    assert f"{first.item.number} 不予签字，已退回联络员。" in text_of(response)
    press_sign(client, packet, code=code_on(response))
    states = [packet.submissions.get(pk=turn.pk).state for turn in (first, second)]
    assert states == [SubmissionState.DECLINED, SubmissionState.UNDER_REVIEW]


def test_declining_the_last_leads_back_to_the_packet(cast, client):
    packet = handed_in(cast)
    url = f"/packets/{packet.number}/decline/{packet.submissions.get().pk}/"
    client = enter(client, cast.secretary)
    response = client.post(url, {"reason": REASON}, follow=True)
    assert response.redirect_chain == [(f"/packets/{packet.number}/", 302)]
    again = client.post(url, {"reason": REASON}, follow=True)
    assert f"已由{cast.secretary.person.name}处理（2026-11-23 15:30 不予签字）" in text_of(again)


def test_a_short_reason_is_told_beside_its_own_field_and_kept(cast, client):
    packet = handed_in(cast, 2)
    first, second = packet.submissions.order_by("item__number")
    response = enter(client, cast.secretary).post(f"/packets/{packet.number}/decline/{second.pk}/", {"reason": "不实"})
    html = response.content.decode()
    assert html.count("理由不足 10 个字，请写明缺什么、怎么补。") == 2  # beside the field, and in the summary
    assert f'id="decline-{second.pk}-reason_error"' in html
    assert re.findall(r"<textarea[^>]*>\s*([^<]*)</textarea>", html) == ["", "不实"]
    assert first.pk != second.pk


def test_a_turn_of_another_packet_is_not_declined_here(cast, client):
    one, other = handed_in(cast), handed_in(cast)
    url = f"/packets/{one.number}/decline/{other.submissions.get().pk}/"
    assert enter(client, cast.secretary).post(url, {"reason": REASON}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_the_same_for_any_number_of_items(cast, client, count, django_assert_num_queries):
    packet = handed_in(cast, count)
    client = enter(client, cast.secretary)
    with django_assert_num_queries(12):
        client.get(f"/packets/{packet.number}/sign/")


# --- on paper --------------------------------------------------------------------------------------------------------


def upload(client: HouseClient, packet: Packet, cast, name: str = "签字单.pdf", content: bytes = PDF, **more):
    told = {
        "scan": SimpleUploadedFile(name, content),
        "signer": cast.secretary.pk,
        "signed_on": "2026-11-23",
        "code": packets.check_code(packet),
        **more,
    }
    return client.post(f"/packets/{packet.number}/paper/", told, follow=True)


def test_the_scan_goes_up_with_the_code_as_printed(cast, client):
    packet = handed_in(cast)
    code = packets.check_code(packet)
    client = enter(client, cast.clerk)
    assert "禁止上传涉密文件" in text_of(client.get(f"/packets/{packet.number}/paper/"))
    response = upload(client, packet, cast, code=f"{code[:4].lower()} {code[4:]} ")
    assert "签字单已上传，等市委巡察办核对确认。" in text_of(response)
    signature = packet.signatures.get()
    assert (signature.signer, signature.scan.name) == (cast.secretary.person, "签字单.pdf")
    again = upload(client, packet, cast)
    assert "签字单已经上传，等市委巡察办确认。" in text_of(again)
    assert Evidence.objects.count() == 1


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"code": "1234ABCD"}, "校验码不符：抄写有误，或报批单在打印之后有变动。请核对；有变动的须重新打印签字。"),
        ({"code": ""}, "请照签字单抄写校验码。"),
        ({"code": "1" * 21}, "校验码只有 8 位，请核对。"),
        ({"signed_on": "昨天"}, "日期读不懂，请写作 2026-11-23。"),
        ({"signed_on": ""}, "请填纸上所签的日期。"),
        ({"signed_on": "2026-11-24"}, "纸上所签日期不能晚于今天。"),
        ({"signer": ""}, "请选择签字的书记。"),
        ({"signer": "999999"}, "签字人须是本单位现任书记。"),
        ({"scan": ""}, "请选择签字单的扫描件。"),
        ({"content": b""}, "所选文件是空的，请重新扫描。"),
        ({"name": "签字单.docx"}, "签字单扫描件只收 pdf、jpg、png。"),
        ({"content": b"not a pdf"}, "“签字单.pdf”的内容与扩展名不符，或文件已损坏，没有保存。请打开原件另存后再传。"),
        ({"name": "机密★签字单.pdf"}, "“机密★签字单.pdf”标有密级，内部系统禁止上传涉密文件，没有保存。"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_lost(cast, client, told, sentence):
    packet = handed_in(cast)
    response = upload(enter(client, cast.clerk), packet, cast, **told)
    html = response.content.decode()
    assert (response.status_code, f'<p class="field__error">{sentence}</p>' in html) == (200, True)
    assert (Signature.objects.count(), Evidence.objects.count()) == (0, 0)
    kept = {"signed_on": "2026-11-23", "code": packets.check_code(packet), **told}
    assert [f'value="{kept[name]}"' in html for name in ("signed_on", "code") if kept[name]].count(False) == 0


def test_a_date_before_the_packet_is_refused(cast, client):
    packet = handed_in(cast)
    response = upload(enter(client, cast.clerk), packet, cast, signed_on="2026-11-20")
    assert "纸上所签日期不能早于报批日期，请核对签的是不是这张报批单。" in text_of(response)


def test_only_current_secretaries_of_the_unit_are_offered(cast, client):
    packet = handed_in(cast)
    make_post(Role.SECRETARY, cast.unit, until=datetime.date(2026, 10, 1))
    html = enter(client, cast.clerk).get(f"/packets/{packet.number}/paper/").content.decode()
    assert re.findall(r'<option value="(\d+)"', html) == [str(cast.secretary.pk)]


def test_others_upload_nothing(cast, client):
    packet = handed_in(cast)
    assert upload(enter(client, cast.secretary), packet, cast).status_code == 403
    response = upload(enter(client, cast.supervisor), packet, cast)
    assert "“上传签字单”由事项牵头单位的联络员办理，您现在的任职不能办理。" in text_of(response)
    assert Evidence.objects.count() == 0


def test_the_supervisor_confirms(cast, client):
    packet = handed_in(cast)
    signature = on_paper(packet, cast)
    client = enter(client, cast.supervisor)
    page = client.get(f"/packets/{packet.number}/").content.decode()
    assert page.count(f'href="/evidence/{signature.scan_id}/preview/"') == 2
    url = f"/packets/{packet.number}/confirm/"
    response = client.post(url, {"signature": signature.pk}, follow=True)
    assert "签字单已确认，送审核方审核。" in text_of(response)
    again = client.post(url, {"signature": signature.pk}, follow=True)
    assert f"已由{cast.supervisor.person.name}处理（确认签字单），请看最新情况后再办。" in text_of(again)
    assert Review.objects.count() == 3


def test_a_scan_sent_back_is_signed_again(cast, client):
    packet = handed_in(cast)
    first = on_paper(packet, cast)
    client = enter(client, cast.supervisor)
    response = client.post(f"/packets/{packet.number}/refuse/", {"signature": first.pk, "reason": "不清"})
    assert "理由不足 10 个字，请写明缺什么、怎么补。" in text_of(response)
    assert ">\n不清</textarea>" in response.content.decode()
    told = {"signature": first.pk, "reason": "扫描件缺第二页，看不到签名。"}
    response = client.post(f"/packets/{packet.number}/refuse/", told, follow=True)
    assert "签字单已退回，须重签。" in text_of(response)
    clerk = enter(client, cast.clerk)
    assert "扫描件缺第二页，看不到签名。" in text_of(clerk.get(f"/packets/{packet.number}/"))
    assert "签字单被退回，须重签" in text_of(clerk.get("/packets/?tab=sign"))
    upload(clerk, packet, cast)
    assert packet.signatures.filter(refused_at=None).count() == 1


def test_only_the_office_settles_a_scan_and_only_one_of_this_packet(cast, client):
    packet, other = handed_in(cast), signed(cast)
    signature = on_paper(packet, cast)
    assert enter(client, cast.clerk).post(f"/packets/{packet.number}/confirm/").status_code == 403
    client = enter(client, cast.supervisor)
    for told in (signature.pk, "", "x"):
        assert client.post(f"/packets/{other.number}/confirm/", {"signature": told}).status_code == 404


def test_whoever_uploaded_for_the_unit_sees_why_they_may_not_confirm(cast, client):
    packet = packets.hand_in([typed_for(cast)], SubmissionKind.PLAN, by=cast.supervisor)
    signature = on_paper(packet, cast, signer_post=secretary_of(packet), by=cast.supervisor)
    client = enter(client, cast.supervisor)
    said = "签字单由您经手填报或上传，须由市委巡察办的其他同志确认。"
    assert said in text_of(client.get(f"/packets/{packet.number}/"))
    response = client.post(f"/packets/{packet.number}/confirm/", {"signature": signature.pk}, follow=True)
    assert said in text_of(response)
    assert packet.number in text_of(enter(client, cast.second_supervisor).get("/packets/"))
