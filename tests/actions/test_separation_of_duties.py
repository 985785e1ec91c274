"""Nobody reviews or confirms their own work, whichever post they wear; and no turn is opened that nobody could end."""

import datetime

import pytest

from tests.factories import (
    PDF,
    PersonFactory,
    feed_back,
    fill_plan,
    issued,
    item_at,
    make_category,
    make_class,
    make_post,
    make_unit,
    sign,
)
from tests.ledgers.import_books import STANDARD, take
from tracker.actions import evidence, items, packets, plans, progress, reviews, signing
from tracker.enums import Role, Status, SubmissionKind, UnitKind, Verdict
from tracker.errors import Refused
from tracker.models import Item, Packet, Post, Review, ReviewParty
from tracker.queries.worklist import todo_count

OWN_UNIT = "您所在或任职的单位的事项，须由他人审核。"
OWN_HAND = "这件申请由您填报、代填、签字或代表另一方审核过，须由他人审核。"


def handed_in(cast) -> Packet:
    item = item_at(Status.PLANNING, cast)
    fill_plan(item, cast)
    return packets.hand_in([item], SubmissionKind.PLAN, by=cast.clerk)


def verdict(packet: Packet, post: Post, word: Verdict = Verdict.APPROVE) -> str:
    """What the post is told when its party speaks on the packet's one item."""
    review = Review.objects.get(submission__packet=packet, unit_of_party=post.unit)
    try:
        reviews.decide([reviews.Decision(review, word, "佐证材料不齐，请补齐后再报。")], by=post)
    except Refused as refusal:
        return refusal.sentence
    return "done"


def refused(call) -> str:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.sentence


def on_paper(packet: Packet, cast, signer: Post):
    scan = evidence.keep_scan(packet, name="签字单.pdf", chunks=[PDF], by=cast.clerk)
    day, code = datetime.date(2026, 11, 23), packets.check_code(packet)
    return signing.sign_on_paper(packet, scan=scan, signer_post=signer, signed_on=day, code=code, by=cast.clerk)


@pytest.mark.parametrize("word", Verdict)
def test_somebody_lent_by_the_unit_to_a_party_does_not_judge_it(cast, word):
    packet = handed_in(cast)
    sign(packet, cast)
    lent = make_post(Role.REVIEWER, cast.discipline.unit, person=PersonFactory(unit=cast.unit))

    assert todo_count(lent) == 0
    assert verdict(packet, lent, word) == OWN_UNIT
    assert verdict(packet, cast.discipline, word) == "done"


@pytest.mark.parametrize("where", ["unit", "parent"])
def test_another_post_in_the_unit_or_above_it_is_remembered_while_a_partys_is_worn(cast, where):
    parent = make_unit("市农业农村委")
    unit = make_unit("市种子站", parent=parent)
    feed_back(cast.inspection_round, unit)
    clerk, secretary = make_post(Role.CLERK, unit), make_post(Role.SECRETARY, unit)
    item = items.claim(issued(cast, unit=unit), by=clerk)
    measure = {"text": "印发制度。", "owner": "钱某某", "standard": "印发", "deadline_text": "长期"}
    plans.save_plan(item, by=clerk, fields={"root_cause": "责任不清。", "leader": "陈某某"}, measures=[measure])
    packet = packets.hand_in([item], SubmissionKind.PLAN, by=clerk)
    signing.sign(packet, by=secretary, code=packets.check_code(packet))

    make_post(Role.HANDLER, unit if where == "unit" else parent, person=cast.discipline.person)

    assert verdict(packet, cast.discipline) == OWN_UNIT


def test_a_post_that_has_ended_binds_nobody(cast):
    packet = handed_in(cast)
    sign(packet, cast)
    make_post(Role.HANDLER, cast.unit, person=cast.discipline.person, until=datetime.date(2026, 11, 22))

    assert verdict(packet, cast.discipline) == "done"


def test_who_signed_on_paper_does_not_confirm_the_scan_in_another_post(cast):
    packet = handed_in(cast)
    both = make_post(Role.SUPERVISOR, cast.supervisor.unit, person=cast.secretary.person)
    signature = on_paper(packet, cast, cast.secretary)

    assert todo_count(both) == 0
    assert refused(lambda: signing.confirm_scan(signature, by=both)) == (
        "签字单由您签字或上传，须由市委巡察办的其他同志确认。"
    )
    signing.confirm_scan(signature, by=cast.supervisor)


