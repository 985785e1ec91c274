"""Every figure, defined once (figures.md): what counts, what is a part of what, the rate, and the one sentence.

Pages, ledgers and reports take their numbers from here and never count for themselves. Which lines a breakdown has is
told in `figures_lines.py`, rates beyond the 完成率 in `figures_rates.py`; how the database counts a tally in
`figures_counts.py`.
"""

from __future__ import annotations

import datetime
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any
from urllib.parse import urlencode

from tracker import clock, marks
from tracker.enums import (
    HEADLINE_SOURCES,
    LAMPS_WORST_FIRST,
    OPEN_STATUSES,
    OVERSIGHT_ROLES,
    PLAN_STATUSES,
    REVIEW_STATUSES,
    UNIT_ROLES,
    Lamp,
    Status,
    StrikeOffKind,
)
from tracker.errors import Refused
from tracker.models import InspectionRound, Item, Post, Unit
from tracker.models.items import ItemQuerySet
from tracker.queries.lamps import Limits, limits_key, with_lamp
from tracker.queries.lamps import limits as limits_in_use

_OPEN = ",".join(OPEN_STATUSES)


def _struck_off(kind: StrikeOffKind) -> dict[str, str]:
    return {"status": Status.STRUCK_OFF, "kind": kind}


# What each part of a tally is called, and the register's parameters that open exactly its rows.
PARTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "total": ("反馈问题", {}),
    "completed": ("已销号", _struck_off(StrikeOffKind.COMPLETED)),
    "lasting": ("长期坚持", {"status": Status.LASTING}),
    "transferred": ("移交", _struck_off(StrikeOffKind.TRANSFERRED)),
    "infeasible": ("无法整改", _struck_off(StrikeOffKind.INFEASIBLE)),
    "in_progress": ("在整改", {"status": _OPEN}),
    "overdue": ("逾期", {"status": _OPEN, "lamp": Lamp.RED}),
    "urgent": ("紧迫", {"status": _OPEN, "lamp": Lamp.YELLOW}),
    "near": ("临近", {"status": _OPEN, "lamp": Lamp.BLUE}),
    "unclaimed": ("待认领", {"status": Status.ISSUED}),
    "objected": ("有异议", {"status": Status.OBJECTED}),
    "planning": ("方案阶段", {"status": ",".join(PLAN_STATUSES)}),
    "working": ("整改中", {"status": Status.IN_PROGRESS}),
    "under_review": ("审核中", {"status": ",".join(REVIEW_STATUSES)}),
}
SUMMANDS = ("completed", "lasting", "transferred", "infeasible", "in_progress")
_ENDS = {
    StrikeOffKind.COMPLETED: "completed",
    StrikeOffKind.TRANSFERRED: "transferred",
    StrikeOffKind.INFEASIBLE: "infeasible",
}
_LAMP_PARTS = {Lamp.RED: "overdue", Lamp.YELLOW: "urgent", Lamp.BLUE: "near"}
_STATUS_PARTS: Mapping[str, tuple[str, ...]] = {
    Status.ISSUED: ("unclaimed",),
    Status.OBJECTED: ("objected",),
    Status.PLANNING: ("planning",),
    Status.PLAN_REVIEW: ("planning", "under_review"),
    Status.IN_PROGRESS: ("working",),
    Status.STRIKE_OFF_REVIEW: ("under_review",),
}


def part_of(status: str, kind: str) -> str:
    """The one summand an item belongs to; what is decided and not struck off is kept up for long (长期坚持)."""
    if status in OPEN_STATUSES:
        return "in_progress"
    return _ENDS.get(StrikeOffKind(kind), "lasting") if status == Status.STRUCK_OFF else "lasting"


@dataclass
class Tally:
    """Counts of items. `SUMMANDS` always sum to `total`; the other parts lie inside `in_progress`."""

    total: int = 0
    completed: int = 0
    lasting: int = 0
    transferred: int = 0
    infeasible: int = 0
    in_progress: int = 0
    overdue: int = 0
    urgent: int = 0
    near: int = 0
    unclaimed: int = 0
    objected: int = 0
    planning: int = 0
    working: int = 0
    under_review: int = 0
    worst: Lamp = Lamp.NONE

    def add(self, status: str, kind: str, lamp: str, count: int = 1) -> None:
        """Count so many items of this status, kind and lamp; void ones are never handed in."""
        names, shown = _places_of(status, kind, lamp)
        counts = self.__dict__
        for name in names:
            counts[name] += count
        self.worst = worst_of(self.worst, shown)

    def take(self, other: Tally) -> None:
        """Count all that another tally counts, none of which is counted here yet."""
        if not other.total:
            return
        counts, theirs = self.__dict__, other.__dict__
        for name in PARTS:
            counts[name] += theirs[name]
        self.worst = worst_of(self.worst, other.worst)

    def __add__(self, other: Tally) -> Tally:
        return total_of((self, other))

    @property
    def struck_off(self) -> int:
        """All that left the list, whatever the result."""
        return self.completed + self.transferred + self.infeasible

    @property
    def rate(self) -> str:
        """完成率（销号率）: 整改到位 ÷ all of them."""
        return marks.rate(self.completed, self.total)

    @property
    def is_kept_up_only(self) -> bool:
        """Is a grey lamp over these rows 长期坚持 rather than 未定时限?"""
        return self.lasting > 0 and self.in_progress == 0


@cache
def _places_of(status: str, kind: str, lamp: str) -> tuple[tuple[str, ...], Lamp]:
    """In which parts of a tally such an item counts, and its lamp: a page adds thousands of these."""
    part = part_of(status, kind)
    lit = (_LAMP_PARTS[Lamp(lamp)],) if part == "in_progress" and lamp in _LAMP_PARTS else ()
    return ("total", part, *lit, *_STATUS_PARTS.get(status, ())), Lamp(lamp)


