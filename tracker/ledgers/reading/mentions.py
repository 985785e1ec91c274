"""Finds the dates named inside words: “2024年3月底前”, “三季度”, “3月至6月”, “明年上半年”.

Only finding and taking apart belongs here; what a mention means as a deadline is told by `deadlines.py`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tracker.ledgers.reading.texts import chinese_number, digit_by_digit


@dataclass(frozen=True, slots=True)
class Mention:
    """One date named; `year` None where it has to come from elsewhere, `day` None for the end of the month."""

    month: int
    day: int | None = None
    year: int | None = None
    year_shift: int = 0  # 明年 = 1, counted from the year that comes from elsewhere
    words: str = ""
    is_start: bool = False  # “2024年3月起”
    recurs: bool = False  # “每年12月底”


_YEAR = r"(?P<year>(?:19|20)\d\d|(?<!\d)[12]\d(?=年))"
_THEN = r"(?P<then>今年|本年度?|当年|明年|次年|翌年|后年|去年)"
_MONTH = r"(?P<month>\d{1,2})"
_DAY = r"(?P<day>\d{1,2})(?![\d.]*[个项条次家天%])"
_PART = r"(?P<part>月?(?:上旬|中旬|下旬)|月?(?:底|末|初|中)|份)"
_PERIOD = (
    r"(?P<period>第?[一二三四1-4]季度?末?|[上下]半年|年年?[底末]|年度?内|年终|年中|年?初|岁末|[底末](?=前|之前|$)|全年)"
)
_YEAR_ENDS = r"(?=$|[,;。.、)(\-至到]|之?前|以前|完成|内|实现|达|整改|并|长期|持续)"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?:{_YEAR}年|{_THEN}){_MONTH}月{_DAY}[日号]?",
        rf"{_YEAR}(?P<by>[.\-/、]){_MONTH}(?P=by){_DAY}(?!\d)[日号]?",
        r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?!\d)",
        rf"(?:{_YEAR}[年.\-/]|{_THEN}){_MONTH}(?:月{_PART}?|(?![\d个项条次家天%]))",
        rf"(?:{_YEAR}年?度?|{_THEN})(?:{_PERIOD}|{_YEAR_ENDS})",
        rf"(?<!\d){_MONTH}月{_DAY}[日号]?",
        rf"(?<![\d.]){_MONTH}月(?!内){_PART}?(?!\d)",
        r"(?P<period>(?<![\d个半一二两三四五])(?:第?[一二三四1-4]季度末?|[上下]半年|年年?[底末]|年内|年终|岁末|年度内))",
    )
)
_LONGEST = 1000
_BARE = re.compile(r"(\d{1,2})[./\-](\d{1,2})[日号]?(?:之?前|以前)?")
_SHORT = re.compile(r"(?<!\d)'?([1-4]\d)[./\-](\d{1,2})[./\-](\d{1,2})(?!\d)")
_THEN_SHIFT = {"明年": 1, "次年": 1, "翌年": 1, "后年": 2, "去年": -1}
_TIME = re.compile(r"(?<=\d)(?:\s+|T)\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?")  # of day, behind a date
_NUMERAL = re.compile(r"[一二两三四五六七八九十]{1,3}(?=月|日|号)|(?<=月)[一二三四五六七八九十]{2,3}(?=前|$)")
_YEAR_WORDS = re.compile(r"[一二〇零○][〇零○九一二三四五六七八]{3}(?=年)")
_RANGE_DAY = re.compile(r"^(?:至|到|-|~)(\d{1,2})[日号]")
_STARTS = re.compile(r"^(?:前|底|份|日)?(?:起|开始|以来|之?后|启动|开工|动工)(?!前)")
_RECURS = re.compile(r"(?:每|逐|各)(?:个|一|年|月|季度?|半年)*[度,的]?$")


def normal(text: str) -> str:
    """The words of a deadline for reading: half-width, without blanks, numerals of years, months and days in digits."""
    text = _TIME.sub("", unicodedata.normalize("NFKC", text))
    text = re.sub(r"\s+", "", text)
    text = re.sub(r"[Qq]([1-4])(?!\d)", r"第\1季度", text)
    text = re.sub(r"[—–―~〜﹣−]+", "-", text)
    text = _YEAR_WORDS.sub(lambda match: digit_by_digit(match[0]), text)
    return _NUMERAL.sub(lambda match: str(chinese_number(match[0]) or match[0]), text)


def mentions(words: str) -> list[Mention]:
    """The dates named in `words` (already `normal`), in order; a date without a year takes it from one before it."""
    words = _SHORT.sub(r"20\1年\2月\3日", words)
    bare = _BARE.fullmatch(words)
    if bare:
        return [Mention(int(bare[1]), int(bare[2]), words=words)]
    found: list[Mention] = []
    for match in _matches(words[:_LONGEST]):
        mention = _mention(match)
        if mention is None:
            continue
        found.append(_in_context(mention, words, match, found[-1] if found else None))
        found.extend(_range_end(found[-1], words[match.end() :]))
    return found


def _matches(words: str) -> Iterator[re.Match[str]]:
    """The places where a form fits, from left to right, the fullest form first."""
    position = 0
    while position < len(words):
        match = next(filter(None, (form.match(words, position) for form in _FORMS)), None)
        if match:
            yield match
        position = match.end() if match else position + 1


def _in_context(mention: Mention, words: str, match: re.Match[str], before: Mention | None) -> Mention:
    """The mention with what stands around it: a year named before, a start, a recurrence."""
    if mention.year is None and before is not None and not mention.year_shift:
        mention = replace(mention, year=before.year, year_shift=before.year_shift)
    recurs = bool(_RECURS.search(words[: match.start()])) or match[0].startswith("每")
    return replace(mention, is_start=bool(_STARTS.match(words[match.end() :])), recurs=recurs)


def _range_end(start: Mention, rest: str) -> list[Mention]:
    """The end of “3月1日至15日” or “2024.3-6”, where it does not name its month."""
    match = _RANGE_DAY.match(rest)
    if match and start.day is not None:
        return [replace(start, day=int(match[1]), words=start.words + match[0], is_start=False)]
    match = re.match(r"^-(\d{1,2})(?![\d.月年日个])", rest)
    if match and start.year is not None:
        end = replace(start, words=start.words + match[0], is_start=False)
        number = int(match[1])
        return [replace(end, day=number) if start.day is not None else replace(end, month=number)]
    return []


def _mention(match: re.Match[str]) -> Mention | None:
    groups = {key: value for key, value in match.groupdict().items() if value is not None}
    year = int(groups["year"]) if "year" in groups else None
    if year is not None and year < 100:
        year += 2000
    shift = _THEN_SHIFT.get(groups.get("then", ""), 0)
    place = _place(groups)
    if place is None:
        return None
    return Mention(*place, year=year, year_shift=shift, words=match[0])


def _place(groups: dict[str, str]) -> tuple[int, int | None] | None:
    """Month and day of a mention."""
    if "month" in groups:
        day = int(groups["day"]) if "day" in groups else _day_of_part(groups.get("part", ""))
        return int(groups["month"]), day
    return _end_of_period(groups.get("period", "年"))


def _day_of_part(part: str) -> int | None:
    if "上旬" in part or "初" in part:
        return 10
    return 20 if "中" in part else None


def _end_of_period(period: str) -> tuple[int, int | None] | None:
    if "季" in period:
        quarter = re.search(r"[一二三四1-4]", period)
        return (chinese_number(quarter[0]) or 4) * 3 if quarter else 12, None
    if "上半年" in period or "年中" in period:
        return 6, None
    return None if "初" in period else (12, None)
