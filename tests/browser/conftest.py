"""A real browser: Debian's Chromium, one window per person, and no page may report an error or a refused resource."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.cast import Cast, make_cast
from tests.factories import PASSWORD, make_category, make_class, make_user
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


@pytest.fixture(scope="session", autouse=True)
def quick_server() -> Iterator[None]:
    """Let the test server treat styles and scripts as the real one does, and send small answers at once.

    Otherwise a page asks for twenty-odd files again each time, and each answer waits 40 ms for the one before it.
    """
    serve = StaticFilesHandler.serve

    def kept_by_the_browser(self: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        response = serve(self, request)
        response["Cache-Control"] = "public, max-age=315360000, immutable"
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandler, "serve", kept_by_the_browser)
        patch.setattr(WSGIRequestHandler, "disable_nagle_algorithm", True)
        # A server that stops waits for its threads, and a thread for no browser longer than this.
        patch.setattr(WSGIRequestHandler, "timeout", 10)
        patch.setattr(ThreadedWSGIServer, "daemon_threads", False)
        yield


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        yield browser
        browser.close()
        # While the loop runs, this thread speaks to the database by connections of their own; they end with it.
        connections.close_all()


@pytest.fixture
def city(live_server) -> Cast:
    """The cast, committed for the server to see."""
    return make_cast()


@pytest.fixture
def ready(city: Cast) -> Cast:
    """The cast with what a problem is sorted into."""
    make_class()
    make_category("2.2")
    return city


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

    def send(self) -> "Window":
        """Press the form's own button."""
        self.page.locator("main form button.button--primary").click()
        return self

    def sign_in(self, username: str, password: str = PASSWORD) -> "Window":
        self.fill("用户名", username).fill("密码", password).click("登录")
        self.page.wait_for_url(lambda url: "/sign-in/" not in url)
        return self

    def says(self, words: str, within: str = "body") -> "Window":
        """Wait until the page says so; a page that never does fails the test."""
        expect(self.page.locator(within).first).to_contain_text(words, timeout=PATIENCE)
        return self

    def text(self, selector: str = "main") -> str:
        return self.page.locator(selector).first.inner_text()

    def status(self) -> str:
        """The status pill of the item on the page."""
        return self.page.locator(".page-head .pill").first.inner_text()


@pytest.fixture
def door(chromium: Browser, live_server) -> Iterator[Callable[..., Window]]:
    """`door()` opens a window of its own on the sign-in page, where nobody is signed in yet.

    What it is given are settings of the browser, such as `java_script_enabled=False`.
    """
    opened: list[Window] = []

    def open_window(**settings: Any) -> Window:
        settings = {"viewport": {"width": 1366, "height": 768}, "locale": "zh-CN", **settings}
        page = chromium.new_context(**settings).new_page()
        page.set_default_timeout(PATIENCE)
        shown = Window(page, live_server.url)
        page.on("console", lambda message: _listen(shown, message))
        page.on("pageerror", lambda error: shown.complaints.append(str(error)))
        opened.append(shown)
        return shown.go("/sign-in/")

    yield open_window
    complaints = [complaint for shown in opened for complaint in shown.complaints]
    for shown in opened:
        shown.page.context.close()
    assert complaints == []


@pytest.fixture
def window(door: Callable[..., Window]) -> Callable[..., Window]:
    """`window(cast.clerk)` signs that person in through the door and returns the window."""

    def open_window(post: Post, **settings: Any) -> Window:
        user = getattr(post.person, "user", None) or make_user(post)
        return door(**settings).sign_in(user.username)

    return open_window


def _listen(shown: Window, message: ConsoleMessage) -> None:
    if message.type == "error":
        shown.complaints.append(f"{shown.page.url}: {message.text}")
