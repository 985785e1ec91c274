"""Evidence: the clerk uploads a PDF for the first measure, sees it under the measure, previews and downloads it.

A file whose name bears 机密★ is refused: the sentence stands beside the field, the date typed next to it is still
there, and nothing was stored.
"""

from pathlib import Path

import pytest

from tests.factories import PDF, item_at
from tracker.enums import Status
from tracker.models import Evidence

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def a_file(name: str) -> dict[str, object]:
    return {"name": name, "mimeType": "application/pdf", "buffer": PDF}


def test_a_file_goes_up_is_previewed_and_comes_down(city, window):
    item = item_at(Status.IN_PROGRESS, city)
    measure = item.measures.first()
    clerk = window(city.clerk).go(f"/items/{item.number}/")

    clerk.page.locator(f"#m{measure.pk}").get_by_role("link", name="上传佐证").click()
    clerk.page.get_by_label("文件").set_input_files(a_file("核查台账.pdf"))
    clerk.send()

    clerk.says("佐证材料已保存。")
    row = clerk.page.locator(f"#m{measure.pk}")
    with clerk.page.expect_popup() as popup:
        row.get_by_role("link", name="预览 核查台账.pdf").click()
    preview = clerk.page.request.get(popup.value.url)
    assert (preview.status, preview.headers["content-type"], preview.body()) == (200, "application/pdf", PDF)
    with clerk.page.expect_download() as download:
        row.get_by_role("link", name="核查台账.pdf", exact=True).click()
    assert download.value.suggested_filename == "核查台账.pdf"
    assert Path(download.value.path()).read_bytes() == PDF


def test_a_classified_file_is_refused_beside_its_field(city, window):
    item = item_at(Status.IN_PROGRESS, city)
    clerk = window(city.clerk).go(f"/items/{item.number}/attach/").fill("材料日期", "2026-11-20")
    assert "禁止上传涉密文件" in clerk.text("main form")

    clerk.page.get_by_label("文件").set_input_files(a_file("会议纪要（机密★3年）.pdf"))
    clerk.send()

    beside = clerk.page.locator(".field--error").inner_text()
    assert "“会议纪要（机密★3年）.pdf”标有密级，内部系统禁止上传涉密文件，没有保存。" in beside
    assert clerk.page.get_by_label("材料日期").input_value() == "2026-11-20"
    assert Evidence.objects.count() == 0
