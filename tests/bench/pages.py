"""The pages that are measured: each by name, by whom it is asked for, and where it lies."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from urllib.parse import quote

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench.clients import BACKEND, Visitor, spread, together
from tracker.actions.door import writing
from tracker.enums import Status, SubmissionState
from tracker.models import InspectionRound, Item, Packet, User

OFFICE, CLERK, PARTY = "demo_supervisor", "demo_clerk", "demo_discipline"
FLOOR, STOCK = "floor: same query, rows as f-strings", "stock django-tables2"


# Words that a tenth to a half of the items have, and such as none has.
COMMON = (
    "资金",
    "制度",
    "检查",
    "干部",
    "监督",
    "管理",
    "落实",
    "责任",
    "会议",
    "台账",
    "巡察",
    "执行",
    "谈话",
    "问题",
    "整改",
)
ABSENT = (
    "麒麟",
    "凤凰",
    "骆驼",
    "蜻蜓",
    "琵琶",
    "葡萄",
    "珊瑚",
    "玛瑙",
    "蝴蝶",
    "蚂蚁",
    "鹦鹉",
    "咖啡",
    "菠萝",
    "杜鹃",
    "鸳鸯",
)


@dataclass(frozen=True)
class Page:
    """One page: its account and its address; a search is for another word each time it is asked for."""

    username: str
    path: str
    words: Sequence[str] = ("",)

    def address(self, turn: int) -> str:
        return self.path + quote(self.words[turn % len(self.words)])


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
        "search, common word": "/items/?q=",
        "search, absent word": "/items/?q=",
        "item": f"/items/{rows.order_by('pk')[rows.count() // 2].number}/",
        "desk of the office": "/",
        "wall chart, one round": f"/figures/wall-chart/?round={big.pk}",
        "wall chart, all rounds": "/figures/wall-chart/?round=all",
        "statistics, one round": f"/figures/statistics/?round={big.pk}",
        "statistics, all rounds": "/figures/statistics/?round=all",
    }
    words = {"search, common word": COMMON, "search, absent word": ABSENT}
    found = {name: Page(OFFICE, path, words.get(name, ("",))) for name, path in office.items()}
    found["list of a clerk"] = Page(CLERK, "/items/")
    found["item of a clerk"] = Page(CLERK, f"/items/{rows.filter(unit=unit)[0].number}/")
    found["desk of a clerk"] = Page(CLERK, "/")
    found["review of a packet"] = Page(PARTY, f"/packets/{packet.number}/review/")
    return found


def measured(port: int, times: int) -> dict[str, dict[str, float]]:
    """Every page `times` times, in turn, so that a noisy minute falls on all of them alike.

    Each time twice: right after an event, when all must be counted, and once more while nothing has happened.
    """
    asked = pages()
    visitors = {name: Visitor(port, User.objects.get(username=name)) for name in (OFFICE, CLERK, PARTY)}
    anew: dict[str, list[float]] = {name: [] for name in asked}
    again: dict[str, list[float]] = {name: [] for name in asked}
    sizes: dict[str, int] = {}
    for turn in range(-3, times):
        for name, page in asked.items():
            _let_something_happen()
            answers = [visitors[page.username].get(page.address(2 * turn + which)) for which in range(2)]
            if wrong := [answer.status for answer in answers if answer.status != 200]:
                raise RuntimeError(f"{name}: {wrong[0]}")
            sizes[name] = len(answers[1].body)
            if turn >= 0:
                anew[name].append(answers[0].whole)
                again[name].append(answers[1].whole)
    counts = _statements(asked)
    return {
        name: {
            **spread(again[name]),
            "anew": spread(anew[name])["p50"],
            "queries": counts[name][1],
            "queries_anew": counts[name][0],
            "kb": sizes[name] // 1024,
        }
        for name in asked
    }


def _let_something_happen() -> None:
    """An event that changes nothing a page shows: from now on all must be counted anew."""
    with writing(by=None) as writer:
        writer.record("sign_out", User.objects.get(username=OFFICE))


def _statements(asked: Mapping[str, Page]) -> dict[str, list[int]]:
    """How many statements each page needs after an event and once more, counted in this process once it is warm."""
    counts = {}
    for name, page in asked.items():
        client = Client(SERVER_NAME="localhost")
        client.force_login(User.objects.get(username=page.username), backend=BACKEND)
        if page.path.startswith("/bench/"):
            counts[name] = [0, 0]
            continue
        client.get(page.address(0))
        _let_something_happen()
        counts[name] = [_counted(client, page.address(turn)) for turn in (1, 2)]
    return counts


def _counted(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as told:
        client.get(path)
    return len(told)


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
