"""Rounds, feedback, parties, classes and the calendar on screen."""

import datetime

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from tests.factories import feed_back, issued, make_class, make_round, make_unit, make_user
from tracker.actions.door import writing
from tracker.actions.reference import copy_classes
from tracker.models import Draft, Feedback, Holiday, InspectionRound

pytestmark = pytest.mark.django_db

FIELDS = {
    "code": "6",
    "name": "二届X市委第6轮巡察",
    "term": "二届",
    "year": "2026",
    "claim_days": "5",
    "plan_days": "30",
    "immediate_days": "30",
    "intensive_months": "6",
    "report_days": "30",
    "review_days": "10",
    "lasting_review_days": "90",
    "blue_days": "20",
    "yellow_days": "10",
}


@pytest.fixture
def office(client, cast):
    client.force_login(make_user(cast.supervisor), "django.contrib.auth.backends.ModelBackend")
    return client


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def at(name, *args) -> str:
    return reverse(f"settings:{name}", args=args)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_rounds_in_as_many_queries_whatever_their_number(office, cast, django_assert_num_queries, rows):
    for number in range(rows - 1):
        make_round(f"8{number}")
    with django_assert_num_queries(7):
        page = office.get(at("rounds"))
    assert [(each.code, each.units) for each in page.context["page_obj"]][-1] == ("6", 2)
    assert page.context["page_obj"].paginator.count == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_round_in_as_many_queries(office, cast, django_assert_num_queries, rows):
    row = make_round("7", parties=(cast.discipline.unit,))
    for _ in range(rows):
        feed_back(row, make_unit())
    with django_assert_num_queries(9):
        page = office.get(at("round", row.pk))
    assert page.context["page_obj"].paginator.count == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_classes_in_as_many_queries(office, cast, django_assert_num_queries, rows):
    for number in range(rows):
        make_class(str(number))
    with writing(by=cast.supervisor) as writer:
        copy_classes(writer, cast.inspection_round)
    with django_assert_num_queries(8):
        page = office.get(at("classes", cast.inspection_round.pk))
    assert page.context["page_obj"].paginator.count == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_the_calendar_in_as_many_queries(office, cast, django_assert_num_queries, rows):
    for day in range(1, rows + 1):
        Holiday.objects.create(day=datetime.date(2026, 10, day), is_workday=False, name="国庆节")
    with django_assert_num_queries(7):
        page = office.get(at("holidays"))
    assert len(page.context["rows"]) == rows


def test_the_page_of_a_round_tells_parties_and_what_was_issued(office, cast):
    issued(cast)
    page = office.get(at("round", cast.inspection_round.pk))
    assert [(row.unit.name, row.issued) for row in page.context["page_obj"]] == [("市民政局", 1), ("市水利局", 0)]
    assert [(row.unit, row.steps) for row in page.context["parties"]] == [
        (None, ["第 1 步　市委巡察办、市纪委监委、市委组织部"])
    ]
    assert ("认领期限（天）", "5") in page.context["facts"]


def test_a_changed_duration_tells_how_many_items_moved(office, cast):
    item = issued(cast)
    response = office.post(at("change_round", cast.inspection_round.pk), {**FIELDS, "claim_days": "7"})
    assert said(response) == ["已保存。有 1 项事项的期限随之重算。"]
    item.refresh_from_db()
    assert item.due == datetime.date(2026, 11, 30)


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"yellow_days": "20"}, {"yellow_days": ["黄灯提前天数要小于蓝灯提前天数。"]}),
        ({"code": "6/1"}, {"code": ["轮次代码用 1 至 12 个字母或数字。"]}),
        ({"claim_days": "0"}, {"claim_days": ["确保该值大于或等于1。"]}),
        ({"claim_days": "99999999999"}, {"claim_days": ["确保该值小于或等于3660。"]}),
        ({"claim_days": "五"}, {"claim_days": ["输入整数。"]}),
        ({"year": "26"}, {"year": ["确保该值大于或等于1990。"]}),
        ({"name": ""}, {"name": ["这个字段是必填项。"]}),
    ],
)
def test_bad_settings_are_told_beside_their_field(office, cast, typed, errors):
    page = office.post(at("change_round", cast.inspection_round.pk), {**FIELDS, "term": "三届", **typed})
    assert page.status_code == 200
    assert page.context["form"].errors == errors
    assert page.context["form"]["term"].value() == "三届"
    assert InspectionRound.objects.get().term == "二届"


