"""What a row below the header is: data, a section heading, a subtotal, the header again, a note, a signature line."""

import re
from collections.abc import Iterable
from enum import Enum, auto

from tracker.ledgers.reading.columns import Roles
from tracker.ledgers.reading.contents import is_state
from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.headers import Header
from tracker.ledgers.reading.headings import LONGEST_HEADING, bare, is_sum, meaning_of
from tracker.ledgers.reading.namekinds import looks_like_unit
from tracker.ledgers.reading.texts import squash

_FOOT_LABEL = re.compile(
    r"^(?:注|备注|说明|填表说明|填报说明|填表人|填报人|制表人|制表|审核人|审核|审签人|审签|审批|签发|联系人|联系电话|电话|负责人|主要负责人|单位负责人|"
    r"分管领导|单位主要负责人|党组织书记|党组织主要负责人|党委书记|党组书记|书记|整改单位负责人|主管部门负责人|主管部门|接收单位负责人|签发单位负责人|"
    r"填报单位|填报日期|填表日期|填报时间|报送单位|报送时间|日期|复核|复核人|核稿|校对|统计人|经办人|领导签字|单位\(盖章\)|单位|报告人|打印时间|抄送|要求|填报要求|注意事项|本表)"
    r"(?:\([^()]*\))*\d?[:.、]"
)
_FOOT = re.compile(r"^(?:注[:.、\d]|※|\*注|填表说明|填报说明|说明[:.]|本表(?:一式|由|于|报|请)|备注[:.]\d?)")
_CLERK = re.compile(r"^(?:填表|填报|制表|审核|审签|校对|复核|统计|报送|联系)(?:人|单位|日期|时间)?[:：]")
_TO_FILL = re.compile(r"^[^:。;,]{2,20}:[\s_年月日]*$")  # “审核员：”, “日期：  年  月  日”
_SIGN = re.compile(  # “（章）”, “书记签字：”, but no measure: “交接当场签字”
    r"^[^,。;]*(?:\((?:盖章|签字|签名|公章|签章|章)\)|(?:签字|签名|签章)(?:背书|确认)?:)|"
    r"^(?:[^,。;:]{0,10}(?:人|领导|书记|长|主任|单位|代表|员|组))?(?:签字|签名|签章)(?:背书|确认)?$"
)
_CLERK_WORK = (
    r"(?:(?:填|制|编|拟|审|核|批|签|校|复|统)(?:表|报|写|制|单|定|稿|核|批|签|阅|对|准|发|收|审|校|计)|起草|会签|汇总|报送|"
    r"上报|提交|经办|经手|记录|录入|整理|打印|印制|受理|接收|移交|监交|联络|联系)"
)
_SIGNER = re.compile(  # “编制：戴某”, “批准：”, “局长：”, “巡察组组长：”: who signs a table
    rf"^(?:{_CLERK_WORK}(?:人员?|员|者|单位|部门|科室|领导|负责人|日期|时间|电话)?|(?:主要|分管|单位|部门|科室)?(?:负责人|领导)|"
    r"[^:。;,责任]{0,8}(?:书记|主任|[局县市区镇乡科处部院校所站股组队行厅]长|经理|主席|组长))(?:签字|签名)?(?:\([^()]*\))?:"
)
_POST_AND_NAME = re.compile(r"^[^:。;,]{0,8}(?:书记|主任|长|经理|主席):(?=.)")
_OF_PEOPLE = frozenset({"owners", "leader", "units"})
_DAY = re.compile(
    r"^\(?(?:(?:19|20)\d\d|[二〇零○Oo一]{2}[〇零○Oo一二三四五六七八九]{2})[年./\-]?[\d一二三四五六七八九十/.\-月]*日?\)?$"
)
_COUNTED = (
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十]{1,3}[部方章类条]|"
    r"[ⅠⅡⅢⅣⅤ]|\d{1,2}[、.．](?=.*方面))"
)
_SECTION = re.compile(rf"{_COUNTED}|方面(?:的?问题)?(?:[(（:：]|$)|[(（]共?\d+[个项条]")
_HEADS = re.compile(rf"{_COUNTED}(?!.*(?:表|清单|台账|情况)$)")
_PROBLEM = re.compile(r"^(?:具体|反馈|存在|主要)?(?:的?问题)[\d一二三四五六七八九十]{0,3}[:：]\s*")
_ASPECT = re.compile(r"方面(?:的?问题)?(?:[(][^()]*[)])?$")  # a section wherever it stands: no measure ends so
_PAGE = re.compile(  # what is printed between pages
    r"^[(\-—]*(?:接[上下]页|接?续[上前]?[表页]|上接|下转|以下空白|以下无正文|此页无正文|第\d+页|共\d+页|\d+/\d+$)"
)
_EXAMPLE = re.compile(r"^(?:例|示例|样例|填写示例|举例|范例|例如|样表|填报示例|参考示例)[:：]?\d?$")
_HINT = re.compile(r"^\([^()]*\)$")  # a row of hints under the header: “（具体可操作）”
_NUMBERS = re.compile(
    r"^[(（]?(?:\d{1,2}|[甲乙丙丁戊己庚辛壬癸A-Z]|[一二三四五六七八九十]{1,2}|[①-⑳]|\d{1,2}列|栏次|=|列\d{1,2})[)）]?$"
)


