"""Imports (导入): a ledger is kept and previewed, then taken in as a whole or not at all, or given up.

What its rows would become is told by `ledgers/intake`, how they are written by `taking_in.py`. Excel never sets status.
"""

import datetime
from collections.abc import Iterable, Mapping
from pathlib import Path

from tracker.actions.door import writing
from tracker.actions.taking_in import take_in
from tracker.enums import OWN_SOURCES, ImportState, Role, Source
from tracker.errors import Refused, Stale
from tracker.filekinds import SECRET_MARKS
from tracker.ledgers.intake import Intake, Terms, plan_intake
from tracker.ledgers.reading import Ledger, read_ledger
from tracker.models import Category, Feedback, Import, InspectionRound, Post, Unit
from tracker.permissions import may_begin
from tracker.queries.imports import open_rounds
from tracker.vault import keep, path_of, staged

MAX_BYTES = 100 * 1024 * 1024
REASONS_KEPT = 200
READINGS_KEPT = 2
# A ledger is read when it is uploaded, previewed and confirmed; the bytes are the same each time.
_read_lately: dict[tuple[str, str, datetime.date | None], Ledger] = {}


class Faulty(Refused):
    """The ledger itself has errors; confirming it ends the import. `reasons` are told one by one."""

    def __init__(self, reasons: list[str]):
        super().__init__(f"有 {len(reasons)} 处须更正，整个台账都没有导入。请改好文件后重新上传。")
        self.reasons = reasons


def upload(
    *, by: Post, inspection_round: InspectionRound, unit: Unit | None, name: str, chunks: Iterable[bytes]
) -> Import:
    """Read an uploaded ledger and keep it, to be looked at before it is confirmed.

    `unit` leads all rows; None: the clerk's own unit, or for 巡察办 the unit each row names. Raises Unreadable for a
    file that is no ledger; then nothing is stored.
    """
    unit = by.unit if by.role == Role.CLERK and unit is None else unit
    _check(by, inspection_round, unit)
    check_name(name)
    with staged(chunks) as file:
        if file.size > MAX_BYTES:
            raise Refused(f"“{name}”{file.size / 1024 / 1024:.1f} MB，超过 100 MB，没有保存。可分成几个文件再传。")
        ledger = _read(file.path, file.sha256, name, _feedback_date(inspection_round, unit))
        keep(file)
        with writing(by=by) as writer:
            return Import.objects.create(
                inspection_round=inspection_round,
                unit=unit,
                name=name[-200:],
                sha256=file.sha256,
                size=file.size,
                summary={"items": len(ledger.items), "measures": sum(len(item.measures) for item in ledger.items)},
                previewed_at=writer.at,
                previewed_by=by,
            )


def check_name(name: str) -> None:
    """Refuse a name that says the file is classified; what the file is, its content tells."""
    if any(mark in name.replace(" ", "") for mark in SECRET_MARKS):
        raise Refused(f"“{name}”标有密级，内部系统禁止上传涉密文件，没有保存。")


def intake_of(batch: Import, *, by: Post, source: Source = Source.TASK) -> Intake:
    """What confirming this import now would do."""
    return plan_intake(_ledger_of(batch), terms_of(batch, by, source))


def terms_of(batch: Import, by: Post, source: Source) -> Terms:
    """巡察办 issues feedback; a clerk logs under the source chosen."""
    if by.role != Role.CLERK:
        return Terms(batch.inspection_round, batch.unit, Source.FEEDBACK)
    if source not in OWN_SOURCES:
        raise Refused("单位只能登记自查发现或工作任务；反馈问题由市委巡察办下发。")
    return Terms(batch.inspection_round, batch.unit or by.unit, source)


