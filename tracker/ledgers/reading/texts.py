"""Small tools for the text of cells: cleaning, comparing, numerals, cell references.

Nothing here knows what a ledger is.
"""

import re
import unicodedata
from functools import lru_cache

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f]")
_EDGES = " \t\n\u3000\u00a0"
_EMPTY_MARKS = frozenset({"/", "\\", "-", "--", "---", "—", "——", "－", "–", "／", "//", "…", "……"})
_PERIOD = re.compile(
    r"(?:(?:(?:20)?\d\d)?年?度?)?(?:第?[一二三四1-4]季度?|[上下]半年|年[底内末]|[一二两三六\d]个月(?:以?内)?|"
    r"\d{0,2}月份?(?:\d{1,2}[日号]|[上中下]旬|[底末])?|第?[一二三四五六七八九十\d]{1,3}[周期]|\d{1,2}[./]\d{1,2}|"
    r"立[行说知整查]立改|即[知行查]即改|[中长短近]+期(?:坚持|整改|任务)?|限期整改)(?:之?前|进展|情况|进度)?"
)
DITTO = frozenset({"同上", "〃", "″", '"', "〞", "”", "''", "同上行", "同前", "（同上）", "(同上)"})
_DIGITS = {
    "零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4,
    "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip


def clean(text: str) -> str:
    """The text of a cell without carriage returns, invisible characters and blanks at its edges."""
    text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return _INVISIBLE.sub("", text).strip(_EDGES)


def is_empty_mark(text: str) -> bool:
    """Whether a cell's text only says that there is nothing: “/”, “—”."""
    return text in _EMPTY_MARKS


def is_period(text: str) -> bool:
    """Whether a heading only says when: “5月”, “6月14日”, “一季度”, “第3周”; a leading number may be gone."""
    return bool(_PERIOD.fullmatch(squash(text)))


def squash(text: str) -> str:
    """The text for comparing: NFKC, without any blank."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def chinese_number(text: str) -> int | None:
    """The value of a Chinese or Arabic numeral below 100 (“十二”, “二十”, “12”), else None."""
    if text.isdecimal():
        return int(text)
    match = re.fullmatch(r"([一二两三四五六七八九])?(十)?([〇零一二三四五六七八九])?", text)
    if not text or not match:
        return None
    tens, ten, ones = match.groups()
    if ten is None:
        return _DIGITS.get(text)
    return (_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0)


def digit_by_digit(text: str) -> str:
    """“二〇二四” as “2024”; other characters stay."""
    return "".join(str(_DIGITS.get(character, character)) for character in text)


@lru_cache(maxsize=1024)
def column_letter(column: int) -> str:
    """1 -> A, 27 -> AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(maxsize=20_000)
def column_number(letters: str) -> int:
    """A -> 1, AA -> 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def place_of(cell: str) -> tuple[int, int]:
    """The row and column of a cell by its name: D5 -> (5, 4)."""
    letters = cell.rstrip("0123456789")
    return int(cell[len(letters) :]), column_number(letters)


def reference(row: int, column: int) -> str:
    """The name of a cell: (5, 4) -> D5."""
    return f"{column_letter(column)}{row}"
