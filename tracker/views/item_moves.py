"""Moves of an item by button or by a short form: claim, object, uphold, correct, reassign, mark, annotate, void."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from tracker.actions import categories
from tracker.actions import items as actions
from tracker.forms import items as forms
from tracker.views import access
from tracker.views.flow import press
from tracker.views.item_forms import FormMove, seen, show

_MOVES = (
    FormMove("object", forms.ObjectionForm, actions.object_to, "异议已报市委巡察办；处理之前，认领期限照常计算。"),
    FormMove(
        "uphold", forms.ReasonForm, actions.uphold, "已维持原反馈，事项回到待认领。", "维持原反馈后，单位须认领。"
    ),
    FormMove(
        "correct",
        forms.WordingForm,
        actions.correct,
        "反馈问题已更正，事项回到待认领。",
        "原文留在履历里；更正后由单位重新认领。",
    ),
    FormMove(
        "erratum", forms.WordingForm, actions.erratum, "已勘误。", "只改错字、漏字，不影响办理；意思变了用“实质变更”。"
    ),
    FormMove(
        "revise",
        forms.WordingForm,
        actions.revise,
        "反馈问题已变更，事项回到制定措施。",
        "正在办理的申请随之终止，单位须重新制定措施；原文留在履历里。",
    ),
    FormMove(
        "reassign",
        forms.ReassignForm,
        actions.reassign,
        "已改派，等新的牵头单位认领。",
        "编号不变，认领期限从今天重新计算。",
    ),
    FormMove("mark", forms.MarkForm, actions.mark, "已标记。", button="保存"),
    FormMove("annotate", forms.AnnotationForm, actions.annotate, "批示已留存，并已通知单位。", is_pinned=False),
    FormMove("void", forms.ReasonForm, actions.void, "事项已作废。", "作废后不能恢复：永久可查，不再计数。"),
)
BY_NAME: Mapping[str, FormMove] = {spec.move: spec for spec in _MOVES}
_CATEGORY = FormMove(
    "recategorise", forms.CategoryForm, categories.recategorise, "类别已调整。", is_pinned=False, button="保存"
)


@require_POST
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """One button: no text is asked for."""
    item = access.item(request, number)
    press(request, lambda: actions.claim(item, by=request.worn, seen=seen(request)), "已认领，请制定整改措施。")
    return redirect("items:page", number)


def fill(request: HttpRequest, number: str, move: str) -> HttpResponse:
    """The short form of a move."""
    item, spec = access.item(request, number), BY_NAME[move]
    return show(request, item, spec, lambda **values: spec.act(item, **values))


def recategorise(request: HttpRequest, number: str) -> HttpResponse:
    """Another category or class for this one item; many at once are changed in the register."""
    item = access.item(request, number)
    return show(request, item, _CATEGORY, lambda **values: categories.recategorise([item], **values))
