"""An event as people read it: one Chinese sentence, and every changed field with its old and new value in words.

Pure over one loaded event (`actor` and `post__unit` select_related). Who may read which event is told elsewhere.
"""

import datetime
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db import models

from tracker.marks import NOTHING, datetime_text
from tracker.models import Event
from tracker.queries.words import verb_label

Change = tuple[str, str, str]  # label, old, new

# Fields that carry no Chinese name of their own: nobody fills them in by hand.
_LABELS = {
    "leader_person": "牵头领导（对应人员）",
    "owner_person": "责任人（对应人员）",
    "patron_person": "包保领导（对应人员）",
    "replaces": "替代的事项",
    "earlier_item": "原事项",
    "imported_from": "来自导入",
    "revision": "变动次数",
    "cycle": "第几轮整改",
    "parent": "上级",
    "path": "层级",
    "section": "部分",
    "item": "事项",
    "measure": "整改措施",
    "milestone": "阶段目标",
    "co_unit": "配合单位",
    "password": "密码",
    "role": "角色",
    "parties": "审核方",
    "days": "节假日",
    "last_number": "已用编号",
    "is_active": "在用",
    "id": "序号",
    "added": "添加",
    "purged": "清除",
}
_PAIRED = {"_by": "人", "_at": "时间"}
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
    return f"{detail(event, data)}{_then(data)}"


def is_key(event: Event) -> bool:
    """Did the item's status change, or did a leader speak?"""
    return event.verb == "annotate" or "status" in event.data.get("changes", {})


def changes(event: Event) -> list[Change]:
    """Every changed field: label, old value, new value, in words. An added row has no old value, a removed no new."""
    data, model = event.data, _model(event.object_kind)
    found = [_change(model, name, *pair) for name, pair in data.get("changes", {}).items()]
    found += [_change(model, name, None, value) for name, value in data.get("fields", {}).items()]
    for key, kind, noun in (
        ("measures", "measure", "措施"),
        ("milestones", "milestone", "阶段目标"),
        ("co_units", "counit", "配合单位"),
    ):
        found += [change for row in data.get(key, ()) for change in _row_changes(row, _model(kind), noun)]
    return found


def _row_changes(row: Any, model: type[models.Model] | None, noun: str) -> Iterator[Change]:
    """What the plan form did to one row: added, taken out, or changed field by field."""
    if not isinstance(row, Mapping):
        return
    if "removed" in row:
        yield f"删除{noun}", str(row["removed"]), NOTHING
    for name, value in row.get("added", {}).items():
        if value not in (None, ""):
            label, _, new = _change(model, name, None, value)
            yield f"新增{noun}·{label}", NOTHING, new
    for name, pair in row.get("changes", {}).items():
        label, old, new = _change(model, name, *pair)
        yield f"{noun}·{label}", old, new


def _change(model: type[models.Model] | None, name: str, old: Any, new: Any) -> Change:
    field = _field(model, name)
    return field_label(model, name), _words(field, old), _words(field, new)


def field_label(model: type[models.Model] | None, name: str) -> str:
    """The Chinese name of a field; `issued_by` is read from `issued_at`."""
    field = _field(model, name)
    own = str(field.verbose_name) if field is not None else name
    if own != name.replace("_", " ") and own != name:
        return own
    if name in _LABELS:
        return _LABELS[name]
    stem, ending = name[:-3], name[-3:]
    beside = _field(model, f"{stem}_at") if ending == "_by" else None
    if beside is not None and str(beside.verbose_name) != f"{stem} at":
        return str(beside.verbose_name).removesuffix("时间") + _PAIRED[ending]
    if stem in _LABELS:
        return _LABELS[stem] + _PAIRED.get(ending, "")
    return _STEMS.get(stem, "其他") + _PAIRED.get(ending, "")


_STEMS = {"removed": "删除", "closed": "办结", "granted": "授予", "confirmed": "确认", "purged": "清除", "read": "已阅"}


def _words(field: Any, value: Any) -> str:
    """A stored value as people say it."""
    if value is None or value == "" or value == []:
        return NOTHING
    if isinstance(value, Mapping):
        return str(value.get("name") or "、".join(str(each) for each in value.values()))
    if isinstance(value, list):
        return "、".join(_words(field, each) for each in value)
    if isinstance(value, bool):
        return "是" if value else "否"
    choices = dict(getattr(field, "flatchoices", ()) or ())
    return str(choices.get(value) or _moment(value) or value)


def _moment(value: Any) -> str:
    """A stored instant in China's time; dates and other texts stay as they are."""
    if not isinstance(value, str) or not value.endswith("Z"):
        return ""
    try:
        return datetime_text(datetime.datetime.fromisoformat(value))
    except ValueError:
        return ""


