"""What a page weighs on a slow line: HTML as it is and compressed, and the files it asks for, compressed and kept."""

import datetime
import gzip
import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from tests.factories import feed_back, make_unit
from tests.house_client import HouseClient
from tests.paperwork import enter, planned, signed
from tests.queries.planted import plant
from tracker import clock

pytestmark = pytest.mark.django_db

KB = 1024
LIMITS = (120 * KB, 15 * KB, 250 * KB)  # HTML, HTML compressed, everything it asks for
FILE = re.compile(r'(?:href|src)="(/static/[^"]+)"')
CSS = re.compile(r"/static/css/components/(\w+)\.")
FOR_EVER = "max-age=315360000, public, immutable"
TEXT = "执行社会救助政策不到位，临时救助审核发放工作监管不严，县乡两级都以对方核查为准，入户核查没有人最后负责，" * 2
COMPRESSED = "whitenoise.storage.CompressedManifestStaticFilesStorage"
UNITS = 24  # a city's inspected units fill one screen of the wall chart


@pytest.fixture(scope="module")
def shelf(tmp_path_factory) -> Path:
    """The folder of static files, once for all these tests."""
    return tmp_path_factory.mktemp("static")


@pytest.fixture
def browser(shelf, settings) -> HouseClient:
    """A client of the house as it is served: static files under names with their hash, compressed."""
    settings.STATIC_ROOT = shelf
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": COMPRESSED}}
    if not any(shelf.iterdir()):
        call_command("collectstatic", interactive=False, verbosity=0)
    return HouseClient(headers={"accept-encoding": "gzip, br"})


@pytest.fixture
def busy(cast):
    """A round full of long problems: a page of the register is full, and so is every cell of the wall chart."""
    rows = [cast.unit, *(make_unit() for _ in range(UNITS - 2))]
    for unit in rows[1:]:
        feed_back(cast.inspection_round, unit)
    lamps = (-3, 5, 15, 60)
    codes = [f"{part}.{place}" for part in (1, 2, 3, 4) for place in (1, 2, 3)]
    for place, unit in enumerate(rows):
        for step, code in enumerate(codes):
            due = lamps[(place + step) % 4]
            plant(cast, unit, due=due, category=code, problem=TEXT, deadline=clock.today() + datetime.timedelta(due))
    return cast


@pytest.fixture
def main_job(busy) -> dict[str, str]:
    """The pages between the letter and the strike-off, and who looks at them."""
    item, packet = planned(busy)[0], signed(busy, 10)
    return {
        reverse("home"): "supervisor",
        reverse("items:list"): "supervisor",
        reverse("items:page", args=[item.number]): "clerk",
        reverse("items:plan", args=[item.number]): "clerk",
        reverse("packets:page", args=[packet.number]): "secretary",
        reverse("packets:review", args=[packet.number]): "discipline",
        reverse("wall_chart"): "leader",
        reverse("statistics") + "?by=unit": "leader",
    }


def files_of(html: str) -> list[str]:
    return sorted(set(FILE.findall(html)))


def test_pages_of_the_main_job_are_light(browser, busy, main_job):
    kept: dict[str, int] = {}
    for path, who in main_job.items():
        html = enter(browser, getattr(busy, who)).get(path).content
        files = files_of(html.decode())
        kept |= {file: size_of(browser, file) for file in files if file not in kept}
        weights = len(html), len(gzip.compress(html)), sum(kept[file] for file in files)
        assert all(weight < limit for weight, limit in zip(weights, LIMITS, strict=True)), (path, weights)
        assert ("chart" in CSS.findall(html.decode())) == (reverse("statistics") in path), path
        assert ("matrix" in CSS.findall(html.decode())) == (path == reverse("wall_chart")), path


def size_of(browser: HouseClient, file: str) -> int:
    """Bytes on the line; whatever has a name with its hash is kept for ever."""
    answer = browser.get(file)
    assert re.search(r"\.[0-9a-f]{12}\.", file), file
    assert answer.headers["Cache-Control"] == FOR_EVER, file
    assert answer.headers.get("Content-Encoding") == (None if file.endswith(".png") else "br"), file
    return len(b"".join(answer.streaming_content))


def test_an_old_browser_gets_gzip(browser):
    file = next(file for file in files_of(browser.get(reverse("sign_in")).content.decode()) if file.endswith(".css"))
    answer = browser.get(file, headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(b"".join(answer.streaming_content)).decode()
