"""The meanings a column of a ledger may be given by a person, in the words of the import page."""

from tracker.ledgers.reading import ONLY_KEPT, SKIP

MEANINGS = {
    "ordinal": "序号（没有反馈序号时用）",
    "number": "系统编号",
    "source_number": "反馈序号",
    "problem": "反馈问题",
    "general": "问题概括（作问题类别）",
    "problem_class": "问题类别",
    "category": "任务类别",
    "root_cause": "根本原因",
    "measures": "整改措施",
    "standard": "完成标准",
    "leader": "牵头领导",
    "units": "责任单位、科室",
    "co_units": "配合单位",
    "owners": "责任人",
    "time_frame": "整改类别",
    "deadline": "整改时限",
    "progress": "整改进展",
    "outcome": "整改成效（存作进展）",
    "status": "原台账所写状态",
    "version": "导出版本（供对照）",
}
CHOICES = {**MEANINGS, ONLY_KEPT: "只留原文（随履历保存）", SKIP: "不导入"}
PROBLEM = "problem"


def choice_of(meaning: str) -> str:
    """The choice that says the same as a meaning of the reader, which knows some that fill no field of ours."""
    parts = meaning.split("+")
    return meaning if meaning == SKIP or all(part in MEANINGS for part in parts) else ONLY_KEPT


def is_choice(meaning: str) -> bool:
    """Whether a column may be given this meaning, or these joined by “+”."""
    return meaning in CHOICES or all(part in MEANINGS for part in meaning.split("+"))


def words_of(choice: str) -> str:
    """What people call a choice."""
    return CHOICES.get(choice) or "、".join(MEANINGS[part] for part in choice.split("+"))
