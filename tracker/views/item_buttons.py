"""Which buttons the page of an item shows to the post worn: each with its address, or with the reason beside it.

The reason is always `permissions.refusal`'s sentence; nothing is decided here but what is worth showing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tracker.enums import Role, SignatureMethod, SubmissionKind
from tracker.models import CoUnit, Measure, Review
from tracker.permissions import actors, refusal
from tracker.queries.item_page import ItemPage
from tracker.workflow import MOVES

# Moves with a page of their own, in the order of the column.
_LINKS = {
    "plan": "items:plan",
    "object": "items:object",
    "progress": "items:progress",
    "attach": "items:attach",
    "prepare": "items:outcome",
    "uphold": "items:uphold",
    "correct": "items:correct",
    "annotate": "items:annotate",
    "mark": "items:mark",
    "recategorise": "items:category",
    "erratum": "items:erratum",
    "reassign": "items:reassign",
    "revise": "items:revise",
    "void": "items:void",
}
_HAND_IN = {"submit_plan": SubmissionKind.PLAN, "apply": SubmissionKind.STRIKE_OFF}
# Moves made on the page of the packet; where several fit, the first is the word of the button.
_PACKET = {
    "sign": "签字",
    "sign_on_paper": "上传签字单",
    "confirm_scan": "核对签字单",
    "approve": "审核",
    "withdraw": "撤回",
}
# What carries the item on: only these may be the one red button of the page.
FORWARD = ("claim", *_PACKET, "plan", "submit_plan", "prepare", "apply", "progress", "uphold", "annotate")
# The column of buttons is narrow.
_SHORT = {"attach": "上传佐证", "mark": "标记"}
_ORDER = ("claim", *_PACKET, "plan", "submit_plan", "prepare", "apply", *_LINKS)


# Whom to phone in the lead unit.
CHIEFS = ((Role.SECRETARY, "第一责任人"), (Role.CLERK, "联络员"))


@dataclass(frozen=True)
class Button:
    """One button. `way` is link, press (one POST) or hand_in; `why` is the refusal, empty where it may be pressed."""

    move: str
    label: str
    way: str
    url: str
    why: str
    kind: str = ""
    note: str = ""


def buttons(page: ItemPage, own_units: Iterable[int]) -> list[Button]:
    """The moves of the item for the post worn; moves of other posts or other statuses are not shown at all.

    `own_units` are the ids of the units in which the person holds any post.
    """
    names = dict.fromkeys(_ORDER)
    return [_button(page, name, own_units) for name in names if _is_shown(page, name)]


def _is_shown(page: ItemPage, name: str) -> bool:
    rule, item = MOVES[name], page.item
    if item.status not in rule.sources:
        return False
    if not actors(page.post, item, review=_review(page), measure=_own_measure(page)) & set(rule.actors):
        return False
    return name not in _PACKET or _turn_fits(page, name)


def _turn_fits(page: ItemPage, name: str) -> bool:
    """Does the open attempt stand where this move of its packet belongs?"""
    turn, rule = page.open_turn, MOVES[name]
    if turn is None or (rule.turn is not None and turn.row.state != rule.turn):
        return False
    if name == "confirm_scan":
        return turn.signature is not None and turn.signature.method == SignatureMethod.PAPER
    if name in ("sign", "sign_on_paper"):
        return turn.signature is None
    review = _review(page)
    return name != "approve" or (review is not None and not review.verdict)


def _button(page: ItemPage, name: str, own_units: Iterable[int]) -> Button:
    item = page.item
    sentence = refusal(page.post, name, item, own_units=own_units, **_about(page, name)) or ""
    label = _PACKET.get(name) or _SHORT.get(name) or MOVES[name].label
    if name == "claim":
        return Button(name, label, "press", reverse("items:claim", args=[item.number]), sentence)
    if name in _HAND_IN:
        why = f"还缺 {len(page.missing)} 项，见上" if page.missing and sentence else sentence
        return Button(name, label, "hand_in", reverse("packets:hand_in"), why, _HAND_IN[name], _note(page, name))
    if name in _PACKET:
        assert page.open_turn is not None, "shown only while an attempt is open"
        number = page.open_turn.row.packet.number
        way = "packets:review" if name == "approve" else "packets:page"
        return Button(name, label, "link", reverse(way, args=[number]), sentence, note=f"报批单 {number}")
    return Button(name, label, "link", reverse(_LINKS[name], args=[item.number]), sentence, note=_note(page, name))


def _note(page: ItemPage, name: str) -> str:
    """What is worth knowing before pressing."""
    if name == "progress":
        noted = [note.noted_at for measure in page.measures for note in measure.progress_notes.all()]
        noted += [note.noted_at for note in page.notes]
        return f"上次 {max(noted):%Y-%m-%d}" if noted else "还没有报过"
    if name == "object" and page.item.due:
        return f"{page.item.due.isoformat()} 前可以提"
    return _NOTES.get(name, "")


_NOTES = {
    "revise": "退回制定措施，正在办理的申请终止",
    "erratum": "改错字，不影响办理",
    "void": "永久可查，不再计数",
    "reassign": "改由其他单位认领",
    "mark": "重点难点、挂牌督办、包保领导",
    "submit_plan": "报本单位书记签字",
    "apply": "报本单位书记签字",
}


def _about(page: ItemPage, name: str) -> dict[str, Any]:
    about: dict[str, Any] = {"turn": page.open_turn.row if page.open_turn else None, "review": _review(page)}
    about["measure"] = _own_measure(page)
    if name in _HAND_IN:
        about["missing"] = page.missing
    return about


def _review(page: ItemPage) -> Review | None:
    return page.open_turn.pending_of(page.post.unit_id) if page.open_turn else None


def _own_measure(page: ItemPage) -> Measure | None:
    """A 责任人 stands to the item through a measure of their own."""
    if page.post.role != Role.HANDLER:
        return None
    return next((row for row in page.measures if row.owner_person_id == page.post.person_id), None)


def measure_buttons(page: ItemPage, measure: Measure) -> list[Button]:
    """What may be done with one measure; only what is allowed is shown, the column beside tells the reasons."""
    number = page.item.number
    query = {"progress": f"?measure={measure.pk}", "attach": f"?place=m{measure.pk}"}
    ends = ("unfinish",) if measure.done_at else ("finish",)
    return [
        Button(name, _WORDS[name], "link", _measure_url(number, name, measure) + query.get(name, ""), "")
        for name in ("progress", "attach", *ends)
        if page.item.status in MOVES[name].sources and _allows(page, name, measure=measure)
    ]


_WORDS = {
    "progress": "报进展",
    "attach": "上传佐证",
    "finish": "完成",
    "unfinish": "恢复为未完成",
    "do_part": "填完成情况",
    "undo_part": "恢复为未完成",
}


def _measure_url(number: str, name: str, measure: Measure) -> str:
    args = [number, measure.pk] if name in ("finish", "unfinish") else [number]
    return reverse(f"items:{name}", args=args)


def may_reach(page: ItemPage) -> bool:
    return _allows(page, "reach")


def may_unreach(page: ItemPage) -> bool:
    return _allows(page, "unreach")


def may_detach(page: ItemPage, measure: Measure | None, part: CoUnit | None = None) -> bool:
    return _allows(page, "detach", measure=measure, part=part)


def part_buttons(page: ItemPage, part: CoUnit) -> list[Button]:
    """What a co-unit's own side may do with its part now."""
    number = page.item.number
    urls = {
        "do_part": reverse("items:do_part", args=[number, part.pk]),
        "undo_part": reverse("items:undo_part", args=[number, part.pk]),
        "attach": f"{reverse('items:attach', args=[number])}?place=p{part.pk}",
    }
    ends = "undo_part" if part.done_at else "do_part"
    return [
        Button(name, _WORDS[name], "link", urls[name], "")
        for name in (ends, "attach")
        if _allows(page, name, part=part)
    ]


def _allows(page: ItemPage, name: str, **about: Any) -> bool:
    turn = page.open_turn.row if page.open_turn else None
    return refusal(page.post, name, page.item, turn=turn, **about) is None


def may_fill_in(found: Iterable[Button], move: str) -> str:
    """The address of a move that may be made now, for the links in the text; empty where it may not."""
    return next((button.url for button in found if button.move == move and not button.why), "")
