"""Rounds with their durations, each unit's feedback, and who reviews. Problem classes stand in `classes.py`."""

import copy
import re
from collections.abc import Mapping, Sequence
from typing import Any

from tracker.actions.door import Writer, writing
from tracker.actions.redating import redate
from tracker.actions.reference import copy_classes
from tracker.enums import OPEN_STATUSES, Role, UnitKind
from tracker.errors import Invalid, Refused
from tracker.models import Feedback, InspectionRound, Item, Post, ReviewParty, Unit
from tracker.permissions import office_refusal

# What the open items' dates are made of; the other durations and the thresholds are read when they are needed.
DATING = ("claim_days", "plan_days", "days_are_workdays")
_CODE = re.compile(r"[0-9A-Za-z]{1,12}")


def create_round(*, by: Post, **fields: Any) -> InspectionRound:
    """A new round with its own copy of the default problem classes."""
    _only_office(by, "新建轮次")
    with writing(by=by) as writer:
        _check_round(InspectionRound(**fields))
        inspection_round = InspectionRound.objects.create(**fields)
        copied = copy_classes(writer, inspection_round)
        writer.record("create_round", inspection_round, name=inspection_round.name, fields=fields, classes=copied)
    return inspection_round


def change_round(inspection_round: InspectionRound, *, by: Post, **fields: Any) -> int:
    """Change a round; where a duration moved, its open items are dated anew. Returns how many of them moved."""
    _only_office(by, "修改轮次")
    with writing(by=by) as writer:
        row = open_round(inspection_round)
        code = row.code
        _check_round(changed(row, fields))
        changes = writer.alter(row, **fields)
        if "code" in changes and Feedback.objects.filter(inspection_round=row, last_number__gt=0).exists():
            raise Invalid({"code": [f"事项编号已用“{code}”编发，轮次代码不能再改。"]})
        if "is_legacy" in changes and Item.objects.filter(inspection_round=row).exists():
            raise Invalid({"is_legacy": ["本轮次已有事项，不能再改是不是历史轮次。"]})
        if changes:
            writer.record("change_round", row, name=row.name, changes=changes)
        return redate(writer, [row], why=f"“{row}”的期限设置已调整") if changes.keys() & {*DATING} else 0


def close_round(inspection_round: InspectionRound, *, by: Post) -> None:
    """Close (办结) a round of which nothing is open any more; its rows stay readable and counted."""
    _only_office(by, "轮次办结")
    with writing(by=by) as writer:
        row = open_round(inspection_round)
        left = Item.objects.filter(inspection_round=row, status__in=OPEN_STATUSES).count()
        if left:
            raise Refused(f"“{row}”还有 {left} 项没有销号，不能办结。")
        changes = writer.alter(row, closed_at=writer.at, closed_by=by)
        writer.record("close_round", row, name=row.name, changes=changes)


def add_feedback(inspection_round: InspectionRound, *, by: Post, **fields: Any) -> Feedback:
    """Feed back to a unit: from that date its deadlines count."""
    _only_office(by, "登记反馈")
    with writing(by=by) as writer:
        return add_feedback_in(writer, inspection_round, fields)


def add_feedback_in(
    writer: Writer, inspection_round: InspectionRound, fields: Mapping[str, Any], **about: Any
) -> Feedback:
    """The same inside an open door, by whom is asked there; `about` is told by the event as well."""
    row = open_round(inspection_round)
    unit = Unit.objects.get(pk=fields["unit"].pk)
    if unit.kind in (UnitKind.SUPERVISING, UnitKind.LEADERSHIP) or not unit.is_active:
        raise Invalid({"unit": [f"“{unit}”不是在用的被巡察单位。"]})
    if Feedback.objects.filter(inspection_round=row, unit=unit).exists():
        raise Invalid({"unit": [f"“{unit}”在本轮次已有反馈。"]})
    _check_ordinal(row, fields["ordinal"])
    feedback = Feedback.objects.create(inspection_round=row, **fields)
    writer.record("add_feedback", feedback, name=unit.name, fields={"inspection_round": row, **fields}, **about)
    return feedback


def next_ordinal(inspection_round: InspectionRound) -> int:
    """The first place of a round behind all those given."""
    rows = Feedback.objects.filter(inspection_round=inspection_round).order_by("-ordinal")
    return (rows.values_list("ordinal", flat=True).first() or 0) + 1


