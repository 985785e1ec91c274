"""The lines above a table: title, reporting unit, date; and the year they give to dates without one."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tracker.ledgers.reading.deadlines import parse_deadline
from tracker.ledgers.reading.grids import Dated, Grid
from tracker.ledgers.reading.labels import duties, label_meaning
from tracker.ledgers.reading.mentions import normal
from tracker.ledgers.reading.rows import is_foot
from tracker.ledgers.reading.texts import squash

_TITLE = re.compile(
    r"台账|台帐|清单|一览表|汇总表|明细表|统计表|登记表|进展表|情况表|方案|计划表|任务表|分解表|表$|情况$"
)
_NO_TITLE = re.compile(
    r"^(?:附件|附表|附|内部资料|填报要求|填表说明|说明|注|单位|填报|报送|日期|时间|截至|截止|制表|密级|编号)\s*[\d一二三四五六七八九十]*\s*(?:[:：]|$|资料|注意|\(|（)"
)
_UNIT = re.compile(
    r"(?:填报单位|填报部门|报送单位|上报单位|编报单位|整改单位|被巡察单位|被巡察党组织|责任单位|单位名称|填表单位|制表单位|单位)"
    r"(?:[(（][^()（）]*[)）])?\s*[:：]\s*([^\s:：]+)"
)
_UNIT_END = re.compile(r"[(（](?:盖章|公章|章|签章)[)）]|(?:填报|填表|报送|上报)?(?:日期|时间)$|截[至止](?:日期)?$")
_COUNTED_IN = ("个", "件", "项", "条", "万元", "元", "人", "家", "处", "亩", "份", "次", "人次", "个、人")
_DATE_LABEL = re.compile(
    r"(?:日期|时间|截[至止]|更新|制表|填报|报送)[^:：\d]{0,6}[:：]?\s*([\d〇一二三四五六七八九十年月日./\-\s]{4,24})"
)
_DATE_ALONE = re.compile(r"^[(（]?((?:19|20)\d\d\s*[年./\-]\s*\d{1,2}\s*(?:[月./\-]\s*\d{0,2}\s*日?)?)[)）]?$")
_SHORT, _FOOT_LINES = 40, 6  # characters; rows
_IN_BRACKETS, _ANY = re.compile(r"[(（]"), re.compile("")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:\s*年|(?=[年度\-—.]))")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands above a table."""

    title: str = ""
    unit_name: str = ""
    date: dt.date | None = None
    year: int | None = None
    said: tuple[tuple[str, str], ...] = ()  # who leads or answers for all that stands below, by meaning


def front_matter(grid: Grid, top: int, file_name: str) -> FrontMatter:
    """Reads the rows above row `top`; the sheet's and the file's name stand in for a missing year."""
    texts = [text for row in grid.numbers if row < top for text in grid.own(row).values()]
    date = _date(texts) or _date_cell(grid, top)
    title = _title(texts)
    year = _year_told(title, texts, date) or _year(grid.name) or _year_below(grid, top) or _year(file_name)
    return FrontMatter(title, _unit(texts), date, year, tuple(_said(texts)))


def _said(texts: list[str]) -> Iterator[tuple[str, str]]:
    """“包抓领导：张某某”, “责任人：李某某” above a table hold for all of it; who signs it (负责人, 书记) does not."""
    for label, words in (pair for text in texts for pair in duties(text, at_least=1)):
        meaning = label_meaning(label)
        if (meaning == "leader" and "领导" in label) or (meaning == "owners" and "责任" in label):
            yield meaning, words


def _year_told(title: str, texts: list[str], date: dt.date | None) -> int | None:
    """The year of the title, of a line in brackets under it, of the date line, of any other short line."""
    return _year(title) or _year_of_lines(texts, _IN_BRACKETS) or (date.year if date else _year_of_lines(texts, _ANY))


def _title(texts: list[str]) -> str:
    fitting = [
        text for text in texts if len(squash(text)) >= 4 and not _NO_TITLE.match(text.strip()) and len(text) <= 120
    ]
    named = [text for text in fitting if _TITLE.search(squash(text).rstrip("()（）0123456789年月日截至止"))]
    return re.sub(r"\s*\n\s*", "", (named or fitting or [""])[0])


def _unit(texts: list[str]) -> str:
    for text in texts:
        for match in _UNIT.finditer(text):
            name = _UNIT_END.sub("", match[1]).strip("，,；; ")
            if name and name not in _COUNTED_IN and not re.match(r"^[_＿\s]*$", name):
                return name
    return ""


def _date(texts: list[str]) -> dt.date | None:
    for text in texts:
        match = _DATE_LABEL.search(text) or _DATE_ALONE.match(text.strip())
        if match and (found := parse_deadline(match[1]).date):
            return found
    return None


def _date_cell(grid: Grid, top: int) -> dt.date | None:
    cells = (value for row in grid.numbers if row < top for value in grid.rows[row].values())
    return next((value.date for value in cells if isinstance(value, Dated)), None)


def _year(text: str) -> int | None:
    match = _YEAR.search(normal(text))
    return int(match[1]) if match else None


def _year_below(grid: Grid, top: int) -> int | None:
    """The year of who filled in the table and when, in the last lines below it."""
    lines = [[squash(text) for text in grid.own(row).values()] for row in grid.numbers[-_FOOT_LINES:] if row > top]
    texts = [
        text for line in lines if is_foot(line) or (len(line) == 1 and _DATE_ALONE.match(line[0])) for text in line
    ]
    return _year_of_lines(texts, _ANY)


def _year_of_lines(texts: list[str], form: re.Pattern[str]) -> int | None:
    """The first year in a short line: “（2024年第一季度）”, “X县林业局 2023年11月3日—11月17日”."""
    short = (text for text in texts if len(text) <= _SHORT and form.match(text.strip()))
    return next(filter(None, map(_year, short)), None)
