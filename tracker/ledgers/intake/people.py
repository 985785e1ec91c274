"""Whom the names of a ledger mean: leaders and owners as people of the unit that leads, as the plan's form binds them.

A name is bound where it stands alone in its cell, and is that of one person of the unit or was said to be; everything
else stays text. Nobody new is made here: people are put into the system by its administrator.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tracker.ledgers.intake.contents import Values
from tracker.ledgers.intake.shape import IntakeRow, NamedPerson
from tracker.ledgers.reading import LedgerItem
from tracker.ledgers.reading.texts import squash
from tracker.models import Person, Unit

_NAMES = ("leader", "owner")


class People:
    """Everybody at work in some units, by name; `said` holds ids by the key of a name."""

    def __init__(self, units: Iterable[int], said: Mapping[str, int]):
        self._said = said
        self._of: dict[int, list[Person]] = defaultdict(list)
        self._found: dict[tuple[int, str], Person | None] = {}
        for person in Person.objects.filter(unit__in=set(units), is_active=True).order_by("pk"):
            self._of[person.unit_id].append(person)

    def find(self, unit: Unit, name: str) -> Person | None:
        """The person of a unit that a name means; None where it stays text."""
        said = self._said.get(key_of(unit, name))
        if said is not None:
            return next((person for person in self._of[unit.pk] if person.pk == said), None)
        same = self.of_name(unit, name)
        return same[0] if len(same) == 1 else None

    def of_name(self, unit: Unit, name: str) -> list[Person]:
        """Everybody of a unit who has that very name."""
        return [person for person in self._of[unit.pk] if squash(person.name) == squash(name)]

    def bound(self, unit: Unit, values: Mapping[str, Any]) -> Values:
        """The same values of an item or a measure, and beside each name the person it means."""
        names = [name for name in _NAMES if name in values]
        return {**values, **{f"{name}_person": self._met(unit, values[name]) for name in names}}

    def _met(self, unit: Unit, name: str) -> Person | None:
        """The same as `find`; a ledger names the same few people in row after row."""
        met = unit.pk, name
        if met not in self._found:
            self._found[met] = self.find(unit, name)
        return self._found[met]

    def named(self, rows: Iterable[IntakeRow]) -> tuple[NamedPerson, ...]:
        """Every name that stands alone, those that need a look first."""
        units: dict[int, Unit] = {}
        told: Counter[tuple[int, str]] = Counter()
        for row in rows:
            if row.unit is not None:
                units[row.unit.pk] = row.unit
                told.update((row.unit.pk, name) for name in _alone(row.item))
        found = [self._named(units[pk], name, count) for (pk, name), count in told.items()]
        return tuple(sorted(found, key=lambda named: (named.is_plain, not named.same, -named.count)))

    def _named(self, unit: Unit, name: str, count: int) -> NamedPerson:
        same = tuple(self.of_name(unit, name))
        is_plain = len(same) == 1 and key_of(unit, name) not in self._said
        return NamedPerson(
            key_of(unit, name),
            name,
            count,
            unit,
            self.find(unit, name),
            is_plain,
            self._said.get(key_of(unit, name)),
            same,
            tuple(self._of[unit.pk]),
        )


def key_of(unit: Unit, name: str) -> str:
    """What a choice of a person is remembered by: the same name is another one's in another unit."""
    return f"{unit.pk}:{squash(name)}"


def _alone(item: LedgerItem) -> Iterator[str]:
    """The names of an item that stand alone in their place."""
    places = [item.leaders, item.owners, *(measure.owners for measure in item.measures)]
    return (names[0] for names in places if len(names) == 1)
