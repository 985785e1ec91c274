"""Headings in wordings no list holds: each is put together of words of its kinds, and all must be understood."""

from itertools import product

import pytest

from tracker.ledgers.reading.composing import composed
from tracker.ledgers.reading.headings import joined_meanings, meaning_of
from tracker.ledgers.reading.synonyms import SYNONYMS

DUTY = "责任 牵头 承办 主责 认领 承改 抓落实 整改责任 整改牵头 隐患整改 问题整改责任 化解责任 治理"
WATCH = "检查 督导 监督 验收 复核 填报 反馈 发现 交办 移送 整改监督 监督责任 验收责任 抽查"
UNITS = "单位 部门 科室 股室 处室 支部 站所 科 股 室 车间 班组 主体"
PEOPLE = "人 人员 同志 干部"
DO = "整改 治理 化解 解决 纠正 改进 消除 整治 提升 补短板"
PLANNED = "计划 预计 拟 要求 应 最迟 承诺 目标 原定 限定"
FINISHED = "完成 办结 整改到位 销号 关闭 改完"
TIMES = "时间 日期 日 时点"
KINDS: list[tuple[str, list[str]]] = [
    ("units", [DUTY, UNITS]),
    ("other", [WATCH.replace(" 反馈", "").replace(" 填报", ""), "单位 部门 科室"]),
    ("co_units", ["配合 协办 协同 参与", "单位 部门 科室 责任单位 整改科室"]),
    ("owners", ["责任 整改责任 整改 落实 具体责任 处置 治理责任", PEOPLE]),
    ("other", ["检查 督导 验收 复核 填报 发现 监督责任 信访 投诉", "人 人员 同志"]),
    ("leader", ["分管 责任 牵头 包保 挂帅 领改 挂钩", "领导 县领导 校领导 副局长 班子成员 首长 副总"]),
    ("measures", [DO, "措施 举措 办法 对策 方案 路径 做法"]),
    ("measures", ["怎么 咋 如何 打算怎么", "改 办 整改 解决 治"]),
    (
        "problem",
        ["检查发现的 群众反映的 督察指出的 自查 巡察组点出的", "问题 隐患 毛病 短板 不足 缺陷 薄弱环节 漏洞 差距"],
    ),
    ("deadline", [DO + " 完成 办结", "时限 期限 节点"]),
    ("deadline", [PLANNED, FINISHED, TIMES]),
    ("deadline", ["啥时候 什么时候 何时 几时 哪天", "改完 完成 办结 整改到位"]),
    ("finished_on", ["实际", FINISHED, TIMES]),
    ("other", ["检查 督查 发现 填报 复查 交办 受理", "时间 日期"]),
    ("status", ["是否 能否", "完成 整改到位 办结 销号 闭环 改正"]),
    ("status", ["改 办 整改 销", "没 否", "改 办 整改 销"]),
    ("other", ["是否", "属实 公开 延期 追责 重大隐患"]),
    ("problem_class", ["问题 隐患 缺陷 违规 诉求 风险", "类别 类型 种类 领域 归类"]),
    ("source_number", ["隐患 缺陷 工单 图斑 督办 受理 建议", "编号 编码 号"]),
    ("remark", ["下步 下一步 下阶段", "打算 计划 举措"]),
    ("other", ["上月 上次 上季度", "进展 进展情况 完成情况"]),
]


def words_of(parts: list[str]) -> list[str]:
    """All headings of one word from each part; “改没改” needs the same word on both sides."""
    found = ["".join(words) for words in product(*(part.split() for part in parts))]
    if len(parts) == 3 and parts[0] == parts[2]:
        found = [f"{word}没{word}" for word in parts[0].split()]
    return found


@pytest.mark.parametrize(("meaning", "parts"), KINDS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_heading_put_together_means_what_its_words_say(meaning: str, parts: list[str]):
    read = {word: meaning_of(word)[0] for word in words_of(parts)}
    assert {word: found for word, found in read.items() if found not in _same_as(meaning)} == {}


def _same_as(meaning: str) -> set[str]:
    """What is as good: contents tell the two apart, or the fallbacks of `columns.py`."""
    beside = {"deadline": {"finish_time"}, "owners": {"contact"}, "problem": {"problem_detail"}}
    return {meaning} | beside.get(meaning, set())


@pytest.mark.parametrize(
    ("heading", "meaning"),
    [
        ("毛病", "problem"),
        ("哪方面", "problem_class"),
        ("谁具体干", "owners"),
        ("哪个领导管", "leader"),
        ("哪个科干", "units"),
        ("干得咋样", "outcome_or_state"),
        ("做到哪一步了", "outcome_or_state"),
        ("干完没", "status"),
        ("销号（是/否）", "status"),
        ("ECD（预计完成日）", "deadline"),
        ("Target Date", "deadline"),
        ("Responsible Dept", "units"),
        ("追责情形", "other"),
        ("支出进度", "other"),
        ("未完成原因", "remark"),
    ],
)
def test_spoken_short_and_foreign_words(heading: str, meaning: str):
    assert meaning_of(heading)[0] == meaning


def test_what_no_list_holds_is_never_sure():
    assert [meaning_of(word)[1] < 1.0 for word in ("承改科室", "医治办法", "交账时间")] == [True, True, True]


@pytest.mark.parametrize(
    ("heading", "meanings"),
    [
        ("牵头科室（承办人员）", ("units",)),
        ("牵头部门/负责同志", ("units", "owners")),
        ("整改内容及举措", ("measures",)),
        ("配合部门及责任人", ("co_units",)),
    ],
)
def test_headings_that_name_several_things(heading: str, meanings: tuple[str, ...]):
    assert joined_meanings(heading) == meanings


@pytest.mark.parametrize(
    "word", ["", "人事科", "张三", "县发展和改革局", "修订采购管理办法。", "2号楼", "第23号", "已完成", "2024年6月底前"]
)
def test_cells_are_no_headings(word: str):
    assert meaning_of(word) == ("", 0.0)


def test_the_words_a_list_holds_are_mostly_read_without_it():
    """The list only makes sure of what its words say by themselves."""
    core = ("problem", "measures", "deadline", "leader", "units", "owners", "status")
    words = [(word, meaning) for meaning in core for word in SYNONYMS[meaning].split()]
    told = sum(composed(word)[0] == meaning for word, meaning in words)
    assert told / len(words) > 0.85
