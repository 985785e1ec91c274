"""Who may go on with an import, and when nobody may; asked by every action on imports."""

from tracker.actions.imports_previews import is_long
from tracker.actions.imports_reading import reading_key
from tracker.enums import ImportState, Role
from tracker.errors import Refused, Stale
from tracker.filekinds import SECRET_MARKS
from tracker.models import Feedback, Import, InspectionRound, Job, Post, Unit
from tracker.permissions import may_begin
from tracker.queries.imports import imports_of, open_rounds, underway


def check_handed_in(by: Post, inspection_round: InspectionRound, unit: Unit | None, name: str) -> None:
    """May the post hand in a ledger of that name for this round and unit?"""
    check(by, inspection_round, led_by(by, unit))
    check_name(name)


def led_by(by: Post, unit: Unit | None) -> Unit | None:
    """The unit that leads all rows: the one named, else a clerk's own."""
    return by.unit if by.role == Role.CLERK and unit is None else unit


def check_name(name: str) -> None:
    """Refuse a name that says the file is classified; what the file is, its content tells."""
    if any(mark in name.replace(" ", "") for mark in SECRET_MARKS):
        raise Refused(f"“{name}”标有密级，内部系统禁止上传涉密文件，没有保存。")


def fresh(batch: Import) -> Import:
    """The import as it is behind the lock; somebody may have been faster."""
    row = Import.objects.select_related("inspection_round", "unit", "confirmed_by__person").get(pk=batch.pk)
    if row.state != ImportState.PREVIEWED:
        who = f"已由{row.confirmed_by.person.name}导入" if row.confirmed_by else "已经办结"
        raise Stale(f"这份台账{who}，没有重复导入。")
    return row


def job_at(batch: Import) -> Job | None:
    """The job that is at a long import now; a short one never has any."""
    return underway(batch) if is_long(batch) else None


def refuse_unless_fresh(batch: Import) -> None:
    """Tell whoever confirms a ledger that is over, or that a job is at, how it stands."""
    refuse_underway(batch)
    fresh(batch)


def refuse_other_reading(row: Import, reading: str) -> None:
    """Refuse what was said of another reading than the import has now: places of rows are others then."""
    if reading_key(row.mapping) != reading:
        raise Stale("核对页打开以后，这份台账又按别的读法读过，这次没有办。下面是现在的读法，请再核对。")


def refuse_underway(batch: Import) -> None:
    """Nobody does anything with a long import while a job is at it."""
    if job := job_at(batch):
        raise Stale(f"这份台账正在后台办理（{job.get_kind_display()}），请等它办完，或由提交人取消那项长作业。")


def check_own(by: Post, batch: Import) -> None:
    """May the post go on with this import? It is its own side's, and the round is still open to it."""
    check_side(by, batch)
    check(by, batch.inspection_round, batch.unit)


def check_side(by: Post, batch: Import) -> None:
    """Was it uploaded by the post's own side?"""
    if not imports_of(by).filter(pk=batch.pk).exists():
        raise Refused("这份台账不是您这一方上传的，您现在的任职不能办理。")


def check(by: Post, inspection_round: InspectionRound, unit: Unit | None) -> None:
    """May the post import into this round, for this unit?"""
    if by.role not in (Role.CLERK, Role.SUPERVISOR):
        raise Refused("导入由单位联络员或市委巡察办办理，您现在的任职不能办理。")
    if sentence := may_begin(by, "log" if by.role == Role.CLERK else "issue", unit or by.unit):
        raise Refused(sentence)
    if not open_rounds(by).filter(pk=inspection_round.pk).exists():
        raise Refused(f"“{inspection_round}”已办结、是历史轮次（由市委巡察办装入）或没有对本单位的反馈，不能导入。")
    if unit and not Feedback.objects.filter(inspection_round=inspection_round, unit=unit).exists():
        raise Refused(f"{unit}不在“{inspection_round}”的反馈单位中，请先登记该单位的反馈日期。")
