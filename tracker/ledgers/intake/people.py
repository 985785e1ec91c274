"""Whom the names of a ledger mean: leaders and owners as people of the unit that leads, as the plan's form binds them.

A name is bound where it stands alone in its cell, and is that of one person of the unit or was said to be; everything
else stays text. Of an unknown name somebody new may be made as the ledger is taken in (`newcomers.py`); here it is
only a person without an id.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tracker.ledgers.intake.contents import Values
from tracker.ledgers.intake.shape import NEW, TEXT, IntakeRow, NamedPerson
from tracker.ledgers.reading import LedgerItem
from tracker.ledgers.reading.texts import squash
from tracker.models import Person, Unit

_NAMES = ("leader", "owner")
_LONGEST = 40  # characters of a person's name


class People:
    """Everybody of some units, by name; `said` holds ids, TEXT or NEW by the key of a name."""

    def __init__(self, units: Iterable[int], said: Mapping[str, int]):
        self._said_by_key = said
        self._of: dict[int, list[Person]] = defaultdict(list)
        self._found: dict[tuple[int, str], Person | None] = {}
        self._left: set[tuple[int, str]] = set()
        self._new: dict[str, Person] = {}
        for person in Person.objects.filter(unit__in=set(units)).order_by("pk"):
            if person.is_active:
                self._of[person.unit_id].append(person)
            else:
                self._left.add((person.unit_id, squash(person.name)))

    def find(self, unit: Unit, name: str) -> Person | None:
        """The person of a unit that a name means; None where it stays text."""
        said, same = self._said(unit, name), self.of_name(unit, name)
        if said == TEXT:
            return None
        if said not in (None, NEW):
            return next((person for person in self._of[unit.pk] if person.pk == said), None)
        if said == NEW and self._may_be_new(unit, name):
            return self._new.setdefault(key_of(unit, name), Person(name=name, unit=unit))
        return same[0] if len(same) == 1 else None

    def _said(self, unit: Unit, name: str) -> int | None:
        """What was said of a name; of a unit that was to be made and has come to be meanwhile, under its name."""
        said = self._said_by_key.get(key_of(unit, name))
        return self._said_by_key.get(_key_by_name(unit, name)) if said is None else said

    def _may_be_new(self, unit: Unit, name: str) -> bool:
        """Nobody is made twice, be it that somebody of this name has left."""
        return _is_name(name) and not self.of_name(unit, name) and not self._has_left(unit, name)

    def _has_left(self, unit: Unit, name: str) -> bool:
        return (unit.pk, squash(name)) in self._left

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
        """Every name that stands alone, those that need a look first; written another way it is the same name."""
        units: dict[int, Unit] = {}
        told: Counter[tuple[int, str]] = Counter()
        for row in rows:
            if row.unit is not None:
                units[row.unit.pk] = row.unit
                told.update((row.unit.pk, name) for name in _alone(row.item))
        names, counts = {(pk, squash(name)): name for pk, name in reversed(told)}, Counter[tuple[int, str]]()
        for (pk, name), count in told.items():
            counts[pk, squash(name)] += count
        found = [self._named(units[place[0]], names[place], count) for place, count in counts.items()]
        return tuple(sorted(found, key=lambda named: (named.is_plain, not named.same, -named.count)))

    def _named(self, unit: Unit, name: str, count: int) -> NamedPerson:
        same, said = tuple(self.of_name(unit, name)), self._said(unit, name)
        return NamedPerson(
            key=key_of(unit, name),
            words=name,
            count=count,
            unit=unit,
            person=self.find(unit, name),
            is_plain=len(same) == 1 and said is None,
            said=said,
            same=same,
            choices=tuple(self._of[unit.pk]),
            may_be_new=self._may_be_new(unit, name),
            has_left=self._has_left(unit, name),
        )


def _is_name(name: str) -> bool:
    """A sign that nobody sees would tell two people of one name apart, and nobody would know why."""
    return len(name) <= _LONGEST and name.isprintable()


def key_of(unit: Unit, name: str) -> str:
    """What a choice of a person is remembered by: the same name is another one's in another unit."""
    return f"{unit.pk}:{squash(name)}" if unit.pk > 0 else _key_by_name(unit, name)


def _key_by_name(unit: Unit, name: str) -> str:
    """The key for a unit that has no id yet."""
    return f"+{squash(unit.name)}:{squash(name)}"


def _alone(item: LedgerItem) -> Iterator[str]:
    """The names of an item that stand alone in their place."""
    places = [item.leaders, item.owners, *(measure.owners for measure in item.measures)]
    return (names[0] for names in places if len(names) == 1)
