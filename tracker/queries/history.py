"""An event as people read it: one Chinese sentence, and every changed field with its old and new value in words.

Pure over one loaded event (`actor` and `post__unit` select_related). Who may read which event is told elsewhere.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.db import models

from tracker.marks import NOTHING
from tracker.models import Event
from tracker.queries.field_words import field_label, field_of, in_order, model_of, words
from tracker.queries.words import verb_label

Change = tuple[str, str, str]  # label, old, new

_LONG = 60


def sentence(event: Event) -> str:
    """Who did what: “市民政局　赵某某　报措施 2 进展：……”; the system itself is 系统."""
    return f"{who(event)}　{said(event)}"


def who(event: Event) -> str:
    """The unit of the post and the person, or 系统."""
    name = event.actor.name if event.actor else "系统"
    return f"{event.post.unit.label}　{name}" if event.post else name


def said(event: Event) -> str:
    """What was done, without who did it."""
    data = event.data
    detail = _DETAILS.get(event.verb, _plain_detail)
    then = _then(data)
    told = detail(event, data)
    return f"{told.rstrip('。')}{then}" if then else told


def is_key(event: Event) -> bool:
    """Did the item's status change, or did a leader speak?"""
    return event.verb == "annotate" or "status" in event.data.get("changes", {})


def changes(event: Event) -> list[Change]:
    """Every changed field: label, old value, new value, in words. An added row has no old value, a removed no new."""
    data, model = event.data, model_of(event.object_kind)
    found = [_change(model, name, *pair) for name, pair in in_order(model, data.get("changes", {}))]
    given = in_order(model, data.get("fields", {}))
    found += [_change(model, name, None, value) for name, value in given if value not in (None, "", False)]
    for key, (kind, noun) in _ROWS.items():
        found += [change for row in data.get(key, ()) for change in _row_changes(row, model_of(kind), noun)]
    return found


def in_short(event: Event) -> list[Change]:
    """The changes without the persons that names are bound to: the name beside them tells the same."""
    return [change for change in changes(event) if "对应人员" not in change[0]]


def beside(event: Event) -> list[Change]:
    """What the step did to the rows around its object: “措施·完成时间”, “申请·进度”; for the log, not the history."""
    return [
        (f"{model._meta.verbose_name}·{label}", old, new)
        for row in event.data.get("rows", ())
        if (model := model_of(row["kind"])) is not None
        for name, pair in in_order(model, row["changes"])
        if name not in _TOLD_ELSEWHERE and not name.endswith("_by")
        for label, old, new in (_change(model, name, *pair),)
    ]


_TOLD_ELSEWHERE = ("ordinal", "removed_at", "hands", "last_number")  # by the plan's own rows, or of no use to a reader
_ROWS = {"measures": ("measure", "措施"), "milestones": ("milestone", "阶段目标"), "co_units": ("counit", "配合单位")}


def _row_changes(row: Any, model: type[models.Model] | None, noun: str) -> Iterator[Change]:
    """What the plan form did to one row: added, taken out, or changed field by field."""
    if not isinstance(row, Mapping):
        return
    if "removed" in row:
        yield f"删除{noun}", str(row["removed"]), NOTHING
    if "added" in row:
        yield f"新增{noun}", NOTHING, _told_row(model, row["added"])
    for name, pair in in_order(model, row.get("changes", {})):
        label, old, new = _change(model, name, *pair)
        yield f"{noun}·{label}", old, new


def _told_row(model: type[models.Model] | None, values: Mapping[str, Any]) -> str:
    """A new row in one line: “修订办法；完成标准：印发；责任人：赵某某”."""
    shown = [
        (name, value)
        for name, value in in_order(model, values)
        if value not in (None, "", False) and not name.endswith("_person")
    ]
    told = [_change(model, name, None, value) for name, value in shown]
    lines = [new if place == 0 else f"{label}：{new}" for place, (label, _, new) in enumerate(told)]
    return "；".join([*(line.rstrip("。") for line in lines[:-1]), *lines[-1:]])


def _change(model: type[models.Model] | None, name: str, old: Any, new: Any) -> Change:
    field = field_of(model, name)
    return field_label(model, name), words(field, old), words(field, new)


def short(text: str, limit: int = _LONG) -> str:
    """The first words of a text, with … where it goes on."""
    text = " ".join(str(text).split())
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _then(data: Mapping[str, Any]) -> str:
    """“，转为整改中” wherever the status changed."""
    pair = data.get("changes", {}).get("status")
    return f"，转为“{words(field_of(model_of('item'), 'status'), pair[1])}”" if pair and pair[0] else ""


def _reason(data: Mapping[str, Any]) -> str:
    return f"：{short(data['reason'])}" if data.get("reason") else ""


def _plain_detail(event: Event, data: Mapping[str, Any]) -> str:
    """For the rest: the verb, what it was about, and why."""
    named = next((data[key] for key in ("number", "name", "username", "code", "layout") if data.get(key)), "")
    about = words(None, named) if named and event.item_id is None else ""
    return f"{verb_label(event.verb)}{f'　{about}' if about else ''}{_reason(data)}"