_SENTENCE, _LONGEST_SECTION, _SIGNATURE = 8, 80, 30
_FILLED = 3  # cells, and characters
_LAST_ROWS = 4  # in which the unit that signs may stand
_LOOK_AT = 90  # characters of a cell; what a row is shows at once


class RowKind(Enum):
    """What a row is."""

    DATA = auto()
    SECTION = auto()
    SUBTOTAL = auto()
    HEADER = auto()
    ASIDE = auto()  # notes, signatures, examples, column numbers, repeated titles


class RowJudge:
    """Tells the kinds of the rows under one header."""

    def __init__(self, grid: Grid, header: Header, roles: Roles):
        self._grid, self._header, self._roles = grid, header, roles
        self._columns = sorted(header.headings)
        self._words = {column: set(map(bare, heading.split("／"))) for column, heading in header.headings.items()}
        self._last = grid.numbers[-_LAST_ROWS:]
        self._above = {squash(text) for row in grid.numbers if row < header.top for text in grid.own(row).values()}

    def kind(self, row: int) -> RowKind:
        """The kind of a row present in the grid."""
        if self._is_plainly_data(row):
            return RowKind.DATA
        own = self._grid.own(row)
        texts = {column: squash(text[:_LOOK_AT]) for column, text in own.items()}
        first = next(iter(texts.values()))
        if self._is_header(texts):
            return RowKind.HEADER
        if any(is_sum(text) for text in list(texts.values())[:2]) and not self._is_numbered(row):
            return RowKind.SUBTOTAL
        if self._is_aside(row, texts, first) or self._has_no_subject(texts):
            return RowKind.ASIDE
        return RowKind.SECTION if is_filled(own.values()) or self._is_section(row, own) else RowKind.DATA

    def _is_plainly_data(self, row: int) -> bool:
        """The common case at little cost: a whole number as ordinal and a sentence as problem."""
        cells = self._grid.rows[row]
        ordinals = (cells.get(column) for column in self._roles.columns.get("ordinal", ()))
        if not any(isinstance(value, int) or (isinstance(value, str) and value.isdecimal()) for value in ordinals):
            return False
        problems = (cells.get(column) for column in self._roles.columns.get("problem", ()))
        return any(isinstance(value, str) and len(value) >= _SENTENCE for value in problems)

    def _is_header(self, texts: dict[int, str]) -> bool:
        short = {column: bare(text) for column, text in texts.items() if len(text) <= LONGEST_HEADING}
        same = sum(1 for column, word in short.items() if word in self._words.get(column, ()))
        return same >= 2 and (same == len(texts) or (same >= 3 and same * 2 >= len(texts)))

    def _is_numbered(self, row: int) -> bool:
        """Whether the row carries a plain ordinal of its own, as items do."""
        columns = self._roles.columns.get("ordinal", [])
        return any(
            re.fullmatch(r"\d{1,4}(?:[-.]\d{1,3})*", squash(self._grid.own(row).get(column, ""))) for column in columns
        )

    def _is_aside(self, row: int, texts: dict[int, str], first: str) -> bool:
        if first in self._above and len(texts) <= 3 and len(first) >= 4:
            return True
        if (
            _EXAMPLE.match(first)
            or (len(texts) <= 2 and _PAGE.match(first))
            or (len(texts) >= 2 and all(map(_HINT.match, texts.values())))
        ):
            return True
        if len(texts) >= 3 and all(map(_NUMBERS.match, texts.values())):
            return True
        if len(texts) == 1 and row in self._last and self._signs_all(row, first):
            return True
        return not self._is_numbered(row) and is_foot(list(texts.values())) and not self._are_people_of_item(row, texts)

    def _are_people_of_item(self, row: int, texts: dict[int, str]) -> bool:
        """Whether a row only adds people to the problem merged down to it: “局长：张某某” below “县长：李某”."""
        merged = any(self._grid.anchor(row, column)[0] < row for column in self._roles.columns.get("problem", ()))
        return merged and all(
            _OF_PEOPLE & set(self._roles.of(column)) and _POST_AND_NAME.match(text) for column, text in texts.items()
        )

    def _signs_all(self, row: int, text: str) -> bool:
        """Whether a text alone is the unit that signs the table: nothing but lines of the foot stand below it."""
        if len(text) > _SIGNATURE or not looks_like_unit(text) or _SECTION.search(text):
            return False
        below = [list(map(squash, self._grid.own(other).values())) for other in self._last if other > row]
        return all(map(is_foot, below))

    def _has_no_subject(self, texts: dict[int, str]) -> bool:
        """Whether a count or a status word stands where the problem should: figures below the table."""
        words = [texts[column] for column in self._roles.columns.get("problem", ()) if column in texts]
        return not self._header.by_number and any(word.isdecimal() or is_state(word) for word in words)

    def _is_section(self, row: int, own: dict[int, str]) -> bool:
        """One text alone in the row, merged across it or worded like a heading, and no measure under a problem."""
        shown = {self._grid.anchor(row, column) for column in self._columns if self._grid.text(row, column)}
        if len(own) > 2 or len(shown) > len(own):
            return False
        filled = list(own.items())
        column, text = filled[0]
        if len(filled) == 1 and not self._roles.has("problem") and column == self._columns[0]:
            return True  # the problem itself, written across
        if len(filled) == 2:  # “一 | 党的领导方面”
            return self._is_mark(column, text) and _is_section_text(filled[1][1], strict=False)
        width = self._width(row, column)
        wide = width >= 3 and width * 2 >= len(self._columns)
        if wide:
            return True
        role = self._roles.of(column)
        if "measures" in role or "progress" in role:
            return column == self._columns[0] and bool(_ASPECT.search(squash(text)))
        return _is_section_text(text, strict="problem" in role)

    def _is_mark(self, column: int, text: str) -> bool:
        return "ordinal" in self._roles.of(column) and bool(
            re.fullmatch(r"[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.]?", squash(text))
        )

    def _width(self, row: int, column: int) -> int:
        return sum(1 for other in self._columns if self._grid.anchor(row, other) == (row, column))


