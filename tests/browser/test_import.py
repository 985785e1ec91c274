"""A ledger comes in: 巡察办 uploads practice ledger 01 for 市民政局 and sees how each row was read.

Another category is chosen for one row, the import is confirmed, and the five items stand in the register and wait to be
claimed. A faulty ledger is mended on the page – with scripts, without, and by keyboard – and an import is undone.
"""

import pytest

from tests.browser.test_keyboard import Hands
from tests.ledgers.import_books import STANDARD, book
from tracker.enums import Status
from tracker.models import Import, Item, Person

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


@pytest.mark.parametrize("scripts", [True, False])
def test_a_clerk_keeps_one_name_makes_a_person_and_joins_a_row(city, window, tmp_path, scripts):
    known = Person.objects.create(name="欧阳某某", unit=city.unit)
    row = (1, "信访办理不及时。", "1.建账。", "信访科", known.name, "司马某某", "2026年12月底前", "", "")
    stray = (None, None, "2.公示。", "信访科", "", "", "2027年1月底前", "", "")
    clerk = window(city.clerk, java_script_enabled=scripts).go("/imports/")
    clerk.page.get_by_label("台账文件").set_input_files(book(tmp_path, row, ("小计", "1个问题"), stray))
    clerk.click("上传并核对").says("上面没有对应的问题")

    clerk.page.get_by_label("“欧阳某某”认作").select_option(label="照原文存")
    clerk.page.get_by_label("“司马某某”认作").select_option(label="新建为市民政局人员")
    clerk.page.get_by_label("这一行怎么办").select_option(label="并入上一行（第 2 行）")
    clerk.click("按改动重新读").says("您选定并入上一行。")
    assert not Person.objects.filter(name="司马某某").exists()
    clerk.click("确认导入 1 项").says("导入完成。")

    clerk.says("新建人员 1 人").says("导入前指定的 2 处名称").says("台账!第 4 行")
    item = Item.objects.get()
    assert (item.leader_person, item.owner_person.name, item.measures.count()) == (None, "司马某某", 2)


def test_the_office_makes_a_unit_that_nobody_knew(city, window, tmp_path):
    office = window(city.supervisor).go("/imports/")
    office.page.get_by_label("台账文件").set_input_files(book(tmp_path, (*GOOD[:3], "市蚕桑局", *GOOD[4:])))
    office.click("上传并核对").says("“市蚕桑局”不在本轮次的反馈单位中。")

    office.page.get_by_label("“市蚕桑局”认作").select_option(label="新建单位")
    office.click("按改动重新读").says("将新建的市蚕桑局还没有写反馈日期")
    office.fill("简称", "蚕桑局").fill("反馈日期", "上周").click("按改动重新读").says("写作 2026-12-31。")
    assert office.page.get_by_label("简称").input_value() == "蚕桑局"
    office.fill("反馈日期", "2026-11-16").click("按改动重新读")
    office.click("确认导入 1 项").says("导入完成。").says("新建单位 1 个")

    assert Item.objects.get().unit.short_name == "蚕桑局"
