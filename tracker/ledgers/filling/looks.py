"""How the cells of the rows look: taken from the template's first row of data, or made to fit its header."""

from collections.abc import Container, Mapping
from copy import copy
from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.formula.translate import Translator
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tracker.ledgers.filling.shape import Place
from tracker.ledgers.writing.tails import capacity

_DEFAULT_WIDTH, _DEFAULT_SIZE = 8.43, 11.0
LINE = 1.45  # of the font; substitutes of the fonts of official papers are high, and cut text is worse


@dataclass(frozen=True, slots=True)
class Look:
    """One column of the rows: the numbers of its styles, and what is needed to tell how high a text will be.

    `marked` is the style of a text that looks like a formula. `room` is in half Chinese characters, `line` in points.
    `until` is the last column of the cells merged across, else the column itself; `is_covered` tells that the column
    only lies under such a merge.
    """

    letter: str
    plain: int
    marked: int
    is_date: bool
    room: int
    line: float
    until: str
    is_covered: bool
    formula: Translator | None = None


@dataclass(frozen=True, slots=True)
class Looks:
    """The columns from left to right, and the least height of a row, in points."""

    columns: tuple[Look, ...]
    height: float


def looks_of(page: Worksheet, place: Place, mapping: Mapping[str, str]) -> Looks:
    """The looks of a template before its samples are taken out."""
    model = _model_row(page, place, len(mapping))
    numbers = _columns(page, (model, place.header_bottom), mapping)
    spans, widths = _spans(page, model), _widths(page)
    columns = tuple(_look(page, place, model, number, spans, widths) for number in sorted(numbers))
    return Looks(columns, page.row_dimensions[model].height or 0.0 if model else 0.0)


def _columns(page: Worksheet, rows: Container[int], mapping: Mapping[str, str]) -> set[int]:
    """The columns of the table; beyond the last that says or draws something there may be thousands of bare cells."""
    filled = {column_index_from_string(letter) for letter in mapping}
    cells = {place: cell for place, cell in page._cells.items() if place[0] in rows}
    drawn = {column for (_, column), cell in cells.items() if cell.value is not None or cell.border.right.style}
    last = max(filled | drawn)
    return filled | {column for _, column in cells if column <= last}


def _model_row(page: Worksheet, place: Place, columns: int) -> int:
    """The first of the rows replaced that is no heading of a section; 0 where there is none."""
    for row in range(place.first, place.last + 1):
        widest = max((last - first + 1 for first, last in _spans(page, row).items()), default=1)
        if widest < 3 or widest * 2 < columns:
            return row
    return place.first if place.last >= place.first else 0


def _spans(page: Worksheet, row: int) -> dict[int, int]:
    """First and last column of what is merged across in a row."""
    merges = (each for each in page.merged_cells.ranges if each.min_row <= row <= each.max_row)
    return {each.min_col: each.max_col for each in merges if each.max_col > each.min_col}


def _widths(page: Worksheet) -> dict[int, float]:
    """The widths that are told; columns alike are told once, as a group."""
    found: dict[int, float] = {}
    for letter, each in page.column_dimensions.items():
        first = each.min or column_index_from_string(letter)
        for number in range(first, min(each.max or first, first + 500) + 1):
            found[number] = 0.0 if each.hidden else each.width
    return found


def _look(
    page: Worksheet, place: Place, model: int, number: int, spans: Mapping[int, int], widths: Mapping[int, float]
) -> Look:
    source = page._cells.get((model, number)) if model else None
    cell = _dressed(page, source, page._cells.get((place.header_bottom, number)))
    plain = cell.style_id
    cell.quotePrefix = True
    until = spans.get(number, number)
    default = page.sheet_format.defaultColWidth or _DEFAULT_WIDTH
    width = sum(widths.get(each, default) for each in range(number, until + 1))
    size = float(cell.font.sz or _DEFAULT_SIZE)
    return Look(
        letter=get_column_letter(number),
        plain=plain,
        marked=cell.style_id,
        is_date=is_date_format(cell.number_format),
        room=capacity(width, size),
        line=LINE * size,
        until=get_column_letter(until),
        is_covered=any(first < number <= last for first, last in spans.items()),
        formula=_formula(source),
    )


def _dressed(page: Worksheet, source: Cell | None, heading: Cell | None) -> Cell:
    """A cell outside the sheet that looks as the rows shall; long texts are broken into lines."""
    cell = Cell(page, row=1, column=1)
    if source is not None:
        cell._style = copy(source._style)
    elif heading is not None:
        cell.border, cell.fill = copy(heading.border), PatternFill()
        cell.font = Font(name=heading.font.name, size=heading.font.sz)
        cell.alignment = Alignment(vertical="center")
    if not cell.alignment.shrink_to_fit:
        aligned = copy(cell.alignment)
        aligned.wrap_text = True
        cell.alignment = aligned
    return cell


def _formula(source: Cell | None) -> Translator | None:
    is_formula = source is not None and source.data_type == "f" and isinstance(source.value, str)
    return Translator(source.value, source.coordinate) if source is not None and is_formula else None