def confirm(
    batch: Import, *, by: Post, source: Source = Source.TASK, categories: Mapping[int, str] | None = None
) -> Import:
    """Take the whole ledger in, or nothing. `categories` holds codes chosen for rows, by the row's place.

    A ledger with errors is refused for good, with the reasons; every other refusal leaves it as it was.
    """
    _check(by, batch.inspection_round, batch.unit)
    chosen = _chosen(categories or {})
    ledger = _ledger_of(batch)
    try:
        with writing(by=by) as writer:
            row = _fresh(batch)
            intake = plan_intake(ledger, terms_of(row, by, source))
            _refuse_errors(intake)
            summary = take_in(writer, row, intake, chosen)
            state = {"state": ImportState.CONFIRMED, "confirmed_at": writer.at, "confirmed_by": by}
            writer.alter(row, summary={**row.summary, **summary}, **state)
            writer.record("import", row, name=row.name, sha256=row.sha256, **summary)
            return row
    except Faulty as refusal:
        _end(batch, by, refusal.reasons)
        raise


def give_up(batch: Import, *, by: Post) -> Import:
    """The one who uploaded it does not want it after all (放弃)."""
    return _end(batch, by, ["上传后放弃，没有导入。"])


def _end(batch: Import, by: Post, reasons: list[str]) -> Import:
    with writing(by=by) as writer:
        row = _fresh(batch)
        reasons = reasons[:REASONS_KEPT]
        writer.alter(row, state=ImportState.REFUSED, summary={**row.summary, "reasons": reasons})
        writer.record("refuse_import", row, name=row.name, sha256=row.sha256, reasons=reasons)
        return row


def _fresh(batch: Import) -> Import:
    """The import as it is behind the lock; somebody may have been faster."""
    row = Import.objects.select_related("inspection_round", "unit", "confirmed_by__person").get(pk=batch.pk)
    if row.state != ImportState.PREVIEWED:
        who = f"已由{row.confirmed_by.person.name}导入" if row.confirmed_by else "已经办结"
        raise Stale(f"这份台账{who}，没有重复导入。")
    return row


def _check(by: Post, inspection_round: InspectionRound, unit: Unit | None) -> None:
    """May the post import into this round, for this unit?"""
    if by.role not in (Role.CLERK, Role.SUPERVISOR):
        raise Refused("导入由单位联络员或市委巡察办办理，您现在的任职不能办理。")
    if sentence := may_begin(by, "log" if by.role == Role.CLERK else "issue", unit or by.unit):
        raise Refused(sentence)
    if not open_rounds(by).filter(pk=inspection_round.pk).exists():
        raise Refused(f"“{inspection_round}”已办结、是历史轮次或没有对本单位的反馈，不能导入。")
    if unit and not Feedback.objects.filter(inspection_round=inspection_round, unit=unit).exists():
        raise Refused(f"{unit}不在“{inspection_round}”的反馈单位中，请先登记该单位的反馈日期。")


def _chosen(codes: Mapping[int, str]) -> dict[int, Category]:
    known = {category.code: category for category in Category.objects.all()}
    if unknown := sorted(set(codes.values()) - known.keys()):
        raise Refused(f"没有编号为“{unknown[0]}”的任务类别，请重新选择。")
    return {place: known[code] for place, code in codes.items()}


def _refuse_errors(intake: Intake) -> None:
    if intake.errors:
        raise Faulty([f"{fault.where}　{fault.sentence}" for fault in intake.errors])


def _feedback_date(inspection_round: InspectionRound, unit: Unit | None) -> datetime.date | None:
    """What dates without a year hang on: the unit's feedback, or where each row has its own unit the round's first."""
    rows = Feedback.objects.filter(inspection_round=inspection_round)
    rows = rows.filter(unit=unit) if unit else rows
    return rows.order_by("fed_back_on").values_list("fed_back_on", flat=True).first()


def _ledger_of(batch: Import) -> Ledger:
    """The reading of the kept file; that of the last uploads is still at hand."""
    day = _feedback_date(batch.inspection_round, batch.unit)
    ledger = _read_lately.get((batch.sha256, batch.name, day))
    return ledger or _read(path_of(batch.sha256), batch.sha256, batch.name, day)


def _read(path: Path, sha256: str, name: str, day: datetime.date | None) -> Ledger:
    ledger = read_ledger(path, name=name, feedback_date=day)
    if len(_read_lately) >= READINGS_KEPT:
        _read_lately.clear()  # whole, as other threads may be at it too
    _read_lately[sha256, name[-200:], day] = ledger
    return ledger
