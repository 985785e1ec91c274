"""Other engines against today's Chromium: the same pages, the same places.

Chromium 69 is the engine of the browsers of 麒麟 and 统信, Firefox ESR comes with Debian. Everybody goes through their
main pages with each. An engine may report no error, and the blocks a page is made of must stand where today's Chromium
puts them. Pictures are not compared: letters are drawn differently, and may be.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Window
from tests.factories import PASSWORD
from tests.touring import address
from tests.town import Town, make_town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HERE = Path(__file__).parent
ENGINES = {"Chromium 69": "old_engine.py", "Firefox ESR": "firefox.py"}
# How far a side may be from today's, in pixels or as a share of it: borders of cells and file buttons are drawn anew.
# Firefox draws the arrow of a list narrower, which adds up along the filter bar, and rows of a table a little higher.
PIXELS, SHARE = {"Chromium 69": 3, "Firefox ESR": 18}, 0.015
# What a page is made of, by how many of each are measured from the top.
# fmt: off
ONE = (
    ".topbar", ".page-head", ".page-head h1", ".page-head__acts", ".tabs", ".filter-bar", ".chips", ".bulk", ".pager",
    ".table-foot", ".matrix", ".split__main", ".split__rail", ".moves", ".review__bar", ".form-acts", ".timeline",
    ".steps", ".sentence", ".foot",
)
FOUR = (
    ".topbar__me > *", "table", "tbody tr", ".cell", ".facts", ".move", ".review__col", ".opinion", ".check", ".empty",
)
MANY = (
    ".topbar__nav a", ".tabs a", ".filter-bar > *", ".filter__control", "thead th", ".section", ".section__head",
    ".field", ".input", ".button", ".figures > *",
)
# fmt: on
BLOCKS = [(selector, count) for count, group in ((1, ONE), (4, FOUR), (12, MANY)) for selector in group]
PROBE = (HERE / "probe.js").read_text(encoding="utf-8").replace("SELECTORS", json.dumps(BLOCKS))

# An address as in `tests.addresses`, its attributes, and perhaps a query that names attributes too.
REGISTER = (("home",), ("items:list",), ("items:page", "ours.working.number"))
TOURS: dict[str, tuple[tuple[str, ...], ...]] = {
    "nobody": (("sign_in",),),
    "clerk": (
        *(*REGISTER, ("wall_chart",), ("statistics",), ("figure_rows", "figure"), ("notices",), ("help",)),
        *(("items:plan", "ours.planned.number"), ("items:progress", "ours.working.number"), ("imports:new",)),
        *(("packets:list", "", "?tab=all"), ("packets:new",), ("packets:page", "ours.handed.number")),
        *(("packets:print", "ours.handed.number"), ("imports:page", "ours.batch.pk")),
    ),
    "secretary": (*REGISTER, ("packets:list",), ("packets:sign", "ours.handed.number")),
    "handler": (*REGISTER, ("items:attach", "ours.working.number"), ("items:history", "ours.working.number")),
    "supervisor": (
        *(*REGISTER, ("wall_chart", "", "?columns=class"), ("items:issue_to", "ours.feedback.pk"), ("packets:list",)),
        *(("settings:rounds",), ("settings:round", "cast.inspection_round.pk"), ("settings:holidays",)),
    ),
    "discipline": (
        *(*REGISTER, ("packets:review", "ours.reviewed.number")),
        ("packets:review", "ours.reviewed.number", "?at={0.ours.review.submission.item.number}"),
    ),
    "organisation": (*REGISTER, ("packets:list",)),
    "leader": (*REGISTER, ("wall_chart",)),
    "admin": (("home",), ("settings:units",), ("settings:people",), ("settings:change_person", "ours.person.pk")),
    "security": (("home",), ("settings:posts",), ("settings:person", "ours.person.pk"), ("settings:locks",)),
    "auditor": (("home",), ("log", "", "?verb=issue")),  # without sign-ins, which the engines add to
}

Boxes = dict[str, list[int]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[str, dict[str, Any]], subprocess.Popen[str]]]:
    """Starts an engine on a tour; without the engine the test is skipped, but fails where CI=true."""
    started: list[subprocess.Popen[str]] = []

    def start(engine: str, order: dict[str, Any]) -> subprocess.Popen[str]:
        command = [sys.executable, "-W", "ignore", HERE / ENGINES[engine]]
        check = subprocess.run([*command, "--check"], capture_output=True, text=True, check=False)
        if check.returncode:
            why = f"no {engine} here: {check.stderr.strip().splitlines()[-1]}"
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why)
        file = tmp_path / f"{ENGINES[engine]}.json"
        file.write_text(json.dumps(order), encoding="utf-8")
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        started.append(subprocess.Popen([*command, file], text=True, **pipes))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


@pytest.mark.needs("firefox-esr")
def test_other_engines_put_everything_where_todays_does(start, live_server, door):
    town = make_town()
    paths = {who: [path_of(town, *row) for row in rows] for who, rows in TOURS.items()}
    tours = {username(town, who): [PASSWORD, *each] for who, each in paths.items()}

    others = [start(engine, {"home": live_server.url, "probe": PROBE, "tours": tours}) for engine in ENGINES]
    window = door()
    today = {f"{name} {path}": boxes for name, way in tours.items() for path, boxes in look(window, name, way[1:])}
    told = [json.loads(process.communicate(timeout=200)[0]) for process in others]

    assert [each["complaints"] for each in told] == [[], []]
    assert [each["pages"].keys() for each in told] == [today.keys()] * 2
    engines = zip(ENGINES, told, strict=True)
    assert [line for engine, each in engines for line in differences(engine, each["pages"], today)] == []


@pytest.mark.needs("firefox-esr")
def test_other_engines_tell_what_the_policy_refuses(start, live_server):
    """Were they silent, the tour above could not fail: here the probe breaks the policy of the page it is put into."""
    probe = "(function () { document.body.setAttribute('style', 'color: red'); return '{}'; }());"
    order = {"home": live_server.url, "probe": probe, "tours": {"": ["", "/sign-in/"]}}

    said = [json.loads(start(engine, order).communicate(timeout=200)[0]) for engine in ENGINES]

    assert ["style-src" in " ".join(each["complaints"]) for each in said] == [True, True]


def path_of(town: Town, name: str, args: str = "", query: str = "") -> str:
    return address(town, name, args) + query.format(town)


def username(town: Town, who: str) -> str:
    return "" if who == "nobody" else getattr(town.cast, who).person.user.username


def look(window: Window, name: str, paths: list[str]) -> list[tuple[str, Boxes]]:
    """The same round with today's engine."""
    window.page.context.clear_cookies()
    if name:
        window.go("/sign-in/").sign_in(name)
    return [(path, json.loads(window.go(path).page.evaluate(PROBE))) for path in paths]


def differences(engine: str, theirs: dict[str, Boxes], today: dict[str, Boxes]) -> Iterator[str]:
    """Blocks that only one engine shows, or that stand elsewhere, in a line each."""
    for page, boxes in today.items():
        yield from (f"{engine} {page}: {block} only in one" for block in sorted(theirs[page].keys() ^ boxes.keys()))
        for block in boxes.keys() & theirs[page].keys():
            if not all(near(a, b, PIXELS[engine]) for a, b in zip(theirs[page][block], boxes[block], strict=True)):
                yield f"{engine} {page}: {block} {theirs[page][block]}, today {boxes[block]}"


def near(other: int, today: int, pixels: int) -> bool:
    return abs(other - today) <= max(pixels, SHARE * today)
