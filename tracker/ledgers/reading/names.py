"""Takes apart cells that name units and people: 、 , ; line breaks, brackets, phone numbers, padded names, roles.

Only the words of one cell are judged here; which column they stand in is told by `columns.py`.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from tracker.ledgers.reading.measures import numbered_pieces
from tracker.ledgers.reading.namekinds import behind_post, looks_like_person, looks_like_unit
from tracker.ledgers.reading.namewords import CHIEF
from tracker.ledgers.reading.texts import is_empty_mark

_COMMITTEE = re.compile(r"(?:(?<!纪)[市县区旗州省盟地]委|党委|党工委|工委|党组)$")
_GOVERNMENT = re.compile(
    r"^(?:本)?(?:[市县区旗州省盟乡镇]|街道)?(?:人民政府|政府|管委会|管理委员会|办事处|行政公署|行署)$"
)
_TITLES = (
    r"(?:(?:市|县|区|镇|乡|村|委|政法|社区|村委会|居委会|局|院|校|中心|党委|党组|党工委|党总支|党支部|机关党委|纪委|支部|常务|第一|专职|一级|二级|三级|四级|主持工作的?)*"
    rf"(?:副)?(?:书记|主席|主任|{CHIEF}|总经理|经理|董事长|"
    r"支书|村主任|主任科员|调研员|常委|委员|党组成员|党委委员|班子成员|工程师|会计师|秘书长|干部|科员|同志|总监|支队长|大队长|政委|教导员))"
)
_POST_END = re.compile(
    rf"(?:书记|主席|主任|{CHIEF}|经理|总裁|常委|委员|成员|顾问|助理|专员|干事|监理|"
    r"总监|工程师|[会经审统农建]\w{0,2}师|秘书长?|巡视员|调研员|督导员|网格员|组织员)$"
)
_DASH = re.compile(r"[-－—–]+")  # “工程部-韦某”
_BEFORE_DOT = re.compile(rf"^{_TITLES}\s*[·•]\s*")  # “总经理·胡某”
_LEADING_TITLE = re.compile(rf"^(?:{_TITLES}[、,，及兼和\s]*)+(?=\S)")
# “县委书记张某某”, “县住建局张某某”: behind a post any name, behind a unit one that can be nothing else.
_CHARGED = re.compile(
    r"^.{1,12}?(?:(?<=..)(?=[^某]某某?$)|(?:书记|主席|主任|" + CHIEF + r"|经理|常委|委员)(?=.{2,3}$)|"
    r"[局办科室委部处所站院镇乡](?=.某某?$))(.{2,3})$"
)
_SERVING = re.compile(
    r"^(?:.{0,8}?)(?:会计|出纳|文书|干事|专干|助理|秘书|教师|老师|医生|医师|护士长?|工程师|支书|专员|协理员|网格员|组织员|联络员|队员)(.{2,3})$"
)
_TRAILING_TITLE = re.compile(rf"(?:[、,，\s]*{_TITLES})+$")
_PHONE = re.compile(
    r"(?:(?:联系)?(?:电话|手机)[:：]?)?\s*(?:\+?86)?(?<!\d)(?:1\d{2}[-\s]?\d{4}[-\s]?\d{4}|0\d{2,3}[-\s]?\d{7,8}|\d{7,8})(?!\d)"
)
_LABEL = re.compile(
    r"^(?:(?:第一|直接|具体|主要|整改)?(?:责任|牵头|承办|主办|主责|责任主体)?(?:单位|部门|科室|领导|人|责任人|牵头)|牵头|责任|主办)[:：]"
)
_CO_LABEL = re.compile(r"(?:配合|协办|协助|协同|参与|会办)(?:整改|责任)?(?:单位|部门|科室|领导|人)?[:：]")
_CO_MARK = re.compile(r"[(（](?:配合|协办|协助|参与)(?:单位|部门)?[)）]$|(?:配合|协办|协助)$")
_LEAD_MARK = re.compile(
    r"[(（](?:牵头|主办|主责|责任|负责|承办|牵头单位|责任单位|牵头部门)[)）]$|(?<=.)(?:牵头|主办|主责|负责|承办)(?:落实|实施|办理)?$|^由(?=.{2})"
)
_CLAUSES = re.compile(r"[，,；;。\n]")
_HELPS = re.compile(r"(?:等?(?:单位|部门|科室))?(?:配合|协办|协助|协同|参与|参加)(?:配合|落实|实施|单位|部门)?$")
_AND_OTHERS = re.compile(r"(?<=..)等(?:[\d一二三四五六七八九十]+[人名位]?|人|同志)?$")
_BRACKETED = re.compile(r"^(?P<out>[^()（）]+)[(（](?P<in>[^()（）]+)[)）]$")
_BROKEN = re.compile(
    r"\s*\n?\s*([（(](?![\d一二三四五六七八九十]{1,2}[)）])[^()（）]*[)）])"
)  # “张某某\n（农田建设\n科）”
_SEPARATORS = "、,，;；\n|/／"
_NOBODY = frozenset(("无", "暂无", "没有", "待定", "未定", "N/A", "n/a", "NA"))
_WHOLE = re.compile(r"全体|各|所有|相关|有关|班子")


@dataclass(frozen=True, slots=True)
class Named:
    """What one cell names."""

    units: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    co_units: tuple[str, ...] = ()


def split_units(text: str) -> tuple[str, ...]:
    """The units named in a cell; “X市委、市政府” stays one, brackets are not cut open.

    People standing in brackets behind a unit are left out; see `named` for those.
    """
    return named(text).units


def split_people(text: str) -> tuple[str, ...]:
    """The people or groups of people named in a cell, without posts and phone numbers; “张 三” is 张三."""
    return named(text, of_people=True).people


@lru_cache(maxsize=4096)
def named(text: str, *, of_people: bool = False) -> Named:
    """Units and people of one cell; `of_people` tells that the column is one of people."""
    if is_empty_mark(text.strip()):
        return Named()
    main, helping = _by_label("\n".join(numbered_pieces(text) or (text,)))
    units, people, co_units = _sorted_out(main, of_people)
    co_units += _sorted_out(helping, of_people)[0] if helping else []
    return Named(_unique(units), _unique(people), _unique(co_units))


def _by_label(text: str) -> tuple[str, str]:
    """“牵头单位：A；配合单位：B、C” in its two halves."""
    match = _CO_LABEL.search(text)
    return (text[: match.start()], text[match.end() :]) if match else _by_clause(text)


def _by_clause(text: str) -> tuple[str, str]:
    """“由A牵头，B、C配合”, “A会同B、C” likewise."""
    lead, together, rest = text.partition("会同")
    if together and looks_like_unit(lead):
        return lead, rest
    clauses = [clause.strip() for clause in _CLAUSES.split(text) if clause.strip()]
    helping = [_HELPS.sub("", clause) for clause in clauses if _HELPS.search(clause)]
    if not helping or len(helping) == len(clauses):
        return text, ""
    return "；".join(clause for clause in clauses if not _HELPS.search(clause)), "；".join(helping)


def _sorted_out(text: str, of_people: bool) -> tuple[list[str], list[str], list[str]]:
    units: list[str] = []
    people: list[str] = []
    co_units: list[str] = []
    for piece in pieces(_PHONE.sub(" ", text), of_people=of_people):
        unit, persons = _unit_and_people(piece, of_people)
        people += persons
        if unit:
            (co_units if _CO_MARK.search(unit) and not of_people else units).append(_bare_unit(unit))
    return units, people, co_units


def _bare_unit(unit: str) -> str:
    return _LEAD_MARK.sub("", _CO_MARK.sub("", unit)).strip(" ：:") or unit


def _unit_and_people(piece: str, of_people: bool) -> tuple[str, list[str]]:
    """One piece as a unit, people, or “unit(people)”."""
    match = _BRACKETED.match(piece)
    if match and not _CO_MARK.search(piece) and not _LEAD_MARK.search(piece):
        return _bracketed(match["out"].strip(), match["in"].strip(), piece, of_people)
    outer, _, inner = piece.replace(":", "：").partition("：")
    if inner and looks_like_unit(outer):
        return outer.strip(), [person for part in pieces(inner, of_people=True) for person in _person(part)]
    if inner and not looks_like_unit(outer):
        piece = inner
    halves = _DASH.split(piece)
    if len(halves) == 2 and looks_like_person(halves[1]) and looks_like_unit(halves[0]):
        return halves[0], [halves[1]]
    if of_people:
        return "", _person(piece)
    words = piece.split()
    if len(words) == 2 and looks_like_person(words[1]) and looks_like_unit(words[0]):
        return words[0], [words[1]]
    if len(words) == 2 and looks_like_person(words[0]) and looks_like_unit(words[1]):
        return words[1], [words[0]]
    return ("", [piece]) if looks_like_person(piece) else (re.sub(r"\s+", "", piece), [])


def _bracketed(outer: str, inner: str, piece: str, of_people: bool) -> tuple[str, list[str]]:
    persons = [person for part in pieces(inner, of_people=True) for person in _person(part)]
    if looks_like_unit(outer) and persons and all(map(looks_like_person, persons)):
        return outer, persons
    if of_people:
        return (inner if looks_like_unit(inner) else ""), _person(outer)
    if looks_like_person(outer):
        return (inner if looks_like_unit(inner) else ""), [outer]
    return piece, []


def _person(piece: str) -> list[str]:
    """A person's name without post; a piece that is only a post gives nothing when it stands beside names."""
    piece = re.sub(r"[(（][^()（）]*[)）]", "", piece).strip(" .。:：")
    if not piece:
        return []
    piece = _BEFORE_DOT.sub("", _AND_OTHERS.sub("", piece))
    bare = _TRAILING_TITLE.sub("", _LEADING_TITLE.sub("", piece)).strip(" 、")
    joined = re.sub(r"\s+", "", bare)
    if looks_like_person(joined):
        return [joined]
    charged = _CHARGED.match(joined) or _SERVING.match(joined)
    if charged and looks_like_person(charged[1]):
        return [charged[1]]
    words = bare.split()
    if len(words) == 2 and looks_like_person(words[1]):
        return [words[1]]
    if len(words) == 2 and looks_like_person(words[0]):
        return [words[0]]
    return [behind_post(piece) or re.sub(r"\s+", "", piece)]


