"""The demo with any number of items, and what the command refuses."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from tests.commands.demo import load
from tracker.actions.deadlines import due_of
from tracker.enums import Status, SubmissionKind, SubmissionState
from tracker.models import Feedback, Item, Unit, User
from tracker.models.contents import content_of


def test_a_number_of_items_that_is_none_is_refused(db) -> None:
    with pytest.raises(CommandError, match=r"^--items 应是大于 0 的整数。$"):
        load("--items", "0")
    assert Unit.objects.count() == 0


@pytest.mark.django_db
def test_in_bulk_there_are_exactly_so_many_and_they_hold_together() -> None:
    said, wrong = load("--items", "200")
    assert wrong == []
    assert said == "已装入演示数据：49 个单位，200 个事项。\n"
    assert sum(Feedback.objects.values_list("last_number", flat=True)) == Item.objects.count() == 200
    for item in Item.objects.select_related("unit", "inspection_round", "category", "problem_class"):
        assert (item.number, item.due) == (item.number, due_of(item))
        turn = item.submissions.first()
        assert (turn is None) == (item.status not in TURNS), item.number
        if turn is not None:
            pinned = json.loads(turn.snapshot)
            assert (turn.state, turn.kind) == TURNS[item.status]
            assert pinned["content"] == json.loads(json.dumps(content_of(item), default=str))


TURNS = {
    Status.PLAN_REVIEW: (SubmissionState.UNDER_REVIEW, SubmissionKind.PLAN),
    Status.STRIKE_OFF_REVIEW: (SubmissionState.UNDER_REVIEW, SubmissionKind.STRIKE_OFF),
    Status.LASTING: (SubmissionState.APPROVED, SubmissionKind.STRIKE_OFF),
    Status.STRUCK_OFF: (SubmissionState.APPROVED, SubmissionKind.STRIKE_OFF),
}


@pytest.mark.django_db
def test_without_a_password_one_is_made_and_told() -> None:
    out = StringIO()
    with override_settings(DEMO_PASSWORD=""):
        call_command("load_demo", "--items", "1", stdout=out)
    password = out.getvalue().splitlines()[1].removeprefix("演示账号的口令：")
    assert User.objects.get(username="demo_clerk").check_password(password)
    assert len(password) == 12
