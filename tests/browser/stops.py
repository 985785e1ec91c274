"""Which pages a tour of everything stops at: each address once, and again for whoever sees there what is new."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse

from tests.addresses import TABLE
from tests.touring import CAST, address, clients
from tests.town import Town

# One of each role, and somebody who is not signed in.
ROLES = ("clerk", "secretary", "supervisor", "discipline", "leader", "admin", "security", "auditor", "nobody")
FILES = {"healthz", "evidence:download", "evidence:preview", "jobs:result", "imports:marked", "exports:template_file"}
TAG = re.compile(r"<[a-z][^>]*>")
VALUE = re.compile(r'(?<! class)(?<! role)="[^"]*"')


@dataclass(frozen=True)
class Stop:
    """A page to look at, by whom; or the page that comes of pressing its main button while nothing is filled in."""

    who: str
    path: str
    cookies: tuple[tuple[str, str], ...]
    is_pressed: bool = False


def stops(town: Town, seen: set[str]) -> Iterator[Stop]:
    """All of them, one person after the other; `seen` grows meanwhile by the tags of each page that was looked at."""
    visited: set[tuple[str, str]] = set()
    for who, client in clients(town):
        if who not in ROLES:
            continue
        cookies = tuple((name, cookie.value) for name, cookie in client.cookies.items())
        for row in answered(who):
            path = address(town, *row)
            if row not in visited or tags(client.get(path).content.decode()) - seen:
                visited.add(row)
                yield Stop(who, path, cookies)
        yield from (Stop(who, path, cookies) for mine, path in asked(town) if mine == who)
        yield from (Stop(who, path, cookies, is_pressed=True) for mine, path in pressed(town) if mine == who)


def answered(who: str) -> Iterator[tuple[str, str]]:
    """The rows of the table which somebody of the cast may read as a page."""
    place = CAST.index(who)
    return ((name, args) for name, args, get, _ in TABLE if get.replace(" ", "")[place] == "o" and name not in FILES)


def tags(html: str) -> set[str]:
    """Each tag with its classes and the names of its attributes, without what is written in them."""
    return {VALUE.sub("", tag) for tag in TAG.findall(html)}


def asked(town: Town) -> tuple[tuple[str, str], ...]:
    """Faces of a page that hang on what is asked, and refusals."""
    review = reverse("packets:review", args=[town.ours.reviewed.number])
    item = town.ours.reviewed.submissions.get().item.number
    return (
        ("discipline", f"{review}?at={item}"),
        ("supervisor", reverse("wall_chart") + "?columns=month"),
        ("supervisor", reverse("statistics") + "?by=unit"),
        ("clerk", reverse("items:list") + "?q=没有这样的事项"),
        ("clerk", reverse("items:list") + "?lamp=GREEN&deadline_from=哪天"),
        ("clerk", reverse("log")),
        ("clerk", "/nowhere/"),
    )


def pressed(town: Town) -> tuple[tuple[str, str], ...]:
    """Forms that come back with what must be mended."""
    return (
        ("clerk", reverse("items:object", args=[town.ours.issued.number])),
        ("supervisor", reverse("settings:new_feedback", args=[town.cast.inspection_round.pk])),
        ("admin", reverse("settings:new_person")),
        ("nobody", reverse("sign_in")),
    )
