"""Each move of an item once through its page: the status after it, what is said, and what is refused in words."""

import pytest

from tests.factories import item_at, make_category, make_class, make_post
from tests.views.item_pages import address, enter, errors, said, send
from tracker.actions import items
from tracker.enums import Role, Status
from tracker.models import Event, Item

REASON = "经核实，反馈内容与档案记载一致。"


def after(item):
    item.refresh_from_db()
    return item.status


def test_claim_is_one_button(client, cast):
    item = item_at(Status.ISSUED, cast)
    response = send(enter(client, cast.clerk), "claim", item)

    assert (after(item), response.url) == (Status.PLANNING, address("page", item))
    assert said(response) == ["已认领，请制定整改措施。"]


def test_claiming_twice_tells_who_was_faster(client, cast):
    item = item_at(Status.ISSUED, cast)
    seen = item.revision
    items.claim(item, by=cast.clerk)
    response = enter(client, cast.clerk).post(address("claim", item), {"revision": seen})

    name = cast.clerk.person.name
    assert said(response) == [f"已由{name}处理（2026-11-23 15:30 认领），请看最新情况后再办。"]


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 30, "²"])
def test_a_button_without_a_true_revision_does_nothing(client, cast, revision):
    item = item_at(Status.ISSUED, cast)
    enter(client, cast.clerk).post(address("claim", item), {"revision": revision})

    assert after(item) == Status.ISSUED


@pytest.mark.parametrize(
    ("move", "begins", "who", "fields", "ends", "told"),
    [
        (
            "object",
            Status.ISSUED,
            "clerk",
            {"reason": REASON},
            Status.OBJECTED,
            "异议已报市委巡察办；处理之前，认领期限照常计算。",
        ),
        (
            "uphold",
            Status.OBJECTED,
            "supervisor",
            {"reason": REASON},
            Status.ISSUED,
            "已维持原反馈，事项回到待认领。",
        ),
        (
            "correct",
            Status.OBJECTED,
            "supervisor",
            {"problem": "另一种说法。", "reason": REASON},
            Status.ISSUED,
            "反馈问题已更正，事项回到待认领。",
        ),
        (
            "erratum",
            Status.IN_PROGRESS,
            "supervisor",
            {"problem": "另一种说法。", "reason": REASON},
            Status.IN_PROGRESS,
            "已勘误。",
        ),
        (
            "revise",
            Status.STRIKE_OFF_REVIEW,
            "supervisor",
            {"problem": "另一种说法。", "reason": REASON},
            Status.PLANNING,
            "反馈问题已变更，事项回到制定措施。",
        ),
        ("void", Status.IN_PROGRESS, "supervisor", {"reason": REASON}, Status.VOID, "事项已作废。"),
        (
            "annotate",
            Status.IN_PROGRESS,
            "leader",
            {"text": "请抓紧。"},
            Status.IN_PROGRESS,
            "批示已留存，并已通知单位。",
        ),
    ],
)
def test_a_move_with_words(client, cast, move, begins, who, fields, ends, told):
    item = item_at(begins, cast)
    enter(client, getattr(cast, who))
    assert client.get(address(move, item)).status_code == 200
    response = send(client, move, item, **fields)

    assert (after(item), response.url, said(response)) == (ends, address("page", item), [told])
    data = Event.objects.filter(item=item, verb=move).first().data
    assert data.get("reason", data.get("text")) == fields.get("reason", fields.get("text"))
    if "problem" in fields:
        assert item.problem == fields["problem"]


def test_reassigning_offers_the_rounds_other_units(client, cast):
    item = item_at(Status.PLANNING, cast)
    enter(client, cast.supervisor)
    page = client.get(address("reassign", item))
    assert list(page.context["form"].fields["unit"].queryset) == [cast.other_unit]
    response = send(client, "reassign", item, unit=cast.other_unit.pk, reason=REASON)

    assert said(response) == ["已改派，等新的牵头单位认领。"]
    item.refresh_from_db()
    assert (item.status, item.unit) == (Status.ISSUED, cast.other_unit)


def test_marking_keeps_the_leader_as_person_and_name(client, cast):
    item = item_at(Status.PLANNING, cast)
    person = cast.leader.person
    response = send(enter(client, cast.supervisor), "mark", item, is_key="on", patron_person=person.pk)

    item.refresh_from_db()
    assert (item.is_key, item.listed, item.patron, item.patron_person) == (True, False, person.name, person)
    assert said(response) == ["已标记。"]


def test_marking_somebody_who_is_no_leader_is_refused(client, cast):
    item = item_at(Status.PLANNING, cast)
    response = send(enter(client, cast.supervisor), "mark", item, patron_person=cast.clerk.person.pk)

    assert errors(response) == {"patron_person": ["没有这个选项，请重新选择。"]}


