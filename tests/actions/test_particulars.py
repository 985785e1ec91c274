"""Every field that an action changes in any row is told in its events, old and new: the history needs nothing else."""

import datetime
import json

import pytest

from tests.factories import PDF, fill_plan, finish_all, issued, item_at, make_class
from tracker.actions import evidence, items, packets, plans, progress, reviews, signing
from tracker.canonical import canonical
from tracker.enums import Status, StrikeOffKind, SubmissionKind, Verdict
from tracker.models import (
    CoUnit,
    Event,
    EvidenceUse,
    Feedback,
    Item,
    Measure,
    Milestone,
    Packet,
    Review,
    ReviewParty,
    Signature,
    Submission,
)

KEPT = (Item, Measure, Milestone, CoUnit, EvidenceUse, Submission, Signature, Review, Feedback, Packet)
LISTS = {"measures": "measure", "milestones": "milestone", "co_units": "counit"}
REASON = "情况已经核实，理由如下所述。"
DAY = datetime.date(2027, 3, 1)


def state() -> dict:
    """(kind, id, field) → value of every row there is, as JSON knows it; `revision` only counts the changes."""
    return {
        (model._meta.model_name, str(row.pk), field.name): json.loads(canonical(getattr(row, field.attname)))
        for model in KEPT
        for row in model.objects.all()
        for field in model._meta.concrete_fields
        if field.name != "revision"
    }


def told(since: int) -> dict:
    """(kind, id, field) → [old, new] as the events after `since` tell it."""
    found: dict = {}
    for event in Event.objects.filter(seq__gt=since).order_by("seq"):
        data = event.data
        rows = [{"kind": event.object_kind, "id": event.object_id, "changes": data.get("changes", {})}]
        rows += data.get("rows", [])
        rows += [{"kind": kind, **row} for name, kind in LISTS.items() for row in data.get(name, [])]
        for row in rows:
            for name, pair in row.get("changes", {}).items():
                old, new = (value["id"] if isinstance(value, dict) else value for value in pair)
                found.setdefault((row["kind"], str(row["id"]), name), [old, None])[1] = new
    return found


@pytest.fixture
def tells(cast):
    """Runs an action and holds what its events tell against what it changed in rows that were there before."""

    def run(action):
        before, since = state(), Event.objects.count()
        result = action()
        after, said = state(), told(since)
        changed = {key: [old, after[key]] for key, old in before.items() if after[key] != old}
        assert changed
        assert {key: said.get(key) for key in changed} == changed
        return result

    return run


@pytest.fixture
def packet(cast):
    item = item_at(Status.PLANNING, cast)
    fill_plan(item, cast)
    return packets.hand_in([item], SubmissionKind.PLAN, by=cast.clerk)


def on_paper(packet, cast):
    scan = evidence.keep_scan(packet, name="签字单.pdf", chunks=[PDF], by=cast.clerk)
    code = packets.check_code(packet)
    today = datetime.date(2026, 11, 23)
    return signing.sign_on_paper(
        packet, scan=scan, signer_post=cast.secretary, signed_on=today, code=code, by=cast.clerk
    )


def test_issuing_tells_the_counter(cast, tells):
    tells(lambda: issued(cast))


def test_the_plan_form(cast, tells):
    item = item_at(Status.PLANNING, cast)
    fill_plan(item, cast)
    plans.save_plan(
        item,
        by=cast.clerk,
        milestones=[{"text": "完成调研", "due_on": DAY}],
        co_units=[{"unit": cast.other_unit, "part": "比对数据"}],
    )
    first, second = item.measures.kept()
    step, part = item.milestones.get(), item.co_units.get()
    tells(
        lambda: plans.save_plan(
            item,
            by=cast.clerk,
            fields={"owner": "钱某某", "problem_class": make_class("2")},
            measures=[{"id": first.pk, "remove": True}, {"id": second.pk, "text": "改了。", "deadline": DAY}],
            milestones=[{"id": step.pk, "due_on": DAY + datetime.timedelta(days=1)}],
            co_units=[{"id": part.pk, "part": "提供数据"}],
        )
    )


