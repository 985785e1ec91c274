"""How Excel shows a number: dates by their number format, percentages. Nothing here knows sheets or ledgers."""

import datetime as dt
import re
from functools import lru_cache

from tracker.ledgers.reading.grids import Dated

_BUILT_IN_DATES = {14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)}
_BUILT_IN = {
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 22: "yyyy/m/d h:mm",
    27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    36: 'yyyy"年"m"月"', 50: 'yyyy"年"m"月"', 51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"',
    54: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
    9: "0%", 10: "0.00%",
}  # fmt: skip
_NOISE = re.compile(r'\[[^\]]*\]|\\.|_.|\*.|"[^"]*"')
_WORDS = r"""((?:"[^"]*"|\\.)*)"""
_WORDED = re.compile(rf"{_WORDS}(0+|#|General){_WORDS}", re.IGNORECASE)  # 0"个月内", "第"0"项", 000
_PADDING = re.compile(r"\[[^\]]*\]|_.|\*.")


def built_in(number: int) -> str:
    """The code of a built-in number format; '' for those that are not dates or percentages."""
    return _BUILT_IN.get(number, "yyyy/m/d" if number in _BUILT_IN_DATES else "")


def is_date(code: str) -> bool:
    """Whether a number format shows a date (not merely a time of day)."""
    bare = _NOISE.sub("", code.split(";")[0]).lower()
    return bool(re.search(r"[yd]", bare) or re.search(r"m{3,5}", bare)) or ("月" in code and "m" in bare)


def shown(number: float, code: str, *, is_1904: bool = False) -> float | str | Dated:
    """What the sheet shows for a number under a format code: a date, a percentage, or the number itself."""
    if not code:
        return number
    if is_date(code):
        return _date(number, code, is_1904) or number
    if "%" in _NOISE.sub("", code):
        return f"{round(number * 100, 2):g}%"
    return _worded(number, code) if number >= 0 and number == int(number) else number


def _worded(number: float, code: str) -> float | str:
    """A whole number with the words and leading zeros its format adds, where it adds any."""
    match = _WORDED.fullmatch(_PADDING.sub("", code.split(";")[0]))
    if match is None:
        return number
    before, digits, after = match.groups()
    before, after = (re.sub(r'"|\\(?=.)', "", words) for words in (before, after))
    shown = f"{before}{int(number):0{len(digits) if digits[0] == '0' else 1}d}{after}".strip()
    return number if shown == str(int(number)) else shown


@lru_cache(maxsize=8192)
def _date(number: float, code: str, is_1904: bool) -> Dated | None:
    if not 1 <= number < 2_958_466:
        return None
    epoch = dt.date(1904, 1, 1) if is_1904 else dt.date(1899, 12, 30 if number >= 60 else 31)
    date = epoch + dt.timedelta(days=int(number))
    bare = _NOISE.sub("", code.split(";")[0]).lower()
    has_year, has_day = "y" in bare or "e" in bare, "d" in bare
    if not has_day and has_year and "m" not in bare:
        return Dated(date, f"{date.year}年", has_day=False)
    if not has_day:
        return Dated(date, f"{date.year}年{date.month}月" if has_year else f"{date.month}月", has_day=False)
    return Dated(date, _day_text(date, code, has_year))


def _day_text(date: dt.date, code: str, has_year: bool) -> str:
    if "月" in code:
        return (f"{date.year}年" if has_year else "") + f"{date.month}月{date.day}日"
    return date.isoformat() if has_year else f"{date.month}月{date.day}日"
