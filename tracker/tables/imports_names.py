"""What the preview of an import shows of units and people: each name, whom it was taken for, and the control."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from tracker.forms.imports_names import AS_NEW, AS_TEXT, HAS_LEFT, controls
from tracker.forms.imports_new_units import FIELDS, KINDS, proposed
from tracker.ledgers.intake import NEW, TEXT, Intake, NamedPerson, NamedUnit
from tracker.models import Person, Post
from tracker.permissions import founding_refusal, naming_refusal

SHOWN = 60
KEPT_AS_TEXT = "照原文存"
NO_UNIT = "照原文存，不作单位"

Options = list[tuple[str, str]]  # value and words of what may be chosen; the first is that nothing is said


@dataclass(frozen=True)
class NewUnitLine:
    """The controls of a unit that is to be made: value and error by the name of the field."""

    control: str
    values: Mapping[str, str]
    errors: Mapping[str, str]

    @property
    def kinds(self) -> Options:
        return [(str(kind), str(label)) for kind, label in KINDS]


@dataclass(frozen=True)
class NameLine:
    """Words that mean a unit or a person; `unit` is whose person it is, `meant` whom the words were taken for."""

    kind: str
    place: int
    key: str
    words: str
    count: int
    unit: str
    meant: str
    options: Options
    choice: str
    error: str
    needs_look: bool = False
    note: str = ""
    new: NewUnitLine | None = None

    @property
    def control(self) -> str:
        """The name of the control."""
        return f"{self.kind}-{self.place}"


def unit_lines(
    intake: Intake,
    new_units: Mapping[str, Mapping[str, str]],
    chosen: Mapping[str, str],
    errors: Mapping[str, str],
    by: Post,
) -> list[NameLine]:
    """The words that stand where a unit is meant, those that mean none by themselves first."""
    units = [(str(unit.pk), unit.name) for unit in intake.units]
    may_found = founding_refusal(by) is None
    lines = [_unit(place, name, units, may_found=may_found) for place, name in enumerate(intake.names[:SHOWN])]
    lines = _as_chosen(lines, chosen, errors)
    before = _controls("unit", chosen)
    return [_with_fields(line, before.get(line.key, ""), new_units, chosen, errors) for line in lines]


def _unit(place: int, name: NamedUnit, units: Options, *, may_found: bool) -> NameLine:
    meant = name.unit.name if name.unit else ""
    new = [(AS_NEW, "新建单位")] if may_found else []
    first = [("", f"{name.like.name}（名称相近）"), (AS_TEXT, NO_UNIT)] if name.like else [("", NO_UNIT)]
    options = [] if name.is_plain else [*first, *new, *units]
    needs_look = name.unit is None and name.said is None
    return NameLine(
        "unit", place, name.key, name.words, name.count, "", meant, options, _choice(name.said), "", needs_look
    )


def _with_fields(
    line: NameLine,
    before: str,
    new_units: Mapping[str, Mapping[str, str]],
    chosen: Mapping[str, str],
    errors: Mapping[str, str],
) -> NameLine:
    """The line of a unit to be made with its fields: as typed on the page, else as they are kept."""
    if line.choice != AS_NEW or AS_NEW not in dict(line.options):
        return line
    kept = new_units.get(line.key) or proposed(line.words)
    values = {name: chosen.get(f"{before}-{name}", kept[name]) for name in FIELDS}
    wrong = {name: errors[f"{before}-{name}"] for name in FIELDS if f"{before}-{name}" in errors}
    return replace(line, new=NewUnitLine(line.control, values, wrong))


def person_lines(intake: Intake, chosen: Mapping[str, str], errors: Mapping[str, str], by: Post) -> list[NameLine]:
    """The names that stand alone, those that several have first."""
    lines = [_person(place, name, by) for place, name in enumerate(intake.people[:SHOWN])]
    return _as_chosen(lines, chosen, errors)


def _person(place: int, name: NamedPerson, by: Post) -> NameLine:
    others = [_option(person) for person in _others(name)]
    new = (
        [(AS_NEW, f"新建为{name.unit.label}人员")] if name.may_be_new and naming_refusal(by, name.unit) is None else []
    )
    return NameLine(
        kind="person",
        place=place,
        key=name.key,
        words=name.words,
        count=name.count,
        unit=name.unit.label,
        meant=name.person.name if name.person else "",
        options=[*_by_name(name.same), *new, *others] if new or others or name.same else [],
        choice="" if name.said == NEW and not name.may_be_new else _choice(name.said),
        error="",
        needs_look=len(name.same) > 1 and name.said is None,
        note=HAS_LEFT if name.has_left and not name.same else "",
    )


def _others(name: NamedPerson) -> list[Person]:
    """Who may be chosen, those of the very name first; whom the name says by itself, there is nobody else to look for.

    A unit may have hundreds of people, and a ledger as many names.
    """
    if len(name.same) == 1:
        return [person for person in name.choices if person.pk == name.said]
    same = {person.pk for person in name.same}
    return sorted(name.choices, key=lambda person: person.pk not in same)


def _by_name(same: Sequence[Person]) -> Options:
    """What the name alone says, and to keep it as text where it says somebody."""
    if not same:
        return [("", KEPT_AS_TEXT)]
    if len(same) > 1:
        return [("", f"同名 {len(same)} 人，请选；不选照原文存"), (AS_TEXT, KEPT_AS_TEXT)]
    return [("", f"{_option(same[0])[1]}（姓名相同）"), (AS_TEXT, KEPT_AS_TEXT)]


def _option(person: Person) -> tuple[str, str]:
    return str(person.pk), f"{person.name}　{person.title}".strip()


def _choice(said: int | None) -> str:
    return {None: "", TEXT: AS_TEXT, NEW: AS_NEW}.get(said, str(said))


def _as_chosen(lines: Iterable[NameLine], chosen: Mapping[str, str], errors: Mapping[str, str]) -> list[NameLine]:
    """The lines with what is chosen on the page, which may have had them at other places."""
    lines = list(lines)
    before = _controls(lines[0].kind, chosen) if lines else {}
    return [_as_on_page(line, before.get(line.key, ""), chosen, errors) for line in lines]


def _as_on_page(line: NameLine, control: str, chosen: Mapping[str, str], errors: Mapping[str, str]) -> NameLine:
    choice = chosen.get(control, line.choice)
    return replace(line, choice=choice, error=errors.get(control, ""))


def _controls(kind: str, chosen: Mapping[str, str]) -> dict[str, str]:
    """The names of the controls that a page had for words, by what the words are known by."""
    return {key: control for control, key in controls(kind, chosen)}