def test_the_work(cast, tells):
    item = item_at(Status.PLANNING, cast)
    fill_plan(item, cast)
    plans.save_plan(
        item,
        by=cast.clerk,
        milestones=[{"text": "完成调研", "due_on": DAY}],
        co_units=[{"unit": cast.other_unit, "part": "比对数据"}],
    )
    packet = packets.hand_in([item], SubmissionKind.PLAN, by=cast.clerk)
    signing.sign(packet, by=cast.secretary, code=packets.check_code(packet))
    for post in cast.reviewers:
        row = Review.objects.get(unit_of_party=post.unit)
        tells(lambda row=row, post=post: reviews.decide([reviews.Decision(row, Verdict.APPROVE)], by=post))
    measure = item.measures.first()
    tells(lambda: progress.finish(measure, text="办结。", by=cast.clerk))
    tells(lambda: progress.unfinish(measure, reason="检查有遗漏。", by=cast.clerk))
    tells(lambda: progress.reach(item.milestones.get(), by=cast.clerk))
    tells(lambda: progress.do_part(item.co_units.get(), note="数据已比对。", by=cast.stranger))
    tells(lambda: progress.prepare(item, by=cast.clerk, outcome="制度已印发。", amount_recovered="18.4000"))


def test_evidence_shared_and_taken_down(cast, tells):
    one, other = item_at(Status.IN_PROGRESS, cast), item_at(Status.IN_PROGRESS, cast)
    use = evidence.attach(one, name="会议纪要.pdf", chunks=[PDF], by=cast.clerk)
    tells(lambda: evidence.share(use, [(other, None)], by=cast.clerk))
    tells(lambda: evidence.detach(use, reason="传错了。", by=cast.clerk))


def test_a_password_signature(cast, tells, packet):
    tells(lambda: signing.sign(packet, by=cast.secretary, code=packets.check_code(packet)))


def test_a_paper_signature_refused_and_confirmed(cast, tells, packet):
    signature = tells(lambda: on_paper(packet, cast))
    tells(lambda: signing.refuse_scan(signature, reason=REASON, by=cast.supervisor))
    signature = on_paper(packet, cast)
    tells(lambda: signing.confirm_scan(signature, by=cast.supervisor))
    assert list(packet.submissions.get().item.events.order_by("-seq").values_list("verb", flat=True)[:1]) == [
        "confirm_scan"
    ]


def test_withdrawn_declined_and_returned(cast, tells, packet):
    item = packet.submissions.get().item
    tells(lambda: packets.withdraw(packet.submissions.get(), by=cast.clerk))
    packet = tells(lambda: packets.hand_in([item], SubmissionKind.PLAN, by=cast.clerk))
    tells(lambda: signing.decline(packet.submissions.get(), reason=REASON, by=cast.secretary))
    packet = packets.hand_in([item], SubmissionKind.PLAN, by=cast.clerk)
    signing.sign(packet, by=cast.secretary, code=packets.check_code(packet))
    review = Review.objects.get(unit_of_party=cast.discipline.unit)
    tells(lambda: reviews.decide([reviews.Decision(review, Verdict.RETURN, REASON)], by=cast.discipline))


def test_the_next_step_and_the_strike_off(cast, tells):
    ReviewParty.objects.filter(unit_of_party=cast.supervisor.unit).update(step=2)
    item = item_at(Status.IN_PROGRESS, cast)
    finish_all(item, cast)
    packet = packets.hand_in([item], SubmissionKind.STRIKE_OFF, by=cast.clerk)
    signing.sign(packet, by=cast.secretary, code=packets.check_code(packet))
    for post in (cast.discipline, cast.organisation, cast.second_supervisor):
        row = Review.objects.get(submission__packet=packet, unit_of_party=post.unit)
        tells(lambda row=row, post=post: reviews.decide([reviews.Decision(row, Verdict.APPROVE)], by=post))
    item.refresh_from_db()
    assert (item.status, item.kind) == (Status.STRUCK_OFF, StrikeOffKind.COMPLETED)


def test_the_office(cast, tells, packet):
    item = packet.submissions.get().item
    tells(lambda: items.mark(item, by=cast.supervisor, is_key=True, patron="陈某某"))
    tells(lambda: items.revise(item, problem="改了实质。", reason=REASON, by=cast.supervisor))
    plans.save_plan(item, by=cast.clerk, co_units=[{"unit": cast.other_unit, "part": "比对数据"}])
    tells(lambda: items.reassign(item, unit=cast.other_unit, reason=REASON, by=cast.supervisor))
    tells(lambda: items.void(item, reason=REASON, by=cast.supervisor))
