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
    widths = [column.width for column in columns]
    abreast = min(ABREAST, len(widths))
    xml, merges = [f'<row r="{first}" ht="{GAP_HEIGHT}" customHeight="1"/>'], []
    for number, start in enumerate(range(0, len(lines), abreast), first + 1):
        texts = lines[start : start + abreast]
        blocks = _blocks(widths, len(texts))
        parts = [_cell(left, number, style, text) for (left, _), text in zip(blocks, texts, strict=True)]
        xml.append(f'<row r="{number}" ht="{HEIGHT}" customHeight="1">{"".join(parts)}</row>')
        merges += [f"{left}{number}:{right}{number}" for left, right in blocks if left != right]
    return "".join(xml), merges


def _cell(letter: str, number: int, style: int, text: str) -> str:
    return f'<c r="{letter}{number}" s="{style}" t="inlineStr">{cells.text_element(cells.clean(text))}</c>'


def _blocks(widths: Sequence[float], count: int) -> list[tuple[str, str]]:
    """Cut the columns into `count` runs of nearly equal width, as first and last letter."""
    ends = list(accumulate(widths))
    starts = [1]
    for block in range(1, count):
        places = range(starts[-1] + 1, len(widths) - count + block + 2)
        starts.append(min(places, key=lambda place: abs(ends[place - 2] - ends[-1] * block / count)))
    lasts = [start - 1 for start in starts[1:]] + [len(widths)]
    return [(get_column_letter(a), get_column_letter(b)) for a, b in zip(starts, lasts, strict=True)]
