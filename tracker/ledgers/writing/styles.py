"""How a ledger's cells look: fonts of official papers, borders, alignment, a colour per lamp.

The fonts are named, never embedded (licence); a machine without them shows its nearest. Sizes follow the custom for
official papers: title 小标宋 22 points, heads 黑体, body 仿宋.
"""

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.workbook import Workbook

from tracker.enums import Lamp

Styles = dict[str, int]

TITLE_FONT = "方正小标宋简体"
HEAD_FONT = "黑体"
BODY_FONT = "仿宋_GB2312"
BODY_SIZE = 11
PROOF_SIZE = 10
FORM_SIZES = (12, 11, 10, 9, 8)  # of a form's texts: the first in which the item fits on its page
# Column widths count digits of this font. 宋体 has a digit of 8 pixels wherever it or a substitute is, while openpyxl's
# Calibri is missing on Chinese office machines and every substitute gives other widths.
STANDARD_FONT, STANDARD_SIZE = "宋体", 11
DATE_FORMAT = "yyyy-mm-dd"

LAMP_COLOURS: dict[Lamp, str] = {
    Lamp.RED: "C9111F",
    Lamp.YELLOW: "7D5300",
    Lamp.BLUE: "0A72C4",
    Lamp.GREEN: "1D7A43",
    Lamp.GREY: "5F6B7A",
    Lamp.DONE: "3D4854",
    Lamp.NONE: "000000",
}

_THIN = Side(style="thin")
_BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_LEFT = Alignment(horizontal="left", vertical="top", wrap_text=True)
_CENTRE = Alignment(horizontal="center", vertical="top", wrap_text=True)
_MIDDLE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LINE = Alignment(horizontal="left", vertical="center")
_BODY = Font(name=BODY_FONT, size=BODY_SIZE)


def form_key(size: int) -> str:
    """The name of the style in which a form's texts stand at this size."""
    return f"form_{size}"


def lamp_key(lamp: str) -> str:
    """The name of a lamp's style."""
    return f"lamp_{lamp}"


LOOKS: dict[str, dict[str, object]] = {
    "title": {"font": Font(name=TITLE_FONT, size=22), "alignment": _MIDDLE},
    "line": {"font": Font(name=BODY_FONT, size=12), "alignment": _LINE},
    "head": {"font": Font(name=HEAD_FONT, size=BODY_SIZE), "alignment": _MIDDLE, "border": _BOX},
    "foot": {"font": Font(name=BODY_FONT, size=12), "alignment": _LINE},
    "proof": {"font": Font(name=BODY_FONT, size=PROOF_SIZE), "alignment": _LEFT},
    "text": {"font": _BODY, "alignment": _LEFT, "border": _BOX},
    "text_marked": {"font": _BODY, "alignment": _LEFT, "border": _BOX, "quotePrefix": True},
    "centred": {"font": _BODY, "alignment": _CENTRE, "border": _BOX},
    "centred_marked": {"font": _BODY, "alignment": _CENTRE, "border": _BOX, "quotePrefix": True},
    "number": {"font": _BODY, "alignment": _CENTRE, "border": _BOX, "number_format": "0"},
    "date": {"font": _BODY, "alignment": _CENTRE, "border": _BOX, "number_format": DATE_FORMAT},
} | {
    lamp_key(lamp): {
        "font": Font(name=BODY_FONT, size=BODY_SIZE, color=colour, bold=lamp is Lamp.RED),
        "alignment": _CENTRE,
        "border": _BOX,
    }
    for lamp, colour in LAMP_COLOURS.items()
}
LOOKS |= {
    form_key(size): {"font": Font(name=BODY_FONT, size=size), "alignment": _LEFT, "border": _BOX} for size in FORM_SIZES
}


def dress(cell: Cell, look: str) -> None:
    """Give a cell of the shell one of the looks."""
    for name, value in LOOKS[look].items():
        setattr(cell, name, value)


def style_numbers(book: Workbook) -> Styles:
    """Register every look in the workbook; returns by name the number with which a cell refers to it."""
    book._named_styles["Normal"].font = Font(name=STANDARD_FONT, size=STANDARD_SIZE)  # openpyxl has no public way
    numbers: Styles = {}
    sheet = book.create_sheet()
    for place, look in enumerate(LOOKS, 1):
        cell = sheet.cell(1, place)
        dress(cell, look)
        numbers[look] = cell.style_id
    book.remove(sheet)
    return numbers
