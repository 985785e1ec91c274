"""Rounds: durations that move the open items, feedback, parties, classes and the calendar."""

import datetime

import pytest

from tests.factories import issued, item_at, make_category, make_class
from tracker.actions import classes, holidays, rounds
from tracker.enums import Role, Status, UnitKind
from tracker.errors import Invalid, Refused
from tracker.models import Event, Feedback, Holiday, InspectionRound, Notice, ProblemClass, ReviewParty, Unit

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 23)


def refused(action) -> str:
    with pytest.raises(Refused) as refusal:
        action()
    return refusal.value.sentence


def verbs() -> list[str]:
    return list(Event.objects.order_by("seq").values_list("verb", flat=True))


def make(cast, code="7", **fields) -> InspectionRound:
    fields = {"name": f"第{code}轮", "year": 2027, "blue_days": 20, "yellow_days": 10, **fields}
    return rounds.create_round(by=cast.supervisor, code=code, **fields)


def test_a_new_round_gets_a_copy_of_the_default_classes(cast):
    top = make_class("1")
    ProblemClass.objects.create(parent=top, code="1.1", name="细类", default_category=top.default_category)

    row = make(cast)

    copies = list(row.classes.order_by("code").values_list("code", "parent__code", "parent__inspection_round"))
    assert copies == [("1", None, None), ("1.1", "1", row.pk)]
    assert verbs() == ["create_round"]


def test_what_a_round_cannot_be(cast):
    assert refused(lambda: make(cast, code="6")) == "轮次代码“6”已有轮次在用。"
    assert refused(lambda: make(cast, code="6-1")) == "轮次代码用 1 至 12 个字母或数字。"
    assert refused(lambda: make(cast, name=cast.inspection_round.name)) == "已有名为“二届X市委第6轮巡察”的轮次。"
    with pytest.raises(Invalid) as refusal:
        rounds.change_round(cast.inspection_round, by=cast.supervisor, blue_days=10, yellow_days=10)
    assert refusal.value.errors == {"yellow_days": ["黄灯提前天数要小于蓝灯提前天数。"]}
    assert Event.objects.count() == 0


def test_a_duration_moves_the_open_items_that_hang_on_it(cast):
    waiting, planning = issued(cast), item_at(Status.PLANNING, cast)
    working, void = item_at(Status.IN_PROGRESS, cast), item_at(Status.VOID, cast)
    before, working_due = Event.objects.count(), working.due
    Notice.objects.all().delete()

    moved = rounds.change_round(cast.inspection_round, by=cast.supervisor, claim_days=8, plan_days=40)

    for item in (waiting, planning, working, void):
        item.refresh_from_db()
    assert moved == 2
    assert (waiting.due, planning.due) == (DAY + datetime.timedelta(8), DAY + datetime.timedelta(40))
    assert (working.due, void.due) == (working_due, None)
    assert verbs()[before:] == ["change_round", "redate", "redate"]
    event = Event.objects.get(item=waiting, verb="redate")
    assert event.data["changes"] == {"due": ["2026-11-28", "2026-12-01"]}
    assert waiting.versions.get(until=None).due == waiting.due
    assert sorted(Notice.objects.values_list("unit__name", "role", "text")) == [
        ("市民政局", role, "“二届X市委第6轮巡察”的期限设置已调整，本单位 2 项事项的期限已重算，请留意。")
        for role in (Role.CLERK, Role.SECRETARY)
    ]


def test_a_threshold_moves_nothing_but_itself(cast):
    item = issued(cast)
    assert item.lamp == "YELLOW"
    assert rounds.change_round(cast.inspection_round, by=cast.supervisor, yellow_days=3) == 0
    item.refresh_from_db()
    assert verbs() == ["issue", "change_round"]
    assert type(item).objects.select_related("inspection_round").get().lamp == "BLUE"


def test_the_code_stays_once_numbers_were_given(cast):
    rounds.change_round(cast.inspection_round, by=cast.supervisor, code="6A")
    cast.inspection_round.refresh_from_db()
    assert issued(cast).number == "6A-01-01"
    assert refused(lambda: rounds.change_round(cast.inspection_round, by=cast.supervisor, code="6")) == (
        "事项编号已用“6A”编发，轮次代码不能再改。"
    )


