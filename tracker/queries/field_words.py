"""A field's Chinese name and a stored value in words, for the history: models tell most, this file the rest.

What happened is told in `history.py`.
"""

import datetime
from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import models

from tracker.marks import NOTHING, datetime_text

# Fields that carry no Chinese name of their own: nobody fills them in by hand.
_INSTEAD = {"due": "当前期限"}  # the model calls it after the lamp, which tells a reader nothing
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
    "ordinal": "排序",
    "unit": "单位",
    "category": "任务类别",
    "inspection_round": "轮次",
    "item": "事项",
    "packet": "报批单",
    "measure": "整改措施",
    "milestone": "阶段目标",
    "co_unit": "配合单位",
    "evidence": "佐证材料",
    "user": "账号",
    "password": "密码",
    "parties": "审核方",
    "last_number": "已用编号",
    "came_from": "申请前状态",
    "hands": "经手人",
    "signer_post": "签字人任职",
    "snapshot": "申请内容",
    "digest": "内容指纹",
    "digests": "内容指纹",
    "prev": "上一条指纹",
    "sha256": "文件指纹",
    "size": "大小（字节）",
    "extension": "文件类型",
    "summary": "导入结果",
    "object_kind": "对象",
    "object_id": "对象序号",
    "since": "起",
    "until": "止",
    "key": "项目",
    "value": "取值",
    "content": "内容",
    "saved_at": "保存时间",
    "role": "角色",
    "id": "序号",
}
_PAIRED = {"_by": "人", "_at": "时间"}


def in_order(model: type[models.Model] | None, values: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Names and values in the order of the model; canonical JSON has sorted them by their English names."""
    names = [field.name for field in model._meta.concrete_fields] if model else []
    return sorted(values.items(), key=lambda pair: names.index(pair[0]) if pair[0] in names else len(names))


def field_label(model: type[models.Model] | None, name: str) -> str:
    """The Chinese name of a field; `issued_by` is read from `issued_at`."""
    if name in _INSTEAD:
        return _INSTEAD[name]
    field = field_of(model, name)
    own = str(field.verbose_name) if field is not None else name
    if own not in (name, name.replace("_", " "), "ID"):
        return own
    if name in _LABELS:
        return _LABELS[name]
    stem, ending = name[:-3], name[-3:]
    beside = field_of(model, f"{stem}_at") if ending == "_by" else None
    if beside is not None and str(beside.verbose_name) != f"{stem} at":
        return str(beside.verbose_name).removesuffix("时间") + _PAIRED[ending]
    if stem in _STEMS:
        return _STEMS[stem] + _PAIRED[ending]
    return field_label(model_of("item"), name) if model is not model_of("item") else UNNAMED


UNNAMED = "其他"
_STEMS = {"removed": "删除", "granted": "授予", "purged": "清除"}


def words(field: Any, value: Any) -> str:
    """A stored value as people say it."""
    if value is None or value == "" or value == []:
        return NOTHING
    if isinstance(value, Mapping):
        return str(value.get("name") or "、".join(str(each) for each in value.values()))
    if isinstance(value, list):
        return "、".join(words(field, each) for each in value)
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


def model_of(kind: str) -> type[models.Model] | None:
    try:
        return apps.get_model("tracker", kind)
    except LookupError:
        return None


def field_of(model: type[models.Model] | None, name: str) -> Any:
    if model is None:
        return None
    return next((field for field in model._meta.concrete_fields if field.name == name), None)
