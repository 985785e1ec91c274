"""Milestones and co-units' parts on the pages of an item: done by their own side, taken back with a reason."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile

from tests.factories import PDF, item_at
from tests.views.item_pages import address, enter, errors, said, send
from tracker import clock
from tracker.actions import plans
from tracker.enums import Status
from tracker.models import CoUnit, EvidenceUse
from tracker.models.contents import content_of


@pytest.fixture
def item(cast):
    return item_at(Status.IN_PROGRESS, cast)


def upload() -> UploadedFile:
    return SimpleUploadedFile("拨付凭证.pdf", PDF)


def test_a_milestone_is_reached_by_one_button(client, cast):
    item = item_at(Status.PLANNING, cast)
    plans.save_plan(item, by=cast.clerk, milestones=[{"text": "完成清查", "due_on": clock.today()}])
    step = item.milestones.get()
    enter(client, cast.clerk)
    refused = send(client, "reach", item, step.pk)
    assert said(refused) == ["事项现为“制定措施”，“达到阶段目标”只在“整改中”时可以办理。"]

    type(item).objects.filter(pk=item.pk).update(status=Status.IN_PROGRESS)
    assert said(send(client, "reach", item, step.pk))[-1] == "阶段目标已达到。"
    step.refresh_from_db()
    assert step.reached_by == cast.clerk

    link = f'href="{address("unreach", item, step.pk)}"'
    assert link in client.get(address("page", item)).content.decode()
    assert errors(send(client, "unreach", item, step.pk)) == {"reason": ["这个字段是必填项。"]}
    back = send(client, "unreach", item, step.pk, reason="数据还没有核完。")
    step.refresh_from_db()
    assert (step.reached_at, said(back)) == (None, ["阶段目标已恢复为未达到。"])
    assert link not in client.get(address("page", item)).content.decode()


def test_a_co_units_clerk_says_its_part_is_done(client, cast, item):
    part = CoUnit.objects.create(item=item, unit=cast.other_unit, part="核拨资金")
    sentence = "“完成配合事项”由配合单位的联络员办理，您现在的任职不能办理。"
    assert enter(client, cast.clerk).get(address("do_part", item, part.pk)).context["why"] == sentence

    response = send(enter(client, cast.stranger), "do_part", item, part.pk, note="资金已到位。")
    part.refresh_from_db()
    assert (part.done_by, part.done_note, said(response)) == (cast.stranger, "资金已到位。", ["配合事项已完成。"])

    back = send(client, "undo_part", item, part.pk, reason="凭证不全。")
    part.refresh_from_db()
    assert (part.done_at, part.done_note, said(back)) == (None, "", ["配合事项已完成。", "配合事项已恢复为未完成。"])


def test_a_co_unit_proves_its_own_part_and_nothing_else(client, cast, item):
    part = CoUnit.objects.create(item=item, unit=cast.other_unit, part="核拨资金")
    page = enter(client, cast.stranger).get(address("attach", item))
    assert (page.context["why"], page.context["form"].fields["place"].choices) == (
        "",
        [(f"p{part.pk}", "配合事项　核拨资金")],
    )
    for place in ("", f"m{item.measures.kept().first().pk}"):
        assert errors(send(client, "attach", item, place=place, file=upload()))["place"] != []
    assert said(send(client, "attach", item, place=f"p{part.pk}", file=upload())) == ["佐证材料已保存。"]

    use = EvidenceUse.objects.get(item=item)
    assert (use.co_unit, use.added_by) == (part, cast.stranger)
    content = content_of(item)
    assert ([file["id"] for file in content["co_units"][0]["evidence"]], content["evidence"]) == ([use.evidence_id], [])

    sentence = "配合事项的材料由市水利局自己上传、取下。"
    assert enter(client, cast.clerk).get(address("detach", item, use.pk)).context["why"] == sentence
    refused = send(client, "detach", item, use.pk, reason="换一份。")
    assert errors(refused) == {"__all__": [sentence]}
    assert said(send(enter(client, cast.stranger), "detach", item, use.pk, reason="换一份。")) == ["佐证材料已取下。"]
