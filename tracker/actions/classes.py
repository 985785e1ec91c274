"""A round's problem classes (问题类别): two levels, each with the category proposed for its items."""

from typing import Any

from tracker.actions.door import writing
from tracker.actions.rounds import changed, open_round
from tracker.enums import Role
from tracker.errors import Invalid, Refused
from tracker.models import InspectionRound, Post, ProblemClass
from tracker.permissions import office_refusal


def add_class(inspection_round: InspectionRound, *, by: Post, **fields: Any) -> ProblemClass:
    """One more class of a round."""
    _only_office(by, "新增问题类别")
    with writing(by=by) as writer:
        row = ProblemClass(inspection_round=open_round(inspection_round), **fields)
        _check(row)
        row.save(force_insert=True)
        writer.record("add_class", row, name=row.name, fields={"inspection_round": inspection_round, **fields})
    return row


def change_class(problem_class: ProblemClass, *, by: Post, **fields: Any) -> None:
    """Change a class of a round; items keep pointing to it."""
    _only_office(by, "修改问题类别")
    with writing(by=by) as writer:
        row = ProblemClass.objects.select_related("inspection_round", "parent").get(pk=problem_class.pk)
        if row.inspection_round is None:
            raise Refused("默认的问题类别不在这里修改。")
        open_round(row.inspection_round)
        _check(changed(row, fields))
        changes = writer.alter(row, **fields)
        if changes:
            writer.record("change_class", row, name=row.name, changes=changes)


def _check(row: ProblemClass) -> None:
    others = ProblemClass.objects.filter(inspection_round=row.inspection_round).exclude(pk=row.pk)
    if others.filter(code=row.code).exists():
        raise Invalid({"code": [f"编号“{row.code}”在本轮次已有。"]})
    parent = row.parent
    if parent is None:
        return
    if parent.inspection_round_id != row.inspection_round_id or parent.parent_id is not None or parent.pk == row.pk:
        raise Invalid({"parent": ["上级类别须是本轮次的一级类别。"]})
    if row.pk and others.filter(parent=row).exists():
        raise Invalid({"parent": ["本类别下面还有类别，不能再放到别的类别之下。"]})


def _only_office(by: Post, doing: str) -> None:
    if sentence := office_refusal(by, doing, Role.SUPERVISOR):
        raise Refused(sentence)