def test_a_round_closes_when_nothing_is_open_and_then_stays_as_it_is(cast):
    item = issued(cast)
    assert refused(lambda: rounds.close_round(cast.inspection_round, by=cast.supervisor)) == (
        "“二届X市委第6轮巡察”还有 1 项没有销号，不能办结。"
    )
    type(item).objects.update(status=Status.VOID, voided_at=item.logged_at, voided_by=cast.supervisor)
    rounds.close_round(cast.inspection_round, by=cast.supervisor)
    assert verbs() == ["issue", "close_round"]
    assert refused(lambda: rounds.change_round(cast.inspection_round, by=cast.supervisor, year=2027)) == (
        "“二届X市委第6轮巡察”已办结，不能再改。"
    )


def test_feedback_is_added_once_per_unit_and_place(cast):
    row, unit = cast.inspection_round, Unit.objects.create_under(name="市教育局", kind=UnitKind.GOVERNMENT)

    def add(unit=unit, ordinal=3):
        return rounds.add_feedback(
            row, unit=unit, ordinal=ordinal, fed_back_on=DAY, stated_count=None, by=cast.supervisor
        )

    assert refused(lambda: add(ordinal=1)) == "本轮序号 1 已给“市民政局”。"
    assert refused(lambda: add(unit=cast.unit)) == "“市民政局”在本轮次已有反馈。"
    assert refused(lambda: add(unit=cast.leader.unit)) == "“市委领导”不是在用的被巡察单位。"
    assert (add().unit, verbs()) == (unit, ["add_feedback"])


def test_another_feedback_date_moves_that_units_items_alone(cast):
    mine, other = issued(cast), issued(cast, cast.other_unit)
    feedback = Feedback.objects.get(unit=cast.unit)

    later = DAY + datetime.timedelta(10)
    assert rounds.change_feedback(feedback, by=cast.supervisor, fed_back_on=later, stated_count=5) == 1

    mine.refresh_from_db()
    other.refresh_from_db()
    assert (mine.due, other.due) == (later + datetime.timedelta(5), DAY + datetime.timedelta(5))
    assert verbs() == ["issue", "issue", "change_feedback", "redate"]
    assert refused(lambda: rounds.change_feedback(feedback, by=cast.supervisor, ordinal=9)) == (
        "事项编号已用这个序号编发，不能再改。"
    )


def test_parties_are_set_for_the_round_and_for_one_unit(cast):
    row, office, discipline = cast.inspection_round, cast.supervisor.unit, cast.discipline.unit

    rounds.set_parties(row, [(2, office), (1, discipline)], by=cast.supervisor)
    rounds.set_parties(row, [(1, discipline)], unit=cast.unit, by=cast.supervisor)

    assert list(ReviewParty.objects.order_by("pk").values_list("unit", "step", "unit_of_party")) == [
        (None, 1, discipline.pk),
        (None, 2, office.pk),
        (cast.unit.pk, 1, discipline.pk),
    ]
    assert Event.objects.get(seq=1).data["changes"]["parties"] == [
        ["第 1 步 市委巡察办", "第 1 步 市纪委监委", "第 1 步 市委组织部"],
        ["第 1 步 市纪委监委", "第 2 步 市委巡察办"],
    ]
    rounds.set_parties(row, [(1, discipline)], unit=cast.unit, by=cast.supervisor)
    assert verbs() == ["set_parties", "set_parties"]
    rounds.set_parties(row, [], unit=cast.unit, by=cast.supervisor)
    assert ReviewParty.objects.filter(unit=cast.unit).count() == 0


def test_parties_that_cannot_be(cast):
    def set_to(*parties):
        return refused(lambda: rounds.set_parties(cast.inspection_round, parties, by=cast.supervisor))

    office = cast.supervisor.unit
    assert set_to() == "一个轮次至少要有一个审核方。"
    assert set_to((1, office), (2, office)) == "“市委巡察办”只能列一次。"
    assert set_to((1, cast.unit)) == "“市民政局”不是监督机关，不能作审核方。"