def change_feedback(feedback: Feedback, *, by: Post, **fields: Any) -> int:
    """Correct a unit's feedback; another date moves its open items. Returns how many moved."""
    _only_office(by, "修改反馈")
    with writing(by=by) as writer:
        row = open_round(feedback.inspection_round)
        feedback = Feedback.objects.select_related("unit").get(pk=feedback.pk)
        if fields.get("ordinal", feedback.ordinal) != feedback.ordinal:
            if feedback.last_number:
                raise Invalid({"ordinal": ["事项编号已用这个序号编发，不能再改。"]})
            _check_ordinal(row, fields["ordinal"])
        changes = writer.alter(feedback, **fields)
        if changes:
            writer.record("change_feedback", feedback, name=feedback.unit.name, changes=changes)
        moves = "fed_back_on" in changes
        return redate(writer, [row], why=f"“{row}”的反馈日期已更正", unit=feedback.unit) if moves else 0


def set_parties(
    inspection_round: InspectionRound, parties: Sequence[tuple[int, Unit]], *, unit: Unit | None = None, by: Post
) -> None:
    """Say who reviews, as (step, body): for the round, or for one unit (none: as the round). Packets under way stay."""
    _only_office(by, "设定审核方")
    with writing(by=by) as writer:
        row = open_round(inspection_round)
        _check_parties(parties, unit)
        old = ReviewParty.objects.filter(inspection_round=row, unit=unit).select_related("unit_of_party")
        before = _told((party.step, party.unit_of_party) for party in old)
        after = _told(sorted(parties, key=lambda party: party[0]))
        if before != after:
            old.delete()
            ReviewParty.objects.bulk_create(_rows(row, parties, unit))
            changes = {"parties": [before, after]}
            writer.record("set_parties", row, name=f"{row}　{unit or '全轮次'}", unit=unit, changes=changes)


def open_round(inspection_round: InspectionRound) -> InspectionRound:
    """The round behind the lock; a closed one is not changed any more."""
    row = InspectionRound.objects.get(pk=inspection_round.pk)
    if row.closed_at is not None:
        raise Refused(f"“{row}”已办结，不能再改。")
    return row


def changed(row: Any, fields: Mapping[str, Any]) -> Any:
    """A copy of a row as it will be, to be looked at before the database sees it."""
    planned = copy.copy(row)
    for name, value in fields.items():
        setattr(planned, name, value)
    return planned


def _only_office(by: Post, doing: str) -> None:
    if sentence := office_refusal(by, doing, Role.SUPERVISOR):
        raise Refused(sentence)


def _check_round(row: InspectionRound) -> None:
    others = InspectionRound.objects.exclude(pk=row.pk)
    errors: dict[str, list[str]] = {}
    if not _CODE.fullmatch(row.code):
        errors["code"] = ["轮次代码用 1 至 12 个字母或数字。"]
    elif others.filter(code__iexact=row.code).exists():
        errors["code"] = [f"轮次代码“{row.code}”已有轮次在用。"]
    if others.filter(name=row.name).exists():
        errors["name"] = [f"已有名为“{row.name}”的轮次。"]
    if row.yellow_days >= row.blue_days:
        errors["yellow_days"] = ["黄灯提前天数要小于蓝灯提前天数。"]
    if errors:
        raise Invalid(errors)


def _check_ordinal(row: InspectionRound, ordinal: int) -> None:
    taken = Feedback.objects.filter(inspection_round=row, ordinal=ordinal).select_related("unit").first()
    if taken is not None:
        raise Invalid({"ordinal": [f"本轮序号 {ordinal} 已给“{taken.unit}”。"]})


def _check_parties(parties: Sequence[tuple[int, Unit]], unit: Unit | None) -> None:
    if not parties and unit is None:
        raise Refused("一个轮次至少要有一个审核方。")
    bodies = [body for _, body in parties]
    for body in bodies:
        if body.kind != UnitKind.SUPERVISING:
            raise Refused(f"“{body}”不是监督机关，不能作审核方。")
        if bodies.count(body) > 1:
            raise Refused(f"“{body}”只能列一次。")


def _rows(row: InspectionRound, parties: Sequence[tuple[int, Unit]], unit: Unit | None) -> list[ReviewParty]:
    ordered = sorted(parties, key=lambda party: party[0])
    return [ReviewParty(inspection_round=row, unit=unit, step=step, unit_of_party=body) for step, body in ordered]


def _told(parties: Any) -> list[str]:
    """Steps and bodies in words, as the history keeps them."""
    return [f"第 {step} 步 {body}" for step, body in parties]
