"""The conditions of the register, all of them in the address; every figure elsewhere links to its rows with them.

round unit category section class time_frame source status kind lamp   lists with commas: ids of rounds and units,
    codes of categories and sections, ids of problem classes (or `none`), stored values of the rest
leader owner patron q     words; `q` looks for all of them in number, problem, measures, progress and people
key listed lasting        1 or 0
headline=1     反馈问题 and 立行立改交办 alone (figures.md)      unit_only=1   without the descendants of `unit`
overdue=1      the same as lamp=RED                               waiting       1, or keys of the worklist's piles
extended       1 rows whose deadline is later than first promised, 0 all others
co=1           rows in which `unit` (else one's own) has a part, led elsewhere
month          2026-11, several with commas, or `none`            deadline_from deadline_to struck_from struck_to
legacy         1 only 历史台账, 0 without, all with them

Left out unless asked for: void rows (status=VOID shows them) and 历史台账 (a `round` or `legacy` shows them), so that
the count of the rows is always the figure. An unreadable value is left out with a sentence in `errors`.
"""

import datetime
from collections.abc import Collection, Hashable
from copy import copy
from functools import cached_property, partial
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django_filters import Filter, FilterSet

from tracker.clock import CHINA, ONE_DAY
from tracker.enums import HEADLINE_SOURCES, OVERSIGHT_ROLES, Lamp, Source, Status, StrikeOffKind, TimeFrame
from tracker.filters.fields import NONE, DayField, FlagField, ListField, MonthsField, TextField
from tracker.models import CoUnit, Item, Post
from tracker.queries.choices import Options, options
from tracker.queries.compiled import about
from tracker.queries.lamps import lit, with_lamp
from tracker.queries.register import waiting_for
from tracker.queries.search import are_fewer, matching, searched
from tracker.queries.worklist import piles

LAMPS = tuple(lamp for lamp in Lamp if lamp != Lamp.NONE)
LEGACY = {"1": "只看历史台账", "0": "不含历史台账", "all": "含历史台账"}


class _Of(Filter):
    """A filter whose field is named when it is declared."""

    def __init__(self, field_class: type, label: str, *, method: str | None = None, path: str = "", **extra: Any):
        self.field_class = field_class
        super().__init__(field_name=path or None, label=label, method=method, **extra)

    def __deepcopy__(self, memo: Any) -> "_Of":
        """Every request copies all filters; only what is allowed differs."""
        made = copy(self)
        made.extra = dict(self.extra)
        made.method = self.method  # bound anew, to the copy
        return made


def _list(label: str, method: str = "by_values", **about: Any) -> _Of:
    return _Of(ListField, label, method=method, **about)


def _text(label: str, path: str) -> _Of:
    return _Of(TextField, label, path=path, lookup_expr="icontains")


def _flag(label: str, method: str = "by_flag", **about: Any) -> _Of:
    return _Of(FlagField, label, method=method, **about)


def _day(label: str, method: str) -> _Of:
    return _Of(DayField, label, method=method)


