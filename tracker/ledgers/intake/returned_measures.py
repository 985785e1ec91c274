"""The measures of a row that came back: which the file changed since the export, and which the system did as well.

Measures are told apart by their words, a reworded one by its place. None is lost: what a file leaves out stays.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from tracker.ledgers.intake.contents import Values, measures_of
from tracker.ledgers.reading import LedgerItem, LedgerMeasure
from tracker.ledgers.reading.texts import squash
from tracker.models import Measure

Row = tuple[Values, bool]  # as `plans.save_plan` takes it, and whether both sides changed it


class Sides(Protocol):
    """`returned.Sides`, as far as measures go."""

    @property
    def told(self) -> LedgerItem: ...
    @property
    def base(self) -> LedgerItem | None: ...
    @property
    def now(self) -> LedgerItem: ...
    @property
    def is_current(self) -> bool: ...


def changed_measures(sides: Sides, kept: Sequence[Measure]) -> Iterator[Row]:
    """What the row changes in the measures of its item, of which `kept` are those not removed, in order."""
    return _Measures(sides, kept).changed()


class _Measures:
    def __init__(self, sides: Sides, kept: Sequence[Measure]):
        before = (sides.base or sides.now).measures
        self._measures = list(zip(sides.told.measures, measures_of(sides.told), strict=True))
        self._told = {squash(measure.text) for measure in sides.told.measures}
        self._before = [squash(measure.text) for measure in before]
        self._standards = _standards(before)
        self._now = [squash(measure.text) for measure in sides.now.measures]
        self._standards_now = _standards(sides.now.measures)
        self._kept = _by_words(self._now, kept)
        self._is_unsure = sides.base is None and not sides.is_current  # whether the system changed it, nobody knows

    def changed(self) -> Iterator[Row]:
        for place, (measure, values) in enumerate(self._measures):
            text = squash(measure.text)
            if text in self._standards:
                yield from self._standard(text, text, values)
            elif place < len(self._before) and self._before[place] not in self._told:
                yield from self._reworded(place, text, values)
            elif text not in self._now:
                yield values, self._is_unsure

    def _standard(self, before: str, now: str, values: Values) -> Iterator[Row]:
        """A standard typed over in a measure that was exported with the words `before` and today has those `now`."""
        told, old, there = values["standard"], self._standards[before], self._standards_now.get(now, "")
        if now in self._kept and told and _differ(told, old) and _differ(told, there):
            yield {"id": self._kept[now].pk, "standard": told}, self._is_unsure or _differ(old, there)

    def _reworded(self, place: int, text: str, values: Values) -> Iterator[Row]:
        """Other words at a place; if the system has other words there as well, they stand against each other."""
        before = self._before[place]
        if text in self._now:
            return  # both sides say the same
        there = before if before in self._now else self._newer(place)
        if there is None or there not in self._kept:
            yield values, self._is_unsure or there is None
            return
        row, is_clash = {"id": self._kept[there].pk, "text": values["text"]}, self._is_unsure or there != before
        for more, clashes in self._standard(before, there, values):
            if clashes == is_clash:
                row |= more
            else:
                yield more, clashes
        yield row, is_clash

    def _newer(self, place: int) -> str | None:
        """The words that the system has at a place since the export; None where it has none."""
        there = self._now[place] if place < len(self._now) else None
        return None if there in self._standards else there


def _standards(measures: Sequence[LedgerMeasure]) -> dict[str, str]:
    return {squash(measure.text): measure.standard for measure in measures}


def _by_words(printed: list[str], kept: Sequence[Measure]) -> dict[str, Measure]:
    """The measures by the words they are printed and read with; where those are others than kept, by their place."""
    own = {squash(measure.text): measure for measure in kept}
    found = {text: own[text] for text in printed if text in own}
    if len(printed) == len(kept):
        found = {**dict(zip(printed, kept, strict=True)), **found}
    return found


def _differ(one: Any, other: Any) -> bool:
    return squash(str(one or "")) != squash(str(other or ""))
