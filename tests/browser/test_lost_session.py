"""What is typed outlives the session.

After lunch: the clerk types a plan and is called away. Thirty-one minutes later the clerk presses 保存, is asked to
sign in again, and finds the plan as it was typed, the added measure too. It is saved.

In two windows: the clerk types a plan, signs out and in again in a second window, and goes on typing in the first. The
text is kept although that page is older than the sign-in. The clerk gives it up with one button.
"""

import datetime

import pytest

from tests.browser.conftest import Window
from tests.factories import item_at
from tracker.enums import Status
from tracker.models import Draft

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
CAUSE = "县乡两级都以对方核查为准，入户核查没有人最后负责。"


def type_a_plan(clerk: Window, number: str) -> None:
    clerk.go(f"/items/{number}/plan/").fill("根本原因", CAUSE)
    clerk.page.locator("[name=measures-0-text]").fill("全面核查临时救助档案。")
    clerk.click("再加一条措施")
    clerk.page.locator("[name=measures-1-text]").fill("修订审核发放办法。")


def typed(clerk: Window) -> list[str]:
    names = ("root_cause", "measures-0-text", "measures-1-text")
    return [clerk.page.locator(f"[name={name}]").input_value() for name in names]


def test_a_plan_typed_before_lunch_is_there_after_it(city, window, frozen_clock):
    item = item_at(Status.PLANNING, city)
    clerk = window(city.clerk)
    type_a_plan(clerk, item.number)

    frozen_clock.shift(datetime.timedelta(minutes=31))
    clerk.click("保存")
    clerk.says("30 分钟没有操作，已自动退出。刚才提交的内容没有办理，已留作草稿，登录后接着填。")
    clerk.sign_in(city.clerk.person.user.username)

    clerk.says("已恢复 11-23 16:01 的草稿，还没有提交，核对后接着办。")
    assert typed(clerk) == [CAUSE, "全面核查临时救助档案。", "修订审核发放办法。"]
    clerk.click("保存")
    clerk.says("措施已保存。")
    item.refresh_from_db()
    assert item.root_cause == CAUSE
    assert [row.text for row in item.measures.kept()] == ["全面核查临时救助档案。", "修订审核发放办法。"]
    assert Draft.objects.count() == 0


def test_a_page_older_than_the_sign_in_loses_nothing(city, window):
    item = item_at(Status.PLANNING, city)
    clerk = window(city.clerk)
    username = city.clerk.person.user.username
    second = Window(clerk.page.context.new_page(), clerk.home)
    second.page.set_default_timeout(15_000)
    clerk.go(f"/items/{item.number}/plan/")

    second.go("/").page.locator(".topbar").get_by_role("button", name="退出").click()
    second.sign_in(username)
    clerk.fill("根本原因", CAUSE).page.locator("[name=measures-0-text]").focus()
    clerk.page.get_by_text("已自动保存").wait_for()
    clerk.click("保存")

    clerk.says("刚才提交的内容没有办理，已留作草稿，请核对后再提交。")
    assert clerk.page.locator("[name=root_cause]").input_value() == CAUSE
    clerk.click("放弃草稿", within="body")
    clerk.says("草稿已放弃。")
    assert clerk.page.locator("[name=root_cause]").input_value() == ""
    assert Draft.objects.count() == 0
