"""The foot below the rows: who signs and who filled in, side by side in merged blocks; then what proves the export."""

from collections.abc import Sequence
from itertools import accumulate

from openpyxl.utils import get_column_letter

from tracker.ledgers.columns import Column
from tracker.ledgers.writing import cells
from tracker.ledgers.writing.sheets import Heading
from tracker.ledgers.writing.styles import PROOF_SIZE

ABREAST = 4  # lines of the foot in one row
GAP_HEIGHT, HEIGHT = 12, 36  # points; the empty row keeps Excel's filter from growing into the foot
_PROOF_LINE = 1.45 * PROOF_SIZE  # points


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


def proof_lines(heading: Heading, count: int | None) -> list[str]:
    """What proves an export; `count` items were written, None where rows are no items. Nothing for other workbooks."""
    if not heading.origin:
        return []
    asked = f"导出范围：{heading.scope}" + ("" if count is None else f"，共 {count} 项")
    return [*([heading.note] if heading.note else []), asked, heading.origin]


def proof_rows(widths: Sequence[float], lines: Sequence[str], style: int, first: int) -> tuple[str, list[str]]:
    """The XML of lines that each take the whole width, and their merges; a long filter is broken."""
    room = max(8, int(sum(widths) * 96 / 72 * 8 / PROOF_SIZE))  # units, half a Chinese character each
    last, xml, merges = get_column_letter(len(widths)), [], []
    for number, text in enumerate(lines, first):
        text = cells.clean(text)
        height = round(cells.lines(text, room) * _PROOF_LINE + 2, 1)
        xml.append(f'<row r="{number}" ht="{height}" customHeight="1">{_cell("A", number, style, text)}</row>')
        merges += [f"A{number}:{last}{number}"] if last != "A" else []
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
