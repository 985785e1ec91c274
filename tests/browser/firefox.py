"""Goes through pages with Debian's Firefox ESR; a program of its own, with order and answer as in `old_engine.py`."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

from marionette_driver.by import By
from marionette_driver.marionette import Marionette

SIZE = (1366, 768)
PREFERENCES = {"intl.accept_languages": "zh-CN,zh", "ui.useOverlayScrollbars": 1}
ERRORS = """
const isError = (said) => said instanceof Ci.nsIScriptError && !said.isFromChromeContext && !said.flags;
const found = Services.console.getMessageArray().filter(isError);
Services.console.reset();
return found.map((said) => `${said.sourceName}:${said.lineNumber} ${said.errorMessage}`);
"""


def tour(firefox: Marionette, order: dict[str, Any], username: str, way: list[str]) -> dict[str, Any]:
    """One person's round; an empty username is nobody."""
    password, *paths = way
    firefox.delete_all_cookies()
    if username:
        sign_in(firefox, order["home"], username, password)
    # After `return` the comment at its head would end the line, and with it what is given back.
    told, probe = {}, f"const told = {order['probe']}\nreturn told;"
    for path in paths:
        firefox.navigate(order["home"] + path)
        told[f"{username} {path}"] = json.loads(firefox.execute_script(probe))
    return told


def sign_in(firefox: Marionette, home: str, username: str, password: str) -> None:
    """Through the door, as everybody."""
    firefox.navigate(home + "/sign-in/")
    firefox.find_element(By.NAME, "username").send_keys(username)
    firefox.find_element(By.NAME, "password").send_keys(password)
    firefox.find_element(By.CSS_SELECTOR, "main form button").click()


def complaints(firefox: Marionette) -> list[str]:
    """What scripts and pages have complained of since the last time, under the page's policy or not."""
    with firefox.using_context("chrome"):
        return firefox.execute_script(ERRORS)


def main() -> None:
    file = Path(sys.argv[1])
    order = json.loads(file.read_text(encoding="utf-8"))
    asked = {"prefs": PREFERENCES, "app_args": ["--remote-allow-system-access"], "gecko_log": str(file.parent)}
    firefox = Marionette(bin=shutil.which("firefox-esr"), headless=True, **asked)
    firefox.start_session()
    try:
        width, height = firefox.execute_script("return [outerWidth - innerWidth, outerHeight - innerHeight]")
        firefox.set_window_rect(width=SIZE[0] + width, height=SIZE[1] + height)
        told: dict[str, Any] = {"pages": {}, "complaints": []}
        for username, way in order["tours"].items():
            told["pages"].update(tour(firefox, order, username, way))
            told["complaints"] += complaints(firefox)
        json.dump(told, sys.stdout)
        sys.stdout.flush()
    finally:
        firefox.quit()
        firefox.cleanup()


if __name__ == "__main__" and "--check" not in sys.argv:
    main()
