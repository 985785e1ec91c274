"""Who may? Status × move × part in full, in memory, against a table written out here and not read from the code."""

import datetime
import itertools

import pytest

from tracker.enums import Role, Status, SubmissionState, UnitKind, Verdict
from tracker.models import CoUnit, InspectionRound, Item, Measure, Person, Post, Review, Submission, Unit
from tracker.permissions import founding_refusal, naming_refusal, refusal
from tracker.workflow import MOVES, Lack

LIVE = set(Status) - {Status.STRUCK_OFF, Status.VOID}
REVIEW = {Status.PLAN_REVIEW, Status.STRIKE_OFF_REVIEW}
UNREVIEWED = LIVE - REVIEW
WORK, WORK_ON = {Status.IN_PROGRESS}, {Status.IN_PROGRESS, Status.LASTING}
UNSIGNED, SIGNED = SubmissionState.AWAITING_SIGNATURE, SubmissionState.UNDER_REVIEW

# move -> statuses, parts, and for moves on a submission the state it must be in
ALLOWED = {
    "claim": ({Status.ISSUED}, {"clerk"}),
    "object": ({Status.ISSUED}, {"clerk"}),
    "uphold": ({Status.OBJECTED}, {"supervisor"}),
    "correct": ({Status.OBJECTED}, {"supervisor"}),
    "reassign": ({Status.ISSUED, Status.OBJECTED, Status.PLANNING}, {"supervisor"}),
    "erratum": (UNREVIEWED, {"supervisor"}),
    "revise": ({Status.PLANNING, Status.IN_PROGRESS, Status.LASTING} | REVIEW, {"supervisor"}),
    "plan": ({Status.PLANNING}, {"clerk"}),
    "submit_plan": ({Status.PLANNING}, {"clerk"}),
    "sign": (REVIEW, {"secretary"}, UNSIGNED),
    "sign_on_paper": (REVIEW, {"clerk"}, UNSIGNED),
    "confirm_scan": (REVIEW, {"supervisor"}, UNSIGNED),
    "refuse_scan": (REVIEW, {"supervisor"}, UNSIGNED),
    "decline": (REVIEW, {"secretary"}, UNSIGNED),
    "withdraw": (REVIEW, {"clerk"}),
    "approve": (REVIEW, {"reviewer"}, SIGNED),
    "return": (REVIEW, {"reviewer"}, SIGNED),
    "progress": (WORK_ON, {"clerk", "handler"}),
    "attach": (WORK_ON, {"clerk", "handler"}),
    "detach": (WORK_ON, {"clerk", "handler"}),
    "finish": (WORK, {"clerk", "handler"}),
    "unfinish": (WORK, {"clerk", "handler"}),
    "reach": (WORK, {"clerk"}),
    "unreach": (WORK, {"clerk"}),
    "do_part": (WORK, {"co_clerk"}),
    "undo_part": (WORK, {"co_clerk"}),
    "prepare": (WORK_ON, {"clerk"}),
    "apply": (WORK_ON, {"clerk"}),
    "recategorise": (UNREVIEWED, {"supervisor"}),
    "mark": (LIVE, {"supervisor"}),
    "annotate": (LIVE, {"leader"}),
    "void": (LIVE, {"supervisor"}),
}
MAKERS = {"issue", "log"}  # they make an item, so they have no status to start from


def unit(pk: int, path: str, kind: UnitKind = UnitKind.GOVERNMENT) -> Unit:
    return Unit(pk=pk, name=f"单位{pk}", path=path, kind=kind)


BUREAU, SECTION, OTHER, CO = unit(1, "/1/"), unit(2, "/1/2/"), unit(3, "/3/"), unit(4, "/4/")
OFFICE, DISCIPLINE = unit(5, "/5/", UnitKind.SUPERVISING), unit(6, "/6/", UnitKind.SUPERVISING)
_people = itertools.count(1)


def post(role: Role, where: Unit, person: int | None = None, **fields) -> Post:
    someone = Person(pk=person or next(_people), name="某某", unit=where)
    return Post(pk=someone.pk, role=role, unit=where, person=someone, since=datetime.date(2026, 1, 1), **fields)