def test_a_name_that_was_matched_to_nobody_survives_marking(client, cast):
    item = item_at(Status.PLANNING, cast)
    Item.objects.filter(pk=item.pk).update(patron="吴某某（副市长）")
    send(enter(client, cast.supervisor), "mark", item, listed="on")

    item.refresh_from_db()
    assert (item.listed, item.patron) == (True, "吴某某（副市长）")


def test_another_category_for_one_item(client, cast):
    item = item_at(Status.IN_PROGRESS, cast)
    category, chosen = make_category("3.2"), make_class("2")
    response = send(enter(client, cast.supervisor), "category", item, category=category.pk, problem_class=chosen.pk)

    item.refresh_from_db()
    assert (item.category, item.problem_class, said(response)) == (category, chosen, ["类别已调整。"])


def test_an_objection_too_short_keeps_what_was_typed(client, cast):
    item = item_at(Status.ISSUED, cast)
    response = send(enter(client, cast.clerk), "object", item, reason="不属实。")

    assert (after(item), response.status_code) == (Status.ISSUED, 200)
    assert errors(response) == {"reason": ["现在 4 个字，至少 10 个字。"]}
    page = response.content.decode()
    assert "不属实。</textarea>" in page
    assert '<a href="#id_reason">异议理由</a>：现在 4 个字，至少 10 个字。' in page


def test_the_page_says_beforehand_how_long_a_reason_must_be(client, cast):
    item = item_at(Status.ISSUED, cast)
    page = enter(client, cast.clerk).get(address("object", item)).content.decode()

    assert "不少于 10 个字。写明不属于本单位的依据，或与事实不符之处。" in page


def test_a_stale_page_is_refused_in_words_and_keeps_what_was_typed(client, cast):
    item = item_at(Status.ISSUED, cast)
    seen = item.revision
    items.mark(item, by=cast.supervisor, is_key=True)
    response = enter(client, cast.clerk).post(address("object", item), {"revision": seen, "reason": REASON})

    name = cast.supervisor.person.name
    sentence = f"已由{name}处理（2026-11-23 15:30 标记重点、包保），请看最新情况后再办。"
    assert (after(item), errors(response)) == (Status.ISSUED, {"__all__": [sentence]})
    assert f"{REASON}</textarea>" in response.content.decode()


def test_the_same_wording_is_no_erratum(client, cast):
    item = item_at(Status.PLANNING, cast)
    response = send(enter(client, cast.supervisor), "erratum", item, problem=item.problem, reason=REASON)

    assert errors(response) == {"problem": ["与原文相同，没有改动。"]}


def test_a_move_at_the_wrong_time_is_shown_with_its_reason_and_cannot_be_pressed(client, cast):
    item = item_at(Status.PLANNING, cast)
    page = enter(client, cast.clerk).get(address("object", item))

    sentence = "事项现为“制定措施”，“提出异议”只在“待认领”时可以办理。"
    assert page.context["why"] == sentence
    assert 'disabled aria-describedby="why"' in page.content.decode()
    response = send(client, "object", item, reason=REASON)
    assert errors(response) == {"__all__": [sentence]}


@pytest.mark.parametrize("move", ["uphold", "void", "annotate"])
def test_the_clerk_is_told_whose_move_it_is(client, cast, move):
    item = item_at(Status.OBJECTED, cast)
    response = send(enter(client, cast.clerk), move, item, reason=REASON, text=REASON)

    who = {"uphold": "市委巡察办", "void": "市委巡察办", "annotate": "市领导"}[move]
    label = {"uphold": "维持原反馈", "void": "作废", "annotate": "批示"}[move]
    assert errors(response) == {"__all__": [f"“{label}”由{who}办理，您现在的任职不能办理。"]}


def test_the_office_claims_for_a_unit_without_accounts(client, cast):
    item = item_at(Status.ISSUED, cast)
    cast.unit.is_typed_for = True
    cast.unit.save()
    response = send(enter(client, cast.supervisor), "claim", item)

    assert (after(item), said(response)) == (Status.PLANNING, ["已认领，请制定整改措施。"])


def test_a_clerk_of_the_parent_unit_sees_but_does_not_claim(client, cast):
    parent = make_post(Role.CLERK, cast.unit)
    child = type(cast.unit).objects.create_under(cast.unit, name="市救助站", kind="INSTITUTION")
    item = item_at(Status.ISSUED, cast)
    Item.objects.filter(pk=item.pk).update(unit=child)
    response = send(enter(client, parent), "claim", item)

    assert (after(item), said(response)) == (
        Status.ISSUED,
        ["“认领”由事项牵头单位的联络员办理，您现在的任职不能办理。"],
    )