def test_whoever_took_in_a_ledger_with_the_measures_does_not_review_them(cast):
    for code in ("2.1", "2.2", "4.1"):
        make_category(code)
    take(STANDARD, cast.second_supervisor, cast, cast.unit)
    item = Item.objects.order_by("number").first()
    items.claim(item, by=cast.clerk)
    first, *rest = item.measures.kept()
    fields = {"root_cause": "责任不清，监督缺位。", "problem_class": make_class("1"), "leader": "陈某某"}
    rows = [{"id": first.pk, "standard": "印发制度"}, *({"id": row.pk, "remove": True} for row in rest)]
    plans.save_plan(item, by=cast.clerk, fields=fields, measures=rows)
    packet = packets.hand_in([item], SubmissionKind.PLAN, by=cast.clerk)
    sign(packet, cast)

    assert verdict(packet, cast.second_supervisor) == OWN_HAND
    assert verdict(packet, cast.supervisor) == "done"


@pytest.mark.parametrize("doing", ["detach", "unfinish", "submit"])
def test_every_hand_in_the_content_is_kept_from_the_review(cast, doing):
    """Typed in for a unit without accounts: also who only took something out, or handed in a turn that came back."""
    cast.unit.is_typed_for = True
    cast.unit.save()
    item = item_at(Status.IN_PROGRESS, cast)
    measure = item.measures.first()
    use = evidence.attach(item, name="佐证.pdf", chunks=[PDF], measure=measure, by=cast.clerk)
    progress.finish(measure, by=cast.clerk)
    by = cast.second_supervisor
    if doing == "detach":
        evidence.detach(use, by=by)
    elif doing == "unfinish":
        progress.unfinish(measure, reason="检查有遗漏。", by=by)
    else:
        infeasible = {"applied_kind": "INFEASIBLE", "kind_reason": "因规划调整，客观上无法整改。"}
        progress.prepare(item, by=cast.clerk, **infeasible)
        evidence.attach(item, name="规划.pdf", chunks=[PDF + b"1"], by=cast.clerk)
        first = packets.hand_in([item], SubmissionKind.STRIKE_OFF, by=by)
        packets.withdraw(first.submissions.get(), by=cast.clerk)
    progress.prepare(item, by=cast.clerk, applied_kind="INFEASIBLE", kind_reason="因规划调整，客观上无法整改。")
    evidence.attach(item, name="规划二.pdf", chunks=[PDF + b"2"], by=cast.clerk)
    packet = packets.hand_in([item], SubmissionKind.STRIKE_OFF, by=cast.clerk)
    sign(packet, cast)

    assert verdict(packet, by) == OWN_HAND


def test_parties_taken_away_between_handing_in_and_signing(cast):
    packet = handed_in(cast)
    ReviewParty.objects.all().delete()

    sentence = "“二届X市委第6轮巡察”还没有设定审核方，请联系市委巡察办。"
    assert refused(lambda: sign(packet, cast)) == sentence
    assert packet.signatures.count() == 0


def test_a_body_is_no_party_to_the_items_of_what_stands_below_it(cast):
    school = make_unit("市纪检培训中心", parent=cast.discipline.unit, kind=UnitKind.INSTITUTION)
    feed_back(cast.inspection_round, school)
    clerk = make_post(Role.CLERK, school)
    item = items.claim(issued(cast, unit=school), by=clerk)
    measure = {"text": "印发制度。", "owner": "钱某某", "standard": "印发", "deadline_text": "长期"}
    plans.save_plan(item, by=clerk, fields={"root_cause": "责任不清。", "leader": "陈某某"}, measures=[measure])

    assert refused(lambda: packets.hand_in([item], SubmissionKind.PLAN, by=clerk)) == (
        "市纪委监委是审核方，不能审核本单位及下属单位的事项；请市委巡察办为市纪检培训中心另设审核方。"
    )
    ReviewParty.objects.create(
        inspection_round=cast.inspection_round, unit=school, unit_of_party=cast.organisation.unit
    )
    assert packets.hand_in([item], SubmissionKind.PLAN, by=clerk).submissions.count() == 1


@pytest.mark.parametrize("who", ["secretary", "handler", "stranger", "discipline", "leader", "admin"])
def test_who_may_not_record_a_paper_signature_leaves_no_scan(cast, who):
    packet = handed_in(cast)
    post = getattr(cast, who)

    sentence = refused(lambda: evidence.keep_scan(packet, name="签字单.pdf", chunks=[PDF], by=post))
    assert sentence == "“上传签字单”由事项牵头单位的联络员办理，您现在的任职不能办理。"


def test_no_scan_is_kept_for_what_nobody_waits_to_sign(cast):
    packet = handed_in(cast)
    packets.withdraw(packet.submissions.get(), by=cast.clerk)

    sentence = refused(lambda: evidence.keep_scan(packet, name="签字单.pdf", chunks=[PDF], by=cast.clerk))
    assert sentence == "报批单中已没有待签字的事项。"
