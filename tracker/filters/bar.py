"""The conditions of the register as the page shows them: controls of the bar, chips to take off, addresses.

What a condition means is told in `items.py`. Options are joined here and not by form widgets: a list of all units would
take longer than the rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.safestring import SafeString

from tracker import clock, marks
from tracker.enums import Lamp, Source, Status, StrikeOffKind, TimeFrame
from tracker.filters.fields import NONE
from tracker.filters.items import LAMPS, LEGACY, ItemFilter
from tracker.queries.choices import Choice
from tracker.queries.register import COUNTED_UP_TO, Strip, Tab, tab_counts, tabs
from tracker.queries.search import is_slow

FRONT = ("unit", "category", "time_frame", "status", "lamp", "leader", "q")
MORE = (
    *("round", "class", "source", "kind", "owner", "patron", "key", "listed", "lasting", "legacy"),
    *("deadline_from", "deadline_to", "struck_from", "struck_to"),
)
QUIET = ("section", "month", "headline", "overdue", "extended", "unit_only", "co", "waiting")
STRIP = (Lamp.RED, Lamp.YELLOW, Lamp.BLUE, Lamp.GREEN, Lamp.GREY, Lamp.DONE)


def _lamp_word(lamp: Lamp) -> str:
    """A grey lamp is both."""
    return f"{marks.LASTING_WORD}、{lamp.label}" if lamp == Lamp.GREY else lamp.label


_PLACEHOLDERS = {
    "q": "编号、问题、措施、责任人",
    **dict.fromkeys(("deadline_from", "deadline_to", "struck_from", "struck_to"), "2026-11-01"),
}
_YES_NO = (Choice("1", "是"), Choice("0", "否"))
_NOTHING = {"class": Choice(NONE, "未分类"), "month": Choice(NONE, "未定时限")}
_FIXED: dict[str, Sequence[Choice]] = {
    **{
        name: [Choice(value, label) for value, label in kind.choices]
        for name, kind in (("time_frame", TimeFrame), ("status", Status), ("source", Source), ("kind", StrikeOffKind))
    },
    "lamp": [Choice(lamp, "长期或未定" if lamp == Lamp.GREY else lamp.label) for lamp in LAMPS],
    "legacy": [Choice(value, label) for value, label in LEGACY.items()],
    **dict.fromkeys(("key", "listed", "lasting", "overdue", "extended", "co", "headline"), _YES_NO),
}


@dataclass(frozen=True)
class Control:
    """One control of the bar; `options` is empty for a text."""

    name: str
    label: str
    value: str
    options: SafeString
    error: str
    placeholder: str = ""
    css: str = ""


@dataclass(frozen=True)
class Chip:
    """One condition in words, and the querystring without it."""

    text: str
    query: str


def address(data: QueryDict, **changes: str | None) -> str:
    """The querystring with some parameters changed; None takes one away. The page number never stays."""
    changed = QueryDict(mutable=True)
    for name, values in data.lists():
        changed.setlist(name, [value for value in values if value])
    for name, value in {"page": None, "pick": None, **changes}.items():
        changed.setlist(name, [value] if value else [])
    return changed.urlencode(safe=",")


def conditions(asked: ItemFilter) -> str:
    """The querystring of the conditions alone, without order, view and page: what an export is asked for."""
    return address(asked.data, sort=None, view=None)


def choices_of(asked: ItemFilter, name: str) -> Sequence[Choice]:
    """The choices of one list."""
    found = {
        "unit": asked.choices.units,
        "round": asked.choices.rounds,
        "category": asked.choices.categories,
        "section": asked.choices.sections,
        "class": [*asked.choices.classes, _NOTHING["class"]],
    }
    return found.get(name) or _FIXED.get(name, ())


def controls(asked: ItemFilter, names: Iterable[str]) -> list[Control]:
    """The controls of some conditions, filled with what was typed, readable or not."""
    return [
        Control(
            name,
            asked.form.fields[name].label,
            value := asked.form[name].value() or "",
            _options(asked, name, value),
            " ".join(asked.errors.get(name, ())),
            _PLACEHOLDERS.get(name, ""),
            "" if name == "q" else "filter__control--short",
        )
        for name in names
    ]


def _options(asked: ItemFilter, name: str, value: str) -> SafeString:
    found = [choice for choice in choices_of(asked, name) if choice.is_listed]
    if not found:
        return SafeString("")
    rows = [("", "", "全部"), *((choice.value, _chosen(choice.value, value), choice.label) for choice in found)]
    if value and value not in {choice.value for choice in found}:
        rows.insert(1, (value, " selected", _several(asked, name, value)))
    return SafeString("".join(marks.fill('<option value="{}"{}>{}</option>', *row) for row in rows))


def _chosen(value: str, wanted: str) -> str:
    return " selected" if value == wanted else ""


def _several(asked: ItemFilter, name: str, value: str) -> str:
    words = _words(asked, name)
    return words[0] if len(words) == 1 else f"已选 {len(words) or 1} 个"


def chips(asked: ItemFilter) -> list[Chip]:
    """Every condition that was taken, in the order of the bar; one chip for each value of a list."""
    return [chip for name in (*FRONT, *MORE, *QUIET) if name in asked.asked for chip in _chips_of(asked, name)]


def _chips_of(asked: ItemFilter, name: str) -> Iterable[Chip]:
    values = asked.asked[name]
    words = _words(asked, name)
    if not isinstance(values, list) or len(words) != len(values):
        text = "、".join(words)
        yield Chip(text, address(asked.data, **{name: None}))
        return
    for value, text in zip(values, words, strict=True):
        rest = ",".join(other for other in values if other != value)
        yield Chip(text, address(asked.data, **{name: rest}))


def _words(asked: ItemFilter, name: str) -> list[str]:
    """What was asked for in words, one for each value; a class that stands for all its copies is one word."""
    value, label = asked.asked.get(name), asked.form.fields[name].label
    if isinstance(value, bool):
        return [label if value else f"{label}：否"]
    if not isinstance(value, list):
        slow = "（单个字逐项查找，较慢）" if name == "q" and value and is_slow(value) else ""
        return [f"{label}：{value}{slow}"] if value else []
    if name == "waiting":
        return [asked.piles.get(each, "待我办理") for each in value]
    known = {choice.value: choice.label for choice in choices_of(asked, name)}
    if whole := known.get(",".join(value)):
        return [f"{label}：{whole}"]
    return [f"{label}：{_word(name, known, each)}" for each in value]


def _word(name: str, known: dict[str, str], value: str) -> str:
    if value == NONE:
        return _NOTHING[name].label
    return known.get(value, value)


def unseen_errors(asked: ItemFilter) -> list[tuple[str, str]]:
    """(label, sentence) of unreadable conditions that have no control on the page."""
    return [(asked.form.fields[name].label, " ".join(asked.errors[name])) for name in QUIET if name in asked.errors]


def kept(asked: ItemFilter) -> list[tuple[str, Any]]:
    """Parameters without a control that the bar hands on when it is used: quiet conditions, the order, the view."""
    names = [name for name in QUIET if name in asked.asked]
    found = [(name, asked.form[name].value()) for name in names]
    return [*found, *((name, asked.data[name]) for name in ("sort", "view") if asked.data.get(name))]


@dataclass(frozen=True)
class Link:
    """A tab or a lamp of the strip with its count in words and the querystring that opens it."""

    text: str
    query: str
    count: str
    is_here: bool
    title: str  # what is counted, of how many, and when


def tab_links(asked: ItemFilter) -> list[Link]:
    """The tabs; the one whose rows are shown is marked."""
    found = tabs(asked.post, asked.queryset, asked.choices.limits)
    here, counts = conditions(asked), tab_counts(asked.post, asked.queryset, asked.choices.limits)
    return [
        Link(tab.label, query := _query_of(tab), count_text(count), query == here, _title(tab.label, count, counts[0]))
        for tab, count in zip(found, counts, strict=True)
    ]


def _title(label: str, count: int, whole: int) -> str:
    """Numerator, denominator and date, as every number tells them."""
    return f"{label} {count_text(count)} 项，全部 {count_text(whole)} 项，截至 {clock.today().isoformat()}"


def _query_of(tab: Tab) -> str:
    params = QueryDict(mutable=True)
    params.update(tab.params)
    return params.urlencode(safe=",")


def count_text(count: int) -> str:
    """1,234, or what is said beyond the cap."""
    return f"{COUNTED_UP_TO:,} 以上" if count > COUNTED_UP_TO else marks.number(count)


def strip_links(asked: ItemFilter, strip: Strip) -> list[Link]:
    """The lamps over what is asked for; each opens its rows, the lit one takes the lamp off again."""
    wanted = asked.asked.get("lamp", ())
    return [
        Link(
            marks.lamp(lamp, word=_lamp_word(lamp)),
            address(asked.data, lamp=None if wanted == [lamp] else lamp),
            "" if strip.is_capped else marks.number(strip.counts.get(lamp, 0)),
            lamp in wanted,
            f"再点一次去掉“{lamp.label}”" if wanted == [lamp] else _lamp_title(lamp, strip),
        )
        for lamp in STRIP
    ]


def _lamp_title(lamp: Lamp, strip: Strip) -> str:
    if strip.is_capped:
        return f"符合条件的超过 {COUNTED_UP_TO:,} 项，缩小范围后显示各灯的项数"
    return _title(_lamp_word(lamp), strip.counts.get(lamp, 0), strip.total)


def asked_page(asked: ItemFilter, strip: Strip) -> dict[str, Any]:
    """Everything about the conditions that the page of the list shows."""
    more = controls(asked, MORE)
    return {
        "front": controls(asked, FRONT),
        "more": more,
        "more_open": any(control.error or control.name in asked.asked for control in more),
        "kept": kept(asked),
        "unseen_errors": unseen_errors(asked),
        "chips": chips(asked),
        "tabs": tab_links(asked),
        "strip": strip_links(asked, strip),
        "conditions": conditions(asked),
        "pick_all_query": f"{address(asked.data)}&pick=all".lstrip("&"),
        "pick_page_query": address(asked.data),
        "round_names": [
            choice.label for choice in asked.choices.rounds if choice.value in asked.asked.get("round", ())
        ],
    }