def test_feedback_offers_units_without_it_and_the_next_place(office, cast):
    unit = make_unit("市教育局")
    form = office.get(at("new_feedback", cast.inspection_round.pk)).context["form"]
    assert [label for value, label in form.fields["unit"].choices if value] == ["市教育局"]
    assert form["ordinal"].value() == 3

    typed = {"unit": unit.pk, "fed_back_on": "2026年11月20日", "ordinal": "3", "stated_count": "12"}
    assert said(office.post(at("new_feedback", cast.inspection_round.pk), typed)) == ["反馈已登记。"]
    row = Feedback.objects.get(unit=unit)
    assert (row.fed_back_on, row.stated_count) == (datetime.date(2026, 11, 20), 12)
    office.post(at("change_feedback", row.pk), {**typed, "stated_count": "13"})
    row.refresh_from_db()
    assert row.stated_count == 13


def rows_of(*parties) -> dict[str, str]:
    typed = {"parties-TOTAL_FORMS": str(len(parties)), "parties-INITIAL_FORMS": "0"}
    for place, (step, unit) in enumerate(parties):
        typed |= {f"parties-{place}-step": step, f"parties-{place}-unit_of_party": str(unit.pk) if unit else ""}
    return typed


def test_parties_are_set_row_by_row(office, cast):
    row = cast.inspection_round
    page = office.get(at("parties", row.pk))
    assert [form["unit_of_party"].value() for form in page.context["formset"]][:3] == [
        party.unit_of_party_id for party in row.parties.order_by("pk")
    ]
    typed = rows_of(("2", cast.supervisor.unit), ("1", cast.discipline.unit), ("1", None))
    assert office.post(at("parties", row.pk), typed).url == at("round", row.pk)
    assert list(row.parties.order_by("step").values_list("step", "unit_of_party")) == [
        (1, cast.discipline.unit_id),
        (2, cast.supervisor.unit_id),
    ]


def test_parties_refused_are_shown_as_typed(office, cast):
    body = cast.discipline.unit
    page = office.post(at("parties", cast.inspection_round.pk), rows_of(("1", body), ("3", body)))
    assert page.context["formset"].non_form_errors() == ["“市纪委监委”只能列一次。"]
    assert "“市纪委监委”只能列一次。" in page.content.decode()
    assert [form["step"].value() for form in page.context["formset"]] == ["1", "3"]
    assert office.post(at("parties", cast.inspection_round.pk), {}).status_code == 200
    assert cast.inspection_round.parties.count() == 3


def test_a_unit_outside_the_round_has_no_parties_of_its_own(office, cast):
    assert office.get(at("unit_parties", cast.inspection_round.pk, make_unit().pk)).status_code == 404


def test_drafts_of_rows_come_back(office, cast):
    address = at("parties", cast.inspection_round.pk)
    office.post(reverse("save_draft"), {"draft_key": address, **rows_of(("4", cast.discipline.unit))})
    assert [form["step"].value() for form in office.get(address).context["formset"]] == ["4"]
    office.post(address, rows_of(("4", cast.discipline.unit)))
    assert Draft.objects.count() == 0


def test_a_class_is_added_and_changed_in_its_round(office, cast):
    category = make_class().default_category
    typed = {"code": "1", "name": "落实一", "default_category": category.pk}
    assert office.post(at("new_class", cast.inspection_round.pk), typed).status_code == 302
    row = cast.inspection_round.classes.get()
    again = office.post(at("new_class", cast.inspection_round.pk), typed)
    assert again.context["form"].errors == {"code": ["编号“1”在本轮次已有。"]}
    office.post(at("change_class", row.pk), {**typed, "name": "落实二"})
    row.refresh_from_db()
    assert row.name == "落实二"


def test_a_round_is_closed_by_a_button_with_its_sentence(office, cast):
    issued(cast)
    refused = said(office.post(at("close_round", cast.inspection_round.pk)))
    assert refused == ["“二届X市委第6轮巡察”还有 1 项没有销号，不能办结。"]


def test_a_year_nobody_entered_is_said_to_be_unknown(office, cast):
    page = office.get(at("holidays"), {"year": "2027"})
    assert "这一年的放假安排还不知道" in page.content.decode()
    assert page.context["years"] == [2026, 2027]
    assert office.get(at("holidays"), {"year": "99999999"}).status_code == 200
    assert office.get(at("holidays"), {"year": "x"}).context["year"] == 2026


def test_a_day_is_entered_corrected_and_taken_out(office, cast):
    typed = {"day": "2027-01-01", "name": "元旦"}
    assert office.post(at("new_holiday"), typed).status_code == 302
    row = Holiday.objects.get()
    again = office.post(at("new_holiday"), typed)
    assert again.context["form"].errors == {"day": ["2027-01-01 已有登记，请在列表中修改。"]}
    changed = office.post(at("change_holiday", row.pk), {"name": "元旦", "is_workday": "on"})
    assert changed.url == f"{at('holidays')}?year=2027"
    row.refresh_from_db()
    assert row.is_workday is True
    assert said(office.post(at("remove_holiday", row.pk)))[-1] == "2027-01-01 已删去。"
    assert said(office.post(at("remove_holiday", row.pk)))[-1] == "这一天已被删去。"
    assert Holiday.objects.count() == 0
