"""The browser of the quick tests. It reads every page it gets and refuses what no page of ours may hold."""

from collections import Counter
from html.parser import HTMLParser
from typing import Any

from django.http.response import HttpResponseBase
from django.test import Client

BRACES = ("{{", "}}", "{%", "%}")


class HouseClient(Client):
    """Django's client, with `find_faults` on every page; tests use no other."""

    def request(self, **request: Any) -> HttpResponseBase:
        response = super().request(**request)
        if not response.streaming and response.get("Content-Type", "").startswith("text/html"):
            faults = find_faults(response.content.decode())
            assert faults == [], f"{request['PATH_INFO']}: {faults}"
        return response


def find_faults(html: str) -> list[str]:
    """What breaks the Content-Security-Policy, the template or the page, one short sentence each."""
    reader = FaultReader()
    reader.feed(html)
    reader.close()
    twice = [f"id {name} stands twice" for name, count in reader.ids.items() if count > 1]
    return [*reader.faults, *twice]


class FaultReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.ids: Counter[str] = Counter()
        self.form_without_token = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        self.faults += [f"<{tag} {name}>" for name in named if name == "style" or name.startswith("on")]
        self.faults += [
            f"braces in <{tag} {name}>" for name, value in named.items() if any(brace in value for brace in BRACES)
        ]
        if tag == "style" or (tag == "script" and not named.get("src")):
            self.faults.append(f"inline <{tag}>")
        if named.get("href", "").startswith("javascript:"):
            self.faults.append("a link that is a script")
        if "id" in named:
            self.ids[named["id"]] += 1
        self.watch_form(tag, named)

    def watch_form(self, tag: str, named: dict[str, str]) -> None:
        if tag == "form":
            self.form_without_token = named.get("method", "get").lower() == "post"
        elif tag == "input" and named.get("name") == "csrfmiddlewaretoken":
            self.form_without_token = False

    def handle_endtag(self, tag: str) -> None:
        if tag == "form" and self.form_without_token:
            self.faults.append("a form that posts without its token")
            self.form_without_token = False

    def handle_data(self, data: str) -> None:
        if any(brace in data for brace in BRACES):
            self.faults.append(f"braces in the text: {data.strip()[:40]}")
