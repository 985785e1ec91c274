"""Chromium 69, the engine of the browsers of 麒麟 and 统信, against today's: the same pages, the same places.

Everybody goes through their main pages with both. The old engine may report no error, and the blocks a page is made of
must stand where today's engine puts them. Pictures are not compared: letters are drawn differently, and may be.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import Window
from tests.factories import PASSWORD
from tests.touring import address
from tests.town import Town, make_town

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

HERE = Path(__file__).parent
ENGINE = [sys.executable, "-W", "ignore", str(HERE / "old_engine.py")]
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

# How far a side may be from today's, in pixels or as a share of it: borders of cells and file buttons are drawn anew.
PIXELS, SHARE = 3, 0.015

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
    "auditor": (("home",), ("log",)),
}

Boxes = dict[str, list[int]]


@pytest.fixture
def old_engine(tmp_path: Path) -> Callable[[dict[str, Any]], subprocess.Popen[str]]:
    """Starts the old engine on a tour; without the engine the test is skipped, but fails where CI=true."""
    check = subprocess.run([*ENGINE, "--check"], capture_output=True, text=True, check=False)
    if check.returncode:
        why = f"no Chromium 69 here: {check.stderr.strip().splitlines()[-1]}"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(why)

    def start(order: dict[str, Any]) -> subprocess.Popen[str]:
        (tmp_path / "order.json").write_text(json.dumps(order), encoding="utf-8")
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
        return subprocess.Popen([*ENGINE, tmp_path / "order.json"], text=True, **pipes)

    return start


def test_the_old_engine_puts_everything_where_todays_does(old_engine, live_server, door):
    town = make_town()
    paths = {who: [path_of(town, *row) for row in rows] for who, rows in TOURS.items()}
    tours = {username(town, who): [PASSWORD, *each] for who, each in paths.items()}

    process = old_engine({"home": live_server.url, "probe": PROBE, "tours": tours})
    window = door()
    today = {f"{name} {path}": boxes for name, way in tours.items() for path, boxes in look(window, name, way[1:])}
    told = json.loads(process.communicate(timeout=120)[0])

    assert told["complaints"] == []
    assert told["pages"].keys() == today.keys()
    assert [line for page, boxes in today.items() for line in differences(page, told["pages"][page], boxes)] == []


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


def differences(page: str, old: Boxes, new: Boxes) -> list[str]:
    """Blocks that only one engine shows, or that stand elsewhere, in a line each."""
    lone = [f"{page}: {block} only in one" for block in sorted(old.keys() ^ new.keys())]
    moved = [
        f"{page}: {block} {old[block]}, today {new[block]}"
        for block in new
        if block in old and not all(near(a, b) for a, b in zip(old[block], new[block], strict=True))
    ]
    return lone + moved


def near(old: int, new: int) -> bool:
    return abs(old - new) <= max(PIXELS, SHARE * new)
