"""Finds the unit that a ledger names: by name, short name, and the ways a name is usually cut or dressed up."""

import re
from collections.abc import Iterable

from tracker.enums import UnitKind
from tracker.ledgers.reading.texts import squash
from tracker.models import Unit

_NOT_INSPECTED = (UnitKind.SUPERVISING, UnitKind.LEADERSHIP)
# “市民政局党组” acts for “市民政局”; a party body is no unit of its own here.
_PARTY_BODY = re.compile(r"(?:党组|党委|党工委|机关党委|党总支|党支部|委员会)$")
_CITY = re.compile(r"^(?:.{0,3}?市)")


class UnitNames:
    """All units by every form of their names; a form that two units share names neither.

    Only those that can be inspected are named; the names of the others are not free either.
    """

    def __init__(self, every: Iterable[Unit]):
        every = list(every)
        self.units = {unit.pk: unit for unit in every if unit.kind not in _NOT_INSPECTED}
        self._every_name = {squash(name) for unit in every for name in (unit.name, unit.short_name) if name}
        self._by_name: dict[str, Unit | None] = {}
        weaker: list[tuple[str, Unit]] = []
        for unit in self.units.values():
            for name in filter(None, (unit.name, unit.short_name)):
                self._add(squash(name), unit)
                weaker += [(form, unit) for form in _forms(name)]
        self._strong = set(self._by_name)
        for form, unit in weaker:
            if form not in self._strong:
                self._add(form, unit)

    def find(self, text: str) -> Unit | None:
        """The unit these words name, or None."""
        name = squash(text)
        if not name:
            return None
        return self._by_name.get(name) or next(filter(None, map(self._by_name.get, _forms(name))), None)

    def exact(self, text: str) -> Unit | None:
        """The unit of which these words are the very name or short name, or None."""
        return self._by_name.get(squash(text)) if squash(text) in self._strong else None

    def is_free(self, text: str) -> bool:
        """Is there no unit at all of this name?"""
        return squash(text) not in self._every_name

    def _add(self, form: str, unit: Unit) -> None:
        other = self._by_name.setdefault(form, unit)
        if other is not None and other.pk != unit.pk:
            self._by_name[form] = None


def _forms(name: str) -> list[str]:
    """Weaker forms of a name, strongest first: without its party body, without its city, without both."""
    name = squash(name)
    bare = _PARTY_BODY.sub("", name)
    forms = [bare, _CITY.sub("市", name), _CITY.sub("市", bare), _CITY.sub("", bare)]
    return [form for form in dict.fromkeys(forms) if len(form) > 2 and form != name]
