"""The whole workflow as data: every move, from which status, by whom, to which status, and what it needs.

Pure: no database, no request. Who may make a move on a given row is told in `permissions.py`; what happens then in
`actions/`. The diagram in `docs/workflow.md` is drawn from this file.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tracker.enums import (
    ENDED_STATUSES,
    REVIEW_STATUSES,
    Lamp,
    Status,
    StrikeOffKind,
    SubmissionKind,
    SubmissionState,
    TimeFrame,
)

MIN_REASON = 10  # characters; a return or an objection that says less says nothing


class Actor(StrEnum):
    """In what capacity somebody makes a move."""

    CLERK = "联络员"
    HANDLER = "责任人"
    SECRETARY = "书记"
    CO_CLERK = "配合单位联络员"
    SUPERVISOR = "巡察办"
    PARTY = "审核方"
    LEADER = "市领导"


@dataclass(frozen=True)
class Move:
    """One move. `target` None means the status stays; `turn` tells which state of the open submission it needs."""

    name: str
    label: str
    sources: frozenset[Status]
    target: Status | None
    actors: tuple[Actor, ...]
    turn: SubmissionState | None = None
    is_locked: bool = False  # refused while a submission is open


ANY_LIVE = frozenset(status for status in Status if status not in ENDED_STATUSES)
ANY_READABLE = frozenset(Status)
_CLERK = (Actor.CLERK,)
_DOERS = (Actor.CLERK, Actor.HANDLER)
_PROVERS = (*_DOERS, Actor.CO_CLERK)  # a 责任人 for its own measure, a co-unit for its own part
_OFFICE = (Actor.SUPERVISOR,)
_REVIEW = frozenset(REVIEW_STATUSES)
_WORK = frozenset({Status.IN_PROGRESS})
_WORK_ON = frozenset({Status.IN_PROGRESS, Status.LASTING})
_WAITING = SubmissionState.AWAITING_SIGNATURE
_REVIEWED = SubmissionState.UNDER_REVIEW

_TABLE = (
    Move("issue", "下发", frozenset(), Status.ISSUED, _OFFICE),
    Move("log", "登记", frozenset(), Status.PLANNING, _CLERK),
    Move("claim", "认领", frozenset({Status.ISSUED}), Status.PLANNING, _CLERK),
    Move("object", "提出异议", frozenset({Status.ISSUED}), Status.OBJECTED, _CLERK),
    Move("uphold", "维持原反馈", frozenset({Status.OBJECTED}), Status.ISSUED, _OFFICE),
    Move("correct", "更正", frozenset({Status.OBJECTED}), Status.ISSUED, _OFFICE),
    Move("reassign", "改派", frozenset({Status.ISSUED, Status.OBJECTED, Status.PLANNING}), Status.ISSUED, _OFFICE),
    Move("erratum", "勘误", ANY_LIVE, None, _OFFICE, is_locked=True),
    Move(
        "revise",
        "实质变更",
        frozenset({Status.PLANNING, Status.PLAN_REVIEW, Status.IN_PROGRESS, Status.STRIKE_OFF_REVIEW, Status.LASTING}),
        Status.PLANNING,
        _OFFICE,
    ),
    Move("plan", "制定措施", frozenset({Status.PLANNING}), None, _CLERK, is_locked=True),
    Move("submit_plan", "报方案", frozenset({Status.PLANNING}), Status.PLAN_REVIEW, _CLERK),
    Move("sign", "签字", _REVIEW, None, (Actor.SECRETARY,), turn=_WAITING),
    Move("sign_on_paper", "上传签字单", _REVIEW, None, _CLERK, turn=_WAITING),
    Move("confirm_scan", "确认签字单", _REVIEW, None, _OFFICE, turn=_WAITING),
    Move("refuse_scan", "退回签字单", _REVIEW, None, _OFFICE, turn=_WAITING),
    Move("decline", "不予签字", _REVIEW, None, (Actor.SECRETARY,), turn=_WAITING),
    Move("withdraw", "撤回", _REVIEW, None, _CLERK),
    Move("approve", "通过", _REVIEW, None, (Actor.PARTY,), turn=_REVIEWED),
    Move("return", "退回", _REVIEW, None, (Actor.PARTY,), turn=_REVIEWED),
    Move("progress", "报进展", _WORK_ON, None, _DOERS, is_locked=True),
    Move("attach", "上传佐证材料", _WORK_ON, None, _PROVERS, is_locked=True),
    Move("detach", "取下佐证材料", _WORK_ON, None, _PROVERS, is_locked=True),
    Move("finish", "完成措施", _WORK, None, _DOERS, is_locked=True),
    Move("unfinish", "恢复为未完成", _WORK, None, _DOERS, is_locked=True),
    Move("reach", "达到阶段目标", _WORK, None, _CLERK, is_locked=True),
    Move("unreach", "恢复为未达到", _WORK, None, _CLERK, is_locked=True),
    Move("do_part", "完成配合事项", _WORK, None, (Actor.CO_CLERK,), is_locked=True),
    Move("undo_part", "恢复为未配合完成", _WORK, None, (Actor.CO_CLERK,), is_locked=True),
    Move("prepare", "填成效", _WORK_ON, None, _CLERK, is_locked=True),
    Move("apply", "申请销号", _WORK_ON, Status.STRIKE_OFF_REVIEW, _CLERK),
    Move("recategorise", "调整类别", ANY_LIVE, None, _OFFICE, is_locked=True),
    Move("mark", "标记重点、包保", ANY_LIVE, None, _OFFICE),
    Move("annotate", "批示", ANY_LIVE, None, (Actor.LEADER,)),
    Move("void", "作废", ANY_LIVE, Status.VOID, _OFFICE),
)

MOVES: Mapping[str, Move] = {move.name: move for move in _TABLE}
BACK = ("withdraw", "decline", "return")  # their target is where the item came from

HOLDERS: Mapping[Status, Actor | None] = {
    Status.ISSUED: Actor.CLERK,
    Status.OBJECTED: Actor.SUPERVISOR,
    Status.PLANNING: Actor.CLERK,
    Status.PLAN_REVIEW: Actor.PARTY,
    Status.IN_PROGRESS: Actor.CLERK,
    Status.STRIKE_OFF_REVIEW: Actor.PARTY,
    Status.LASTING: Actor.CLERK,
    Status.STRUCK_OFF: None,
    Status.VOID: None,
}


def holder(status: Status, state: SubmissionState | None = None) -> Actor | None:
    """Who holds the ball: the secretary while a submission waits for a signature, else the status's holder."""
    return Actor.SECRETARY if state == _WAITING else HOLDERS[status]


