"""The buttons on an item's page: which post sees which, and the reason beside those that cannot be pressed."""

import pytest

from tests.factories import fill_plan, finish_all, item_at, make_post, sign
from tests.views.item_pages import show, shown, text_of
from tracker.actions import packets
from tracker.enums import Role, Status, SubmissionKind

# What the clerk of the unit sees in the column, by status.
LOCKED = "申请正在办理，内容已锁定；如需修改，请先撤回，或由书记不予签字、审核方退回。"
CLERK = {
    Status.ISSUED: {"认领": "", "提出异议": ""},
    Status.OBJECTED: {},
    Status.PLANNING: {"制定措施": "", "报方案": "还缺 3 项，见上"},
    Status.PLAN_REVIEW: {"上传签字单": "", "撤回": ""},
    Status.IN_PROGRESS: {"填成效": "", "申请销号": "还缺 4 项，见上", "报进展": "", "上传佐证": ""},
    Status.STRIKE_OFF_REVIEW: {"上传签字单": "", "撤回": ""},
    Status.LASTING: {"填成效": "", "申请销号": "", "报进展": "", "上传佐证": ""},
    Status.STRUCK_OFF: {},
    Status.VOID: {},
}


@pytest.mark.parametrize("status", Status)
def test_the_clerks_buttons(client, cast, status):
    assert shown(show(client, cast.clerk, item_at(status, cast))) == CLERK[status]


# What 巡察办 sees.
OFFICE = {
    Status.ISSUED: {"标记": "", "调整类别": "", "勘误": "", "改派": "", "作废": ""},
    Status.OBJECTED: dict.fromkeys(("维持原反馈", "更正", "标记", "调整类别", "勘误", "改派", "作废"), ""),
    Status.PLANNING: {"标记": "", "调整类别": "", "勘误": "", "改派": "", "实质变更": "", "作废": ""},
    Status.PLAN_REVIEW: {"标记": "", "调整类别": LOCKED, "勘误": LOCKED, "实质变更": "", "作废": ""},
    Status.IN_PROGRESS: {"标记": "", "调整类别": "", "勘误": "", "实质变更": "", "作废": ""},
    Status.STRUCK_OFF: {},
}


@pytest.mark.parametrize("status", OFFICE)
def test_the_offices_buttons(client, cast, status):
    assert shown(show(client, cast.supervisor, item_at(status, cast))) == OFFICE[status]


def test_buttons_of_the_others(client, cast):
    item = item_at(Status.PLAN_REVIEW, cast)
    assert shown(show(client, cast.secretary, item)) == {"签字": ""}
    assert shown(show(client, cast.discipline, item)) == {}
    assert shown(show(client, cast.leader, item)) == {"批示": ""}
    assert shown(show(client, cast.handler, item)) == {}

    sign(item.submissions.open().get().packet, cast)
    assert shown(show(client, cast.secretary, item)) == {}
    assert shown(show(client, cast.discipline, item)) == {"审核": ""}
    assert shown(show(client, cast.clerk, item)) == {"撤回": ""}


def test_the_office_cannot_review_what_it_typed_in(client, cast):
    cast.unit.is_typed_for = True
    cast.unit.save()
    item = item_at(Status.PLANNING, cast)
    fill_plan(item, cast)
    packet = packets.hand_in([item], SubmissionKind.PLAN, by=cast.supervisor)
    sign(packet, cast)

    assert (
        shown(show(client, cast.supervisor, item))["审核"]
        == "这件申请由您填报、代填、签字或代表另一方审核过，须由他人审核。"
    )
    assert shown(show(client, cast.second_supervisor, item))["审核"] == ""


@pytest.mark.parametrize("role", [Role.HANDLER, Role.CLERK])
def test_a_reviewer_who_also_holds_a_post_in_the_unit_is_told_so(client, cast, role):
    item = item_at(Status.PLAN_REVIEW, cast)
    packet = item.submissions.open().get().packet
    sign(packet, cast)
    make_post(role, cast.unit, person=cast.discipline.person)
    said = "您所在或任职的单位的事项，须由他人审核。"

    assert shown(show(client, cast.discipline, item)) == {"审核": said}
    for page in ("", "review/"):
        response = client.get(f"/packets/{packet.number}/{page}")
        assert (said in text_of(response), "其余同意，提交审核" in text_of(response)) == (True, False)
    assert shown(show(client, cast.organisation, item)) == {"审核": ""}


@pytest.mark.past_the_door
def test_a_handler_works_on_own_measures(client, cast):
    item = item_at(Status.IN_PROGRESS, cast)
    response = show(client, cast.handler, item)
    assert shown(response) == {"报进展": "", "上传佐证": ""}
    first, second = response.context["measures"]
    assert [button.label for button in first.buttons] == ["报进展", "上传佐证", "完成"]

    item.measures.filter(pk=second.row.pk).update(owner_person=None)
    response = show(client, cast.handler, item)
    assert [len(each.buttons) for each in response.context["measures"]] == [3, 0]
    assert shown(show(client, make_post(Role.HANDLER, cast.unit), item)) == {}


def test_once_nothing_is_missing_handing_in_is_the_red_button(client, cast):
    item = item_at(Status.IN_PROGRESS, cast)
    finish_all(item, cast)
    response = show(client, cast.clerk, item)

    assert (response.context["page"].missing, response.context["first"]) == ([], "apply")
    assert "销号前都已齐全" in text_of(response)
    page = response.content.decode()
    assert page.count("button--primary") == 1
    assert f'<input type="hidden" name="revision_{item.pk}" value="{item.revision}">' in page
