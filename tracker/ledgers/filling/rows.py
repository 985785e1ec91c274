"""Our rows as XML in the look of a template: texts as texts, days as days where the template has days.

How a text is made legal and safe is told in `writing/cells.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from tracker.ledgers.columns import COLUMNS, Column, LedgerRow, MeasureLine
from tracker.ledgers.filling.looks import Look, Looks
from tracker.ledgers.writing import cells
from tracker.ledgers.writing.blocks import NO_MEASURE
from tracker.ledgers.writing.merges import Gathered
from tracker.ledgers.writing.rows import MOST_HEIGHT, ROW_PADDING

Value = Callable[[LedgerRow, MeasureLine | None], object]


@dataclass(frozen=True, slots=True)
class _Filled:
    """One column: how it looks, what it says, and whether it says something of each measure."""

    look: Look
    value: Value | None
    is_of_measure: bool

    def cell(self, row: LedgerRow, measure: MeasureLine | None, number: int) -> tuple[str, int]:
        """The cell in this row of the sheet, and how many lines it takes."""
        if self.value is not None:
            return _cell(self.look, self.value(row, measure), number)
        return (_formula(self.look, number) if self.look.formula else _empty(self.look, number)), 1


class FilledWriter:
    """Turns items into XML: a row for each, or with `by_measure` so many as it has measures."""

    def __init__(self, looks: Looks, mapping: Mapping[str, str], *, by_measure: bool):
        self.gathered = Gathered()
        self._height, self._by_measure = looks.height, by_measure
        self._columns = [_filled(look, mapping.get(look.letter, ""), by_measure=by_measure) for look in looks.columns]

    def xml(self, rows: Iterable[LedgerRow], first: int) -> tuple[bytes, int]:
        """The <row> elements of these items from row `first` on, and the number after the last."""
        parts: list[str] = []
        for row in rows:
            first = self._add(parts, row, first)
        return "".join(parts).encode(), first

    def close(self) -> None:
        """Nothing more is written."""
        self.gathered.close()

    def _add(self, parts: list[str], row: LedgerRow, first: int) -> int:
        measures = (row.measures or (NO_MEASURE,)) if self._by_measure else (None,)
        for number, measure in enumerate(measures, first):
            self._add_line(parts, row, measure, number, is_first=number == first, count=len(measures))
        last = first + len(measures) - 1
        self._merge(first, last)
        return last + 1

    def _add_line(
        self, parts: list[str], row: LedgerRow, measure: MeasureLine | None, number: int, *, is_first: bool, count: int
    ) -> None:
        opening, most = len(parts), self._height
        parts.append("")
        for each in self._columns:
            says = is_first or each.is_of_measure
            xml, lines = each.cell(row, measure, number) if says else (_empty(each.look, number), 1)
            parts.append(xml)
            # What is merged over several lines has the height of all of them.
            share = lines if each.is_of_measure else -(-lines // count)
            most = max(most, share * each.look.line + ROW_PADDING)
        high = f' ht="{min(MOST_HEIGHT, round(most, 1))}" customHeight="1"' if most else ""
        parts[opening] = f'<row r="{number}"{high}>'
        parts.append("</row>")

    def _merge(self, first: int, last: int) -> None:
        for each in self._columns:
            left, right = each.look.letter, each.look.until
            if each.look.is_covered:
                continue
            if last > first and not each.is_of_measure:
                self.gathered.merge(f"{left}{first}:{right}{last}")
            elif left != right:
                self.gathered.merge(*[f"{left}{row}:{right}{row}" for row in range(first, last + 1)])


def _filled(look: Look, keys: str, *, by_measure: bool) -> _Filled:
    columns = [COLUMNS[key] for key in keys.split("+") if key]
    of_measure = by_measure and any(column.of_measure for column in columns)
    if not columns:
        return _Filled(look, None, False)
    if len(columns) == 1:
        return _Filled(look, _value_of(columns[0], by_measure=by_measure), of_measure)
    values = [_value_of(column, by_measure=by_measure) for column in columns]
    return _Filled(look, lambda row, measure: _joined([value(row, measure) for value in values]), of_measure)


def _value_of(column: Column, *, by_measure: bool) -> Value:
    of_measure = column.of_measure if by_measure else None
    if of_measure is not None:
        return lambda row, measure: of_measure(measure or NO_MEASURE)
    if column.kind == "lamp":
        return lambda row, _: column.value(row)[1]  # type: ignore[index]
    return lambda row, _: column.value(row)


def _joined(values: Iterable[object]) -> str:
    return "\n".join(text for text in map(_text, values) if text)


def _text(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def _cell(look: Look, value: object, number: int) -> tuple[str, int]:
    if isinstance(value, int):
        return f'{_start(look, number)}{look.plain}"><v>{value}</v></c>', 1
    day = cells.serial(value) if isinstance(value, date) and look.is_date else None
    if day is not None:
        return f'{_start(look, number)}{look.plain}"><v>{day}</v></c>', 1
    text = cells.clean(_text(value))
    if not text:
        return _empty(look, number), 1
    style = look.marked if cells.is_formula_like(text) else look.plain
    inline = f'{_start(look, number)}{style}" t="inlineStr">{cells.text_element(text)}</c>'
    return inline, cells.lines(text, look.room)


def _start(look: Look, number: int) -> str:
    return f'<c r="{look.letter}{number}" s="'


def _empty(look: Look, number: int) -> str:
    return f'{_start(look, number)}{look.plain}"/>'


def _formula(look: Look, number: int) -> str:
    """The superior's own formula of this column, for this row."""
    assert look.formula is not None
    formula = look.formula.translate_formula(f"{look.letter}{number}").removeprefix("=")
    return f'{_start(look, number)}{look.plain}"><f>{cells.escaped(formula)}</f></c>'
