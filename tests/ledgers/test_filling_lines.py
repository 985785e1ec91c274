"""The lines around a template: unit and day are written where room was left for them, and nowhere else."""

import datetime

import pytest
from openpyxl import Workbook
from openpyxl.styles import Border, Side

from tracker.ledgers.filling import Place
from tracker.ledgers.filling.lines import fill_lines

UNIT, DAY = "市民政局", datetime.date(2026, 11, 23)
PLACE = Place("表", 5, 5, 6, 8)


def written(text: str, row: int = 3) -> str:
    page = Workbook().active
    page.cell(row, 1, text)
    fill_lines(page, PLACE, 9, UNIT, DAY)
    return page.cell(row, 1).value


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("填报单位：", "填报单位：市民政局"),
        ("填报单位（盖章）:______", "填报单位（盖章）:市民政局"),
        ("填报单位：XX单位", "填报单位：市民政局"),
        ("填报单位：×××局          填报日期：2025年3月5日", "填报单位：市民政局　　填报日期：2026年11月23日"),
        ("报送单位： 　　　联系人：　　　电话：", "报送单位：市民政局　　联系人：　　　电话："),
        ("填报单位：市水利局", "填报单位：市水利局"),
        ("填报单位：市水利局　填报时间：", "填报单位：市水利局　填报时间：2026年11月23日"),
        ("填报时间：     年   月   日", "填报时间：2026年11月23日"),
        ("填表日期：2025.3.5", "填表日期：2026年11月23日"),
        ("日期：", "日期：2026年11月23日"),
        ("（截至    年  月  日）", "（截至2026年11月23日）"),
        ("（2025年6月）", "（2026年11月23日）"),
        ("  年  月  日", "2026年11月23日"),
        ("被巡察党组织名称：　　单位：万元", "被巡察党组织名称：市民政局　　单位：万元"),
        ("XX单位整改台账", "XX单位整改台账"),
        ("2025年度巡察整改台账", "2025年度巡察整改台账"),
        ("单位负责人：", "单位负责人："),
        ("请各填报单位于每月25日前报送，填报时间以当天为准。", "请各填报单位于每月25日前报送，填报时间以当天为准。"),
    ],
)
def test_above_the_table(text, filled):
    assert written(text) == filled


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("填报日期：", "填报日期：2026年11月23日"),
        ("填报单位（盖章）：", "填报单位（盖章）：市民政局"),
        ("日期：", "日期："),
        ("　　年　　月　　日", "　　年　　月　　日"),
        ("主要负责人（签字）：", "主要负责人（签字）："),
    ],
)
def test_below_the_table_signatures_are_left_to_people(text, filled):
    assert written(text, row=10) == filled


def test_rows_of_the_table_are_no_lines():
    assert written("填报单位：", row=6) == "填报单位："


def test_a_unit_that_looks_like_a_formula_stays_text():
    page = Workbook().active
    page["A3"] = "填报单位："
    page["B3"].border = Border(bottom=Side(style="thin"))
    fill_lines(page, PLACE, 9, "=1+1", DAY)
    assert (page["B3"].value, page["B3"].data_type) == ("=1+1", "s")
