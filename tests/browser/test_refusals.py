"""What may not be done says why, in words, where it stands.

The plan is empty: the clerk sees 报方案 grey and beside it how much is missing, and above it what.

The secretary mistypes the password: nothing is signed, and the sentence stands beside the field.

Two colleagues at 纪委监委 have the same packet open: the second to press is told that the first has done it. The clerk
has the item open in two windows and claims in both: the second window says who has done it and when.
"""

import pytest

from tests.factories import issued, item_at, make_post
from tests.paperwork import handed_in, signed
from tracker.enums import Role, Status
from tracker.models import Signature

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_button_that_may_not_be_pressed_says_what_is_missing(city, window):
    item = item_at(Status.PLANNING, city)
    clerk = window(city.clerk).go(f"/items/{item.number}/")

    button = clerk.page.get_by_role("button", name="报方案", exact=True)
    assert button.is_disabled()
    why = clerk.page.locator(f"#{button.get_attribute('aria-describedby')}").inner_text()
    lacks = clerk.page.locator(".lack > li:not(.is-met)").all_inner_texts()
    assert why == f"还缺 {len(lacks)} 项，见上"
    assert "根本原因" in " ".join(lacks)


def test_a_wrong_password_signs_nothing(city, window):
    packet = handed_in(city)
    secretary = window(city.secretary).go(f"/packets/{packet.number}/sign/")

    secretary.fill("登录密码", "记错的密码").click("签字")

    beside = secretary.page.locator(".field--error").inner_text()
    assert "密码不对，没有签字。请重新输入；连续错 5 次，账号停用 15 分钟。" in beside
    assert Signature.objects.count() == 0


def test_the_second_to_judge_is_told_who_was_first(city, window):
    packet = signed(city)
    colleague = make_post(Role.REVIEWER, city.discipline.unit)
    first, second = window(city.discipline), window(colleague)
    for each in (first, second):
        each.go(f"/packets/{packet.number}/review/")

    first.click("其余同意，提交审核")
    first.says("已审 1 项：通过 1，退回 0。")
    second.click("其余同意，提交审核")
    second.says(f"已由{city.discipline.person.name}处理（通过），请看最新情况后再办。")


def test_the_second_window_is_told_what_the_first_did(city, window):
    item = issued(city)
    clerk = window(city.clerk).go(f"/items/{item.number}/")
    again = window(city.clerk).go(f"/items/{item.number}/")

    clerk.click("认领")
    clerk.says("已认领，请制定整改措施。")
    again.click("认领")
    again.says(f"已由{city.clerk.person.name}处理（")
    again.says("认领），请看最新情况后再办。")
    assert again.status() == Status.PLANNING.label
