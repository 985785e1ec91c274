"""One cell as XML: text made legal and safe, dates and numbers as such, and how many lines a text will take.

Nothing here knows rows or sheets. Texts become inline strings, so nothing in a cell is ever taken for a formula; a text
that looks like one also gets the style with Excel's own text mark (quotePrefix), which survives editing the cell.
"""

import re
from collections.abc import Sequence
from datetime import date

MOST_UNITS = 32_767  # Excel's limit for one cell, in UTF-16 units
CUT_MARK = "……（超过单元格上限，全文见系统）"
FORMULA_SIGNS = "=+-@\t＝＋－＠"  # the wide ones too: Excel takes them for the narrow ones when typed
_EDGES = frozenset(("", *FORMULA_SIGNS))
_EPOCH = date(1899, 12, 30).toordinal()
_FIRST_SAFE_DATE = date(1900, 3, 1)  # before it Excel counts a day that never was

SURELY_WHOLE = MOST_UNITS // 2  # characters that take no more units than a cell holds
_RARE_ONES = "\x00-\x08\x0b-\x1f&<>_\ud800-\udfff\ufffe\uffff"
_RARE = re.compile(f"[{_RARE_ONES}]")
_RARE_BYTES = bytes(code for code in range(128) if _RARE.match(chr(code)))
_RARE_LAST = ("\ufffe".encode(), "\uffff".encode())
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# What Excel would undo on reading; written with its first underscore escaped, as Excel does.
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def clean(text: str) -> str:
    """The text as a cell can hold it: line ends as \\n, no character that XML forbids, cut to the limit and said so."""
    if _RARE.search(text):
        text = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return text if len(text) <= SURELY_WHOLE else _cut(text)


def escaped(text: str) -> str:
    """Clean text as XML character data."""
    if not _RARE.search(text):
        return text
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LOOKS_ESCAPED.sub("_x005F_", text)


def all_plain(texts: Sequence[str]) -> list[bytes]:
    """The texts in UTF-8 if all of them may go into the sheet as they are, else nothing.

    So nearly all may that asking once for many of them saves asking several times for each: none too long, no rare
    character, none at the edges that a program would strip or take for a formula.
    """
    if not texts or max(map(len, texts)) > SURELY_WHOLE or _EDGES.intersection([text[:1] for text in texts]):
        return []
    if [*map(str.strip, texts)] != texts:
        return []
    try:
        data = "\0".join(texts).encode()
    except UnicodeEncodeError:  # half a character
        return []
    is_plain = len(data) - len(data.translate(None, _RARE_BYTES)) == len(texts) - 1  # the joints alone
    return data.split(b"\0") if is_plain and not any(rare in data for rare in _RARE_LAST) else []


def is_formula_like(text: str) -> bool:
    """Whether a spreadsheet might take the text for a formula when the cell is edited or saved as CSV."""
    return text != "" and text[0] in FORMULA_SIGNS


def text_element(text: str) -> str:
    """The <is> element of an inline string of clean text; blanks at its ends are kept only if the file says so."""
    keep = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<is><t{keep}>{escaped(text)}</t></is>"


def serial(day: date) -> int | None:
    """The day as Excel's number, or None for a day it cannot count."""
    return None if day < _FIRST_SAFE_DATE else day.toordinal() - _EPOCH


def lines(text: str, capacity: int, size: int = 0) -> int:
    """How many lines the text takes in a column that holds `capacity` units; `size` is its length in UTF-8, if known.

    A Chinese character takes two units, a Latin one takes one (three and one bytes of UTF-8). A broken line loses
    about a unit: punctuation may not begin the next one, words and numbers are not torn.
    """
    if "\n" in text:
        return sum([_broken(line, capacity, 0) for line in text.split("\n")])
    return _broken(text, capacity, size)


def _broken(line: str, capacity: int, size: int) -> int:
    if 2 * len(line) <= capacity:
        return 1
    return -(-(((size or len(line.encode())) + len(line)) // 2) // (capacity - 1))


def _cut(text: str) -> str:
    encoded = text.encode("utf-16-le")
    if len(encoded) <= 2 * MOST_UNITS:
        return text
    room = 2 * (MOST_UNITS - len(CUT_MARK))
    return encoded[:room].decode("utf-16-le", errors="ignore") + CUT_MARK
