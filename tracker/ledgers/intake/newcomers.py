"""Units that a ledger names and nobody knows, as they would be made; who may make them is told by `permissions.py`.

Nothing is written here: such a unit has an id below 0, and a real one only once the ledger is taken in.
"""

import re
from collections.abc import Mapping
from datetime import date

from tracker.enums import UnitKind
from tracker.ledgers.intake.shape import NewUnit
from tracker.ledgers.intake.units import UnitNames
from tracker.ledgers.reading.texts import squash
from tracker.models import Unit

_KINDS = (
    (UnitKind.TOWNSHIP, r"(?:镇|乡|街道|街道办事处|管委会)$"),
    (UnitKind.ENTERPRISE, r"(?:公司|集团|厂|银行)$"),
    (UnitKind.INSTITUTION, r"(?:学校|大学|学院|中学|小学|医院|中心|研究院|研究所|馆|台)$"),
    (UnitKind.PARTY, r"(?:委|部|委员会|党校|总工会|妇联|团委|联合会)$"),
)


class Newcomers:
    """The units to be made: `said` holds name, short_name, kind and fed_back_on by the squashed words."""

    def __init__(self, said: Mapping[str, Mapping[str, str]], names: UnitNames):
        self._said, self._names = said, names
        self.made: dict[str, NewUnit] = {}

    def of(self, words: str) -> Unit | None:
        """The unit that words are to become: the one of that name if there is one by now; None for a name not free."""
        said = self._said.get(squash(words))
        if said is None:
            return None
        known = self._names.exact(said["name"])
        if known is not None or not self._names.is_free(said["name"]):
            return known
        return self.made.setdefault(squash(said["name"]), self._new(said)).unit

    def fed_back(self) -> set[int]:
        """The ids of those that the round feeds back to."""
        return {new.unit.pk for new in self.made.values() if new.fed_back_on}

    def _new(self, said: Mapping[str, str]) -> NewUnit:
        unit = Unit(pk=-1 - len(self.made), name=said["name"], short_name=said["short_name"], kind=said["kind"])
        day = said.get("fed_back_on")
        return NewUnit(unit, date.fromisoformat(day) if day else None)


def likely_kind(name: str) -> UnitKind:
    """What sort of unit a name sounds like, to be looked at by whoever makes it."""
    return next((kind for kind, words in _KINDS if re.search(words, squash(name))), UnitKind.GOVERNMENT)