PARTS = {
    "clerk": post(Role.CLERK, BUREAU),
    "secretary": post(Role.SECRETARY, BUREAU),
    "handler": post(Role.HANDLER, BUREAU),
    "other_handler": post(Role.HANDLER, BUREAU),
    "section_clerk": post(Role.CLERK, SECTION),
    "co_clerk": post(Role.CLERK, CO),
    "co_secretary": post(Role.SECRETARY, CO),
    "stranger": post(Role.CLERK, OTHER),
    "stranger_secretary": post(Role.SECRETARY, OTHER),
    "supervisor": post(Role.SUPERVISOR, OFFICE),
    "reviewer": post(Role.REVIEWER, DISCIPLINE),
    "leader": post(Role.LEADER, OTHER),
    "admin": post(Role.SYSTEM_ADMIN, OFFICE),
    "security": post(Role.SECURITY_ADMIN, OFFICE),
    "auditor": post(Role.AUDITOR, OFFICE),
}


def item_in(status: Status, where: Unit = BUREAU) -> Item:
    return Item(pk=1, number="6-01-01", status=status, unit=where, inspection_round=InspectionRound(code="6"))


def turn_of(state: SubmissionState, *verdicts: Verdict, hands: tuple[int, ...] = ()) -> Submission:
    turn = Submission(pk=1, state=state, hands=list(hands))
    turn._prefetched_objects_cache = {"reviews": [Review(verdict=verdict) for verdict in verdicts]}
    return turn


def pending(where: Unit = DISCIPLINE, **fields) -> Review:
    fields = {"opened_at": datetime.datetime.now(datetime.UTC), "verdict": "", **fields}
    return Review(unit_of_party=where, step=1, **fields)


ABOUT = {
    "measure": Measure(owner_person=PARTS["handler"].person),
    "part": CoUnit(unit=CO),
    "review": pending(),
}


# Of these the test asks about the item's own work; what proves a co-unit's part is told further down.
NOT_OF_A_PART = ("attach", "detach")


def ask(part: str, move: str, status: Status, state: SubmissionState | None) -> str | None:
    turn = turn_of(state) if status in REVIEW and state else None
    about = {**ABOUT, "part": None} if move in NOT_OF_A_PART else ABOUT
    return refusal(PARTS[part], move, item_in(status), turn=turn, **about)


@pytest.mark.parametrize("move", NOT_OF_A_PART)
def test_what_proves_a_part_is_its_own_sides_business(move):
    told = {part: refusal(who, move, item_in(Status.IN_PROGRESS), part=CoUnit(unit=CO)) for part, who in PARTS.items()}

    assert [part for part, sentence in told.items() if sentence is None] == ["co_clerk"]
    assert told["clerk"] == "配合事项的材料由单位4自己上传、取下。"


def test_every_move_is_in_the_table():
    assert set(ALLOWED) | MAKERS == set(MOVES)


@pytest.mark.parametrize("move", ALLOWED)
def test_status_by_move_by_part(move):
    statuses, parts, *states = ALLOWED[move]
    wrong = []
    for status, part, state in itertools.product(Status, PARTS, (UNSIGNED, SIGNED)):
        fits = not states or state in states
        expected = status in statuses and part in parts and fits
        sentence = ask(part, move, status, state)
        if expected != (sentence is None):
            wrong.append((part, status, state, sentence))
    assert wrong == []


@pytest.mark.parametrize("move", ALLOWED)
def test_every_refusal_is_a_chinese_sentence(move):
    sentences = {ask(part, move, status, UNSIGNED) for part in PARTS for status in Status} - {None}
    assert [sentence for sentence in sentences if not sentence.endswith("。") or sentence.isascii()] == []


def test_a_post_that_has_ended_may_do_nothing():
    ended = post(Role.CLERK, BUREAU, until=datetime.date(2026, 11, 22))

    assert refusal(ended, "claim", item_in(Status.ISSUED)) == "您的这一任职已经到期，请换用现任职务或联系安全管理员。"
    assert refusal(post(Role.CLERK, BUREAU, until=datetime.date(2026, 11, 23)), "claim", item_in(Status.ISSUED)) is None


def test_the_wrong_status_says_when_the_move_may_be_made():
    assert refusal(PARTS["clerk"], "claim", item_in(Status.PLANNING)) == (
        "事项现为“制定措施”，“认领”只在“待认领”时可以办理。"
    )


def test_content_is_locked_while_a_submission_is_open():
    item = item_in(Status.IN_PROGRESS)

    assert refusal(PARTS["clerk"], "progress", item, turn=turn_of(UNSIGNED)) == (
        "申请正在办理，内容已锁定；如需修改，请先撤回，或由书记不予签字、审核方退回。"
    )


