"""A ledger is dragged onto the page of imports, or chosen by keyboard: its name and size are told before it goes up."""

import pytest

from tests.ledgers.import_books import STANDARD
from tracker.actions import imports_previews
from tracker.jobs.work import work_off
from tracker.management.working import KINDS
from tracker.models import Import, Item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DROP = """([names, bytes]) => {
  const data = new DataTransfer();
  names.forEach(name => data.items.add(new File([new Uint8Array(bytes)], name)));
  const zone = document.querySelector("[data-drop]");
  ["dragenter", "dragover"].forEach(type => zone.dispatchEvent(
    new DragEvent(type, {dataTransfer: data, bubbles: true, cancelable: true})));
  window.overAt = zone.className;
  zone.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


def dropped(window, *names: str, content: bytes = b"x") -> None:
    window.page.evaluate(DROP, [list(names), list(content)])


def told(window) -> str:
    return window.page.locator("[data-drop-say]").inner_text()


@pytest.fixture
def office(city, categories, window):
    return window(city.supervisor).go("/imports/")


def test_a_file_is_dragged_in_and_sent(city, office):
    assert told(office) == "也可以把文件拖到这里。"
    office.page.get_by_label("牵头单位").select_option(label="市民政局")

    dropped(office, STANDARD.name, content=STANDARD.read_bytes())

    assert "is-over" in office.page.evaluate("window.overAt")
    assert "is-over" not in (office.page.locator("[data-drop]").get_attribute("class") or "")
    assert told(office) == f"已选 {STANDARD.name}，{max(1, round(STANDARD.stat().st_size / 1024))} KB"
    office.click("上传并核对")
    office.says("新增 5 项，补入方案 0 项，已有不改 0 项。")
    assert Import.objects.get().name == STANDARD.name


def test_what_is_no_ledger_is_told_at_once(office):
    dropped(office, "会议纪要.pdf")
    assert told(office) == "“会议纪要.pdf”不像表格文件，请选 xlsx、xls、et、csv 等台账文件。"
    dropped(office, "空.xlsx", content=b"")
    assert told(office) == "“空.xlsx”是空文件，请检查后重新选择。"
    dropped(office, "一.xlsx", "二.xlsx")
    assert told(office) == "一次只收一份台账，请只拖一个文件。"
    office.page.get_by_label("台账文件").set_input_files(STANDARD)
    assert told(office).startswith(f"已选 {STANDARD.name}")


def test_a_long_ledger_leads_from_its_job_to_its_items(city, office, monkeypatch):
    """Upload, the reading beside the server, the preview that comes by itself, taking in, the items."""
    monkeypatch.setattr(imports_previews, "LONG", 4)
    office.page.get_by_label("牵头单位").select_option(label="市民政局")
    office.page.get_by_label("台账文件").set_input_files(STANDARD)
    office.click("上传并核对")
    office.says("已办 0 行，共 18 行")

    work_off(KINDS)

    office.says("新增 5 项，补入方案 0 项，已有不改 0 项。")
    office.click("确认导入 5 项")
    office.says("已办 0 行，共 5 行")
    work_off(KINDS)
    office.says("新增 5 项，补入方案 0 项，已有不改 0 项")
    assert Item.objects.count() == 5
    assert office.page.url.endswith(f"/imports/{Import.objects.get().pk}/")
