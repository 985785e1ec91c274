"""Goes through pages with Chromium 69, the engine of our users' oldest browsers; a program of its own, not a test.

Its argument is a file with {"home": "http://…", "probe": a script, "tours": {username: [password, path, …]}}; an empty
username is nobody and stays outside. It says {"pages": {"username path": what the probe said}, "complaints": [errors of
scripts and pages]}. With --check it only says whether the engine can be loaded.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QTWEBENGINE_DISABLE_SANDBOX", "1")

from PyQt5.QtCore import QEventLoop, QTimer, QUrl
from PyQt5.QtWebEngineWidgets import QWebEnginePage, QWebEngineProfile, QWebEngineSettings, QWebEngineView
from PyQt5.QtWidgets import QApplication

PATIENCE = 20_000  # milliseconds for one page
KEPT: list[Any] = []  # taken down in the wrong order they would bring the engine down
SIGN_IN = """
document.querySelector("[name=username]").value = %s;
document.querySelector("[name=password]").value = %s;
document.querySelector("main form button").click();
"""


class Page(QWebEnginePage):
    """One person's page; what it complains of is collected."""

    def __init__(self, profile: QWebEngineProfile, complaints: list[str]):
        super().__init__(profile, None)  # with one argument it would be a mere parent
        self.complaints = complaints

    def javaScriptConsoleMessage(self, level: int, message: str, line: int, source: str) -> None:
        if level == QWebEnginePage.ErrorMessageLevel:
            self.complaints.append(f"{self.url().path()}: {message} ({source}:{line})")

    def go(self, url: str) -> None:
        self._wait_after(lambda: self.load(QUrl(url)))

    def sign_in(self, username: str, password: str) -> None:
        script = SIGN_IN % (json.dumps(username), json.dumps(password))
        self._wait_after(lambda: self.runJavaScript(script))
        if "/sign-in/" in self.url().path():
            self.complaints.append(f"{username} could not sign in")

    def ask(self, script: str) -> Any:
        """What a script says that answers in JSON."""
        answers: list[str] = []
        loop = QEventLoop()
        self.runJavaScript(script, lambda answer: (answers.append(answer), loop.quit()))
        self._run(loop)
        return json.loads(answers[0]) if answers and answers[0] else None

    def _wait_after(self, deed: Any) -> None:
        loop = QEventLoop()
        self.loadFinished.connect(loop.quit)
        deed()
        self._run(loop)
        self.loadFinished.disconnect(loop.quit)

    def _run(self, loop: QEventLoop) -> None:
        late = QTimer()
        late.setSingleShot(True)
        late.timeout.connect(loop.quit)
        late.start(PATIENCE)
        loop.exec_()
        if not late.isActive():
            self.complaints.append(f"{self.url().path()}: no answer in {PATIENCE} ms")


def open_page(complaints: list[str]) -> Page:
    """A page in a window of the size our users have, in a profile that forgets."""
    profile, view = QWebEngineProfile(), QWebEngineView()
    page = Page(profile, complaints)
    page.settings().setAttribute(QWebEngineSettings.ShowScrollBars, False)
    view.setPage(page)
    view.resize(1366, 768)
    view.show()
    KEPT.extend((view, page, profile))
    return page


def tour(page: Page, order: dict[str, Any], username: str, way: list[str]) -> dict[str, Any]:
    """One person's round; what the browser has loaded for the one before is kept, the session is not."""
    password, *paths = way
    page.profile().cookieStore().deleteAllCookies()
    if username:
        page.go(order["home"] + "/sign-in/")
        page.sign_in(username, password)
    told = {}
    for path in paths:
        page.go(order["home"] + path)
        told[f"{username} {path}"] = page.ask(order["probe"])
    return told


def main() -> None:
    KEPT.append(QApplication(sys.argv[:1]))
    order = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    told: dict[str, Any] = {"pages": {}, "complaints": []}
    page = open_page(told["complaints"])
    for username, way in order["tours"].items():
        told["pages"].update(tour(page, order, username, way))
    json.dump(told, sys.stdout)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__" and "--check" not in sys.argv:
    main()