class ItemFilter(FilterSet):
    """`rows()` are the rows asked for among `queryset`, which is already cut to what the post may see."""

    unit = _list("单位", "by_unit")
    category = _list("类别", path="category__code")
    time_frame = _list("整改类别", allowed=TimeFrame.values)
    status = _list("状态", allowed=Status.values)
    lamp = _list("预警", "by_lamp", allowed=LAMPS)
    leader = _text("牵头领导", "leader")
    q = _Of(TextField, "文字", method="by_nothing")
    round = _list("轮次", path="inspection_round")
    class_ = _list("问题类别", "by_class")
    source = _list("来源", allowed=Source.values)
    kind = _list("销号结果", allowed=StrikeOffKind.values)
    owner = _text("责任人", "owner")
    patron = _text("包保领导", "patron")
    key = _flag("重点难点", path="is_key")
    listed = _flag("挂牌督办", path="listed")
    lasting = _flag("并长期坚持", path="is_lasting")
    legacy = _list("历史台账", "by_legacy", allowed=tuple(LEGACY))
    deadline_from = _day("时限自", "by_deadline")
    deadline_to = _day("时限至", "by_deadline")
    struck_from = _day("销号自", "by_struck_off")
    struck_to = _day("销号至", "by_struck_off")
    section = _list("部分", path="category__section__code")
    month = _Of(MonthsField, "时限月份", method="by_month")
    headline = _flag("反馈问题和立行立改交办", "by_headline")
    overdue = _flag("逾期", "by_overdue")
    extended = _flag("延期事项", "by_extended")
    unit_only = _flag("不含下级单位", "by_nothing")
    co = _flag("配合事项", "by_part")
    waiting = _list("待办", "by_waiting")

    def __init__(self, data: QueryDict, queryset: Any, *, post: Post, choices: Options | None = None):
        super().__init__(data, queryset)
        self.post, self.choices = post, choices or options(post)
        allowed = {
            "unit": self.choices.paths,
            "round": {choice.value for choice in self.choices.rounds},
            "category": {choice.value for choice in self.choices.categories},
            "section": {choice.value for choice in self.choices.sections},
            "class": {*self.choices.class_ids, NONE},
            "waiting": {"1", *self.piles} if "waiting" in data else (),
        }
        for name, values in allowed.items():
            self.filters[name].extra["allowed"] = values

    @classmethod
    def get_filters(cls) -> dict[str, Filter]:
        """`class` is a word of Python's, so it is declared with a stroke behind it."""
        return {name.rstrip("_"): each for name, each in super().get_filters().items()}

    @property
    def piles(self) -> dict[str, str]:
        """Keys and titles of the piles of the worklist."""
        return {pile.key: pile.title for pile in piles(self.post, self.choices.limits)}

    @cached_property
    def asked(self) -> dict[str, Any]:
        """What was asked for and could be read."""
        self.errors  # noqa: B018 - reading them cleans the form
        return {name: value for name, value in self.form.cleaned_data.items() if value not in (None, "", [])}

    def rows(self, without: Collection[str] = (), *, counted: int = 0) -> Any:
        """The rows asked for; some conditions may be left out, to count what they would cut off.

        `counted`: how many there are, once that is known and a page of them is wanted.
        """
        rows = self.queryset.all()
        for name, value in self.asked.items():
            if name not in without:
                rows = self.filters[name].filter(rows, value)
        rows = self._without_the_hidden(rows)
        if "q" in without or "q" not in self.asked:
            return rows
        return matching(rows, self.asked["q"], counted=counted, walked=self._are_fewer)

    def statement_key(self, without: str = "") -> Hashable:
        """All that the statement of `rows` is made from; None where words are looked for, which decide it anew."""
        return None if "q" in self.asked else self.finding_key(without)

    def finding_key(self, *without: str) -> Hashable:
        """All that was asked for, and by whom: as long as nothing happens, the same is found for it.

        None where the system itself asks, which belongs to no unit: a command looks for everything anew.
        """
        if self.post.unit_id is None:
            return None
        told = tuple((name, _hashable(value)) for name, value in sorted(self.asked.items()) if name not in without)
        tree = frozenset(self.choices.paths.items()) if "unit" in self.asked else None
        return about(self.post, self.choices.limits), tree, told

    @cached_property
    def _are_fewer(self) -> bool:
        """Whether the rows that are searched are fewer than those that hold the words."""
        all_others = ("q", "lamp", "overdue")
        return are_fewer(partial(self.rows, all_others), self.asked["q"], self.finding_key(*all_others))

    @property
    def words(self) -> list[str]:
        """The words looked for, to be marked where they stand."""
        return searched(self.asked.get("q", ""))

    def filter_queryset(self, queryset: Any) -> Any:
        return self.rows()

    def _without_the_hidden(self, rows: Any) -> Any:
        if Status.VOID not in self.asked.get("status", ()):
            rows = rows.exclude(status=Status.VOID)
        return rows if self.asked.keys() & {"round", "legacy"} else rows.filter(legacy=False)

    def by_values(self, rows: Any, path: str, values: list[str]) -> Any:
        return rows.filter(**{f"{path}__in": values})

    def by_flag(self, rows: Any, path: str, value: bool) -> Any:
        return rows.filter(**{path: value})

    def by_nothing(self, rows: Any, path: str, value: bool) -> Any:
        """A condition that only changes what another one means, or is applied to the rows of all others."""
        return rows

    def by_unit(self, rows: Any, path: str, values: list[str]) -> Any:
        return rows if self.asked.get("co") else rows.filter(unit__in=self._units(values))

    def _units(self, values: list[str]) -> list[int]:
        """The units named and, unless told otherwise, their descendants."""
        if self.asked.get("unit_only"):
            return [int(value) for value in values]
        tops = tuple(self.choices.paths[value] for value in values)
        return [int(pk) for pk, place in self.choices.paths.items() if place.startswith(tops)]

    def by_part(self, rows: Any, path: str, value: bool) -> Any:
        parts = CoUnit.objects.filter(item=OuterRef("pk"), removed_at=None)
        if named := self.asked.get("unit"):
            units = self._units(named)
            mine = Exists(parts.filter(unit__in=units))
            return rows.filter(mine).exclude(unit__in=units) if value else rows.exclude(mine)
        if self.post.role in OVERSIGHT_ROLES:
            return rows.filter(Exists(parts) if value else ~Exists(parts))
        own = {"unit__path__startswith": self.post.unit.path}
        return rows.exclude(**own) if value else rows.filter(**own)

    def by_lamp(self, rows: Any, path: str, values: list[str]) -> Any:
        return lit(rows, values, self.choices.limits)

    def by_overdue(self, rows: Any, path: str, value: bool) -> Any:
        if value:
            return lit(rows, (Lamp.RED,), self.choices.limits)
        return with_lamp(rows, self.choices.limits).exclude(lamp_now=Lamp.RED)

    def by_extended(self, rows: Any, path: str, value: bool) -> Any:
        return rows.extended() if value else rows.exclude(pk__in=rows.extended().order_by().values("pk"))

    def by_class(self, rows: Any, path: str, values: list[str]) -> Any:
        ids = [int(value) for value in values if value != NONE]
        either = Q(problem_class__in=ids) | Q(problem_class__parent__in=ids)
        return rows.filter(either | Q(problem_class=None)) if NONE in values else rows.filter(either)

    def by_legacy(self, rows: Any, path: str, values: list[str]) -> Any:
        return rows if len(values) > 1 or values == ["all"] else rows.filter(legacy=values == ["1"])

    def by_headline(self, rows: Any, path: str, value: bool) -> Any:
        return rows.filter(source__in=HEADLINE_SOURCES) if value else rows.exclude(source__in=HEADLINE_SOURCES)

    def by_waiting(self, rows: Any, path: str, values: list[str]) -> Any:
        only = () if "1" in values else values
        return rows.filter(waiting_for(self.post, self.choices.limits, only))

    def by_month(self, rows: Any, path: str, values: list[str]) -> Any:
        either = Q(deadline=None) if NONE in values else Q(pk__in=())
        for value in values:
            if value != NONE:
                year, month = (int(part) for part in value.split("-"))
                either |= Q(deadline__year=year, deadline__month=month)
        return rows.filter(either)

    def by_deadline(self, rows: Any, path: str, day: datetime.date) -> Any:
        return rows.filter(**{"deadline__gte" if path.endswith("from") else "deadline__lte": day})

    def by_struck_off(self, rows: Any, path: str, day: datetime.date) -> Any:
        if path.endswith("from"):
            return rows.filter(struck_off_at__gte=_midnight(day))
        return rows.filter(struck_off_at__lt=_midnight(day + ONE_DAY))


def _hashable(value: Any) -> Hashable:
    return tuple(value) if isinstance(value, list) else value


def _midnight(day: datetime.date) -> datetime.datetime:
    """When a day begins in China."""
    return datetime.datetime.combine(day, datetime.time(), CHINA)


def asked_of(post: Post, data: QueryDict | str) -> ItemFilter:
    """The register's conditions of one post, from a request or from an address's querystring (exports, commands)."""
    asked = QueryDict(data) if isinstance(data, str) else data
    return ItemFilter(asked, Item.objects.visible_to(post), post=post)