def approved_target(kind: SubmissionKind, strike_off_kind: str) -> Status:
    """Where the last approval takes an item."""
    if kind == SubmissionKind.PLAN:
        return Status.IN_PROGRESS
    return Status.LASTING if strike_off_kind == StrikeOffKind.LASTING else Status.STRUCK_OFF


def lamp_of(status: Status, days_left: int | None, blue_days: int, yellow_days: int) -> Lamp:
    """The lamp by the table of the design: `days_left` counts from the stopped clock or today, negative = overdue."""
    if status == Status.VOID:
        return Lamp.NONE
    if status == Status.STRUCK_OFF:
        return Lamp.DONE
    if days_left is None:
        return Lamp.GREY
    if days_left < 0:
        return Lamp.RED
    if days_left <= yellow_days:
        return Lamp.YELLOW
    if status == Status.LASTING:
        return Lamp.GREY
    return Lamp.BLUE if days_left <= blue_days else Lamp.GREEN


@dataclass(frozen=True)
class Lack:
    """One thing that is missing before a move: what, and the anchor of the place where it is filled in."""

    text: str
    anchor: str


def lacks(kind: SubmissionKind, content: Mapping[str, Any], strike_off_kind: str = "") -> list[Lack]:
    """What an item's content (`models.contents.content_of`) still lacks for a plan or an application of that kind."""
    if kind == SubmissionKind.PLAN:
        return _plan_lacks(content)
    if not strike_off_kind:
        return [Lack("未选择申请结果", "outcome")]
    return _APPLICATION_LACKS[StrikeOffKind(strike_off_kind)](content)


