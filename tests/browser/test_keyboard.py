"""Whole journeys by keyboard alone: nothing is clicked, and at every step it is seen where the focus stands."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Window
from tests.factories import PASSWORD, issued, make_user
from tests.paperwork import signed
from tracker.enums import Status, Verdict
from tracker.models import Item, Review

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FARTHEST = 90  # presses of Tab until we say that it cannot be reached

# What the focus stands on: its words, and whether it (or the frame around it) is outlined.
FOCUS = """() => {
    const here = document.activeElement;
    const outlined = (part) => part && getComputedStyle(part).outlineStyle !== "none"
        && parseFloat(getComputedStyle(part).outlineWidth) >= 2;
    const words = [...(here.labels || [])].map((label) => label.textContent).join(" ")
        || here.getAttribute("aria-label") || here.textContent;
    const box = here.getBoundingClientRect();
    const shown = box.width > 0 && box.right > 0 && box.bottom > 0 && box.top < innerHeight && box.left < innerWidth;
    return {tag: here.tagName, name: here.getAttribute("name") || "", words: words.replace(/\\s+/g, " ").trim(),
            is_seen: shown && (outlined(here) || outlined(here.closest(".filter")))};
}"""


@dataclass
class Hands:
    """Somebody who has a keyboard and no mouse."""

    page: Page

    def press(self, *keys: str) -> "Hands":
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def write(self, text: str) -> "Hands":
        self.page.keyboard.type(text)
        return self

    def focus(self) -> dict:
        """Where the focus stands; a place that nobody can see fails the test."""
        here = self.page.evaluate(FOCUS)
        assert here["is_seen"] or here["tag"] in ("BODY", "MAIN"), here
        return here

    def skip(self) -> "Hands":
        """The first thing on a page: over the navigation, to what the page is about."""
        assert self.press("Tab").focus()["words"] == "跳到正文"
        self.press("Enter")
        assert self.page.evaluate("() => document.activeElement.id") == "main"
        return self

    def tab_to(self, words: str = "", *, name: str = "") -> "Hands":
        """Onwards until the focus is on what begins with these words, or on the field of this name."""
        met = []
        for _ in range(FARTHEST):
            here = self.press("Tab").focus()
            if here["name"].endswith(name) and here["words"].startswith(words):
                return self
            met.append((here["words"] or here["name"])[:12])
        pytest.fail(f"no way to “{words or name}” but past {met}")

    def go(self, words: str, key: str = "Enter") -> "Hands":
        """To a link or a button, and through it."""
        self.tab_to(words)
        with self.page.expect_navigation():
            self.press(key)
        return self


@pytest.fixture
def hands(door):
    """`hands(post)` signs that person in at the door, by keyboard."""

    def sign_in(post) -> Hands:
        user = make_user(post)
        window: Window = door()
        made = Hands(window.page)
        assert made.focus()["words"].startswith("用户名")
        made.write(user.username).tab_to("密码").write(PASSWORD)
        with window.page.expect_navigation():
            made.press("Enter")
        return made

    return sign_in


def test_a_clerk_claims_and_plans(ready, hands):
    item = issued(ready)
    clerk = hands(ready.clerk)
    clerk.skip().go(item.problem[:6])
    clerk.skip().go("认领")
    item.refresh_from_db()
    assert item.status == Status.PLANNING

    clerk.skip().go("制定措施")
    clerk.skip().tab_to(name="root_cause").write("入户核查没有人最后负责。").tab_to(name="leader").write("陈某某")
    clerk.tab_to(name="measures-0-text").write("全面核查档案。").tab_to(name="measures-0-owner").write("赵某某")
    clerk.tab_to(name="measures-0-deadline").write("2027-03-31").tab_to("再加一条措施").press("Enter")
    assert clerk.focus()["name"] == "measures-1-text"
    clerk.write("修订办法。").go("保存")

    measures = list(item.measures.values_list("text", "owner"))
    assert measures == [("全面核查档案。", "赵某某"), ("修订办法。", "")]
    assert Item.objects.get().root_cause == "入户核查没有人最后负责。"


def test_a_party_returns_one_item_and_approves_the_other(ready, hands):
    """With too few words at first: the link in the summary of what must be mended leads into the field."""
    packet = signed(ready, 2)
    first, second = packet.submissions.order_by("item__number")
    opinion = f"{first.item.number} 的意见"
    party = hands(ready.discipline)
    party.skip().go(first.item.problem[:6])
    party.skip().tab_to("通过").press("ArrowDown").tab_to(opinion).write("请补充。")
    party.go("其余同意，提交审核")
    party.skip().tab_to(opinion).press("Enter")
    assert party.focus()["tag"] == "TEXTAREA"
    party.press("ControlOrMeta+A").write("请补充入户核查的比例和方法。").go("其余同意，提交审核")

    told = Review.objects.filter(unit_of_party=ready.discipline.unit).values_list("submission", "verdict", "opinion")
    wanted = {(first.pk, Verdict.RETURN, "请补充入户核查的比例和方法。"), (second.pk, Verdict.APPROVE, "同意。")}
    assert set(told) == wanted


def test_menus_open_and_close_by_keyboard(ready, hands):
    issued(ready)
    clerk = hands(ready.clerk)
    menu = clerk.page.locator(".topbar details.menu")
    clerk.tab_to(ready.unit.name).press("Enter")
    expect(menu).to_have_attribute("open", "")
    assert clerk.press("Tab").focus()["words"] == "通知"
    clerk.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    assert clerk.focus()["words"].startswith(ready.unit.name)

    clerk.page.goto(clerk.page.url + "items/")
    menu = clerk.page.locator("main details.menu").first
    clerk.skip().tab_to("列设置").press("Enter").tab_to("责任单位").press("Space", "Escape")
    expect(menu).not_to_have_attribute("open", "")
    clerk.press("Enter")
    clerk.go("保存")
    assert clerk.page.locator("thead", has_text="反馈问题").count() == 1
    assert clerk.page.locator("thead", has_text="责任单位").count() == 0


def test_the_focus_is_seen_on_everything_that_takes_it(ready, hands):
    """Once around the register, from the skip link to the pages at its foot."""
    issued(ready)
    office = hands(ready.supervisor)
    office.page.goto(office.page.url + "items/")
    met = [office.press("Tab").focus()["tag"] for _ in range(FARTHEST)]
    assert {"A", "BUTTON", "INPUT", "SELECT", "SUMMARY"} <= set(met)
