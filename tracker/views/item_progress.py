"""The work on an item: progress, finished measures, reached milestones, co-units' parts, outcome, evidence."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from tracker.actions import evidence as evidences
from tracker.actions import progress as actions
from tracker.enums import Role
from tracker.forms import progress as forms
from tracker.models import CoUnit, Item, Measure
from tracker.permissions import types_for
from tracker.views import access
from tracker.views.flow import press
from tracker.views.item_forms import FormMove, seen, show

_NOTE = FormMove("progress", forms.ProgressForm, actions.note, "进展已记入。")
_FINISH = FormMove("finish", forms.FinishForm, actions.finish, "措施已完成。", "申请销号前，每条措施还须有佐证材料。")
_UNFINISH = FormMove("unfinish", forms.ReasonOnlyForm, actions.unfinish, "措施已恢复为未完成。")
_UNREACH = FormMove("unreach", forms.ReasonOnlyForm, actions.unreach, "阶段目标已恢复为未达到。")
_UNDO_PART = FormMove("undo_part", forms.ReasonOnlyForm, actions.undo_part, "配合事项已恢复为未完成。", is_pinned=False)
_PART = FormMove("do_part", forms.PartForm, actions.do_part, "配合事项已完成。", is_pinned=False)
_OUTCOME = FormMove(
    "prepare",
    forms.OutcomeForm,
    actions.prepare,
    "已保存。",
    "可以先存一部分；申请销号前还缺什么，事项页右边会列出。",
    button="保存",
)
_ATTACH = FormMove("attach", forms.AttachForm, evidences.attach, "佐证材料已保存。")
_DETACH = FormMove(
    "detach",
    forms.ReasonOnlyForm,
    evidences.detach,
    "佐证材料已取下。",
    "文件和记录都还在，只是不再证明这件事项。",
    is_pinned=False,
)


def progress(request: HttpRequest, number: str) -> HttpResponse:
    """Report progress on the item or one of its measures; ?measure= chooses beforehand."""
    item = access.item(request, number)
    about = {"measure": _own_measure(request, item)}
    first = {"measure": request.GET.get("measure") or _own_pk(about["measure"])}
    return show(request, item, _NOTE, _on(actions.note, item), about=about, initial=first)


def finish(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A measure is done."""
    return _of_measure(request, number, pk, _FINISH)


def unfinish(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A measure is not done after all."""
    return _of_measure(request, number, pk, _UNFINISH)


def _of_measure(request: HttpRequest, number: str, pk: int, spec: FormMove) -> HttpResponse:
    item = access.item(request, number)
    measure = get_object_or_404(item.measures.kept(), pk=pk)
    note = f"措施 {measure.ordinal}　{measure.text}"
    return show(request, item, spec, _on(spec.act, measure), about={"measure": measure}, note=note)


@require_POST
def reach(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A step of the road map is reached: one button."""
    item = access.item(request, number)
    step = get_object_or_404(item.milestones.kept().select_related("item"), pk=pk)
    press(request, lambda: actions.reach(step, by=request.worn, seen=seen(request)), "阶段目标已达到。")
    return redirect("items:page", number)


def unreach(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A step of the road map is not reached after all."""
    item = access.item(request, number)
    step = get_object_or_404(item.milestones.kept().select_related("item"), pk=pk)
    return show(request, item, _UNREACH, _on(actions.unreach, step), note=f"阶段目标　{step.text}")


def do_part(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A co-unit's own side says that its part is done."""
    return _of_part(request, number, pk, _PART)


def undo_part(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A co-unit's part is not done after all."""
    return _of_part(request, number, pk, _UNDO_PART)


def _of_part(request: HttpRequest, number: str, pk: int, spec: FormMove) -> HttpResponse:
    item = access.item(request, number)
    part = get_object_or_404(item.co_units.filter(removed_at=None).select_related("unit", "item"), pk=pk)
    note = f"{part.unit.name}承担：{part.part}"
    return show(request, item, spec, _on(spec.act, part), about={"part": part}, note=note)


def outcome(request: HttpRequest, number: str) -> HttpResponse:
    """What came of it, and with what result it will be applied for."""
    item = access.item(request, number)
    return show(request, item, _OUTCOME, _on(actions.prepare, item))


def attach(request: HttpRequest, number: str) -> HttpResponse:
    """Upload one file for the item, a measure, a milestone or a part; ?place= chooses beforehand."""
    item = access.item(request, number)
    own, part = _own_measure(request, item), _own_part(request, item)
    first = {"place": request.GET.get("place") or _place_of(own, part)}
    about = {"measure": own, "part": part}
    return show(request, item, _ATTACH, _on(evidences.attach, item), about=about, initial=first)


def detach(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a file out of the item again."""
    item = access.item(request, number)
    uses = item.evidence_uses.filter(removed_at=None)
    use = get_object_or_404(uses.select_related("evidence", "measure", "co_unit__unit", "item"), pk=pk)
    about = {"measure": use.measure, "part": use.co_unit}
    return show(request, item, _DETACH, _on(evidences.detach, use), about=about, note=use.evidence.name)


def _on(act: Callable[..., Any], row: Any) -> Callable[..., Any]:
    return lambda **values: act(row, **values)


def _own_measure(request: HttpRequest, item: Item) -> Measure | None:
    """A 责任人 stands to the item through a measure of their own."""
    if request.worn.role != Role.HANDLER:
        return None
    return item.measures.kept().filter(owner_person=request.worn.person_id).first()


def _own_part(request: HttpRequest, item: Item) -> CoUnit | None:
    """Who does not fill in for the lead unit stands to the item through a part of their own."""
    if types_for(request.worn, item.unit):
        return None
    return next(iter(forms.own_parts(item, request.worn)), None)


def _place_of(measure: Measure | None, part: CoUnit | None) -> str:
    return f"m{measure.pk}" if measure else f"p{part.pk}" if part else ""


def _own_pk(measure: Measure | None) -> str:
    return str(measure.pk) if measure else ""