def pieces(text: str, *, of_people: bool = False) -> list[str]:
    """A cell cut at its separators, but not inside brackets and not between a committee and its government."""
    text = _BROKEN.sub(lambda match: _mended(match[1]), re.sub(r"[（(]\s*[)）]", "", text))
    found = [_unlabelled(piece) for piece in _cut(text)]
    found = [part for piece in found if piece for part in _cut_at_words(piece, of_people)]
    return _couples(found) if not of_people else _without_bare_posts(found)


def _mended(bracket: str) -> str:
    """A bracket on the line of what it belongs to, and its own lines joined unless each is a name by itself."""
    lines = [line.strip() for line in bracket[1:-1].split("\n")]
    return bracket if all(map(_is_name, lines)) else f"{bracket[0]}{''.join(lines)}{bracket[-1]}"


def _is_name(text: str) -> bool:
    return looks_like_person(text) or looks_like_unit(text)


def _unlabelled(piece: str) -> str:
    piece = re.sub(r"^(?:\d{1,2}[.、)]|\(\d{1,2}\)|[①-⑳])\s*", "", piece.strip())
    return _LABEL.sub("", piece).strip(" 。.")


def _cut(text: str) -> list[str]:
    cut, depth, start = [], 0, 0
    for place, character in enumerate(text):
        depth = max(0, depth + (character in "(（") - (character in ")）"))
        if character in _SEPARATORS and depth == 0:
            cut.append(text[start:place])
            start = place + 1
    return [*cut, text[start:]]


