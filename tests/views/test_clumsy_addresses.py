"""Whatever stands behind the question mark of an address, the page opens, or is not found."""

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from tests.addresses import TABLE
from tests.clumsiness import GARBAGE, LONE_SURROGATE
from tests.touring import address, clients, visit
from tests.town import make_town
from tracker.filters.items import ItemFilter

pytestmark = pytest.mark.django_db

# What the pages ask their address for, beside the conditions of the register.
ASKED = (
    *("page", "sort", "pick", "view", "tab", "by", "columns", "part", "from", "measure", "place", "at", "decline"),
    *("party", "year", "ended", "role", "since", "until", "person", "verb", "number", "next", "feedback"),
)
READERS = ("supervisor", "clerk", "admin", "security", "auditor", "nobody")


@pytest.fixture
def pages(db) -> list[tuple]:
    """(browser, path) of every page, with the first of the readers who may open it."""
    town = make_town()
    browsers = dict(clients(town))
    found: dict[str, tuple] = {}
    for name, args, *_ in TABLE:
        path = address(town, name, args)
        for who in READERS:
            if path not in found and visit(browsers[who], name, who, "GET", path).status == 200:
                found[path] = (browsers[who], who, path)
    return list(found.values())


def queries() -> Iterator[str]:
    """Garbage for everything that can be asked for, dealt out anew each time; twice, in brackets, as broken bytes."""
    names = sorted({*ASKED, *ItemFilter.get_filters()})
    values = [value[:1500] for value in GARBAGE.values()]
    for first in range(0, len(values), 3):
        yield urlencode({name: values[(first + place) % len(values)] for place, name in enumerate(names)})
    yield urlencode([(name, value) for name in names for value in ("1", "x")])
    yield urlencode([(f"{name}[]", "1") for name in names])
    yield "&".join(f"{name}={LONE_SURROGATE}" for name in names)
    yield "&&=&===&%&%zz&page=%u0031"


def test_no_address_breaks_a_page(pages) -> None:
    answers = {
        (path, query[:60]): visit(browser, path, who, "GET", f"{path}?{query}").status
        for browser, who, path in pages
        for query in queries()
    }
    assert {asked: status for asked, status in answers.items() if status not in (200, 302, 404)} == {}


def test_each_condition_of_the_register_may_be_wrong_alone(pages) -> None:
    browser, who, path = next(found for found in pages if found[2] == "/items/")
    wrong = ("\x00", "²", "9" * 30, "0001-01-01", "长" * 1000)
    answers = {
        (name, value[:20]): visit(browser, path, who, "GET", f"{path}?{urlencode({name: value})}").status
        for name in [*ItemFilter.get_filters(), "page", "sort", "view"]
        for value in wrong
    }
    assert set(answers.values()) == {200}
