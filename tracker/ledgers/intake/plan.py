"""Goes over all rows of a ledger: who leads, what is there already, what would be new, what stands in the way."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tracker.enums import Status
from tracker.ledgers.intake.blocks import blocks
from tracker.ledgers.intake.categories import Proposer
from tracker.ledgers.intake.contents import (
    Values,
    changes_of,
    cuts_of,
    department_of,
    fields_of,
    is_closed,
    legacy_status,
    measures_of,
)
from tracker.ledgers.intake.faults import places_of
from tracker.ledgers.intake.known import Row, match_known
from tracker.ledgers.intake.newcomers import Newcomers
from tracker.ledgers.intake.people import People
from tracker.ledgers.intake.returned import Differences, Returned, Sides, as_printed, returned, revision_of
from tracker.ledgers.intake.shape import NEW, TEXT, Fault, Intake, IntakeRow, NamedUnit, Outcome, Terms
from tracker.ledgers.intake.there import filled_in
from tracker.ledgers.intake.told import Told
from tracker.ledgers.intake.units import UnitNames
from tracker.ledgers.reading import CellProblem, Ledger, LedgerItem
from tracker.ledgers.reading.texts import squash
from tracker.models import Feedback, InspectionRound, Item, Measure, Unit

# The reader only notes what is doubtful; these two lose something, so they stop the import.
_STOPS = ("不是真实存在的日期", "没有读入", "这一格的公式")


def plan_intake(ledger: Ledger, terms: Terms, base: Mapping[str, LedgerItem] | None = None) -> Intake:
    """What taking in this ledger on these terms would do. Raises Refused where there is nothing to propose from.

    `base` holds by number or words what the export said that the ledger was made from, where a copy of it is at hand.
    """
    return _Planner(ledger, terms, base or {}).plan()


class _Planner:
    def __init__(self, ledger: Ledger, terms: Terms, base: Mapping[str, LedgerItem]):
        self.ledger, self.terms, self.base = ledger, terms, base
        self.names = UnitNames(Unit.objects.all())
        self.newcomers = Newcomers(terms.new_units, self.names)
        self.found: dict[str, Unit | None] = {}
        self.fed_back = set(_fed_back(terms.inspection_round))
        self.proposer = Proposer(terms.inspection_round)
        self.faults: list[Fault] = []
        self.printed: dict[str, LedgerItem] = {}

    def plan(self) -> Intake:
        leads = [self._lead(item) for item in self.ledger.items]
        known = self._known(leads)
        self.people = People({unit.pk for unit in leads if unit}, self.terms.people)
        kept = _measures_of(known.values()) if self.terms.is_own else {}
        exported = [item for place, item in known.items() if self._is_ours(self.ledger.items[place], item)]
        self.printed = as_printed(exported) if exported else {}
        rows = [
            self._row(place, item, unit, known.get(place), kept)
            for place, (item, unit) in enumerate(zip(self.ledger.items, leads, strict=True))
        ]
        faults = [*(_fault(problem) for problem in self.ledger.problems), *self.faults]
        places, strays = places_of(self.ledger, [fault for fault in faults if fault.blocks])
        rows = [replace(row, outcome=Outcome.BAD) if row.place in places else row for row in rows]
        return Intake(
            ledger=self.ledger,
            terms=self.terms,
            rows=tuple(rows),
            faults=tuple(faults),
            names=self._names(),
            people=self.people.named(rows),
            units=tuple(self.names.units.values()),
            new_units=tuple(self.newcomers.made.values()),
            has_stray_errors=strays,
        )

    def _find(self, words: str) -> Unit | None:
        """The unit that words mean: what a person said of them, else what they name."""
        if words not in self.found:
            self.found[words] = self._said(words, self.terms.units.get(squash(words)))
        return self.found[words]

    def _said(self, words: str, said: int | None) -> Unit | None:
        if said == TEXT:
            return None
        if said == NEW:
            return self.newcomers.of(words)
        return self.names.find(words) if said is None else self.names.units.get(said)

    def _names(self) -> tuple[NamedUnit, ...]:
        """All words that stand where a unit is meant; those that mean none first, then the frequent ones.

        What is but written another way is the same words: what was said of one would be lost with the other.
        """
        told = Counter(words for item in self.ledger.items for words in (*item.units, *item.co_units))
        words_of, counts = {squash(words): words for words in reversed(told)}, Counter[str]()
        for words, count in told.items():
            counts[squash(words)] += count
        found = [self._named(words_of[key], count) for key, count in counts.items()]
        return tuple(sorted(found, key=lambda name: (name.is_plain, name.unit is not None, -name.count)))

    def _named(self, words: str, count: int) -> NamedUnit:
        said = self.terms.units.get(squash(words))
        is_plain = said is None and self.names.exact(words) is not None
        return NamedUnit(squash(words), words, count, self._find(words), is_plain, self.names.find(words), said)

    def _lead(self, item: LedgerItem) -> Unit | None:
        """The unit that leads; the one chosen, else the first named in the row or above the table."""
        named = [unit for unit in map(self._find, item.units) if unit]
        if self.terms.unit is not None:
            return self._chosen(self.terms.unit, item, named)
        headed = self._find(self.ledger.unit_name)
        fed_back = self.fed_back | self.newcomers.fed_back()
        lead = next((unit for unit in (*named, headed) if unit and unit.pk in fed_back), None)
        if lead is None:
            self._stranger(
                item, "、".join(item.units) or self.ledger.unit_name, [unit for unit in named if unit.pk < 0]
            )
        return lead

    def _chosen(self, unit: Unit, item: LedgerItem, named: list[Unit]) -> Unit | None:
        if unit.pk not in self.fed_back:
            self._stranger(item, unit.name)
            return None
        if named and unit not in named and not self.terms.is_own:
            sentence = f"这一行的责任单位是{named[0]}，将由所选的{unit}牵头，{named[0]}配合。"
            self._note(item, "units", sentence, blocks=False)
        return unit

    def _stranger(self, item: LedgerItem, words: str, new: Sequence[Unit] = ()) -> None:
        sentence = f"“{words}”不在本轮次的反馈单位中。" if words else "没有写责任单位，看不出由哪个单位牵头。"
        if new:
            sentence = f"将新建的{new[0]}还没有写反馈日期，不能牵头；请在“责任单位”中写明。"
        self._note(item, "units", sentence, blocks=True)

    def _note(self, item: LedgerItem, meaning: str, sentence: str, *, blocks: bool) -> None:
        cell = item.cells.get(meaning, f"A{item.row}")
        self.faults.append(Fault(item.sheet, cell, sentence, "、".join(item.units), blocks))

    def _known(self, leads: list[Unit | None]) -> dict[int, Item]:
        rows: list[Row] = [
            (place, item, unit.pk)
            for place, (item, unit) in enumerate(zip(self.ledger.items, leads, strict=True))
            if unit
        ]
        units = {unit for _, _, unit in rows}
        there = Item.objects.counted().filter(inspection_round=self.terms.inspection_round, unit__in=units)
        return match_known(rows, there.select_related("category").order_by("number"))

    def _row(
        self, place: int, item: LedgerItem, unit: Unit | None, known: Item | None, kept: dict[int, list[Measure]]
    ) -> IntakeRow:
        if known is not None:
            row = IntakeRow(place, item, Outcome.KNOWN, known.category, unit=unit, known=known, said="已有，不改")
            return self._known_row(row, known, kept.get(known.pk, []))
        problem_class = self.proposer.class_of(item.problem_class)
        category, why = self.proposer.propose(item, problem_class)
        if unit is None:
            return IntakeRow(place, item, Outcome.BAD, category, why, problem_class)
        self.faults += [Fault(item.sheet, cell, sentence, blocks=False) for cell, sentence in cuts_of(item)]
        fields = {
            **self.people.bound(unit, fields_of(item)),
            "source": self.terms.source,
            "department": self._department(item),
        }
        if self.terms.is_legacy:
            fields |= self._legacy(item)
        co_units = self._co_units(item, unit)
        return IntakeRow(
            place=place,
            item=item,
            outcome=Outcome.NEW,
            category=category,
            why=why,
            problem_class=problem_class,
            unit=unit,
            co_units=co_units,
            fields=Told(fields),
            measures=self._measures(item, unit),
        )

    def _measures(self, item: LedgerItem, unit: Unit) -> tuple[Values, ...]:
        return tuple(Told(self.people.bound(unit, values)) for values in measures_of(item))

    def _legacy(self, item: LedgerItem) -> Values:
        if not is_closed(item.status):
            said = f"原台账写“{item.status}”" if item.status else "原台账没有写状态"
            self._note(item, "status", f"{said}，按整改中装入，可在系统中继续办理。", blocks=False)
        return legacy_status(item)

    def _known_row(self, row: IntakeRow, known: Item, kept: list[Measure]) -> IntakeRow:
        """An item that is there: a unit's ledger fills in its plan while it is being drawn up, else nothing changes."""
        back = self._returned(row.item, known, kept)
        if not self.terms.is_own:
            return row
        if known.status != Status.PLANNING:
            return replace(row, said=f"已有，不改（{Status(known.status).label}）")
        if back is None:
            ours = Differences(*changes_of(row.item, known, kept, self._department(row.item)))
            return self._bound(filled_in(row, known, kept, ours, Differences(), overwrite=False))
        overwrite = known.number in self.terms.overwrite
        return self._bound(filled_in(row, known, kept, back.ours, back.clashing, overwrite=overwrite))

    def _bound(self, row: IntakeRow) -> IntakeRow:
        """The row with the people beside the names it writes."""
        assert row.unit is not None, "a row that was matched has a unit"
        measures = tuple(self.people.bound(row.unit, values) for values in row.measures)
        return replace(row, fields=self.people.bound(row.unit, row.fields), measures=measures)

    def _returned(self, item: LedgerItem, known: Item, kept: list[Measure]) -> Returned | None:
        """What a row of our own export changes; what it may not change is told by cell."""
        now = self.printed.get(known.number)
        if now is None:
            return None
        sides = Sides(item, self._base(item, known), now, is_current=revision_of(item, known) == known.revision)
        back = returned(sides, kept)
        for meaning, sentence in back.fixed:
            self._note(item, meaning, sentence, blocks=False)
        return back

    def _is_ours(self, item: LedgerItem, known: Item) -> bool:
        """Whether we exported this row: it carries our mark, or stands in the copy of the export."""
        return revision_of(item, known) is not None or self._base(item, known) is not None

    def _base(self, item: LedgerItem, known: Item) -> LedgerItem | None:
        return self.base.get(known.number) or self.base.get(squash(item.problem))

    def _department(self, item: LedgerItem) -> str:
        return department_of([name for name in item.units if self._find(name) is None])

    def _co_units(self, item: LedgerItem, lead: Unit) -> tuple[Unit, ...]:
        """The other units of the system that a round's ledger names; a unit's own ledger binds nobody else."""
        if self.terms.is_own:
            return ()
        named = map(self._find, (*item.co_units, *item.units))
        return tuple(dict.fromkeys(unit for unit in named if unit and unit.pk != lead.pk))


def _fed_back(inspection_round: InspectionRound) -> Iterable[int]:
    return Feedback.objects.filter(inspection_round=inspection_round).values_list("unit", flat=True)


def _measures_of(items: Iterable[Item]) -> dict[int, list[Measure]]:
    found: dict[int, list[Measure]] = defaultdict(list)
    planned = [item.pk for item in items if item.status == Status.PLANNING]
    for block in blocks(planned):
        for measure in Measure.objects.kept().filter(item__in=block).order_by("item", "ordinal"):
            found[measure.item_id].append(measure)
    return found


def _fault(problem: CellProblem) -> Fault:
    stops = any(words in problem.sentence for words in _STOPS)
    return Fault(
        sheet=problem.sheet,
        cell=problem.cell,
        sentence=problem.sentence,
        raw=problem.raw,
        blocks=stops,
        mend=problem.mend,
        is_stray=problem.is_stray,
        above=problem.above,
    )