def _cut_at_words(piece: str, of_people: bool) -> list[str]:
    """Cuts at blanks and at 和, 及, 与 where both sides are names by themselves."""
    if of_people:
        return _people_at_blanks(piece)
    words = piece.split()
    if len(words) > 1 and all(len(word) > 1 and looks_like_unit(word) for word in words):
        return words
    halves = re.split(r"(?<=[局办科室委部处所站院镇乡司心道])(?:和|及|以及|与)(?=\S{2})", piece, maxsplit=1)
    return halves if len(halves) == 2 and all(map(looks_like_unit, halves)) else [piece]


def _people_at_blanks(piece: str) -> list[str]:
    halves = [half for half in re.split(r"(?<=\S{2})(?:和|及|与)(?=\S{2})", piece) if half]
    if len(halves) > 1 and all(map(looks_like_person, halves)):
        return halves
    words = _joined_letters(piece.split())
    if len(words) > 1 and all(map(looks_like_person, words)):
        return words
    return [piece]


def _joined_letters(words: list[str]) -> list[str]:
    """“张 三 李四光” as 张三, 李四光: single letters belong to the letter after them."""
    joined: list[str] = []
    waiting = ""
    for word in words:
        if len(word) == 1 and not waiting:
            waiting = word
        else:
            joined.append(waiting + word)
            waiting = ""
    return [*joined, waiting] if waiting else joined


def _couples(found: list[str]) -> list[str]:
    """“X市委” before “市政府” is one unit, written with 、."""
    joined: list[str] = []
    for piece in found:
        place = _COMMITTEE.sub("", joined[-1]) if joined else ""
        own = piece.removeprefix(place)  # “X市委、X市人民政府”
        if joined and _COMMITTEE.search(joined[-1]) and (_GOVERNMENT.match(piece) or _GOVERNMENT.match(own)):
            joined[-1] = f"{joined[-1]}、{piece}"
        else:
            joined.append(piece)
    return joined


def _without_bare_posts(found: list[str]) -> list[str]:
    """“党组书记、局长张某某”: the posts cut off alone are dropped where names stand beside them."""
    if not any(looks_like_person(piece) for piece in found):
        return [piece for piece in found if not re.fullmatch(_TITLES, piece)] or found
    return [piece for piece in found if not _is_bare_post(piece)]


def _is_bare_post(piece: str) -> bool:
    """Whether a word beside names is but the post of one of them: 总工程师, 分管副主任."""
    word = re.sub(r"\s+", "", piece)
    return bool(re.fullmatch(_TITLES, word)) or (
        bool(_POST_END.search(word)) and not looks_like_person(word) and not _WHOLE.match(word)
    )


def _unique(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name and name not in _NOBODY and not is_empty_mark(name)))
