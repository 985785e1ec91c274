"""The world of the generated ledgers: believable problems, measures, people, units and the ways to spell them.

Persons are 张某某 and the like. `Facts` are what a ledger says; how it says it is told by `generator.py`.
"""

import calendar
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

PROBLEMS = (
    "落实“第一议题”制度不到位，学习研讨流于形式。",
    "“三重一大”事项集体决策不规范，会议记录不完整。",
    "2个重点项目因前期论证不充分，资金闲置超过6个月。",
    "惠农补贴发放审核把关不严，重复领取3.2万元",
    "村级“三资”管理混乱，12份合同未经民主程序签订。",
    "养老机构消防隐患排查走过场。",
    "公务接待审批手续不全，存在无公函接待现象。",
    "干部档案审核不细致，5名干部“三龄两历”存疑未及时核查。",
    "巡察反馈问题整改台账更新不及时",
    "窗口服务效率不高，群众排队时间长。",
    "政府采购程序不合规，存在先实施后采购问题。",
    "基层党组织换届不及时，3个支部超期。",
    "国有资产出租出借管理松散，租金收缴率仅61%。",
    "河湖“清四乱”问题反弹，督促整改不力。",
    "教育收费公示不规范；家校沟通机制不健全。",
)
MEASURES = (
    "制定年度学习计划，明确学习内容和考核标准",
    "修订党组议事规则",
    "开展专项清查，建立问题清单",
    "对相关责任人进行约谈提醒",
    "追缴违规发放资金并上缴财政",
    "每季度开展一次交叉检查",
    "完善内部审批流程，实行双人复核",
    "组织业务骨干培训2期",
    "建立工作专班，实行周调度、月通报",
    "对照清单逐项核查，限期补齐档案材料",
    "公开办事指南和监督电话",
    "邀请第三方机构开展评估",
    "将落实情况纳入年度考核",
    "开展“回头看”，防止问题反弹",
    "盘活闲置资产，依法依规公开招租",
)
UNITS = (
    "办公室",
    "机关党委",
    "财务科",
    "人事科",
    "规划发展科",
    "县住建局",
    "县农业农村局",
    "某镇人民政府",
    "X市委、市政府",
    "审计股",
)
SURNAMES = "张王李赵刘陈杨黄周吴徐孙马朱胡林郭何高罗"
PEOPLE = tuple(f"{surname}某某" for surname in SURNAMES)
STATES = ("已完成", "整改中", "未启动", "基本完成", "已销号", "正在整改", "√", "×", "是", "否", "100%", "60%")
PROGRESS = (
    "已印发学习计划，开展集中学习4次。",
    "正在征求意见，预计下月提交审议。",
    "已追缴2.1万元，剩余部分正在催缴。",
    "完成核查，发现需补正材料12份。",
    "已召开专题会议3次，约谈5人。",
    "已建立台账，正在逐项整改。",
)
CLASSES = ("落实党的路线方针政策方面", "全面从严治党责任方面", "基层党组织建设方面", "巡察整改责任方面")


def _month_end(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _quarter_end(day: dt.date) -> dt.date:
    return _month_end(day.replace(day=1, month=(day.month - 1) // 3 * 3 + 3))


Spelling = Callable[[dt.date], tuple[str, dt.date | None]]
# Each way of writing a deadline, with the date it means.
SPELLINGS: tuple[Spelling, ...] = (
    lambda day: (f"{day.year}年{day.month}月{day.day}日前", day),
    lambda day: (f"{day.year}.{day.month}.{day.day}", day),
    lambda day: (f"{day.year}/{day.month:02}/{day.day:02}", day),
    lambda day: (f"{day:%Y-%m-%d} 00:00:00", day),
    lambda day: (f"{day.year}年{day.month}月底前", _month_end(day)),
    lambda day: (f"{day.year} 年 {day.month} 月", _month_end(day)),
    lambda day: (f"{day.year}.{day.month:02}", _month_end(day)),
    lambda day: (f"{day.year}年{'一二三四'[(day.month - 1) // 3]}季度", _quarter_end(day)),
    lambda day: (f"{day.year}年底前，并长期坚持", dt.date(day.year, 12, 31)),
    lambda day: (f"立行立改，{day.month}月底前", _month_end(day.replace(year=2024))),
    lambda day: (f"{day.month}月{day.day}日", day.replace(year=2024)),
    lambda day: ("立行立改", None),
    lambda day: ("长期坚持", None),
    lambda day: ("持续推进", None),
    lambda day: ("即知即改并长期坚持", None),
)

HEADINGS = {
    "ordinal": ("序号", "序 号", "序\n号", "项次"),
    "problem": (
        "反馈问题",
        "存在问题",
        "巡察反馈问题",
        "问题",
        "发现的问题*",
        "反馈的\n具体问题",
        "问 题 描 述",
        "存在的主要问题",
    ),
    "measures": ("整改措施", "整改举措", "具体整改措施", "整改\n措施", "采取的整改措施", "整 改 计 划", "主要措施"),
    "lead": ("责任领导", "牵头领导", "包保领导", "责任\n领导", "分管领导", "牵头县领导"),
    "units": ("责任单位", "责任科室", "牵头部门", "责任部门", "整改责任\n单位", "承办单位"),
    "owners": ("责任人", "整改责任人", "具体责任人", "责 任 人", "直接责任人", "落实人"),
    "deadline": ("整改时限", "完成时限", "整改期限", "预计完成时间", "时限\n要求", "办结时限", "计划完成时间"),
    "status": ("整改状态", "完成状态", "是否完成", "销号情况", "当前状态", "整改结果"),
    "progress": ("整改进展情况", "工作进展", "整改措施落实情况", "目前进展", "整改进展\n情况"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A measure with what belongs to it."""

    text: str
    owner: str
    deadline_text: str
    deadline: dt.date | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a ledger says of one problem."""

    problem: str
    steps: tuple[Step, ...]
    lead: tuple[str, ...]
    units: tuple[str, ...]
    status: str
    progress: str
    problem_class: str
