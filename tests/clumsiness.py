"""What a clumsy or hostile visitor types and sends: the worst of each kind, and the forms it is sent to."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from django.urls import resolve, reverse

from tests.addresses import TABLE
from tests.house_client import HouseClient
from tests.reading_pages import Form, Page
from tests.touring import CAST, address, visit
from tests.town import Town

# A character of another direction, one made of several, one beyond the first plane: nothing wrong with any of them.
ODD = "写明情况，不少于十个字的理由。😀👩‍👩‍👧\u202e<b>'\"&%s{0}"
GARBAGE: dict[str, str] = {
    "a zero byte": "\x00",
    "a zero byte in a text": "写明情况，不少于十个字的理由。\x00",
    "odd signs": ODD,
    "20,001 characters": "长" * 20_001,
    "no row": "0",
    "more than 64 bits": "9" * 19,
    "more digits than Python reads": "9" * 5000,
    "a digit that is none": "²",
    "not a number": "NaN",
    "the first day": "0001-01-01",
    "the last day": "9999-12-31",
    "no day": "2026-13-45",
    "a line in a header": "a\r\nSet-Cookie: b=c",
    "blanks": "   ",
}
# Half of a pair of surrogates, as no browser encodes it.
LONE_SURROGATE = "%ED%A0%80"
ANSWERS = (200, 302, 400, 403, 404)  # whatever is sent; anything else is an error of the system
WRITERS = ("supervisor", "clerk", "secretary", "discipline", "admin", "security", "auditor", "nobody")


@dataclass(frozen=True)
class Desk:
    """A form as one of the cast finds it: the address it posts to, and the page it stands on."""

    name: str
    who: str
    path: str
    page: str
    form: Form
    is_first: bool  # nobody found it before

    @property
    def fields(self) -> list[str]:
        """The fields somebody fills in: of a set of rows the first row stands for all."""
        return [name for name in self.form.names if not any(f"-{row}-" in name for row in range(1, 20))]

    def filled_with(self, value: str) -> dict[str, str]:
        """Everything the same; the numbers of rows stay, or nothing of the rest would be read."""
        counts = {name: values[0] for name, values in self.form.filled().items() if name.endswith("_FORMS")}
        return dict.fromkeys(self.form.names, value) | counts


def desks(town: Town, browsers: dict[str, HouseClient]) -> Iterator[Desk]:
    """Every form that posts, as the first who finds it; an item's forms, which show themselves to all, as two."""
    found: dict[str, set[str]] = {}
    for who in WRITERS:
        for page in pages_of(town, who):
            visited = visit(browsers[who], page, who, "GET", page)
            forms = Page(visited.html).forms if visited.is_page and visited.status == 200 else []
            for form in forms:
                target = urlsplit(urljoin(page, form.action or page))
                name = resolve(target.path).view_name
                seen = found.setdefault(name, set())
                if form.method == "post" and who not in seen and len(seen) < 1 + name.startswith("items:"):
                    seen.add(who)
                    yield Desk(name, who, target.geturl(), page, form, len(seen) == 1)


def pages_of(town: Town, who: str) -> Iterator[str]:
    """The addresses that open for one of the cast, and pages that show other forms when asked otherwise."""
    place = CAST.index(who)
    for name, args, get, _ in TABLE:
        if get.replace(" ", "")[place] == "o":
            yield address(town, name, args)
    if who not in ("admin", "security", "auditor", "nobody"):
        yield from (reverse("items:page", args=[row.number]) for row in (town.ours.issued, town.ours.planned))
        yield reverse("packets:page", args=[town.ours.scanned.number])
        yield f"{reverse('packets:new')}?kind=PLAN"
