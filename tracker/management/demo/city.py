"""Builds the city: units, people, posts, accounts, rounds with their parties, and each unit's feedback."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.contrib.auth.hashers import make_password

from tracker import clock
from tracker.actions import rounds, writing
from tracker.clock import add_months
from tracker.enums import Role
from tracker.management.fixtures import read_fixture
from tracker.models import Feedback, InspectionRound, Person, Post, Unit, User

ACCOUNTS = {
    "demo_clerk": "mzj.clerk",
    "demo_secretary": "mzj.secretary",
    "demo_supervisor": "xcb.supervisor1",
    "demo_supervisor2": "xcb.supervisor2",
    "demo_discipline": "jw.reviewer1",
    "demo_organisation": "zzb.reviewer1",
    "demo_leader": "sld.leader1",
    "demo_admin": "xxzx.system_admin",
    "demo_security": "xxzx.security_admin",
    "demo_auditor": "xxzx.auditor",
}
PARTIES = ("xcb", "jw", "zzb")
TYPED_FOR = ("bhz",)  # 巡察办 fills in for this unit, as for many a small one
MONTHS_IN_OFFICE = 72  # everybody has been there since before the first round
_NUMERALS = "一二三四五六七"


@dataclass
class Place:
    """One unit in one round, with the people who act for it."""

    unit: Unit
    feedback: Feedback
    clerk: Post
    secretary: Post
    handlers: list[Post]
    lead: Post
    code: str
    kind: str
    signs_on_paper: bool = False
    packets: Counter[str] = field(default_factory=Counter)

    @property
    def inspection_round(self) -> InspectionRound:
        return self.feedback.inspection_round


@dataclass
class City:
    """Everybody and everything by the codes and keys of the fixtures."""

    today: datetime.date
    units: dict[str, Unit] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    leads: set[str] = field(default_factory=set)

    @cached_property
    def inspected(self) -> list[str]:
        return [each["code"] for each in read_fixture("demo/units.json") if each["inspected"]]

    def people_of(self, code: str, role: Role) -> list[Post]:
        return [post for key, post in self.posts.items() if key.startswith(f"{code}.") and post.role == role]

    def place(self, code: str, feedback: Feedback, *, on_paper: bool = False) -> Place:
        """The unit in the round of `feedback`; where 巡察办 types in, its first person is the clerk."""
        unit = self.units[code]
        handlers = self.people_of(code, Role.HANDLER)
        lead = next(post for key, post in self.posts.items() if key in self.leads and post.unit_id == unit.pk)
        clerk = self.posts["xcb.supervisor1" if unit.is_typed_for else f"{code}.clerk"]
        return Place(
            unit=unit,
            feedback=feedback,
            clerk=clerk,
            secretary=self.posts[f"{code}.secretary"],
            handlers=handlers,
            lead=lead,
            code=code,
            kind=unit.kind,
            signs_on_paper=on_paper or unit.is_typed_for,
        )


def build(password: str, today: datetime.date) -> City:
    """Units, people, posts and the demo accounts, told by one event of the system, for the day `today`."""
    city = City(today)
    with writing(by=None) as writer:
        _build_units(city)
        _build_people(city)
        _build_accounts(city, password)
        writer.record("load_demo", city.units["xcb"], units=len(city.units), people=len(city.posts))
    return city


def make_round(city: City, number: int, fed_back_on: datetime.date) -> InspectionRound:
    """One round with its parties and its copy of the problem classes."""
    by, name = city.posts["xcb.supervisor1"], f"二届X市委第{_NUMERALS[number - 1]}轮巡察"
    row = rounds.create_round(by=by, code=str(number), name=name, term="二届", year=fed_back_on.year)
    rounds.set_parties(row, [(1, city.units[code]) for code in PARTIES], by=by)
    return row


def feed_back(
    city: City, row: InspectionRound, letters: Iterable[tuple[str, datetime.date, int | None]]
) -> list[Feedback]:
    """The units of a round: code, day of feedback, number of problems in the letter."""
    by = city.posts["xcb.supervisor1"]
    return [
        rounds.add_feedback(row, by=by, unit=city.units[code], ordinal=ordinal, fed_back_on=day, stated_count=stated)
        for ordinal, (code, day, stated) in enumerate(letters, start=1)
    ]


def _build_units(city: City) -> None:
    for ordinal, each in enumerate(read_fixture("demo/units.json"), start=1):
        city.units[each["code"]] = Unit.objects.create_under(
            city.units.get(each["parent"]),
            name=each["name"],
            short_name=each["short"],
            kind=each["kind"],
            ordinal=ordinal,
            is_typed_for=each["code"] in TYPED_FOR,
        )


def _build_people(city: City) -> None:
    rows = read_fixture("demo/people.json")
    people = [
        Person(name=each["name"], title=each["title"], unit=city.units[each["unit"]], phone=f"内线 {8000 + number}")
        for number, each in enumerate(rows, start=1)
    ]
    Person.objects.bulk_create(people)
    since = add_months(clock.today(), -MONTHS_IN_OFFICE)
    posts = [
        Post(person=person, unit=person.unit, role=each["role"], since=since, is_acting=each["acting"])
        for person, each in zip(people, rows, strict=True)
    ]
    Post.objects.bulk_create(posts)
    city.posts = {each["key"]: post for each, post in zip(rows, posts, strict=True)}
    city.leads = {each["key"] for each in rows if each.get("leads")}


def _build_accounts(city: City, password: str) -> None:
    """One hash for all: it is one password, told to everybody, and hashing is slow on purpose."""
    hashed = make_password(password)
    User.objects.bulk_create(
        User(username=name, person=city.posts[key].person, password=hashed, must_change_password=False)
        for name, key in ACCOUNTS.items()
    )
