"""What a heading says its column means, by its words alone; what stands in the column is judged in `columns.py`."""

import re
from functools import lru_cache

from rapidfuzz import fuzz, process

from tracker.ledgers.reading.synonyms import SYNONYMS
from tracker.ledgers.reading.texts import squash

_PEOPLE = {"units", "owners", "leader", "co_units"}
_PAIRS = ({"measures", "deadline"}, {"deadline", "time_frame"})
_LIKENESS = 82.0
LONGEST_HEADING = 40
_WORDS: dict[str, str] = {word: meaning for meaning, words in SYNONYMS.items() for word in words.split()}
_LONG_WORDS = [word for word in _WORDS if len(word) >= 3]
_BRACKETS = re.compile(r"[（(\[【〔][^()（）\[\]【】〔〕]*[）)\]】〕]")
_EDGE = re.compile(r"^(?:[*★※\d.、]|[一二三四五六七八九十]+、)+|[*★※:：]+$")
_PREFIX = re.compile(
    r"^(?:本|该|本级|我局|我单位|各|主要|具体|当前|目前|最新|被巡察单位|巡察|巡视|督察|审计|整改|市级|县级|区级|"
    r"第?[一二三四1-4]季度|[上下]半年|(?:20\d\d年)?(?:1?\d|[一二三四五六七八九十]+)?月份?|[上本下][周月季]度?|第?[一二三四五\d]+周)"
)
_JOINED = re.compile(r"[/、及和与]|以及")
# Patterns for headings no list holds, tried in order.
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), meaning)
    for pattern, meaning in (
        (r"(?:数|数量|总数|率|占比|小计|合计|万元|人次|次数)$", "other"),
        (r"未(?:完成|整改|销号|到位|办结).*原因|下一?步|困难", "remark"),
        (r"文号|报告(?!.*(?:问题|不足))", "other"),
        (r"(?:实际|已).*(?:完成|整改).*(?:时间|日期|日)$", "finished_on"),
        (r"(?:销号|核销).*(?:时间|日期)$", "struck_off_on"),
        (r"(?:启动|开始|起始).*(?:时间|日期)$|(?:时限|期限|时间)(?:起|起始|开始|启动)$", "started_on"),
        (r"(?:检查|反馈|交办|公示|发现|排查|复查|移交|填报|报送|更新|审核|受理).*(?:时间|日期)$", "other"),
        (r"时限|期限|截止(?:时间|日期)|(?:计划|预计|拟|要求|应|限定).*完成.*(?:时间|日期|日$)", "deadline"),
        (r"(?:完成|化解|解决|治理|落实|整治).*(?:时间|日期)$", "finish_time"),
        (r"(?:配合|协办|协助|协同|参与).*(?:单位|部门|科室|股室|处室)", "co_units"),
        (r"(?:配合|协办|协助|协同).*(?:领导|人)$", "co_leader"),
        (
            r"(?:督导|监督|监管|督办|验收|检查|移交|交办|反馈|复查|审核|填报|审批|核查).*(?:单位|部门|人|领导|意见|科室)$",
            "other",
        ),
        (r"(?:责任|牵头|包保|包抓|包[村镇乡街片户点]|分管|主管|挂包|包联|包案|挂牌|督办|挂点|主责).*领导", "leader"),
        (r"(?:[市县区镇乡村]级?|总|第一)(?:河|湖|林|路|田)长$", "leader"),
        (
            r"(?:责任|牵头|承办|主办|主责|整改|落实|办理|实施).*(?:单位|部门|科室|股室|处室|主体|机构|党组织|部室)",
            "units",
        ),
        (r"(?:经办|承办|办理|代办).*人(?:员|姓名)?$|^(?:干部)?姓名$", "contact"),
        (r"(?:责任|落实|整改|负责).*人(?:员|姓名)?$", "owners"),
        (
            r"是否.*(?:销号|完成|整改|到位|办结|化解|解决|闭环|落实|验收|合格)|(?:整改|销号|完成|任务|办[理结]|化解|落实).*状态$",
            "status",
        ),
        (r"原因|根源|成因", "root_cause"),
        (r"具体(?:问题|表现|情形)|问题.*(?:具体|表现|详)", "problem_detail"),
        (r"问题.*(?:类别|类型|分类|归类|方面|领域)|(?:重点|主要)方面", "problem_class"),
        (r"(?:问题|隐患).*(?:序号|编号|编码|代码)", "source_number"),
        (r"(?:序号|编号|编码)$", "other"),
        (r"(?:整改|完成|销号|验收).*标准", "standard"),
        (r"(?:整改|工作|任务|预期).*目标", "goal"),
        (r"佐证|印证|附件|照片|图片|金额|资金|电话|得分", "other"),
        (r"(?:进展|进度|推进|开展|完成|落实|整改|办理|化解|执行).*情况", "outcome_or_state"),
        (r"成效|成果", "outcome"),
        (r"(?:整改|工作|具体|主要|采取).*(?:措施|举措)|措施|举措", "measures"),
        (
            r"(?:反馈|存在|发现|查出|检查|巡察|巡视|督察|审计|整改).*(?:问题|隐患|不足)|问题(?:描述|内容|清单)",
            "problem",
        ),
        (r"事项$|建议$|任务$|(?:督办|交办|督查|批办)事项内容$", "task"),
        (r"^备注|说明$", "remark"),
    )
)


