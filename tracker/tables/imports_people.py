"""What the preview of an import shows of people: each name, whom it was taken for, and the control to say whom."""

from collections.abc import Mapping
from dataclasses import dataclass

from tracker.ledgers.intake import Intake, NamedPerson
from tracker.tables.imports_columns import controls_by_key

PEOPLE_SHOWN = 60


@dataclass(frozen=True)
class PersonLine:
    """A name of a unit; `choice` is empty where nothing was said, `needs_look` where the name alone does not decide."""

    place: int
    named: NamedPerson
    choice: str
    error: str

    @property
    def needs_look(self) -> bool:
        """Whether several have this name and none was chosen."""
        return len(self.named.same) > 1 and self.named.person is None

    @property
    def others(self) -> list[tuple[str, str]]:
        """Who may be chosen, those of the very name first: (id, name and title)."""
        same = {person.pk for person in self.named.same}
        people = sorted(self.named.choices, key=lambda person: person.pk not in same)
        return [(str(person.pk), f"{person.name}　{person.title}".strip()) for person in people]


def person_lines(intake: Intake, chosen: Mapping[str, str], errors: Mapping[str, str]) -> list[PersonLine]:
    """The names that stand alone, those that several have first."""
    shown = intake.people[:PEOPLE_SHOWN]
    controls = controls_by_key(chosen, "person")
    return [_line(place, named, controls.get(named.key, ""), chosen, errors) for place, named in enumerate(shown)]


def _line(
    place: int, named: NamedPerson, control: str, chosen: Mapping[str, str], errors: Mapping[str, str]
) -> PersonLine:
    said = "" if named.is_plain or named.said is None else str(named.said)
    return PersonLine(place, named, chosen.get(control, said), errors.get(control, ""))