def _measure(data: Mapping[str, Any]) -> str:
    return f"措施 {data['measure']} " if data.get("measure") else ""


def _progress(event: Event, data: Mapping[str, Any]) -> str:
    return f"报{_measure(data)}进展：{short(data.get('text', ''))}"


def _unfinish(event: Event, data: Mapping[str, Any]) -> str:
    return f"{_measure(data)}恢复为未完成{_reason(data)}"


def _attach(event: Event, data: Mapping[str, Any]) -> str:
    if data.get("packet"):
        return f"上传签字单扫描件　{words(None, data['packet'])}"
    proves = _measure(data).rstrip() or (f"阶段目标“{short(data['milestone'], 30)}”" if data.get("milestone") else "")
    proves = proves or (f"{words(None, data['co_unit'])}的配合事项" if data.get("co_unit") else "")
    return f"上传佐证材料“{data.get('name', '')}”{f'，证明{proves}' if proves else ''}"


def _detach(event: Event, data: Mapping[str, Any]) -> str:
    return f"取下佐证材料“{data.get('name', '')}”{_reason(data)}"


def _share(event: Event, data: Mapping[str, Any]) -> str:
    return f"用佐证材料“{data.get('name', '')}”同时证明 {'、'.join(map(str, data.get('items', ())))}"


def _reach(event: Event, data: Mapping[str, Any]) -> str:
    return f"达到阶段目标“{short(data.get('milestone', ''), 30)}”"


def _do_part(event: Event, data: Mapping[str, Any]) -> str:
    return f"{words(None, data.get('unit'))}完成配合事项：{short(data.get('note', ''))}"


def _unreach(event: Event, data: Mapping[str, Any]) -> str:
    return f"阶段目标“{short(data.get('milestone', ''), 30)}”恢复为未达到{_reason(data)}"


def _undo_part(event: Event, data: Mapping[str, Any]) -> str:
    return f"{words(None, data.get('unit'))}的配合事项恢复为未完成{_reason(data)}"


def _turn(event: Event, data: Mapping[str, Any]) -> str:
    """Moves of a submission: which attempt, on which packet, and why."""
    kind = _submission_kind(data.get("kind", ""))
    which = f"　{kind}第 {data['turn']} 次" if data.get("turn") else ""
    packet = f"（报批单 {words(None, data['packet'])}）" if data.get("packet") else ""
    own = f"：{event.post.unit.label}：" if event.post else ""
    why = _reason(data)
    return (
        f"{verb_label(event.verb)}{which}{packet}{'：' + why.removeprefix(own) if own and why.startswith(own) else why}"
    )


def _submission_kind(kind: str) -> str:
    return words(field_of(model_of("submission"), "kind"), kind) if kind else ""


def _approve(event: Event, data: Mapping[str, Any]) -> str:
    """The opinion itself is left to the turn's table: parties see each other's only after their own."""
    return _turn(event, {name: value for name, value in data.items() if name != "reason"})


def _signed(event: Event, data: Mapping[str, Any]) -> str:
    if event.item_id is None and data.get("signer"):
        return f"{verb_label(event.verb)}　{words(None, data['signer'])}：{short(data.get('sentence', ''))}"
    return _turn(event, data)


def _hand_in(event: Event, data: Mapping[str, Any]) -> str:
    numbers = data.get("items", [])
    return f"报批　{data.get('number', '')}（{_submission_kind(data.get('kind', ''))} {len(numbers)} 项）"


def _annotate(event: Event, data: Mapping[str, Any]) -> str:
    return f"批示：{data.get('text', '')}"


def _changed_words(event: Event, data: Mapping[str, Any]) -> str:
    """Short changes are told at once: “标记重点、包保：重点难点 是”."""
    told = [f"{label} {short(new, 20)}" for label, _, new in in_short(event)]
    return f"{verb_label(event.verb)}{'：' + '，'.join(told) if told else ''}"


def _finish(event: Event, data: Mapping[str, Any]) -> str:
    return f"完成{_measure(data).rstrip()}：{short(data.get('text', ''), 30)}"


_DETAILS: Mapping[str, Callable[[Event, Mapping[str, Any]], str]] = {
    "progress": _progress,
    "finish": _finish,
    "unfinish": _unfinish,
    "attach": _attach,
    "detach": _detach,
    "share": _share,
    "reach": _reach,
    "unreach": _unreach,
    "do_part": _do_part,
    "undo_part": _undo_part,
    "submit_plan": _turn,
    "apply": _turn,
    "withdraw": _turn,
    "decline": _turn,
    "return": _turn,
    "end_turn": _turn,
    "approve": _approve,
    "sign": _signed,
    "sign_on_paper": _signed,
    "hand_in": _hand_in,
    "annotate": _annotate,
    "mark": _changed_words,
    "recategorise": _changed_words,
}
