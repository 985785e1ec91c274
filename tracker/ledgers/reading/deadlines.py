"""Reads a deadline (时限) as people write it. The words are always kept; a date is given only where they name one.

Conventions: a month, quarter or half-year means its last day, so does “X月前”; 上旬 the 10th, 中旬 the 20th; a range
its end; of several dates the latest. A date that begins something (“…起”) or recurs (“每月底”) is no deadline.
Finding the date mentions inside the words is told by `mentions.py`.
"""

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache

from tracker.enums import TimeFrame
from tracker.ledgers.reading.grids import Dated, Value, as_text
from tracker.ledgers.reading.mentions import Mention, mentions, normal
from tracker.ledgers.reading.texts import chinese_number, is_empty_mark

_IMMEDIATE = re.compile(
    r"立行立改|立说立行|立知立改|立整立改|即知即改|即查即改|即改|立改|立即|即时|即刻|马上|边查边改|立查立改|当场|当日"
)
_LASTING = re.compile(
    r"长期坚持|(?<!中)长期整改|长期落实|长期推进|长期任务|常态长效|持续|常态|经常性|一直坚持|并?坚持|长期$|长期[,，;；]|^长期"
)
_MID_LONG = re.compile(r"中长期|中期|长期[(（]|分阶段|分步|分年度|逐步")
_BY_DATE = re.compile(r"限期|按期|短期")
_SPAN = re.compile(
    r"(?:(\d{1,3})|([一二两三四五六七八九十]{1,3})|(半))个?(工作日|日|天|周|星期|月|年)(?:时间)?(?:之?内|以内|左右)?"
)
_UNDATED = re.compile(
    r"^(?:每|按|根据|随时|适时|待|未|已|不|常|集中整改|整改期|立|即|长|持续|短期|中期|限期|目前|全年|年度|"
    r"十[一二三四五]五|“|\"|一届|任期|本届)"
)
_COUNTED = re.compile(
    r"[①-⑳❶-❿⑴-⒇]|(?:^|(?<=[;；。,，\n]))\s*(?:[1-9]|1\d)[.．、](?=\d{1,2}月)"
)  # “①6月中旬”, “2.9月底”
_SERIALS = range(29_221, 73_051)  # 1980 to 2099: whole numbers in a date column that Excel forgot to format
_YEARS = range(1980, 2101)
_YEAR_LAST = re.compile(
    r"(?<!\d)(\d{1,2})([/.-])(\d{1,2})\2((?:19|20)\d\d)(?![\d年])"
)  # 03/31/2024: of English programs


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline as read; `doubt` is a Chinese sentence where the words may have been meant otherwise."""

    date: dt.date | None = None
    text: str = ""
    time_frame: TimeFrame | None = None
    is_lasting: bool = False
    doubt: str = ""


def parse_deadline(
    value: Value | dt.date | None, *, year: int | None = None, feedback: dt.date | None = None
) -> Deadline:
    """Reads a deadline cell.

    `year` is the year of the ledger's title or date line and serves dates without one; failing that, the next
    occurrence after `feedback` (the feedback date); failing that too, no date. “3个月内” counts from `feedback`.
    """
    if isinstance(value, dt.datetime):
        value = value.date()
    if isinstance(value, dt.date):
        value = Dated(value, value.isoformat())
    if isinstance(value, Dated) and value.date.year not in _YEARS:
        return Deadline(None, value.text, doubt=f"时限“{value.text}”的年份不对（多半是公式引用了空格），请核对。")
    if isinstance(value, Dated) and value.has_day:
        return Deadline(value.date, value.text, TimeFrame.BY_DATE)
    text = as_text(value).strip()
    if not text or is_empty_mark(text):
        return Deadline()
    if isinstance(value, float):
        return Deadline(None, text, None, doubt=f"时限“{text}”是一个小数，分不清是哪一天，请改写成年月日。")
    if isinstance(value, Dated) and not re.search(r"\d{4}年", text):
        year = value.date.year  # the sheet hides the year, the cell knows it
    return _from_text(text, year, feedback)


@lru_cache(maxsize=4096)
def _from_text(text: str, year: int | None, feedback: dt.date | None) -> Deadline:
    words = normal(_COUNTED.sub(";", text))
    words, doubt = _year_first(words)
    date, doubt = (None, doubt) if doubt else _from_number(words)
    if date is None and not doubt:
        date, doubt = _latest(mentions(words), year, feedback)
    if date is None and not doubt:
        date = _after_feedback(words, feedback)
    lasting = bool(_LASTING.search(words))
    frame = _frame(words, date)
    if date is None and not doubt and frame is None and not lasting and not _is_undated(words):
        doubt = f"时限“{text[:30]}”看不出日期，已原样保留。"
    return Deadline(date, text, frame, lasting, doubt)


def _year_first(words: str) -> tuple[str, str]:
    """03/31/2024 as 2024/3/31; the words as they are and a doubt where month and day may be either way round."""
    for first, _, second, _ in _YEAR_LAST.findall(words):
        if first != second and int(first) <= 12 and int(second) <= 12:
            return words, f"时限“{words[:30]}”分不清哪个是月、哪个是日，请改写成年月日。"
    return _YEAR_LAST.sub(_turned, words), ""


def _turned(match: re.Match[str]) -> str:
    month, day = sorted((match[1], match[3]), key=int)
    return f"{match[4]}/{month}/{day}"


def _is_undated(words: str) -> bool:
    return bool(_UNDATED.search(words) or _SPAN.search(words) or re.search(r"每|内$|完成|结束|销号|坚持", words))


def _frame(words: str, date: dt.date | None) -> TimeFrame | None:
    if _IMMEDIATE.search(words):
        return TimeFrame.IMMEDIATE
    if _MID_LONG.search(words):
        return TimeFrame.MID_LONG
    if date is not None or _BY_DATE.search(words):
        return TimeFrame.BY_DATE
    return None


def _from_number(words: str) -> tuple[dt.date | None, str]:
    """A bare number: a date serial, YYYYMMDD or YYYYMM; a bare count of days is no date."""
    if not re.fullmatch(r"\d{5,8}", words):
        return None, ""
    number = int(words)
    if number in _SERIALS:
        return dt.date(1899, 12, 30) + dt.timedelta(days=number), ""
    match = re.fullmatch(r"((?:19|20)\d\d)(\d\d)(\d\d)?", words)
    if not match:
        return None, ""
    mention = Mention(year=int(match[1]), month=int(match[2]), day=int(match[3]) if match[3] else None)
    return _resolve(mention, None, None)


def _latest(found: list[Mention], year: int | None, feedback: dt.date | None) -> tuple[dt.date | None, str]:
    """The latest date named; one impossible date spoils the cell, so that nothing is half understood."""
    best: dt.date | None = None
    for mention in found:
        if mention.is_start or mention.recurs:
            continue
        date, doubt = _resolve(mention, year, feedback)
        if doubt:
            return None, doubt
        if date and (best is None or date > best):
            best = date
    return best, ""


def _resolve(mention: Mention, year: int | None, feedback: dt.date | None) -> tuple[dt.date | None, str]:
    """The date of a mention, or the sentence that says why there is none."""
    taken = mention.year or (year + mention.year_shift if year else None)
    if taken is None:
        if feedback is None:
            return None, f"时限“{mention.words}”没有写年份，台账的标题和日期行里也没有，请补上年份。"
        return _next_after(mention, feedback)
    date = _on(mention, taken)
    if date is None:
        return None, f"时限“{mention.words}”不是真实存在的日期，请核对。"
    return date, ""


def _next_after(mention: Mention, feedback: dt.date) -> tuple[dt.date | None, str]:
    shift = mention.year_shift
    for taken in (feedback.year + shift, feedback.year + shift + 1):
        date = _on(mention, taken)
        if date and date >= feedback:
            return date, ""
    return None, f"时限“{mention.words}”不是真实存在的日期，请核对。"


def _on(mention: Mention, year: int) -> dt.date | None:
    """The mention's date in a year; None where the calendar has no such day."""
    if year not in _YEARS or not 1 <= mention.month <= 12:
        return None
    last = monthrange(year, mention.month)[1]
    day = last if mention.day is None else mention.day
    return dt.date(year, mention.month, day) if 1 <= day <= last else None


def _after_feedback(words: str, feedback: dt.date | None) -> dt.date | None:
    """“反馈后3个月内”: counted from the feedback date, where it is known; working days are left to a person."""
    match = _SPAN.search(words)
    if feedback is None or match is None or match[4] == "工作日" or re.search(r"每|\d[-~至]", words):
        return None
    count = int(match[1]) if match[1] else 6 if match[3] else chinese_number(match[2]) or 0
    unit = "月" if match[3] else match[4]
    if unit in ("日", "天", "周", "星期"):
        return feedback + dt.timedelta(days=count * (7 if unit in ("周", "星期") else 1))
    return _add_months(feedback, count * (12 if unit == "年" else 1))


def _add_months(date: dt.date, months: int) -> dt.date:
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    return dt.date(year, month + 1, min(date.day, monthrange(year, month + 1)[1]))
