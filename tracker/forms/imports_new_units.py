"""The units that are to be made as a ledger is taken in: name, short name, kind, and the date of their feedback."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError

from tracker.enums import UnitKind
from tracker.forms.fields import DayField
from tracker.forms.imports_names import controls
from tracker.ledgers.intake import NEW
from tracker.ledgers.intake.newcomers import likely_kind
from tracker.ledgers.reading.texts import clean, squash
from tracker.models import Unit

KINDS = [each for each in UnitKind.choices if each[0] not in (UnitKind.SUPERVISING, UnitKind.LEADERSHIP)]
FIELDS = ("name", "short_name", "kind", "fed_back_on")
_ROOM = {"name": 80, "short_name": 20}

Fields = dict[str, str]


def new_units_asked(
    data: Mapping[str, str],
    before: Mapping[str, Fields],
    words: Mapping[str, str],
    said: Mapping[str, int],
    errors: dict[str, str],
) -> dict[str, Fields]:
    """The fields of each unit to be made, by the key of its words; `words` are these, `said` what they are to mean."""
    sent = {key: control for control, key in controls("unit", data)}
    wanted = [key for key, meant in said.items() if meant == NEW]
    return {key: _fields(key, words, before, data, sent.get(key, ""), errors) for key in wanted}


def _fields(
    key: str,
    words: Mapping[str, str],
    before: Mapping[str, Fields],
    data: Mapping[str, str],
    control: str,
    errors: dict[str, str],
) -> Fields:
    """What was typed, checked where it is other than before; at first what the words suggest."""
    known = before.get(key) or proposed(words.get(key, key))
    typed = {name: _line(data.get(f"{control}-{name}", known[name])) for name in FIELDS}
    if typed != known or key not in before:
        typed = {**typed, **_checked(typed, control, errors)}
    return typed


def proposed(words: str) -> Fields:
    """The fields of a unit of which nothing but words is known."""
    return {"name": words[: _ROOM["name"]], "short_name": "", "kind": likely_kind(words), "fed_back_on": ""}


def _checked(typed: Fields, control: str, errors: dict[str, str]) -> Fields:
    """The date as it is kept; every mistake is told beside its control."""
    for name, room in _ROOM.items():
        if len(typed[name]) > room:
            errors[f"{control}-{name}"] = f"超过 {room} 字，请缩短。"
        elif not typed[name].isprintable():
            errors[f"{control}-{name}"] = "里面有看不见的字符，请重新输入。"
    taken = _taken()
    if not typed["name"]:
        errors[f"{control}-name"] = "请写单位全称。"
    elif squash(typed["name"]) in taken:
        errors[f"{control}-name"] = f"已有名为“{typed['name']}”的单位，请直接选它。"
    if squash(typed["short_name"]) in taken:
        errors[f"{control}-short_name"] = f"“{typed['short_name']}”已是别的单位的名称，请另写或不填。"
    if typed["kind"] not in dict(KINDS):
        errors[f"{control}-kind"] = "请选择单位类型。"
    return {"fed_back_on": _day(typed["fed_back_on"], f"{control}-fed_back_on", errors)}


def _line(typed: str) -> str:
    """What was typed as one line, without characters that nobody sees: a name is looked for as it is read."""
    return " ".join(clean(typed).split())


def _taken() -> set[str]:
    """All names that units go by: what two share would name neither in any later ledger."""
    rows = Unit.objects.values_list("name", "short_name")
    return {squash(name) for names in rows for name in names if name}


def _day(text: str, control: str, errors: dict[str, str]) -> Any:
    try:
        day = DayField(required=False).clean(text)
    except ValidationError as problem:
        errors[control] = problem.messages[0]
        return text
    return day.isoformat() if day else ""
