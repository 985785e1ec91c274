"""A real browser: Debian's Chromium, one window per person, and no page may report an error or a refused resource."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.cast import Cast, make_cast
from tests.factories import PASSWORD, make_user
from tracker.models import Post

# Playwright keeps an event loop of its own in this thread; the tests still speak to the database directly.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000  # milliseconds; the machines are noisy


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def city(live_server) -> Cast:
    """The cast, committed for the server to see."""
    return make_cast()


@dataclass
class Window:
    """One person's window: says where it is going in the words on the page."""

    page: Page
    home: str
    complaints: list[str] = field(default_factory=list)

    def go(self, path: str) -> "Window":
        self.page.goto(self.home + path)
        return self

    def click(self, name: str, *, role: str = "button", within: str = "main") -> "Window":
        self.page.locator(within).get_by_role(role, name=name, exact=True).first.click()
        return self

    def fill(self, label: str, text: str) -> "Window":
        self.page.get_by_label(label).first.fill(text)
        return self

    def text(self, selector: str = "main") -> str:
        return self.page.locator(selector).first.inner_text()

    def status(self) -> str:
        """The status pill of the item on the page."""
        return self.page.locator(".page-head .pill").first.inner_text()


@pytest.fixture
def window(chromium: Browser, live_server) -> Iterator[Callable[[Post], Window]]:
    """`window(cast.clerk)` signs that person in through the door and returns the window."""
    opened: list[Window] = []

    def open_window(post: Post) -> Window:
        user = getattr(post.person, "user", None) or make_user(post)
        page = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="zh-CN").new_page()
        page.set_default_timeout(PATIENCE)
        shown = Window(page, live_server.url)
        page.on("console", lambda message: _listen(shown, message))
        page.on("pageerror", lambda error: shown.complaints.append(str(error)))
        opened.append(shown)
        shown.go("/sign-in/").fill("用户名", user.username).fill("密码", PASSWORD)
        page.get_by_role("button", name="登录").click()
        return shown

    yield open_window
    complaints = [complaint for shown in opened for complaint in shown.complaints]
    for shown in opened:
        shown.page.context.close()
    assert complaints == []


def _listen(shown: Window, message: ConsoleMessage) -> None:
    if message.type == "error":
        shown.complaints.append(f"{shown.page.url}: {message.text}")
