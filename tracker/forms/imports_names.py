"""Which unit and whom the words of a ledger mean, as it may be chosen on the preview of an import."""

from collections.abc import Collection, Iterable, Mapping

from tracker.ledgers.intake import NamedPerson, NamedUnit
from tracker.models import Unit

UNSAID = ""
NO_PERSON, NO_UNIT = "这个单位没有这个人，请重新选择。", "没有这个单位，请重新选择。"


def people_asked(
    data: Mapping[str, str], before: Mapping[str, int], named: Iterable[NamedPerson], errors: dict[str, str]
) -> dict[str, int]:
    """The id of a person by the key of a name; nothing where the name itself decides or stays text."""
    choices = {name.key: {str(person.pk) for person in name.choices} for name in named}
    return _asked("person", data, before, choices, errors, NO_PERSON)


def units_asked(
    data: Mapping[str, str],
    before: Mapping[str, int],
    named: Iterable[NamedUnit],
    units: Iterable[Unit],
    errors: dict[str, str],
) -> dict[str, int]:
    """The id of a unit by the key of the words; nothing where they stay text."""
    known = {str(unit.pk) for unit in units}
    return _asked("unit", data, before, {name.key: known for name in named}, errors, NO_UNIT)


def _asked(
    kind: str,
    data: Mapping[str, str],
    before: Mapping[str, int],
    choices: Mapping[str, Collection[str]],
    errors: dict[str, str],
    wrong: str,
) -> dict[str, int]:
    found = dict(before)
    for hidden, key in data.items():
        if not hidden.startswith(f"{kind}-key-") or key not in choices:
            continue
        control = hidden.replace(f"{kind}-key-", f"{kind}-")
        asked = data.get(control, UNSAID)
        if asked == UNSAID:
            found.pop(key, None)
        elif asked in choices[key]:
            found[key] = int(asked)
        else:
            errors[control] = wrong
    return found