def test_withdrawing_ends_with_the_first_verdict():
    item = item_in(Status.PLAN_REVIEW)

    assert refusal(PARTS["clerk"], "withdraw", item, turn=turn_of(SIGNED)) is None
    assert refusal(PARTS["clerk"], "withdraw", item, turn=turn_of(SIGNED, Verdict.APPROVE)) == (
        "已有审核方给出意见，不能撤回；可请审核方退回。"
    )


def test_objecting_ends_with_the_claim_days_but_claiming_does_not():
    item = item_in(Status.ISSUED)
    item.due = datetime.date(2026, 11, 22)

    assert refusal(PARTS["clerk"], "object", item) == (
        "认领期限已过（2026-11-22），不能再提异议；请先认领，有不同意见书面报市委巡察办。"
    )
    assert refusal(PARTS["clerk"], "claim", item) is None
    item.due = datetime.date(2026, 11, 23)
    assert refusal(PARTS["clerk"], "object", item) is None


def review_by(who: Post, where: Unit = BUREAU, review: Review | None = None, hands: tuple[int, ...] = ()) -> str | None:
    turn = turn_of(SIGNED, hands=hands)
    return refusal(who, "approve", item_in(Status.PLAN_REVIEW, where), turn=turn, review=review or pending(who.unit))


def test_separation_of_duties():
    reviewer = PARTS["reviewer"]

    assert review_by(reviewer) is None
    assert (
        review_by(reviewer, hands=(reviewer.person_id,))
        == "这件申请由您填报、代填、签字或代表另一方审核过，须由他人审核。"
    )
    assert review_by(reviewer, where=DISCIPLINE) == "本单位的事项须由其他审核方审核。"
    assert review_by(reviewer, where=unit(9, "/6/9/")) == "本单位的事项须由其他审核方审核。"
    for hands in ((), (reviewer.person_id,)):
        said = review_by(reviewer, review=pending(verdict=Verdict.APPROVE), hands=hands)
        assert said == "本审核方已经给出意见，不能再改。"
    assert review_by(reviewer, review=pending(opened_at=None)) == "还没有轮到本审核方，前一步审核通过后再办。"


def test_who_typed_in_may_not_confirm_the_scan():
    supervisor = PARTS["supervisor"]
    turn = turn_of(UNSIGNED, hands=(supervisor.person_id,))

    assert refusal(supervisor, "confirm_scan", item_in(Status.PLAN_REVIEW), turn=turn) == (
        "签字单由您经手填报或上传，须由市委巡察办的其他同志确认。"
    )


def test_the_office_types_in_for_units_without_accounts_alone():
    typed_for = Unit(pk=8, name="单位8", path="/8/", is_typed_for=True)
    supervisor = PARTS["supervisor"]

    assert refusal(supervisor, "claim", item_in(Status.ISSUED, typed_for)) is None
    assert refusal(supervisor, "claim", item_in(Status.ISSUED)) == (
        "“认领”由事项牵头单位的联络员办理，您现在的任职不能办理。"
    )
    assert refusal(PARTS["clerk"], "claim", item_in(Status.ISSUED, typed_for)) is not None


def test_who_may_name_people_and_found_units_while_a_ledger_is_taken_in():
    """The clerk names people of the own unit, 巡察办 of any; units are founded by 巡察办 alone."""
    named = {part: [naming_refusal(post, unit) is None for unit in (BUREAU, OTHER)] for part, post in PARTS.items()}
    assert {part: may for part, may in named.items() if any(may)} == {
        "clerk": [True, False],
        "stranger": [False, True],
        **{part: [True, True] for part in PARTS if PARTS[part].role == Role.SUPERVISOR},
    }
    assert {part for part, post in PARTS.items() if founding_refusal(post) is None} == {
        part for part in PARTS if PARTS[part].role == Role.SUPERVISOR
    }
    assert naming_refusal(PARTS["stranger"], BUREAU) == (
        "单位1不是本单位，不能新建它的人员；请照原文存，或请系统管理员在设置中新建。"
    )


def test_what_is_missing_is_told_in_the_refusal():
    missing = [Lack("根本原因未填", "plan"), Lack("还没有整改措施", "measures")]

    assert refusal(PARTS["clerk"], "submit_plan", item_in(Status.PLANNING), missing=missing) == (
        "还缺 2 项，不能报方案：根本原因未填；还没有整改措施。"
    )