def _plan_lacks(content: Mapping[str, Any]) -> list[Lack]:
    found = [
        Lack(text, "plan")
        for key, text in (
            ("root_cause", "根本原因未填"),
            ("problem_class", "问题类别未选"),
            ("category", "任务类别未选"),
            ("leader", "牵头领导未填"),
        )
        if not content[key]
    ]
    if not content["measures"]:
        return [*found, Lack("还没有整改措施", "measures")]
    return [
        *found,
        *(lack for measure in content["measures"] for lack in _measure_lacks(measure)),
        *_road_map_lacks(content),
    ]


def _measure_lacks(measure: Mapping[str, Any]) -> list[Lack]:
    anchor = f"m{measure['id']}"
    named = f"措施 {measure['ordinal']} "
    found = [
        Lack(named + text, anchor)
        for key, text in (("owner", "未填责任人"), ("standard", "未填完成标准"))
        if not measure[key]
    ]
    if not measure["deadline"] and not measure["deadline_text"]:
        found.append(Lack(named + "未填时限", anchor))
    return found


def _road_map_lacks(content: Mapping[str, Any]) -> list[Lack]:
    if content["time_frame"] == TimeFrame.MID_LONG and not content["milestones"]:
        return [Lack("中长期整改未列“计划改”路线图", "milestones")]
    return []


def _completed_lacks(content: Mapping[str, Any]) -> list[Lack]:
    return [
        *_unproved(content),
        *_unfinished(content["measures"]),
        *_outcome_lacks(content),
        *_unreached(content),
        *_undone_parts(content),
    ]


def _lasting_lacks(content: Mapping[str, Any]) -> list[Lack]:
    dated = [measure for measure in content["measures"] if measure["deadline"]]
    found = [*_unfinished(dated), *_outcome_lacks(content)]
    if not content["next_review"]:
        found.append(Lack("下次复核日期未填", "outcome"))
    if not content["keep_up"]:
        found.append(Lack("长期坚持的内容未填", "outcome"))
    return found


def _reasoned_lacks(content: Mapping[str, Any], paper: str) -> list[Lack]:
    found = []
    if len(content["kind_reason"].strip()) < MIN_REASON:
        found.append(Lack(f"理由未填或不足 {MIN_REASON} 个字", "outcome"))
    # What proves a measure proves no obstacle: the paper is asked for on the item itself, and says where.
    return found if content["evidence"] else [*found, Lack(f"{paper}，请上传到“整个事项”", "evidence")]


def _transferred_lacks(content: Mapping[str, Any]) -> list[Lack]:
    return _reasoned_lacks(content, "没有接收单位的书面材料")


def _infeasible_lacks(content: Mapping[str, Any]) -> list[Lack]:
    return _reasoned_lacks(content, "没有客观原因的证明材料")


def _unproved(content: Mapping[str, Any]) -> list[Lack]:
    """An immediate item may come without measures; without any proof it may not be struck off."""
    proved = content["measures"] or content["evidence"]
    return [] if proved else [Lack("没有整改措施，也没有佐证材料", "evidence")]


def _unfinished(measures: list[Mapping[str, Any]]) -> list[Lack]:
    found = []
    for measure in measures:
        if not measure["done"]:
            found.append(Lack(f"措施 {measure['ordinal']} 未完成", f"m{measure['id']}"))
        elif not measure["evidence"]:
            found.append(Lack(f"措施 {measure['ordinal']} 没有佐证材料", f"m{measure['id']}"))
    return found


def _outcome_lacks(content: Mapping[str, Any]) -> list[Lack]:
    return [] if content["outcome"] else [Lack("整改成效未填", "outcome")]


def _unreached(content: Mapping[str, Any]) -> list[Lack]:
    open_ones = [step for step in content["milestones"] if not step["reached"]]
    return [Lack(f"阶段目标“{step['text'][:12]}”未达到", "milestones") for step in open_ones]


def _undone_parts(content: Mapping[str, Any]) -> list[Lack]:
    return [Lack(f"配合单位{part['unit']}未确认完成", "co-units") for part in content["co_units"] if not part["done"]]


_APPLICATION_LACKS = {
    StrikeOffKind.COMPLETED: _completed_lacks,
    StrikeOffKind.LASTING: _lasting_lacks,
    StrikeOffKind.TRANSFERRED: _transferred_lacks,
    StrikeOffKind.INFEASIBLE: _infeasible_lacks,
}
