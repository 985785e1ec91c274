"""Signed-in visitors over HTTP: one request timed, and many clients at once."""

import http.client
import statistics
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.test import Client

from tests.bench.server import HOST
from tracker.models import Post, User

BACKEND = "django.contrib.auth.backends.ModelBackend"
IDLE = 1  # seconds; the server closes what has been silent for two
TOKEN = "b" * 32  # what the cookie and the header agree on; the secret itself is not under test


@dataclass(frozen=True)
class Answer:
    """What came back and how long it took: to the first byte of the body, and to the last."""

    status: int
    body: bytes
    first: float
    whole: float
    location: str = ""


@dataclass
class Visitor:
    """One signed-in person with one connection."""

    port: int
    user: User
    cookie: str = ""
    connection: http.client.HTTPConnection = field(init=False)
    last: float = 0

    def __post_init__(self) -> None:
        self.cookie = self.cookie or f"sessionid={session_of(self.user)}; csrftoken={TOKEN}"
        self.connection = http.client.HTTPConnection(HOST, self.port, timeout=600)

    def again(self) -> "Visitor":
        """The same person at another connection."""
        return Visitor(self.port, self.user, self.cookie)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, data: dict[str, str] | bytes, kind: str = "application/x-www-form-urlencoded") -> Answer:
        body = data if isinstance(data, bytes) else urlencode(data).encode()
        headers = {"Content-Type": kind, "X-CSRFToken": TOKEN}
        return self._ask("POST", path, body, headers)

    def _ask(self, method: str, path: str, body: bytes | None = None, more: dict[str, str] | None = None) -> Answer:
        if time.perf_counter() - self.last > IDLE:
            self.connection.close()  # it opens again by itself
        begun = time.perf_counter()
        self.connection.request(method, path, body, {"Cookie": self.cookie, **(more or {})})
        there = self.connection.getresponse()
        head = there.read(1)
        first = time.perf_counter() - begun
        content = head + there.read()
        self.last = time.perf_counter()
        return Answer(there.status, content, first, self.last - begun, there.headers.get("Location", ""))


def session_of(user: User) -> str:
    """The key of a new session, as after a sign-in."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client.cookies["sessionid"].value


def account_of(post: Post) -> User:
    """The account of a post's person; made if the city gave none."""
    about = {"username": f"bench.{post.pk}", "must_change_password": False}
    return User.objects.get_or_create(person=post.person, defaults=about)[0]


def together(jobs: Iterable[Callable[[], None]]) -> float:
    """Run every job in a thread of its own, all released at once; how many seconds until the last has ended."""
    jobs = list(jobs)
    gate = threading.Barrier(len(jobs) + 1)
    threads = [threading.Thread(target=lambda job=job: (gate.wait(), job())) for job in jobs]
    for thread in threads:
        thread.start()
    gate.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - begun


def spread(seconds: list[float]) -> dict[str, float]:
    """Median and 95th percentile in milliseconds."""
    ordered = sorted(seconds)
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    return {"p50": round(statistics.median(ordered) * 1000, 1), "p95": round(p95 * 1000, 1)}
