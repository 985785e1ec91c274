"""The pages that are measured: each by name, by whom it is asked for, and where it lies."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench.clients import BACKEND, Visitor, spread, together
from tracker.enums import Status, SubmissionState
from tracker.models import InspectionRound, Item, Packet, User

OFFICE, CLERK, PARTY = "demo_supervisor", "demo_clerk", "demo_discipline"
FLOOR, STOCK = "floor: same query, rows as f-strings", "stock django-tables2"


@dataclass(frozen=True)
class Page:
    """One page: its account and its address."""

    username: str
    path: str


def pages() -> Mapping[str, Page]:
    """All of them; the references stand first."""
    unit = User.objects.get(username=CLERK).person.unit_id
    rows = Item.objects.filter(status=Status.IN_PROGRESS)
    packet = Packet.objects.filter(submissions__state=SubmissionState.UNDER_REVIEW).order_by("pk").first()
    big = InspectionRound.objects.order_by("pk").first()
    office = {
        FLOOR: "/bench/floor/",
        STOCK: "/bench/stock/",
        "list": "/items/",
        "list, filtered": "/items/?status=IN_PROGRESS&category=1.1",
        "list, one lamp": "/items/?lamp=RED",
        "list, sorted": "/items/?sort=-deadline",
        "list, page 100": "/items/?page=100",
        "search, common word": f"/items/?q={quote('资金')}",
        "search, absent word": f"/items/?q={quote('麒麟')}",
        "item": f"/items/{rows.order_by('pk')[rows.count() // 2].number}/",
        "desk of the office": "/",
        "wall chart, one round": f"/figures/wall-chart/?round={big.pk}",
        "wall chart, all rounds": "/figures/wall-chart/?round=all",
        "statistics, one round": f"/figures/statistics/?round={big.pk}",
        "statistics, all rounds": "/figures/statistics/?round=all",
    }
    found = {name: Page(OFFICE, path) for name, path in office.items()}
    found["list of a clerk"] = Page(CLERK, "/items/")
    found["item of a clerk"] = Page(CLERK, f"/items/{rows.filter(unit=unit)[0].number}/")
    found["desk of a clerk"] = Page(CLERK, "/")
    found["review of a packet"] = Page(PARTY, f"/packets/{packet.number}/review/")
    return found


def measured(port: int, times: int) -> dict[str, dict[str, float]]:
    """Every page `times` times, in turn, so that a noisy minute falls on all of them alike."""
    asked = pages()
    visitors = {name: Visitor(port, User.objects.get(username=name)) for name in (OFFICE, CLERK, PARTY)}
    seconds: dict[str, list[float]] = {name: [] for name in asked}
    sizes: dict[str, int] = {}
    for turn in range(-3, times):
        for name, page in asked.items():
            answer = visitors[page.username].get(page.path)
            if answer.status != 200:
                raise RuntimeError(f"{name}: {answer.status}")
            sizes[name] = len(answer.body)
            if turn >= 0:
                seconds[name].append(answer.whole)
    counts = _statements(asked)
    return {name: {**spread(seconds[name]), "queries": counts[name], "kb": sizes[name] // 1024} for name in asked}


def _statements(asked: Mapping[str, Page]) -> dict[str, int]:
    """How many statements each page needs, counted in this process once it is warm."""
    counts = {}
    for name, page in asked.items():
        client = Client(SERVER_NAME="localhost")
        client.force_login(User.objects.get(username=page.username), backend=BACKEND)
        if page.path.startswith("/bench/"):
            counts[name] = 0
            continue
        client.get(page.path)
        with CaptureQueriesContext(connection) as told:
            client.get(page.path)
        counts[name] = len(told)
    return counts


def crowd(port: int, clients: int, seconds: int) -> dict[str, float]:
    """So many clients ask for the list, again and again: requests a second, 95th percentile, errors."""
    first = Visitor(port, User.objects.get(username=OFFICE))
    taken: list[float] = []
    wrong: list[int] = []
    end = time.monotonic() + seconds

    def ask(visitor: Visitor) -> None:
        while time.monotonic() < end:
            answer = visitor.get("/items/")
            taken.append(answer.whole)
            if answer.status != 200:
                wrong.append(answer.status)

    spent = together([partial(ask, first.again()) for _ in range(clients)])
    return {"clients": clients, "per_second": round(len(taken) / spent, 1), **spread(taken), "errors": len(wrong)}
