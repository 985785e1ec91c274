"""A ledger comes in: 巡察办 uploads practice ledger 01 for 市民政局 and sees how each row was read.

Another category is chosen for one row, the import is confirmed, and the five items stand in the register and wait to be
claimed. A faulty ledger is mended on the page – with scripts, without, and by keyboard – and an import is undone.
"""

import pytest

from tests.browser.test_keyboard import Hands
from tests.ledgers.import_books import STANDARD, book
from tracker.enums import Status
from tracker.models import Import, Item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("categories")]


def test_a_practice_ledger_becomes_items_of_the_register(city, window):
    office = window(city.supervisor).go("/imports/")
    office.page.get_by_label("牵头单位").select_option(label="市民政局")
    office.page.get_by_label("台账文件").set_input_files(STANDARD)
    office.click("上传并核对")

    office.says("新增 5 项，补入方案 0 项，已有不改 0 项。")
    assert Item.objects.count() == 0
    office.page.get_by_label("行任务类别").first.select_option(value="2.2")
    office.click("确认导入 5 项")

    office.says("导入完成。")
    office.go("/items/")
    numbers = office.page.locator("tbody td.code, tbody th.code").all_inner_texts()
    assert [number for number in numbers if number.startswith("6-01-")] == [f"6-01-0{place}" for place in range(1, 6)]
    assert list(Item.objects.order_by("number").values_list("status", flat=True)) == [Status.ISSUED] * 5
    assert Item.objects.order_by("number")[0].category.code == "2.2"


GOOD = (1, "信访办理不及时。", "1.建账。", "市民政局", "陈某某", "", "2026年12月底前", "已建。", "整改中")
BAD = (2, "河道清淤滞后。", "1.清淤。", "市民正局", "", "", "2026年9月31日", "", "")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_faulty_ledger_is_mended_read_again_confirmed_and_undone(city, window, tmp_path, scripts):
    office = window(city.supervisor, java_script_enabled=scripts).go("/imports/")
    office.page.get_by_label("台账文件").set_input_files(book(tmp_path, GOOD, BAD))
    office.click("上传并核对").says("有 2 处须更正")

    office.fill("G3 改为", "2026-09-30").fill("工作表“台账”表头行", "99").click("按改动重新读")
    office.says("请写明表头在第几行（1–3）")
    assert office.page.get_by_label("G3 改为").input_value() == "2026-09-30"
    office.fill("工作表“台账”表头行", "1").fill("D3 改为", "市民政局").click("按改动重新读")
    office.says("须更正 0 处，请留意 0 处，已改 2 处")
    assert Item.objects.count() == 0
    office.click("确认导入 2 项").says("导入完成。")
    office.says("导入前改过的 2 格").says("2026年9月31日").says("→2026-09-30")

    office.fill("撤销理由", "上传错了文件，这是上一轮的台账。").click("撤销本次导入")
    office.says("整批撤销")
    assert set(Item.objects.values_list("status", flat=True)) == {Status.VOID}


def test_a_cell_is_mended_by_keyboard_alone(city, window, tmp_path):
    clerk = window(city.clerk).go("/imports/")
    clerk.page.get_by_label("台账文件").set_input_files(book(tmp_path, (*BAD[:3], "", *BAD[4:])))
    clerk.click("上传并核对").says("整份台账还不能导入")
    hands = Hands(clerk.page)

    hands.skip().tab_to("G2 改为").write("2026-09-30").press("Enter")
    clerk.says("已按改动重新读，请核对。")
    hands.skip().tab_to("确认导入 1 项").press("Enter")

    clerk.says("导入完成。")
    assert Import.objects.get().summary["corrections"] == [
        {"sheet": "台账", "cell": "G2", "old": "2026年9月31日", "new": "2026-09-30"}
    ]
