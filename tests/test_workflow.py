"""The workflow as data: the table is whole, the lamp follows the design's table, what is missing is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.enums import Lamp, Status, StrikeOffKind, SubmissionKind, SubmissionState, TimeFrame
from tracker.workflow import (
    BACK,
    HOLDERS,
    MOVES,
    Actor,
    approved_target,
    holder,
    lacks,
    lamp_of,
)

COMPLETE = {
    "root_cause": "责任不清",
    "problem_class": "责任落实",
    "category": "2.1",
    "leader": "陈某某",
    "time_frame": TimeFrame.BY_DATE,
    "outcome": "已印发",
    "kind_reason": "已移交市财政局继续办理",
    "keep_up": "每季度抽查",
    "next_review": "2027-02-01",
    "measures": [
        {
            "id": 7,
            "ordinal": 1,
            "owner": "赵某某",
            "standard": "印发",
            "deadline": "2026-12-31",
            "deadline_text": "",
            "done": True,
            "evidence": [{"id": 1}],
        }
    ],
    "milestones": [],
    "co_units": [],
    "evidence": [{"id": 2}],
}


def test_every_status_has_a_holder_and_a_way_on():
    assert set(HOLDERS) == set(Status)
    stuck = [status for status in Status if not any(status in move.sources for move in MOVES.values())]
    assert stuck == [Status.STRUCK_OFF, Status.VOID]


def test_every_status_is_reached_by_some_move():
    reached = {move.target for move in MOVES.values()} - {None}
    by_approval = {Status.IN_PROGRESS, Status.LASTING, Status.STRUCK_OFF}
    assert reached | by_approval == set(Status)
    assert set(BACK) <= set(MOVES)


def test_the_secretary_holds_the_ball_while_a_signature_is_awaited():
    assert holder(Status.PLAN_REVIEW, SubmissionState.AWAITING_SIGNATURE) == Actor.SECRETARY
    assert holder(Status.PLAN_REVIEW, SubmissionState.UNDER_REVIEW) == Actor.PARTY
    assert holder(Status.PLANNING) == Actor.CLERK


@pytest.mark.parametrize(
    ("kind", "strike_off_kind", "target"),
    [
        (SubmissionKind.PLAN, "", Status.IN_PROGRESS),
        (SubmissionKind.STRIKE_OFF, StrikeOffKind.COMPLETED, Status.STRUCK_OFF),
        (SubmissionKind.STRIKE_OFF, StrikeOffKind.TRANSFERRED, Status.STRUCK_OFF),
        (SubmissionKind.STRIKE_OFF, StrikeOffKind.INFEASIBLE, Status.STRUCK_OFF),
        (SubmissionKind.STRIKE_OFF, StrikeOffKind.LASTING, Status.LASTING),
    ],
)
def test_where_the_last_approval_leads(kind, strike_off_kind, target):
    assert approved_target(kind, strike_off_kind) == target


@pytest.mark.parametrize(
    ("status", "days", "lamp"),
    [
        (Status.ISSUED, 3, Lamp.YELLOW),
        (Status.ISSUED, 0, Lamp.YELLOW),
        (Status.ISSUED, -1, Lamp.RED),
        (Status.IN_PROGRESS, 21, Lamp.GREEN),
        (Status.IN_PROGRESS, 20, Lamp.BLUE),
        (Status.IN_PROGRESS, 11, Lamp.BLUE),
        (Status.IN_PROGRESS, 10, Lamp.YELLOW),
        (Status.IN_PROGRESS, 0, Lamp.YELLOW),
        (Status.IN_PROGRESS, -1, Lamp.RED),
        (Status.IN_PROGRESS, None, Lamp.GREY),
        (Status.STRIKE_OFF_REVIEW, -5, Lamp.RED),
        (Status.LASTING, None, Lamp.GREY),
        (Status.LASTING, 15, Lamp.GREY),
        (Status.LASTING, 10, Lamp.YELLOW),
        (Status.LASTING, -1, Lamp.RED),
        (Status.STRUCK_OFF, -100, Lamp.DONE),
        (Status.VOID, -100, Lamp.NONE),
    ],
)
def test_the_lamp_follows_the_table(status, days, lamp):
    assert lamp_of(status, days, blue_days=20, yellow_days=10) == lamp


@given(status=st.sampled_from(Status), days=st.integers(-400, 400), more=st.integers(0, 400))
def test_more_time_never_makes_a_lamp_worse(status, days, more):
    order = [Lamp.RED, Lamp.YELLOW, Lamp.BLUE, Lamp.GREEN, Lamp.GREY, Lamp.DONE, Lamp.NONE]
    now, later = lamp_of(status, days, 20, 10), lamp_of(status, days + more, 20, 10)
    assert order.index(later) >= order.index(now)


def test_nothing_is_missing_from_what_is_complete():
    assert lacks(SubmissionKind.PLAN, COMPLETE) == []
    assert [lacks(SubmissionKind.STRIKE_OFF, COMPLETE, kind) for kind in StrikeOffKind] == [[], [], [], []]


def said(kind: SubmissionKind, strike_off_kind: str = "", **changed) -> list[tuple[str, str]]:
    return [(lack.text, lack.anchor) for lack in lacks(kind, {**COMPLETE, **changed}, strike_off_kind)]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"root_cause": ""}, [("根本原因未填", "plan")]),
        ({"problem_class": ""}, [("问题类别未选", "plan")]),
        ({"leader": ""}, [("牵头领导未填", "plan")]),
        ({"measures": []}, [("还没有整改措施", "measures")]),
        ({"time_frame": TimeFrame.MID_LONG}, [("中长期整改未列“计划改”路线图", "milestones")]),
    ],
)
def test_what_a_plan_lacks(changed, expected):
    assert said(SubmissionKind.PLAN, **changed) == expected


def test_what_a_measure_lacks_is_told_with_its_number():
    bare = {**COMPLETE["measures"][0], "owner": "", "standard": "", "deadline": None}

    assert said(SubmissionKind.PLAN, measures=[bare]) == [
        ("措施 1 未填责任人", "m7"),
        ("措施 1 未填完成标准", "m7"),
        ("措施 1 未填时限", "m7"),
    ]


OPEN = {**COMPLETE["measures"][0], "done": False}
BARE = {**COMPLETE["measures"][0], "evidence": []}


@pytest.mark.parametrize(
    ("kind", "changed", "expected"),
    [
        (StrikeOffKind.COMPLETED, {"measures": [OPEN]}, [("措施 1 未完成", "m7")]),
        (StrikeOffKind.COMPLETED, {"measures": [BARE]}, [("措施 1 没有佐证材料", "m7")]),
        (StrikeOffKind.COMPLETED, {"outcome": ""}, [("整改成效未填", "outcome")]),
        (
            StrikeOffKind.COMPLETED,
            {"milestones": [{"text": "完成调研", "reached": False}]},
            [("阶段目标“完成调研”未达到", "milestones")],
        ),
        (
            StrikeOffKind.COMPLETED,
            {"co_units": [{"unit": "市财政局", "done": False}]},
            [("配合单位市财政局未确认完成", "co-units")],
        ),
        (StrikeOffKind.LASTING, {"measures": [{**OPEN, "deadline": None}]}, []),
        (StrikeOffKind.LASTING, {"measures": [OPEN]}, [("措施 1 未完成", "m7")]),
        (StrikeOffKind.LASTING, {"next_review": None}, [("下次复核日期未填", "outcome")]),
        (StrikeOffKind.LASTING, {"keep_up": ""}, [("长期坚持的内容未填", "outcome")]),
        (StrikeOffKind.TRANSFERRED, {"measures": [OPEN]}, []),
        (StrikeOffKind.TRANSFERRED, {"evidence": []}, [("没有接收单位的书面材料，请上传到“整个事项”", "evidence")]),
        (StrikeOffKind.INFEASIBLE, {"kind_reason": "没办法"}, [("理由未填或不足 10 个字", "outcome")]),
        (StrikeOffKind.INFEASIBLE, {"evidence": []}, [("没有客观原因的证明材料，请上传到“整个事项”", "evidence")]),
    ],
)
def test_what_an_application_lacks(kind, changed, expected):
    assert said(SubmissionKind.STRIKE_OFF, kind, **changed) == expected


def test_an_application_without_a_kind_says_so():
    assert said(SubmissionKind.STRIKE_OFF) == [("未选择申请结果", "outcome")]