def is_filled(texts: Iterable[str]) -> bool:
    """Whether a row says one thing in all its cells, as exports fill a line that was merged across; not 无, 无, 无."""
    said = list(texts)
    return len(said) >= _FILLED and len(set(said)) == 1 and len(said[0]) > _FILLED


def is_foot(texts: list[str]) -> bool:
    """Whether a row (its texts squashed) is a line of notes or signatures below a table."""
    if _FOOT.match(texts[0]) or all(map(_TO_FILL.match, texts)) or all(map(_DAY.match, texts)):
        return True
    signs = list(map(_is_sign, texts))
    others = [text for text, is_sign in zip(texts, signs, strict=True) if not is_sign]
    if sum(signs) * 2 < len(texts) or any(text.endswith(("。", ";")) for text in others):
        return False
    return signs[0] or (sum(signs) > 1 and looks_like_unit(texts[0]))


def _is_sign(text: str) -> bool:
    """Whether a text says who signs or filled in a table, or leaves room for it."""
    if _FOOT_LABEL.match(text):
        return True
    return len(text) < _SIGNATURE and bool(_SIGN.search(text) or _SIGNER.match(text))


def is_signed(texts: list[str]) -> bool:
    """Whether a row of a form is there to be signed: notes, “（签字）”, or who filled it in and when."""
    return bool(_FOOT.match(texts[0]) or any(_SIGN.search(text) and len(text) < _SIGNATURE for text in texts)) or (
        is_foot(texts) and any(map(_CLERK.match, texts))
    )


def _is_section_text(text: str, *, strict: bool) -> bool:
    word = squash(text)
    if len(word) > _LONGEST_SECTION or word.endswith(("。", ";")):
        return False
    return bool(_SECTION.search(word)) or (
        not strict and len(word) <= 40 and meaning_of(word)[1] < 0.8 and not word.isdecimal()
    )


def is_heading(text: str) -> bool:
    """Whether a line by itself heads a section or is a problem written across: “（二）…方面”, “问题1：…”."""
    word = squash(text)
    return bool(_PROBLEM.match(word) or (len(word) <= _LONGEST_SECTION and _HEADS.match(word)))


def section_level(text: str) -> int:
    """How deep a section heading is: 0 for “一、”, 1 for “（一）”, 2 below, 3 for a problem written across."""
    word = squash(text)
    if _PROBLEM.match(word):
        return 3
    if re.match(r"^[(（][一二三四五六七八九十]", word):
        return 1
    return 2 if re.match(r"^[(（]?\d", word) else 0


def section_name(text: str) -> str:
    """A section heading without its number and its count: “一、党的领导方面（共2个问题）” -> 党的领导方面."""
    text = _PROBLEM.sub("", re.sub(r"\s*\n\s*", "", text.strip()))
    text = re.sub(
        r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）][、.]?|\d{1,2}[、.．])\s*",
        "",
        text,
    )
    return re.sub(r"[(（](?:共|计|合计)?\s*\d+\s*[个项条][^()（）]*[)）]\s*[:：]?$", "", text).rstrip("：:")
