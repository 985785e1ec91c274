"""Uploads handed out again: to whom, under which name, with which headers."""

import pytest
from django.urls import reverse

from tests.factories import PDF, item_at, make_post
from tests.views.item_pages import enter
from tracker import clock
from tracker.actions import evidence, packets, signing
from tracker.enums import Role, Status
from tracker.models import CoUnit, Evidence
from tracker.vault import path_of

PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)
NAME = "会议记录 “11月”.pdf"


@pytest.fixture
def item(cast):
    return item_at(Status.IN_PROGRESS, cast)


@pytest.fixture
def file(cast, item):
    return evidence.attach(item, name=NAME, chunks=[PDF], by=cast.clerk).evidence


def get(client, post, file, way="download"):
    """The answer, read to its end, which closes it."""
    response = enter(client, post).get(reverse(f"evidence:{way}", args=[file.pk]))
    response.read_bytes = b"".join(response.streaming_content) if response.streaming else response.content
    return response


@pytest.mark.parametrize("way", ["download", "preview"])
def test_whoever_sees_the_item_gets_the_file(client, cast, file, way):
    codes = {who: get(client, post, file, way).status_code for who, post in cast.everybody.items()}

    strangers = dict.fromkeys(("stranger", "stranger_secretary"), 404)
    refused = dict.fromkeys(("admin", "security", "auditor"), 403)
    assert codes == {**dict.fromkeys(cast.everybody, 200), **strangers, **refused}


def test_a_co_unit_gets_it_and_loses_it_again(client, cast, item, file):
    part = CoUnit.objects.create(item=item, unit=cast.other_unit, part="核拨资金")
    assert get(client, cast.stranger, file).status_code == 200

    CoUnit.objects.filter(pk=part.pk).update(removed_at=clock.now(), removed_by=cast.clerk)
    assert get(client, cast.stranger, file).status_code == 404


def test_what_was_taken_out_is_no_longer_handed_out(client, cast, file):
    evidence.detach(file.uses.get(), by=cast.clerk, reason="传错了。")

    assert get(client, cast.clerk, file).status_code == 404


def test_a_purged_file_is_gone(client, cast, file):
    Evidence.objects.filter(pk=file.pk).update(purged_at="2026-11-23T00:00:00Z", purged_by=cast.supervisor)

    assert get(client, cast.clerk, file).status_code == 404


def test_a_scan_goes_to_those_who_see_its_packet(client, cast):
    item = item_at(Status.PLAN_REVIEW, cast)
    packet = item.submissions.open().get().packet
    scan = evidence.keep_scan(packet, name="签字单.png", chunks=[PNG], by=cast.clerk)
    assert get(client, cast.clerk, scan).status_code == 404
    code = packets.check_code(packet)
    signing.sign_on_paper(
        packet, scan=scan, signer_post=cast.secretary, signed_on=clock.today(), code=code, by=cast.clerk
    )
    CoUnit.objects.create(item=item, unit=cast.other_unit, part="核拨资金")

    readers = {who: get(client, getattr(cast, who), scan).status_code for who in ("clerk", "supervisor", "stranger")}
    assert readers == {"clerk": 200, "supervisor": 200, "stranger": 404}
    assert get(client, make_post(Role.CLERK, cast.unit), scan, "preview").status_code == 200


def test_a_download_is_an_attachment_and_nothing_else(client, cast, file):
    response = get(client, cast.clerk, file)

    assert response.read_bytes == PDF
    name = "%E4%BC%9A%E8%AE%AE%E8%AE%B0%E5%BD%95%20%E2%80%9C11%E6%9C%88%E2%80%9D.pdf"
    wanted = {
        "Content-Type": "application/octet-stream",
        "Content-Length": str(len(PDF)),
        "Content-Disposition": f"attachment; filename*=utf-8''{name}",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Cache-Control": "private, no-store",
    }
    assert {name: response[name] for name in wanted} == wanted


def test_a_preview_stands_in_our_own_frames_alone(client, cast, item, file):
    picture = evidence.attach(item, name="现场.png", chunks=[PNG], by=cast.clerk).evidence
    pdf, png = get(client, cast.clerk, file, "preview"), get(client, cast.clerk, picture, "preview")

    assert (pdf["Content-Type"], png["Content-Type"]) == ("application/pdf", "image/png")
    for response in (pdf, png):
        assert (response["X-Frame-Options"], response["X-Content-Type-Options"]) == ("SAMEORIGIN", "nosniff")
        assert response["Content-Disposition"].startswith("inline; ")
        assert response.read_bytes in (PDF, PNG)
    style = "style-src 'unsafe-inline'; frame-ancestors 'self'"
    assert pdf["Content-Security-Policy"] == f"default-src 'none'; object-src 'self'; {style}"
    assert png["Content-Security-Policy"] == f"default-src 'none'; img-src 'self'; {style}; sandbox"


def test_other_kinds_are_not_previewed(client, cast, item):
    packed = b"PK\x05\x06" + bytes(18)
    file = evidence.attach(item, name="照片.zip", chunks=[packed], by=cast.clerk).evidence

    assert get(client, cast.clerk, file, "preview").status_code == 404
    assert get(client, cast.clerk, file).status_code == 200


def test_bytes_that_are_lost_are_not_a_server_error(client, cast, file):
    path_of(file.sha256).unlink()

    assert get(client, cast.clerk, file).status_code == 404


def test_only_reading_is_possible(client, cast, file):
    assert enter(client, cast.clerk).post(reverse("evidence:download", args=[file.pk])).status_code == 405
    assert enter(client, cast.clerk).get("/evidence/99999999999999999999/").status_code == 404
