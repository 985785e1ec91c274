"""The office's calendar: days that differ from the plain week. Rounds that count 工作日 are dated anew."""

import datetime

from tracker.actions.door import Writer, writing
from tracker.actions.redating import redate
from tracker.enums import Role
from tracker.errors import Invalid, Refused
from tracker.models import Holiday, InspectionRound, Post
from tracker.permissions import office_refusal


def add_holiday(*, day: datetime.date, is_workday: bool, name: str, by: Post) -> int:
    """One more day off, or 调休 workday; returns how many items it moved."""
    _only_office(by)
    with writing(by=by) as writer:
        if Holiday.objects.filter(day=day).exists():
            raise Invalid({"day": [f"{day.isoformat()} 已有登记，请在列表中修改。"]})
        row = Holiday.objects.create(day=day, is_workday=is_workday, name=name)
        fields = {"day": day, "is_workday": is_workday, "name": name}
        writer.record("change_holiday", row, name=_told(row), fields=fields)
        return _redate(writer)


def change_holiday(holiday: Holiday, *, is_workday: bool, name: str, by: Post) -> int:
    """Correct a day; returns how many items it moved."""
    _only_office(by)
    with writing(by=by) as writer:
        row = _kept(holiday)
        if not (changes := writer.alter(row, is_workday=is_workday, name=name)):
            return 0
        writer.record("change_holiday", row, name=_told(row), changes=changes)
        return _redate(writer)


def remove_holiday(holiday: Holiday, *, by: Post) -> int:
    """Take out a day that was entered by mistake; what it said stays in the history."""
    _only_office(by)
    with writing(by=by) as writer:
        row = _kept(holiday)
        gone = {name: [getattr(row, name), None] for name in ("day", "is_workday", "name")}
        writer.record("change_holiday", row, name=_told(row), changes=gone)
        row.delete()
        return _redate(writer)


def _only_office(by: Post) -> None:
    if sentence := office_refusal(by, "修改节假日", Role.SUPERVISOR):
        raise Refused(sentence)


def _kept(holiday: Holiday) -> Holiday:
    row = Holiday.objects.filter(pk=holiday.pk).first()
    if row is None:
        raise Refused("这一天已被删去，请看最新的列表。")
    return row


def _told(row: Holiday) -> str:
    return f"{row.day.isoformat()} {row.name}"


def _redate(writer: Writer) -> int:
    rounds = list(InspectionRound.objects.filter(days_are_workdays=True, closed_at=None))
    return redate(writer, rounds, why="节假日安排已调整") if rounds else 0
