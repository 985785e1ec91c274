"""Whether a word names a person or a unit, by its surname and its ending."""

import re

from tracker.ledgers.reading.namewords import CHIEF, COMPOUND_SURNAMES, DEPARTMENTS, SURNAMES

_SURNAMES = frozenset("".join(SURNAMES.split()))
_COMPOUND = tuple(COMPOUND_SURNAMES.split())
_DEPARTMENTS = frozenset(DEPARTMENTS.split())
_UNIT_END = re.compile(
    r"(?:局|办|科|室|委|厅|司|部|处|所|站|院|会|组|队|乡|镇|街道|街|中心|公司|集团|学校|校|园|厂|行|社|股|村|区|县|市|政府|"
    r"支部|总支|党委|党组|法院|检察院|医院|大队|支队|团|馆|台|库|场|单位|部门|科室|班子|工会|联|银行|分局|班组|班)$"
)
_GROUP = re.compile(r"全体|各|所有|相关|有关|班子|领导|分管|负责人|人员|成员|党员|干部|职工|同志们")

# “常务副校长 闵行”: behind a post two letters are a name, be it one that ends like a unit.
_POST_BEFORE = re.compile(
    rf"^\S{{0,12}}(?:书记|主席|主任|{CHIEF}|经理|常委|委员|支书)\s*([{''.join(SURNAMES.split())}](?!位)\S)$"
)


def looks_like_person(text: str) -> bool:
    """Whether a word can be a person's name rather than a unit's."""
    word = re.sub(r"\s+", "", text)
    if "·" in word:
        return bool(re.fullmatch(r"[\u4e00-\u9fff]+(?:·[\u4e00-\u9fff]+)+", word))
    if "某" in word or re.fullmatch(r"[\u4e00-\u9fff][×xX*]{1,2}", word):
        return 2 <= len(word) <= 4 and not _UNIT_END.search(word)
    if word in _DEPARTMENTS or _GROUP.search(word) or _UNIT_END.search(word):
        return False
    return (word.startswith(_COMPOUND) and len(word) <= 4) or (len(word) in (2, 3) and word[0] in _SURNAMES)


def looks_like_unit(text: str) -> bool:
    """Whether a word ends like the name of a unit."""
    return bool(_UNIT_END.search(text.strip())) and not looks_like_person(text)


def behind_post(text: str) -> str:
    """The name of two letters behind a post, or behind a blank and what is no unit; empty where there is none."""
    found = _POST_BEFORE.match(text)
    before, _, name = text.rpartition(" ")
    if found is None and before and not looks_like_unit(before) and len(name) == 2 and name[0] in _SURNAMES:
        return name
    return found[1] if found and found[1] not in _DEPARTMENTS else ""
