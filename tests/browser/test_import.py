"""A ledger comes in: 巡察办 uploads practice ledger 01 for 市民政局 and sees how each row was read.

Another category is chosen for one row, the import is confirmed, and the five items stand in the register and wait to be
claimed.
"""

import pytest

from tests.factories import make_category
from tests.ledgers.import_books import STANDARD
from tracker.enums import Status
from tracker.models import Item

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_practice_ledger_becomes_items_of_the_register(city, window):
    for code in ("2.1", "2.2", "4.1"):
        make_category(code)
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
