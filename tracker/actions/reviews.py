"""A party's verdicts (审核): item by item or a whole packet in one go; all must approve, one return ends that turn."""

from collections.abc import Sequence
from dataclasses import dataclass

from tracker import clock
from tracker.actions.deadlines import review_due
from tracker.actions.door import Writer, writing
from tracker.actions.turns import approve_turn, send_back
from tracker.enums import Role, SubmissionState, Verdict
from tracker.errors import Refused, Stale
from tracker.models import Item, Post, Review, Submission
from tracker.workflow import MIN_REASON


@dataclass(frozen=True)
class Decision:
    """What a party says of one submission."""

    review: Review
    verdict: Verdict
    opinion: str = ""


def decide(decisions: Sequence[Decision], *, by: Post) -> None:
    """Give verdicts on any number of submissions; all or none."""
    if not decisions:
        raise Refused("没有给出任何意见。")
    with writing(by=by) as writer:
        fresh = _fresh(decisions)
        for decision in decisions:
            _decide(writer, decision, fresh[decision.review.pk])


def _fresh(decisions: Sequence[Decision]) -> dict[int, Review]:
    """The reviews as they are now, behind the lock, with all that a verdict touches: one statement for the packet."""
    item = [f"submission__item__{name}" for name in ("unit", "inspection_round", "category", "problem_class")]
    rows = Review.objects.select_related(*item, "submission__packet", "unit_of_party")
    return rows.in_bulk([decision.review.pk for decision in decisions])


def _decide(writer: Writer, decision: Decision, review: Review) -> None:
    item, turn = review.submission.item, review.submission
    if review.verdict or not turn.is_open:
        raise Stale(_overtaken(review)) if review.verdict else writer.stale(item)
    writer.allow(_move(decision.verdict), item, turn=turn, review=review)
    opinion = _opinion(decision)
    _set_verdict(writer, review, decision.verdict, opinion)
    if decision.verdict == Verdict.RETURN:
        _return(writer, item, turn, review, opinion)
    else:
        _approve(writer, item, turn, review, opinion)


def _move(verdict: Verdict) -> str:
    return "return" if verdict == Verdict.RETURN else "approve"


def _opinion(decision: Decision) -> str:
    opinion = decision.opinion.strip()
    if decision.verdict == Verdict.RETURN and len(opinion) < MIN_REASON:
        number = decision.review.submission.item.number
        raise Refused(f"{number}：退回须写明缺什么、补什么，不少于 {MIN_REASON} 个字。")
    return opinion or "同意。"


def _set_verdict(writer: Writer, review: Review, verdict: Verdict, opinion: str) -> None:
    values = {"verdict": verdict, "opinion": opinion, "reviewed_at": writer.at, "reviewed_by": writer.by}
    if Review.objects.filter(pk=review.pk, verdict="").update(**values) != 1:
        raise writer.stale(review.submission.item)
    writer.tell(review, {name: [getattr(review, name), value] for name, value in values.items()})


def _return(writer: Writer, item: Item, turn: Submission, review: Review, opinion: str) -> None:
    reason = f"{review.unit_of_party.label}：{opinion}"
    send_back(writer, item, turn, "return", SubmissionState.RETURNED, reason)
    text = f"{item.number} 的{turn.get_kind_display()}被{review.unit_of_party.label}退回：{opinion}"
    writer.notify(item.unit, (Role.CLERK, Role.SECRETARY), text, item=item)


def _approve(writer: Writer, item: Item, turn: Submission, review: Review, opinion: str) -> None:
    waiting = list(turn.reviews.filter(verdict="").order_by("step"))
    if not waiting:
        approve_turn(writer, item, turn, opinion, review.unit_of_party.label)
        return
    # Whoever has spoken for one party speaks for no other, whatever further posts they hold.
    writer.alongside(turn, hands=sorted({*turn.hands, writer.by.person_id}))
    if all(each.opened_at is None for each in waiting):
        _open_next_step(writer, turn, waiting)
    writer.record(
        "approve",
        turn,
        item=item,
        party=review.unit_of_party,
        opinion=opinion,
        kind=turn.kind,
        turn=turn.turn,
        waiting=len(waiting),
    )


def _open_next_step(writer: Writer, turn: Submission, waiting: list[Review]) -> None:
    due_on = review_due(turn.item.inspection_round, clock.local_date(writer.at))
    for review in waiting:
        if review.step == waiting[0].step:
            writer.alongside(review, opened_at=writer.at, due_on=due_on)
            text = f"{turn.item.unit} {turn.item.number} 的{turn.get_kind_display()}轮到贵单位审核。"
            writer.notify(review.unit_of_party, (Role.SUPERVISOR, Role.REVIEWER), text, packet=turn.packet)


def _overtaken(review: Review) -> str:
    assert review.reviewed_by is not None, "a verdict always has its reviewer"
    return f"已由{review.reviewed_by.person.name}处理（{review.get_verdict_display()}），请看最新情况后再办。"
