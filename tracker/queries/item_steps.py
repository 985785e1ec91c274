"""The line of steps over an item's page: what is past, where it stands, what comes, each with its date. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tracker.enums import OWN_SOURCES, Status, SubmissionKind, SubmissionState
from tracker.marks import NOTHING, date, datetime_text
from tracker.models import Item
from tracker.queries import turns
from tracker.queries.item_page import ItemPage, Turn

_PLACE = {
    Status.ISSUED: 1,
    Status.OBJECTED: 1,
    Status.PLANNING: 2,
    Status.PLAN_REVIEW: 3,
    Status.IN_PROGRESS: 4,
    Status.STRIKE_OFF_REVIEW: 5,
    Status.LASTING: 6,
    Status.STRUCK_OFF: 6,
    Status.VOID: 7,
}
_NOT_YET = "未到"


@dataclass(frozen=True)
class Step:
    """One step: its words, the date or state under it, and where it lies to today."""

    label: str
    at: str
    is_past: bool
    is_now: bool


def steps(page: ItemPage) -> list[Step]:
    """The steps of an item; a unit's own item is logged, not issued and claimed."""
    rows = [*_beginning(page.item), *_middle(page), *_ending(page.item)]
    here = _PLACE[Status(page.item.status)]
    return [Step(label, _past(at) if place < here else at, place < here, place == here) for place, label, at in rows]


def review_words(turn: Turn | None) -> str:
    """How far the open attempt has come: 待书记签字, 审核中 1/3　已 37 天."""
    if turn is None:
        return ""
    if turn.row.state == SubmissionState.AWAITING_SIGNATURE:
        if turn.signature:
            return "待确认签字单"
        return turns.RESIGN if turns.must_resign(turn.row.packet.signatures.all()) else "待书记签字"
    return turns.review_words([turn.row], turn.is_hidden)


def _past(at: str) -> str:
    """A step that was skipped (免报方案, 历史台账) has no date, and none will come."""
    return NOTHING if at == _NOT_YET else at


def _day(moment: datetime | None) -> str:
    return datetime_text(moment)[:10] if moment else _NOT_YET


def _beginning(item: Item) -> list[tuple[int, str, str]]:
    if item.source in OWN_SOURCES:
        return [(0, "登记", _day(item.logged_at))]
    claimed = _day(item.claimed_at)
    if item.claimed_at is None and item.status in (Status.ISSUED, Status.OBJECTED):
        claimed = f"期限 {date(item.due)}"
    label = "认领　有异议" if item.status == Status.OBJECTED else "认领"
    return [(0, "下发", _day(item.issued_at)), (1, label, claimed)]


def _middle(page: ItemPage) -> list[tuple[int, str, str]]:
    item = page.item
    plans = [turn for turn in page.turns if turn.row.kind == SubmissionKind.PLAN]
    strikes = [turn for turn in page.turns if turn.row.kind == SubmissionKind.STRIKE_OFF]
    planned = _day(plans[0].row.made_at) if plans else _NOT_YET
    if item.status == Status.PLANNING:
        planned = f"期限 {date(item.due)}"
    work = f"整改中　措施 {page.done_count}/{len(page.measures)}" if page.measures else "整改中"
    until = f"时限 {date(item.deadline)}" if item.deadline else "未定时限"
    return [
        (2, "制定措施", planned),
        (3, *_attempts("方案审核", plans)),
        (4, work, until),
        (5, *_attempts("销号审核", strikes)),
    ]


def _attempts(label: str, found: Sequence[Turn]) -> tuple[str, str]:
    """The review step tells of its latest attempt."""
    if not found:
        return label, _NOT_YET
    last: Any = found[0].row
    if last.is_open:
        return f"{label}　第 {last.turn} 次", review_words(found[0])
    state = last.get_state_display()
    if last.state == SubmissionState.APPROVED:
        return f"{label}　第 {last.turn} 次{state}", _day(last.ended_at)
    return label, f"第 {last.turn} 次{state} {_day(last.ended_at)}"


def _ending(item: Item) -> list[tuple[int, str, str]]:
    if item.status == Status.VOID:
        return [(7, "已作废", _day(item.voided_at))]
    if item.status == Status.LASTING:
        return [(6, "长期坚持", f"下次复核 {date(item.due)}")]
    kind = f"　{item.get_kind_display()}" if item.kind else ""
    return [(6, f"已销号{kind}", _day(item.struck_off_at))]
