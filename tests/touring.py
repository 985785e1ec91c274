"""Everybody of the cast at every address: one GET and one empty POST each, with what was answered and what was written.

The tour is made once for all who look at it; each request is undone, so that none finds what another one did.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.core.cache import cache
from django.db import connection, transaction
from django.urls import reverse

from tests.house_client import HouseClient
from tests.paperwork import enter
from tests.town import Town

CAST = (
    *("clerk", "secretary", "handler", "supervisor", "discipline", "organisation", "leader"),
    *("stranger", "stranger_secretary", "admin", "security", "auditor", "nobody"),
)


@dataclass(frozen=True)
class Visit:
    """One answer to one request."""

    name: str
    who: str
    method: str
    path: str
    status: int
    headers: dict[str, str]
    html: str
    queries: list[str]

    @property
    def is_page(self) -> bool:
        """Something to read, and not only a way on."""
        return self.headers.get("Content-Type", "").startswith("text/html") and self.status != 302


def address(town: Town, name: str, args: str) -> str:
    """The address of a row of the table; `args` are paths of attributes from the town, with blanks between."""
    return reverse(name, args=[attrgetter(path)(town) for path in args.split()])


def clients(town: Town) -> Iterator[tuple[str, HouseClient]]:
    """A browser for each of the cast, signed in; and one of nobody."""
    for who in CAST:
        client = HouseClient()
        yield who, client if who == "nobody" else enter(client, getattr(town.cast, who))


@contextmanager
def undone(client: HouseClient) -> Iterator[None]:
    """What happens inside leaves no trace, neither in the database nor in the browser."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies = cookies
    cache.clear()


def visit(client: HouseClient, name: str, who: str, method: str, path: str) -> Visit:
    """Ask for one address and note what came of it."""
    queries: list[str] = []
    with undone(client), connection.execute_wrapper(_listening(queries)):
        response: Any = getattr(client, method.lower())(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        html = body.decode() if response.get("Content-Type", "").startswith("text/") else ""
    return Visit(name, who, method, path, response.status_code, dict(response.headers), html, queries)


def _listening(queries: list[str]) -> Any:
    def listen(execute: Any, sql: str, *rest: Any) -> Any:
        queries.append(sql)
        return execute(sql, *rest)

    return listen
