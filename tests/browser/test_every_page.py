"""Every page, as each role sees it, under the real Content-Security-Policy: one tour for three questions.

Does the policy refuse anything? Is anything lost at 200 %? Does axe find anything that people would stumble over?
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page

from tests.browser.stops import Stop, stops, tags
from tests.town import make_town

pytestmark = [pytest.mark.browser]

HERE = Path(__file__).parent
AXE = HERE / "vendor" / "axe-core" / "axe.min.js"
LOST = (HERE / "lost_when_zoomed.js").read_text(encoding="utf-8")
SCREEN = {"width": 1366, "height": 768}
ZOOMED = {"width": 683, "height": 384}  # what is left of that screen at 200 %

# The console tells of a refused style or script; the event tells of everything the policy refuses.
LISTEN = """document.addEventListener("securitypolicyviolation", (event) => {
    console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`);
});"""
# Folded parts are opened, as axe reads what is shown; without preload it asks the server for nothing.
ASK_AXE = """async () => {
    document.querySelectorAll("details").forEach((part) => { part.open = true; });
    const told = await axe.run(document, {resultTypes: ["violations"], preload: false});
    const found = told.violations.flatMap((rule) => rule.nodes.map((node) => [rule.impact, rule.id, ...node.target]));
    return found.map((words) => words.join(" "));
}"""
# The browser's own check of what is required would keep the form here.
PRESS = """() => {
    const button = document.querySelector("main form button.button--primary");
    button.form.noValidate = true;
    button.click();
}"""


@dataclass
class Tour:
    """One window that goes from page to page as one person after the other, and what was found on the way."""

    page: Page
    home: str
    who: str = ""
    seen: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    stumbles: list[str] = field(default_factory=list)

    def visit(self, stop: Stop) -> None:
        if stop.who != self.who:
            self.who = stop.who
            self.page.context.clear_cookies()
            self.page.context.add_cookies([{"name": n, "value": v, "url": self.home} for n, v in stop.cookies])
        response = self.page.goto(self.home + stop.path)
        self.seen |= tags(response.text())
        if stop.is_pressed:
            self.page.evaluate(PRESS)
            self.page.wait_for_selector(".field__error, .alert--error")
        self.look(f"{stop.who} {stop.path}")

    def look(self, where: str) -> None:
        """Small first: axe opens what is folded."""
        self.page.set_viewport_size(ZOOMED)
        self.lost += [f"{where}: {what}" for what in self.page.evaluate(LOST)]
        self.page.set_viewport_size(SCREEN)
        self.stumbles += [f"{where}: {what}" for what in self.page.evaluate(ASK_AXE)]

    def listen(self, message: ConsoleMessage) -> None:
        """Errors of the page; that a page itself answers 403 or 404 is what was asked for."""
        of_the_page = message.text.startswith("Failed to load") and message.location["url"] == self.page.url
        if message.type == "error" and not of_the_page:
            self.refused.append(f"{self.who} {self.page.url}: {message.text}")


@pytest.fixture
def tour(chromium: Browser, live_server) -> Iterator[Tour]:
    page = chromium.new_context(viewport=SCREEN, locale="zh-CN").new_page()
    made = Tour(page, live_server.url)
    page.add_init_script(LISTEN)
    # The policy does not hold for what the tester brings along; the page's own files stay under it.
    page.add_init_script(path=AXE)
    page.on("console", made.listen)
    yield made
    page.context.close()


@pytest.mark.long
@pytest.mark.django_db(transaction=True)
def test_every_page_is_for_everyone(tour):
    for stop in stops(make_town(), tour.seen):
        tour.visit(stop)

    assert (tour.refused, tour.lost, tour.stumbles) == ([], [], [])


@pytest.mark.django_db(transaction=True)
def test_the_three_questions_find_what_is_wrong(tour):
    """On a page of our own, under its policy, with a fault for each."""
    tour.page.goto(f"{tour.home}/sign-in/")
    tour.page.evaluate("""() => {
        const main = document.querySelector("main");
        main.insertAdjacentHTML("beforeend", '<p style="color: #bbb">红</p><div class="wide">宽</div><input>');
        main.querySelector(".wide").style.width = "900px";
        main.querySelector("form button").insertAdjacentHTML("afterend", '<div class="lid">盖</div>');
        const whole = {position: "fixed", top: 0, left: 0, width: "100%", height: "100%"};
        Object.assign(main.querySelector(".lid").style, whole);
        main.querySelector(".sign-in__rule").style.color = "#ddd";
    }""")
    tour.look("here")

    assert any("policy: style-src" in what for what in tour.refused)
    assert {"here: beyond the window: div.wide “宽”"} < set(tour.lost)
    assert any(what.startswith("here: covered: button.button") for what in tour.lost)
    assert {what.split()[2] for what in tour.stumbles} >= {"color-contrast", "label"}
