"""The life of an item outside its submissions: issue, log, claim, object, correct, reassign, mark, void."""

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from tracker import clock
from tracker.actions.beginning import Start, issue_in, log_in
from tracker.actions.deadlines import after, due_of, promise_of
from tracker.actions.door import Writer, only, writing
from tracker.actions.turns import void_turn
from tracker.enums import Role, Status, TimeFrame
from tracker.errors import Refused
from tracker.models import Feedback, InspectionRound, Item, Post, Unit
from tracker.permissions import may_begin
from tracker.workflow import MIN_REASON

CLERKS = (Role.CLERK,)
OFFICE = (Role.SUPERVISOR,)
MARKED = ("is_key", "listed", "patron", "patron_person")


def issue(
    inspection_round: InspectionRound,
    unit: Unit,
    problems: Iterable[Mapping[str, Any]],
    *,
    by: Post,
    batch: Any = None,
    form: str = "",
) -> list[Item]:
    """Issue (下发) a batch of a round's problems to one unit. Each mapping holds item fields, at least `problem`.

    `form` is the digest of the form handed in; the same one again makes nothing new and answers with what it made.
    """
    if sentence := may_begin(by, "issue", unit):
        raise Refused(sentence)
    with writing(by=by) as writer:
        if before := writer.made_by(form):
            return list(Item.objects.filter(pk__in=before).order_by("pk"))
        items = issue_in(writer, inspection_round, [Start(unit, fields) for fields in problems], batch)
        if items:
            writer.notify(unit, CLERKS, f"市委巡察办下发反馈问题 {len(items)} 项，请在期限内认领。")
        writer.give_receipt(form, items)
    return items


def log(inspection_round: InspectionRound, unit: Unit, *, by: Post, form: str = "", **fields: Any) -> Item:
    """Log (登记) a unit's own item: source FOUND 自查发现 or TASK 工作任务. `form` as in `issue`."""
    if sentence := may_begin(by, "log", unit):
        raise Refused(sentence)
    with writing(by=by) as writer:
        if before := writer.made_by(form):
            return Item.objects.get(pk__in=before)
        [item] = log_in(writer, inspection_round, [Start(unit, fields)])
        writer.give_receipt(form, [item])
    return item


def claim(item: Item, *, by: Post, seen: int | None = None) -> Item:
    """Claim (认领): the plan clock starts. An immediate item goes straight to work where the round says so."""
    with writing(by=by) as writer:
        item = writer.fresh(item, seen=seen)
        writer.allow("claim", item)
        skips = item.inspection_round.skips_plan_for_immediate and item.time_frame == TimeFrame.IMMEDIATE
        target = Status.IN_PROGRESS if skips else Status.PLANNING
        promise: dict[str, Any] = {**promise_of(item)} if skips else {}
        return _move(writer, item, "claim", target, claimed_at=writer.at, claimed_by=by, **promise)


def object_to(item: Item, *, reason: str, by: Post, seen: int | None = None) -> Item:
    """Object (提出异议): not ours, or the facts differ. The days go on."""
    with writing(by=by) as writer:
        item = writer.fresh(item, seen=seen)
        writer.allow("object", item)
        reason = _long_enough(reason, "异议理由")
        writer.notify(Unit.objects.of_supervisors(), OFFICE, f"{item.unit}对 {item.number} 提出异议。", item=item)
        return _move(writer, item, "object", Status.OBJECTED, reason=reason)


def uphold(item: Item, *, reason: str, by: Post, seen: int | None = None) -> Item:
    """Uphold (维持原反馈) against an objection; the item waits to be claimed again."""
    with writing(by=by) as writer:
        item = writer.fresh(item, seen=seen)
        writer.allow("uphold", item)
        reason = _long_enough(reason, "维持理由")
        writer.notify(item.unit, CLERKS, f"{item.number} 的异议未采纳，维持原反馈，请认领。", item=item)
        return _move(writer, item, "uphold", Status.ISSUED, reason=reason)


def correct(item: Item, *, problem: str, reason: str, by: Post, seen: int | None = None) -> Item:
    """Correct (更正) the wording after an objection; the old text stays in the history."""
    with writing(by=by) as writer:
        item = writer.fresh(item, seen=seen)
        writer.allow("correct", item)
        reason = _long_enough(reason, "更正理由")
        writer.notify(item.unit, CLERKS, f"{item.number} 的反馈问题已更正，请认领。", item=item)
        return _move(writer, item, "correct", Status.ISSUED, reason=reason, problem=_needed(problem, "反馈问题"))


def erratum(item: Item, *, problem: str, reason: str, by: Post, seen: int | None = None) -> Item:
    """Erratum (勘误): a slip of the pen in the wording; nothing is reset."""
    with writing(by=by) as writer:
        item = writer.fresh(item, seen=seen)
        writer.allow("erratum", item)
        reason = _long_enough(reason, "勘误理由")
        writer.change(item, "erratum", particulars={"reason": reason}, problem=_needed(problem, "反馈问题"))
        return item


