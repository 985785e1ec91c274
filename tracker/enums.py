"""Every closed set of words in the field: stored value, Chinese label, groups beside the members.

Only enumerations belong here; what may follow what is told in `workflow.py`.
"""

from django.db.models import TextChoices


class Source(TextChoices):
    """Where an item comes from; decides whether it counts in the headline (`queries/figures.py`)."""

    FEEDBACK = "FEEDBACK", "反馈问题"
    ON_SITE = "ON_SITE", "立行立改交办"
    FOUND = "FOUND", "自查发现"
    TASK = "TASK", "工作任务"


HEADLINE_SOURCES = (Source.FEEDBACK, Source.ON_SITE)
OWN_SOURCES = (Source.FOUND, Source.TASK)


class Status(TextChoices):
    """Where an item stands; stored, and changed only by an action."""

    ISSUED = "ISSUED", "待认领"
    OBJECTED = "OBJECTED", "有异议"
    PLANNING = "PLANNING", "制定措施"
    PLAN_REVIEW = "PLAN_REVIEW", "方案审核"
    IN_PROGRESS = "IN_PROGRESS", "整改中"
    STRIKE_OFF_REVIEW = "STRIKE_OFF_REVIEW", "销号审核"
    LASTING = "LASTING", "长期坚持"
    STRUCK_OFF = "STRUCK_OFF", "已销号"
    VOID = "VOID", "已作废"


UNCLAIMED_STATUSES = (Status.ISSUED, Status.OBJECTED)
PLAN_STATUSES = (Status.PLANNING, Status.PLAN_REVIEW)
REVIEW_STATUSES = (Status.PLAN_REVIEW, Status.STRIKE_OFF_REVIEW)
ENDED_STATUSES = (Status.STRUCK_OFF, Status.VOID)
OPEN_STATUSES = tuple(status for status in Status if status not in (Status.LASTING, *ENDED_STATUSES))
COUNTED_STATUSES = tuple(status for status in Status if status != Status.VOID)


class Lamp(TextChoices):
    """How an item's deadline stands today (预警灯); computed, never stored."""

    RED = "RED", "逾期"
    YELLOW = "YELLOW", "紧迫"
    BLUE = "BLUE", "临近"
    GREEN = "GREEN", "正常"
    GREY = "GREY", "未定时限"
    DONE = "DONE", "已销号"
    NONE = "NONE", "无"


LAMPS_WORST_FIRST = (Lamp.RED, Lamp.YELLOW, Lamp.BLUE, Lamp.GREEN, Lamp.GREY, Lamp.DONE, Lamp.NONE)


class TimeFrame(TextChoices):
    """整改类别: how long the rectification is meant to take."""

    IMMEDIATE = "IMMEDIATE", "立行立改"
    BY_DATE = "BY_DATE", "限期整改"
    MID_LONG = "MID_LONG", "中长期整改"


class StrikeOffKind(TextChoices):
    """With what result an item is applied for and struck off."""

    COMPLETED = "COMPLETED", "整改到位"
    LASTING = "LASTING", "转长期坚持"
    TRANSFERRED = "TRANSFERRED", "移交"
    INFEASIBLE = "INFEASIBLE", "无法整改"


class SubmissionKind(TextChoices):
    """What an attempt asks for."""

    PLAN = "PLAN", "整改方案"
    STRIKE_OFF = "STRIKE_OFF", "销号申请"
    EXTENSION = "EXTENSION", "延期申请"
    DOCUMENT = "DOCUMENT", "文件报审"


class SubmissionState(TextChoices):
    """How an attempt stands; the first two are open, the rest are ends."""

    AWAITING_SIGNATURE = "AWAITING_SIGNATURE", "待书记签字"
    UNDER_REVIEW = "UNDER_REVIEW", "审核中"
    APPROVED = "APPROVED", "通过"
    RETURNED = "RETURNED", "退回"
    DECLINED = "DECLINED", "不予签字"
    WITHDRAWN = "WITHDRAWN", "撤回"
    VOIDED = "VOIDED", "终止"


OPEN_SUBMISSION_STATES = (SubmissionState.AWAITING_SIGNATURE, SubmissionState.UNDER_REVIEW)


class SignatureMethod(TextChoices):
    """How the secretary vouches."""

    PASSWORD = "PASSWORD", "在线签字"
    PAPER = "PAPER", "纸质签字"


class Verdict(TextChoices):
    """What one party says of one attempt; a pending review has none."""

    APPROVE = "APPROVE", "通过"
    RETURN = "RETURN", "退回"


class Role(TextChoices):
    """What a post entitles its holder to."""

    CLERK = "CLERK", "联络员"
    SECRETARY = "SECRETARY", "书记"
    HANDLER = "HANDLER", "责任人"
    REVIEWER = "REVIEWER", "审核员"
    SUPERVISOR = "SUPERVISOR", "巡察办"
    LEADER = "LEADER", "市领导"
    SYSTEM_ADMIN = "SYSTEM_ADMIN", "系统管理员"
    SECURITY_ADMIN = "SECURITY_ADMIN", "安全管理员"
    AUDITOR = "AUDITOR", "审计员"


UNIT_ROLES = (Role.CLERK, Role.SECRETARY, Role.HANDLER)
OVERSIGHT_ROLES = (Role.SUPERVISOR, Role.REVIEWER, Role.LEADER)
PARTY_ROLES = (Role.SUPERVISOR, Role.REVIEWER)
ADMINISTRATOR_ROLES = (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR)


class UnitKind(TextChoices):
    """What sort of body a unit is."""

    GOVERNMENT = "GOVERNMENT", "政府部门"
    PARTY = "PARTY", "党群部门"
    TOWNSHIP = "TOWNSHIP", "乡镇（街道）"
    ENTERPRISE = "ENTERPRISE", "国有企业"
    INSTITUTION = "INSTITUTION", "事业单位"
    SUPERVISING = "SUPERVISING", "监督机关"
    LEADERSHIP = "LEADERSHIP", "市领导"


class JobKind(TextChoices):
    """What can be worked off beside the pages."""

    EXPORT = "EXPORT", "导出台账"
    PACK = "PACK", "导出材料包"
    READ = "READ", "读取台账"
    TAKE_IN = "TAKE_IN", "导入台账"
    UNDO_IMPORT = "UNDO_IMPORT", "撤销导入"


class JobState(TextChoices):
    """How far a job (长作业) has come."""

    WAITING = "WAITING", "排队"
    RUNNING = "RUNNING", "办理中"
    DONE = "DONE", "已完成"
    FAILED = "FAILED", "没有完成"
    STOPPED = "STOPPED", "已取消"


OPEN_JOBS = (JobState.WAITING, JobState.RUNNING)
ENDED_JOBS = (JobState.DONE, JobState.FAILED, JobState.STOPPED)


class ImportState(TextChoices):
    """How far an uploaded ledger has come."""

    PREVIEWED = "PREVIEWED", "待确认"
    CONFIRMED = "CONFIRMED", "已导入"
    REFUSED = "REFUSED", "未通过"
    UNDONE = "UNDONE", "已撤销"