def worst_of(one: Lamp, other: Lamp) -> Lamp:
    """The worse of two lamps."""
    return one if _RANK[one] <= _RANK[other] else other


_RANK = {lamp: rank for rank, lamp in enumerate(LAMPS_WORST_FIRST)}


def total_of(tallies: Iterable[Tally]) -> Tally:
    """The sum of tallies that share no item."""
    whole = Tally()
    for tally in tallies:
        whole.take(tally)
    return whole


@dataclass(frozen=True)
class Scope:
    """Whose items and of which round; None means all. An item counts for its lead unit and that unit's parents."""

    unit: Unit | None = None
    inspection_round: InspectionRound | None = None
    known_limits: Limits | None = field(default=None, compare=False, repr=False)

    @cached_property
    def limits(self) -> Limits:
        """The rounds' thresholds; fetched once for all figures of the scope, unless they were handed in."""
        return limits_in_use() if self.known_limits is None else self.known_limits

    @property
    def key(self) -> Hashable:
        """All that a statement about the scope is made from today, for `compiled`."""
        unit = self.unit and (self.unit.pk, self.unit.path)
        return unit, self.inspection_round and self.inspection_round.pk, clock.today(), limits_key(self.limits)

    def rows(self) -> ItemQuerySet:
        """Everything that any figure may count; what was loaded as 历史台账 counts in its own round only."""
        rows = Item.objects.counted()
        if self.unit is not None:
            rows = rows.filter(unit__in=Unit.objects.under(self.unit).order_by().values("pk"))
        if self.inspection_round is None:
            return rows.filter(legacy=False)
        return rows.filter(inspection_round=self.inspection_round)

    def headline(self) -> ItemQuerySet:
        """The problems: FEEDBACK and ON_SITE. FOUND and TASK have their own lines, so that easy tasks raise no rate."""
        return self.rows().filter(source__in=HEADLINE_SOURCES)

    def query(self, **about: Any) -> str:
        """The register's querystring for these rows; `source` asks for that source instead of the headline."""
        asked: dict[str, Any] = {"round": self.inspection_round.pk} if self.inspection_round else {}
        asked |= {"unit": self.unit.pk} if self.unit else {}
        asked |= {} if "source" in about else {"headline": 1}
        return "&".join(_param(name, value) for name, value in {**asked, **about}.items())

    @property
    def whole(self) -> str:
        """How the sentence calls the round."""
        return "本轮" if self.inspection_round else "各轮"


@lru_cache(maxsize=4096)
def _param(name: str, value: Hashable) -> str:
    """One parameter of an address: a wall chart has a thousand, most of them alike."""
    return urlencode({name: value}, safe=",")


def scope_of(post: Post, inspection_round: InspectionRound | None, limits: Limits | None = None) -> Scope:
    """What a post's figures count: supervising bodies and leaders all, a unit what it or a descendant leads."""
    if post.role in OVERSIGHT_ROLES:
        return Scope(None, inspection_round, limits)
    if post.role in UNIT_ROLES:
        return Scope(post.unit, inspection_round, limits)
    raise Refused(f"{post.get_role_display()}不接触业务数据。")


@dataclass(frozen=True)
class Figure:
    """A number that can be opened: what it counts of what, as of when, and the register's querystring for its rows."""

    number: int
    label: str
    whole: int
    day: datetime.date
    query: str
    lamp: str = ""
    note: str = ""

    @property
    def title(self) -> str:
        """Numerator, denominator and date in words."""
        return f"分子：{self.label} {self.number}；分母：全部 {self.whole}；截至 {self.day.isoformat()}"


def rows_of_part(rows: ItemQuerySet, part: str, limits: Limits | None = None) -> ItemQuerySet:
    """The rows that a part of a tally over `rows` counts; the same conditions as in the register's address."""
    asked = PARTS[part][1]
    if "status" in asked:
        rows = rows.filter(status__in=asked["status"].split(","))
    if "kind" in asked:
        rows = rows.filter(kind=asked["kind"])
    return with_lamp(rows, limits).filter(lamp_now=asked["lamp"]) if "lamp" in asked else rows


def figure(part: str, tally: Tally, scope: Scope, day: datetime.date, note: str = "", **about: Any) -> Figure:
    """One part of a tally as a figure; `about` narrows the register to the tally's line."""
    label, params = PARTS[part]
    lamp = str(params.get("lamp", ""))
    query = scope.query(**{**about, **params})
    return Figure(getattr(tally, part), label, tally.total, day, query, lamp=lamp, note=note)


def sentence(tally: Tally, day: datetime.date, whole: str = "本轮") -> str:
    """The one sentence that stands above everything; its parts always sum to the total."""
    return "".join(f"{text}{getattr(tally, part) if part else ''}" for text, part in sentence_parts(tally, day, whole))


def sentence_parts(tally: Tally, day: datetime.date, whole: str = "本轮") -> Iterator[tuple[str, str]]:
    """The sentence cut before each number: (text, name of the part that follows it; none at the end)."""
    yield f"{whole}反馈 ", "total"
    yield " 个，已销号 ", "completed"
    yield f" 个（{tally.rate}），长期坚持 " if tally.total else " 个，长期坚持 ", "lasting"
    for part in ("transferred", "infeasible"):
        if getattr(tally, part):
            yield f" 个，{PARTS[part][0]} ", part
    yield " 个，在整改 ", "in_progress"
    yield " 个（其中逾期 ", "overdue"
    yield f" 个），截至 {day.isoformat()}", ""
