"""The page of one item and its whole history. What it shows is gathered in `queries/item_page.py`."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString

from tracker import marks
from tracker.enums import REVIEW_STATUSES, SignatureMethod, Source, Status
from tracker.filekinds import PREVIEWED
from tracker.models import CoUnit, EvidenceUse, Measure, Person
from tracker.queries import history as told
from tracker.queries import item_page as queries
from tracker.queries.item_page import ItemPage, Turn
from tracker.queries.item_rows import neighbours
from tracker.queries.item_steps import review_words, steps
from tracker.views import access, item_buttons

KEPT_UP = (Status.IN_PROGRESS, Status.STRIKE_OFF_REVIEW, Status.LASTING, Status.STRUCK_OFF)


def page(request: HttpRequest, number: str) -> HttpResponse:
    """One item on one page."""
    item = access.item(request, number, "leader_person", "patron_person", "owner_person")
    shown = queries.load(item, request.worn)
    found = item_buttons.buttons(shown, access.own_units(request))
    before, after = neighbours(item, request.worn)
    return render(request, "items/page.html", {**_whole(shown), **_links(found), "before": before, "after": after})


def history(request: HttpRequest, number: str) -> HttpResponse:
    """Everything that happened to the item, with every changed field."""
    item = access.item(request, number)
    events = [(event, told.sentence(event), told.in_short(event)) for event in queries.history_of(item, request.worn)]
    about = {"item": item, "title": queries.title_of(item.problem), "events": events}
    return render(request, "items/history.html", about)


def _whole(page: ItemPage) -> dict[str, Any]:
    item = page.item
    return {
        "page": page,
        "item": item,
        "title": queries.title_of(item.problem),
        "pill": _pill(page),
        "badges": _badges(page),
        "steps": steps(page),
        "measures": [_measure(page, row) for row in page.measures],
        "parts": [_part_line(page, row) for row in page.parts],
        "may_reach": item_buttons.may_reach(page),
        "may_unreach": item_buttons.may_unreach(page),
        "loose": [_file(page, use, item_buttons.may_detach(page, None)) for use in page.loose_uses],
        "turns": [(turn, _vouched(turn)) for turn in page.turns],
        "chain": _chain(page),
        "timeline": [(event, told.sentence(event), told.is_key(event)) for event in page.events],
        "shows_outcome": item.status in KEPT_UP,
        "waited": review_words(page.open_turn),
    }


def _links(found: list[item_buttons.Button]) -> dict[str, Any]:
    """The column of buttons, and the same addresses for the links in the text."""
    links = {move: item_buttons.may_fill_in(found, move) for move in ("plan", "prepare", "attach", "progress")}
    ready = [button for button in found if not button.why and button.move in item_buttons.FORWARD]
    first = next((button.move for button in [*_handing_in(ready), *ready]), "")
    return {"buttons": found, "links": links, "first": first}


def _handing_in(ready: list[item_buttons.Button]) -> list[item_buttons.Button]:
    """Once nothing is missing, handing in is what the page is for."""
    return [button for button in ready if button.way == "hand_in"]


def _pill(page: ItemPage) -> SafeString:
    status = Status(page.item.status)
    text = f"{status.label}　{review_words(page.open_turn)}" if status in REVIEW_STATUSES else ""
    return marks.status_pill(status, text)


def _badges(page: ItemPage) -> list[SafeString]:
    item = page.item
    told_of = [
        (item.is_key, "重点难点", "line"),
        (item.listed, "挂牌督办", "strong"),
        (item.source != Source.FEEDBACK, item.get_source_display(), "line"),
        (item.legacy, "历史台账", ""),
        (item.cycle > 1, f"第 {item.cycle} 轮整改", ""),
        (page.returned, f"退回 {page.returned} 次", ""),
        (page.extended, f"延期 {page.extended} 次", ""),
    ]
    return [marks.badge(text, variant) for holds, text, variant in told_of if holds]


@dataclass(frozen=True)
class File:
    """One use of one upload as a line."""

    use: EvidenceUse
    size: str
    about: str
    has_preview: bool
    may_detach: bool


@dataclass(frozen=True)
class MeasureLine:
    """One measure as a row of the table."""

    row: Measure
    lamp: SafeString
    files: list[File]
    buttons: list[item_buttons.Button]


def _measure(page: ItemPage, row: Measure) -> MeasureLine:
    lamp, days, word = queries.measure_lamp(page.item, row)
    may_detach = item_buttons.may_detach(page, row)
    files = [_file(page, use, may_detach) for use in page.uses_of(row)]
    return MeasureLine(row, marks.lamp(lamp, days, word=word), files, item_buttons.measure_buttons(page, row))


def _part_line(page: ItemPage, row: CoUnit) -> tuple[CoUnit, list[File], list[item_buttons.Button]]:
    """One co-unit's part with what proves it and what its own side may do."""
    may_detach = item_buttons.may_detach(page, None, row)
    files = [_file(page, use, may_detach) for use in page.uses_of_part(row)]
    return row, files, item_buttons.part_buttons(page, row)


def _file(page: ItemPage, use: EvidenceUse, may_detach: bool) -> File:
    row = use.evidence
    about = f"{row.uploaded_by.person.name} {marks.datetime_text(row.uploaded_at)}"
    if use.milestone:
        about = f"证明阶段目标“{use.milestone.text[:12]}”　{about}"
    return File(use, size_text(row.size), about, row.extension in PREVIEWED and row.purged_at is None, may_detach)


def size_text(size: int) -> str:
    """14.2 MB, 86 KB."""
    return f"{size / 1024 / 1024:.1f} MB" if size >= 1024 * 1024 else f"{max(1, round(size / 1024))} KB"


def _vouched(turn: Turn) -> str:
    """The secretary's sentence under an attempt, or that it is still awaited."""
    signed = turn.signature
    if signed is None:
        return "书记还没有签字。" if turn.row.is_open else ""
    name = f"书记{signed.signer.name}"
    if signed.method == SignatureMethod.PASSWORD:
        return f"{name} {marks.datetime_text(signed.signed_at)} 在线签字：“{signed.sentence}”"
    state = "" if signed.is_settled else "，等市委巡察办确认"
    entered = f"{signed.entered_by.person.name} {marks.datetime_text(signed.signed_at)} 上传签字单{state}"
    return f"{name} {marks.date(signed.signed_on_paper)} 纸质签字：“{signed.sentence}”　{entered}"


def _chain(page: ItemPage) -> list[tuple[str, str, str]]:
    """Who answers for the item: what for, who, and whom to phone."""
    item = page.item
    chiefs = [_chief(page, role, label) for role, label in item_buttons.CHIEFS]
    named = [
        ("牵头领导", item.leader, item.leader_person),
        ("包保领导", item.patron, item.patron_person),
        ("责任人", item.owner, item.owner_person),
    ]
    people = [(label, *_person(person, text)) for label, text, person in named if text]
    units = [("牵头单位", item.unit.name, ""), *(("配合单位", _part(row), "") for row in page.parts)]
    return [*chiefs, *people, *units, *([("责任科室", item.department, "")] if item.department else [])]


def _chief(page: ItemPage, role: Any, label: str) -> tuple[str, str, str]:
    post = page.chief(role)
    return (label, *_person(post.person if post else None, "未设"))


def _person(person: Person | None, text: str) -> tuple[str, str]:
    """Name and title as text, and the phone."""
    if person is None:
        return text, ""
    return f"{person.name}　{person.title}".strip(), person.phone


def _part(row: CoUnit) -> str:
    return f"{row.unit.name}（{row.part}）"
