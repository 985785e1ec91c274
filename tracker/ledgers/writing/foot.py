"""The signature foot below the rows: who signs and who filled in, side by side in merged blocks."""

from collections.abc import Sequence
from itertools import accumulate

from openpyxl.utils import get_column_letter

from tracker.ledgers.columns import Column
from tracker.ledgers.writing import cells

ABREAST = 4  # lines of the foot in one row
GAP_HEIGHT, HEIGHT = 12, 36  # points; the empty row keeps Excel's filter from growing into the foot


def foot_rows(columns: Sequence[Column], lines: Sequence[str], style: int, first: int) -> tuple[str, list[str]]:
    """The XML of the foot's rows from row number `first` on, and the merges they need, such as “A9:E9”."""
    if not lines:
        return "", []
    xml, merges = [f'<row r="{first}" ht="{GAP_HEIGHT}" customHeight="1"/>'], []
    for number, start in enumerate(range(0, len(lines), ABREAST), first + 1):
        abreast = lines[start : start + ABREAST]
        blocks = _blocks([column.width for column in columns], len(abreast))
        parts = [_cell(get_column_letter(left), number, style, text) for (left, _), text in zip(blocks, abreast)]
        xml.append(f'<row r="{number}" ht="{HEIGHT}" customHeight="1">{"".join(parts)}</row>')
        merges += [f"{get_column_letter(a)}{number}:{get_column_letter(b)}{number}" for a, b in blocks if a < b]
    return "".join(xml), merges


def _cell(letter: str, number: int, style: int, text: str) -> str:
    return f'<c r="{letter}{number}" s="{style}" t="inlineStr">{cells.text_element(cells.clean(text))}</c>'


def _blocks(widths: Sequence[float], count: int) -> list[tuple[int, int]]:
    """Cut the columns into at most `count` runs of nearly equal width, as (first, last) from 1."""
    ends = list(accumulate(widths))
    cuts = [min(range(len(ends)), key=lambda i: abs(ends[i] - ends[-1] * k / count)) + 1 for k in range(1, count)]
    firsts = sorted({1, *(cut + 1 for cut in cuts if cut < len(widths))})
    return list(zip(firsts, [first - 1 for first in firsts[1:]] + [len(widths)]))