def revise(item: Item, *, problem: str, reason: str, by: Post, seen: int | None = None) -> Item:
    """Substantial change (实质变更) of the wording: the open turn ends as void and the unit plans anew."""
    with writing(by=by) as writer:
        item = writer.fresh(item, seen=seen)
        turn = writer.open_turn(item)
        writer.allow("revise", item, turn=turn)
        reason = _long_enough(reason, "变更理由")
        if turn is not None:
            void_turn(writer, turn, "反馈问题有实质变更")
        writer.notify(item.unit, CLERKS, f"{item.number} 的反馈问题有实质变更，请重新制定措施。", item=item)
        fields: dict[str, Any] = {"problem": _needed(problem, "反馈问题"), "kind": "", "due_stopped_on": None}
        fields["due"] = after(item.inspection_round, clock.local_date(writer.at), item.inspection_round.plan_days)
        return _move(writer, item, "revise", Status.PLANNING, reason=reason, **fields)


def reassign(item: Item, *, unit: Unit, reason: str, by: Post, seen: int | None = None) -> Item:
    """Reassign (改派) to another unit before the plan is approved; its claim days count from now. The number stays."""
    with writing(by=by) as writer:
        item = writer.fresh(item, seen=seen)
        writer.allow("reassign", item)
        reason = _long_enough(reason, "改派理由")
        _check_receiver(item, unit)
        writer.notify(item.unit, CLERKS, f"{item.number} 已改派给{unit}。", item=item)
        writer.notify(unit, CLERKS, f"{item.number} 改派给本单位，请认领。", item=item)
        for part in item.co_units.filter(unit=unit, removed_at=None):
            writer.alongside(part, removed_at=writer.at, removed_by=by)
        fields = {"unit": unit, "issued_at": writer.at, "issued_by": by, "claimed_at": None, "claimed_by": None}
        return _move(writer, item, "reassign", Status.ISSUED, reason=reason, **fields)


def _check_receiver(item: Item, unit: Unit) -> None:
    if unit.pk == item.unit_id:
        raise Refused("改派的单位与现牵头单位相同。")
    if not Feedback.objects.filter(inspection_round=item.inspection_round_id, unit=unit).exists():
        raise Refused(f"{unit}不在本轮次的反馈单位中，请先登记该单位的反馈日期。")


def mark(item: Item, *, by: Post, seen: int | None = None, **fields: Any) -> Item:
    """Mark an item as key (重点难点), listed (挂牌督办), or name the city leader who looks after it (包保领导)."""
    only(fields, MARKED)
    with writing(by=by) as writer:
        item = writer.fresh(item, seen=seen)
        writer.allow("mark", item)
        writer.change(item, "mark", **fields)
        return item


def annotate(item: Item, *, text: str, by: Post) -> Item:
    """A city leader's note (批示), kept in the item's history; the unit and 巡察办 are told."""
    with writing(by=by) as writer:
        item = writer.fresh(item)
        writer.allow("annotate", item)
        text = _needed(text, "批示内容")
        writer.record("annotate", item, item=item, text=text)
        writer.notify(
            item.unit, (Role.CLERK, Role.SECRETARY), f"{by.person.name}对 {item.number} 作出批示。", item=item
        )
        text = f"{by.person.name}对{item.unit} {item.number} 作出批示。"
        writer.notify(Unit.objects.of_supervisors(), OFFICE, text, item=item)
        return item


def void(item: Item, *, reason: str, by: Post, seen: int | None = None) -> Item:
    """Void (作废): readable for ever, counted nowhere. An open turn ends with it."""
    with writing(by=by) as writer:
        item = writer.fresh(item, seen=seen)
        turn = writer.open_turn(item)
        writer.allow("void", item, turn=turn)
        return void_one(writer, item, _long_enough(reason, "作废理由"), turn)


def void_one(writer: Writer, item: Item, reason: str, turn: Any = None) -> Item:
    """Void one item, inside an open door."""
    if turn is not None:
        void_turn(writer, turn, "事项已作废")
    writer.notify(item.unit, CLERKS, f"{item.number} 已作废。", item=item)
    fields = {"voided_at": writer.at, "voided_by": writer.by, "kind": "", "due_stopped_on": None}
    return _move(writer, item, "void", Status.VOID, reason=reason, **fields)


def _move(writer: Writer, item: Item, verb: str, target: Status, *, reason: str = "", **fields: Any) -> Item:
    """Change status and whatever comes with it, the due date included."""
    planned = copy.copy(item)
    for name, value in {**fields, "status": target}.items():
        setattr(planned, name, value)
    fields.setdefault("due", due_of(planned))
    writer.change(item, verb, particulars={"reason": reason}, status=target, **fields)
    return item


def _needed(text: str, what: str) -> str:
    if not text.strip():
        raise Refused(f"{what}未填。")
    return text.strip()


def _long_enough(reason: str, what: str) -> str:
    if len(reason.strip()) < MIN_REASON:
        raise Refused(f"{what}不足 {MIN_REASON} 个字，请写明情况。")
    return reason.strip()
