"""Which unit and whom the words of a ledger mean, as it may be said on the preview of an import.

Of each name one control: left alone, kept as text, somebody chosen, or somebody new.
"""

from collections.abc import Iterable, Mapping

from tracker.ledgers.intake import NEW, TEXT, NamedPerson, NamedUnit
from tracker.models import Post, Unit
from tracker.permissions import founding_refusal, naming_refusal

UNSAID, AS_TEXT, AS_NEW = "", "text", "new"
NO_PERSON, NO_UNIT = "这个单位没有这个人，请重新选择。", "没有这个单位，请重新选择。"
HAS_LEFT = "本单位有同名的离岗人员，不能再建一个；请照原文存，或请系统管理员改为在岗。"
NO_NAME = "姓名超过 40 字或者有看不见的字符，不能新建；请照原文存，或重新填写这一格。"

Meaning = dict[str, int | str]  # what the values of a control mean; a sentence where one may not be said


def people_asked(
    data: Mapping[str, str], before: Mapping[str, int], named: Iterable[NamedPerson], by: Post, errors: dict[str, str]
) -> dict[str, int]:
    """The id of a person, TEXT or NEW by the key of a name; nothing where the name itself decides."""
    return _asked("person", data, before, {name.key: _people(name, by) for name in named}, errors, NO_PERSON)


def units_asked(
    data: Mapping[str, str],
    before: Mapping[str, int],
    named: Iterable[NamedUnit],
    units: Iterable[Unit],
    by: Post,
    errors: dict[str, str],
) -> dict[str, int]:
    """The id of a unit, TEXT or NEW by the key of the words; nothing where the words themselves decide."""
    known: Meaning = {AS_TEXT: TEXT, AS_NEW: founding_refusal(by) or NEW}
    known |= {str(unit.pk): unit.pk for unit in units}
    return _asked("unit", data, before, {name.key: known for name in named}, errors, NO_UNIT)


def _people(name: NamedPerson, by: Post) -> Meaning:
    return {AS_TEXT: TEXT, AS_NEW: _newness(name, by), **{str(person.pk): person.pk for person in name.choices}}


def _newness(name: NamedPerson, by: Post) -> int | str:
    """NEW, be it that the name is known by now: then it is bound to the one there; else why it may not be."""
    if sentence := naming_refusal(by, name.unit):
        return sentence
    if name.may_be_new or name.same:
        return NEW
    return HAS_LEFT if name.has_left else NO_NAME


def _asked(
    kind: str,
    data: Mapping[str, str],
    before: Mapping[str, int],
    meanings: Mapping[str, Meaning],
    errors: dict[str, str],
    wrong: str,
) -> dict[str, int]:
    found = dict(before)
    for control, key in controls(kind, data):
        if key not in meanings:
            continue
        asked = data.get(control, UNSAID)
        meant = meanings[key].get(asked, wrong)
        if asked == UNSAID:
            found.pop(key, None)
        elif isinstance(meant, int):
            found[key] = meant
        else:
            errors[control] = meant
    return found


def controls(kind: str, data: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """(name of the control, key of the words it stands beside) for every name that was sent."""
    hidden = f"{kind}-key-"
    return [(name.replace(hidden, f"{kind}-", 1), key) for name, key in data.items() if name.startswith(hidden)]
