"""The 销号申请审批表 (F4): a page for each item, on A4, label beside text, with room to sign.

The first of some sizes is taken in which an item fits on its page; one that fits in none runs on to a second page.
"""

from collections.abc import Iterable, Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tracker.ledgers.forms import FormRow
from tracker.ledgers.layouts import Layout
from tracker.ledgers.writing import cells
from tracker.ledgers.writing.foot import proof_lines
from tracker.ledgers.writing.head import set_up_paper
from tracker.ledgers.writing.merges import Gathered
from tracker.ledgers.writing.sheets import Sheet
from tracker.ledgers.writing.styles import FORM_SIZES, PROOF_SIZE, Styles, form_key

COLUMNS, LABEL_COLUMNS = 9, 2
LAST_COLUMN = get_column_letter(COLUMNS)
WIDTH = 7.4  # of each column, in Excel's units; a substitute of the standard font makes them a tenth wider
PAGE = 700.0  # points that a page holds, with some to spare for other fonts
TITLE, LINE, LEAST, MOST = 42.0, 26.0, 38.0, 409.0  # heights in points
MOST_ITEMS = 500  # a sheet: Excel takes 1,026 page breaks
_PIXELS = 8 * WIDTH + 5

Spans = Sequence[tuple[int, int, str, str]]  # first and last column, style, text


def set_up_form(page: Worksheet, layout: Layout, code: str) -> None:
    """Nine equal columns; not fitted to the page, for Excel then takes no page breaks."""
    for place in range(1, COLUMNS + 1):
        page.column_dimensions[get_column_letter(place)].width = WIDTH
    set_up_paper(page, layout, code)
    page.page_margins.left = page.page_margins.right = 0.5


class PageWriter:
    """Turns items into pages."""

    first, most_rows = 1, MOST_ITEMS

    def __init__(self, sheet: Sheet, styles: Styles):
        self.gathered = Gathered()
        self._title, self._styles = sheet.heading.title, styles
        self._proof = proof_lines(sheet.heading, None)

    def xml(self, rows: Iterable[FormRow], first: int) -> tuple[bytes, int]:
        """The <row> elements of these items from row `first` on, and the number after the last."""
        parts: list[str] = []
        for row in rows:
            if first > 1:
                self.gathered.breaks.append(first - 1)
            for height, spans in self._page(row):
                parts.append(self._row(first, height, spans))
                first += 1
        return "".join(parts).encode(), first

    def close(self) -> None:
        """Nothing more is written."""
        self.gathered.close()

    def _page(self, row: FormRow) -> list[tuple[float, Spans]]:
        """The rows of one page: (height, what stands in them)."""
        proof = [(float(16 * cells.lines(text, _room(COLUMNS, PROOF_SIZE))), text) for text in self._proof]
        room = PAGE - TITLE - LINE - sum(height for height, _ in proof)
        size, heights = fitted([text for _, text in row.fields], room)
        half = COLUMNS // 2 + 1
        head = [(1, half, "line", f"问题序号：{row.label}"), (half + 1, COLUMNS, "line", f"责任单位（人）：{row.duty}")]
        lines = [
            (height, [(1, LABEL_COLUMNS, "head", label), (LABEL_COLUMNS + 1, COLUMNS, form_key(size), text)])
            for height, (label, text) in zip(heights, row.fields, strict=True)
        ]
        below = [(height, [(1, COLUMNS, "proof", text)]) for height, text in proof]
        return [(TITLE, [(1, COLUMNS, "title", self._title)]), (LINE, head), *lines, *below]

    def _row(self, number: int, height: float, spans: Spans) -> str:
        row = []
        for left, right, look, text in spans:
            style = self._styles[look]
            shown = cells.text_element(cells.clean(text))
            row.append(f'<c r="{get_column_letter(left)}{number}" s="{style}" t="inlineStr">{shown}</c>')
            row += [f'<c r="{get_column_letter(at)}{number}" s="{style}"/>' for at in range(left + 1, right + 1)]
            self.gathered.merge(f"{get_column_letter(left)}{number}:{get_column_letter(right)}{number}")
        return f'<row r="{number}" ht="{height:.1f}" customHeight="1">{"".join(row)}</row>'


def fitted(texts: Sequence[str], room: float) -> tuple[int, list[float]]:
    """The size in which the texts fit into so many points, and their heights, stretched so that the page is full."""
    for size in FORM_SIZES:
        heights = [_height(text, size) for text in texts]
        if sum(heights) <= room:
            spare = (room - sum(heights)) / len(heights)
            return size, [min(MOST, height + spare) for height in heights]
    return size, heights


def _height(text: str, size: int) -> float:
    lines = cells.lines(text, _room(COLUMNS - LABEL_COLUMNS, size))
    return min(MOST, max(LEAST, lines * size * 1.45 + 6))


def _room(columns: int, size: int) -> int:
    """How many units, half a Chinese character each, fit across so many columns."""
    return max(2, int((columns * _PIXELS - 8) / (size / 2 * 96 / 72)))