_SUM = re.compile(
    r"^(?:小计|合计|总计|共计|累计|总数|本页小计|本页合计|其中)(?:[:：(（\d共]|$)|^(?:共|总共)\d+[个项条]"
)


def is_sum(text: str) -> bool:
    """Whether a row that begins with this text sums up others."""
    return bool(_SUM.match(squash(text[:40])))


def bare(heading: str) -> str:
    """A heading without blanks, stars and numbers at its edges, in half-width letters."""
    return _EDGE.sub("", squash(heading))


def without_brackets(heading: str) -> str:
    """A heading without what it says in brackets: instructions may be as long as they like there."""
    return _BRACKETS.sub("", heading)


@lru_cache(maxsize=4096)
def meaning_of(heading: str) -> tuple[str, float]:
    """The meaning of one heading and how sure it is (0 to 1); ('', 0.0) where it says nothing we know."""
    word = bare(heading)
    without = bare(without_brackets(word))
    if not word or len(without) > LONGEST_HEADING:
        return "", 0.0
    for form in (word, without, _PREFIX.sub("", without, count=1), _one_language(without)):
        if form in _WORDS:
            return _WORDS[form], 1.0
    return _by_pattern(without) if without else ("", 0.0)


def _one_language(word: str) -> str:
    """“责任人Owner” -> 责任人; a heading all in Latin letters in small ones."""
    return re.sub(r"[A-Za-z./&'-]+", "", word) or word.lower()


def _by_pattern(word: str) -> tuple[str, float]:
    if len(word) > 24:
        return "", 0.0
    for pattern, meaning in _PATTERNS:
        if pattern.search(word):
            return meaning, 0.85 if len(word) <= 14 else 0.5
    if len(word) < 3:
        return "", 0.0
    best = process.extractOne(word, _LONG_WORDS, scorer=fuzz.ratio, score_cutoff=_LIKENESS)
    return (_WORDS[best[0]], best[1] / 100 * 0.8) if best else ("", 0.0)


def joined_meanings(heading: str) -> tuple[str, ...]:
    """The meanings of a heading that names several: “责任单位/责任人” -> units, owners; else at most one."""
    word = bare(heading)
    whole, sure = meaning_of(word)
    if sure == 1.0 and not re.search("/", word):
        return (whole,)
    parts = _parts(word)
    found = tuple(dict.fromkeys(meaning for part in parts if (meaning := meaning_of(part)[0])))
    if len(parts) > 1 and len(found) == len(parts) and len(found) > 1:
        return _together(found)
    return (whole,) if whole else ()


def _together(found: tuple[str, ...]) -> tuple[str, ...]:
    """What a column of several things is read for: all of them where we can tell them apart, else the first."""
    wanted = tuple(meaning for meaning in found if meaning not in ("other", "remark", "contact"))
    if wanted[:1] == ("co_units",):
        return wanted[:1]  # who helps is no owner
    if len(wanted) < 2 or set(wanted) <= _PEOPLE or set(wanted) in _PAIRS:
        return wanted
    return wanted[:1]


def _parts(word: str) -> list[str]:
    """“责任单位(责任人)”, “牵头部门/负责人” in their parts."""
    inner = re.fullmatch(r"([^()]+)[(]([^()]+)[)]", word)
    if inner and meaning_of(inner[2])[1] == 1.0:
        return [inner[1], inner[2]]
    return [part for part in _JOINED.split(word) if part]