def test_classes_of_a_round_are_added_and_changed(cast):
    row, category = cast.inspection_round, make_category("3.1")
    fields = {"default_category": category, "parent": None}
    top = classes.add_class(row, code="1", name="落实一", **fields, by=cast.supervisor)
    low = classes.add_class(row, code="1.1", name="细类", **{**fields, "parent": top}, by=cast.supervisor)

    classes.change_class(low, by=cast.supervisor, name="细类甲")

    assert verbs() == ["add_class", "add_class", "change_class"]
    assert refused(lambda: classes.change_class(low, by=cast.supervisor, code="1")) == "编号“1”在本轮次已有。"
    below = refused(
        lambda: classes.add_class(row, code="2", name="三级", **{**fields, "parent": low}, by=cast.supervisor)
    )
    assert below == "上级类别须是本轮次的一级类别。"
    other = classes.add_class(row, code="2", name="落实二", **fields, by=cast.supervisor)
    assert refused(lambda: classes.change_class(top, by=cast.supervisor, parent=other)) == (
        "本类别下面还有类别，不能再放到别的类别之下。"
    )
    assert refused(lambda: classes.change_class(make_class("9"), by=cast.supervisor, name="x")) == (
        "默认的问题类别不在这里修改。"
    )


def test_the_calendar_moves_items_where_workdays_count(cast):
    rounds.change_round(cast.inspection_round, by=cast.supervisor, days_are_workdays=True)
    cast.inspection_round.refresh_from_db()
    item = issued(cast)
    assert item.due == datetime.date(2026, 11, 30)

    friday = datetime.date(2026, 11, 27)
    assert holidays.add_holiday(day=friday, is_workday=False, name="调休", by=cast.supervisor) == 1
    item.refresh_from_db()
    assert item.due == datetime.date(2026, 12, 1)
    day = Holiday.objects.get()
    assert refused(lambda: holidays.add_holiday(day=friday, is_workday=True, name="x", by=cast.supervisor)) == (
        "2026-11-27 已有登记，请在列表中修改。"
    )
    assert holidays.change_holiday(day, is_workday=False, name="放假", by=cast.supervisor) == 0
    assert holidays.remove_holiday(day, by=cast.supervisor) == 1
    assert refused(lambda: holidays.remove_holiday(day, by=cast.supervisor)) == "这一天已被删去，请看最新的列表。"
    item.refresh_from_db()
    assert item.due == datetime.date(2026, 11, 30)
    assert verbs().count("change_holiday") == 3


WRITES = {
    "新建轮次": lambda cast, by: rounds.create_round(by=by, code="7", name="第七轮", year=2027),
    "修改轮次": lambda cast, by: rounds.change_round(cast.inspection_round, by=by, year=2027),
    "轮次办结": lambda cast, by: rounds.close_round(cast.inspection_round, by=by),
    "登记反馈": lambda cast, by: rounds.add_feedback(cast.inspection_round, unit=cast.unit, by=by),
    "修改反馈": lambda cast, by: rounds.change_feedback(Feedback.objects.first(), by=by, stated_count=1),
    "设定审核方": lambda cast, by: rounds.set_parties(cast.inspection_round, [(1, cast.supervisor.unit)], by=by),
    "新增问题类别": lambda cast, by: classes.add_class(cast.inspection_round, by=by, code="1"),
    "修改问题类别": lambda cast, by: classes.change_class(make_class(), by=by, name="x"),
    "修改节假日": lambda cast, by: holidays.add_holiday(day=DAY, is_workday=False, name="x", by=by),
}


@pytest.mark.parametrize("doing", WRITES)
def test_only_the_office_may(cast, doing):
    for post in cast.everybody.values():
        if post.role != Role.SUPERVISOR:
            sentence = refused(lambda post=post: WRITES[doing](cast, post))
            assert sentence == f"“{doing}”由巡察办办理，您现在的任职不能办理。"
    assert Event.objects.count() == 0