def _model(kind: str) -> type[models.Model] | None:
    try:
        return apps.get_model("tracker", kind)
    except LookupError:
        return None


def _field(model: type[models.Model] | None, name: str) -> Any:
    if model is None:
        return None
    return next((field for field in model._meta.concrete_fields if field.name == name), None)


def short(text: str, limit: int = _LONG) -> str:
    """The first words of a text, with … where it goes on."""
    text = " ".join(str(text).split())
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _then(data: Mapping[str, Any]) -> str:
    """“，转为整改中” wherever the status changed."""
    pair = data.get("changes", {}).get("status")
    return f"，转为“{_words(_field(_model('item'), 'status'), pair[1])}”" if pair and pair[0] else ""


def _reason(data: Mapping[str, Any]) -> str:
    return f"：{short(data['reason'])}" if data.get("reason") else ""


def _plain_detail(event: Event, data: Mapping[str, Any]) -> str:
    """For the rest: the verb, what it was about, and why."""
    named = next((data[key] for key in ("number", "name", "username", "code", "layout") if data.get(key)), "")
    about = _words(None, named) if named and event.item_id is None else ""
    return f"{verb_label(event.verb)}{f'　{about}' if about else ''}{_reason(data)}"


def _measure(data: Mapping[str, Any]) -> str:
    return f"措施 {data['measure']}" if data.get("measure") else ""


def _progress(event: Event, data: Mapping[str, Any]) -> str:
    return f"报{_measure(data)}进展：{short(data.get('text', ''))}"


def _unfinish(event: Event, data: Mapping[str, Any]) -> str:
    return f"{_measure(data)}恢复为未完成{_reason(data)}"


def _attach(event: Event, data: Mapping[str, Any]) -> str:
    if data.get("packet"):
        return f"上传签字单扫描件　{_words(None, data['packet'])}"
    return f"上传佐证材料“{data.get('name', '')}”{f'，证明{_measure(data)}' if data.get('measure') else ''}"


def _detach(event: Event, data: Mapping[str, Any]) -> str:
    return f"取下佐证材料“{data.get('name', '')}”{_reason(data)}"


def _reach(event: Event, data: Mapping[str, Any]) -> str:
    return f"达到阶段目标“{short(data.get('milestone', ''), 30)}”"


def _do_part(event: Event, data: Mapping[str, Any]) -> str:
    return f"{_words(None, data.get('unit'))}完成配合事项：{short(data.get('note', ''))}"


def _turn(event: Event, data: Mapping[str, Any]) -> str:
    """Moves of a submission: which attempt, on which packet, and why."""
    kind = _submission_kind(data.get("kind", ""))
    which = f"　{kind}第 {data['turn']} 次" if data.get("turn") else ""
    packet = f"（报批单 {_words(None, data['packet'])}）" if data.get("packet") else ""
    return f"{verb_label(event.verb)}{which}{packet}{_reason(data)}"


def _submission_kind(kind: str) -> str:
    return _words(_field(_model("submission"), "kind"), kind) if kind else ""


def _approve(event: Event, data: Mapping[str, Any]) -> str:
    """The opinion itself is left to the turn's table: parties see each other's only after their own."""
    return _turn(event, {name: value for name, value in data.items() if name != "reason"})


def _signed(event: Event, data: Mapping[str, Any]) -> str:
    if event.item_id is None and data.get("signer"):
        return f"{verb_label(event.verb)}　{_words(None, data['signer'])}：{short(data.get('sentence', ''))}"
    return _turn(event, data)


def _hand_in(event: Event, data: Mapping[str, Any]) -> str:
    numbers = data.get("items", [])
    return f"报批　{data.get('number', '')}（{_submission_kind(data.get('kind', ''))} {len(numbers)} 项）"


def _annotate(event: Event, data: Mapping[str, Any]) -> str:
    return f"批示：{data.get('text', '')}"


def _changed_words(event: Event, data: Mapping[str, Any]) -> str:
    """Short changes are told at once: “标记重点、包保：重点难点 是”."""
    told = [f"{label} {short(new, 20)}" for label, _, new in changes(event) if "对应人员" not in label]
    return f"{verb_label(event.verb)}{'：' + '，'.join(told) if told else ''}"


def _finish(event: Event, data: Mapping[str, Any]) -> str:
    return f"完成{_measure(data)}：{short(data.get('text', ''), 30)}"


_DETAILS: Mapping[str, Callable[[Event, Mapping[str, Any]], str]] = {
    "progress": _progress,
    "finish": _finish,
    "unfinish": _unfinish,
    "attach": _attach,
    "detach": _detach,
    "reach": _reach,
    "do_part": _do_part,
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
