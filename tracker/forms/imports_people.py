"""Whom names of a ledger mean, as it may be chosen on the preview of an import."""

from collections.abc import Iterable, Mapping

from tracker.ledgers.intake import NamedPerson

UNSAID = ""


def people_asked(
    data: Mapping[str, str], before: Mapping[str, int], named: Iterable[NamedPerson], errors: dict[str, str]
) -> dict[str, int]:
    """The id of a person by the key of a name; nothing where the name itself decides or stays text."""
    by_key, found = {name.key: name for name in named}, dict(before)
    for control, key in data.items():
        if not control.startswith("person-key-") or key not in by_key:
            continue
        control = control.replace("person-key-", "person-")
        asked = data.get(control, UNSAID)
        choices = {str(person.pk) for person in by_key[key].choices}
        if asked == UNSAID:
            found.pop(key, None)
        elif asked in choices:
            found[key] = int(asked)
        else:
            errors[control] = "这个单位没有这个人，请重新选择。"
    return found
