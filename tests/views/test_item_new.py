"""New items: issued by 巡察办 in a batch, logged by a unit."""

import datetime

import pytest
from django.urls import reverse

from tests.factories import issued, make_category, make_class
from tests.views.item_pages import enter, errors, said
from tracker.actions import items
from tracker.enums import Source, Status
from tracker.models import Feedback, Item

HEAD = {"rows-TOTAL_FORMS": "3", "rows-INITIAL_FORMS": "0"}
TOKEN = {"csrfmiddlewaretoken": "of one page"}  # what the page gave; the client of the tests is asked for none
SPARE = {"source": "FEEDBACK", "time_frame": "BY_DATE"}


@pytest.fixture
def feedback(cast):
    return Feedback.objects.get(unit=cast.unit)


def to(feedback):
    return reverse("items:issue_to", args=[feedback.pk])


def rows(*filled):
    """Three rows as the page gives them, the first ones filled in."""
    data = dict(HEAD)
    for place in range(3):
        typed = {**SPARE, **(filled[place] if place < len(filled) else {})}
        data |= {f"rows-{place}-{name}": value for name, value in typed.items()}
    return data


def test_first_the_unit_then_its_problems(client, cast, feedback):
    enter(client, cast.supervisor)
    page = client.get(reverse("items:issue"))
    choices = [str(label) for _, label in page.context["form"].fields["feedback"].choices]
    assert choices == ["请选择", "二届X市委第6轮巡察　市民政局", "二届X市委第6轮巡察　市水利局"]

    response = client.get(reverse("items:issue"), {"feedback": feedback.pk})
    assert response.url == to(feedback)
    assert client.get(response.url).status_code == 200
    wrong = client.get(reverse("items:issue"), {"feedback": "x"})
    assert errors(wrong) == {"feedback": ["没有这个选项，请重新选择。"]}


def test_a_batch_is_issued_and_spare_rows_are_forgotten(client, cast, feedback):
    chosen = make_class("1", default_category=make_category("3.2"))
    own = make_category("4.1")
    make_category("2.1")
    enter(client, cast.supervisor)
    first = {"problem": "制度不健全。", "source_number": "二（一）3", "problem_class": chosen.pk}
    second = {"problem": "监管不严。", "category": own.pk, "source": "ON_SITE", "deadline": "2026-12-31"}
    response = client.post(to(feedback), rows(first, second, {"problem": "其他。"}))

    assert said(response) == ["已向市民政局下发 3 项，等单位认领。"]
    made = list(Item.objects.order_by("number"))
    assert response.url == reverse("items:page", args=[made[0].number])
    assert [(item.problem, item.source_number, item.category.code, item.source) for item in made] == [
        ("制度不健全。", "二（一）3", "3.2", Source.FEEDBACK),
        ("监管不严。", "", "4.1", Source.ON_SITE),
        ("其他。", "", "2.1", Source.FEEDBACK),
    ]
    assert {item.status for item in made} == {Status.ISSUED}
    assert (made[0].problem_class, made[1].deadline) == (chosen, datetime.date(2026, 12, 31))


@pytest.mark.parametrize(("problem", "count"), [("制度不健全。", 1), ("监管不严。", 2)])
def test_the_same_page_sent_twice_issues_once_unless_something_else_was_typed(client, cast, feedback, problem, count):
    make_category("2.1")
    enter(client, cast.supervisor)
    first, again = (client.post(to(feedback), rows({"problem": text}) | TOKEN) for text in ("制度不健全。", problem))

    assert Item.objects.count() == count
    assert said(again) == ["已向市民政局下发 1 项，等单位认领。"] * 2
    assert (first.url == again.url) == (count == 1)


def test_an_empty_batch_is_refused(client, cast, feedback):
    response = enter(client, cast.supervisor).post(to(feedback), rows())

    assert list(response.context["rows"].non_form_errors()) == ["还没有填问题，至少填一条。"]
    assert Item.objects.count() == 0


def test_bad_rows_stand_beside_their_fields_and_all_is_kept(client, cast, feedback):
    enter(client, cast.supervisor)
    bad = {"problem": "", "source_number": "3", "deadline": "年底"}
    response = client.post(to(feedback), rows({"problem": "制度不健全。"}, bad))

    found = [dict(form.errors) for form in response.context["rows"].forms]
    assert found == [{}, {"problem": ["这个字段是必填项。"], "deadline": ["写作 2026-12-31。"]}, {}]
    page = response.content.decode()
    assert ("制度不健全。</textarea>" in page, 'value="年底"' in page, Item.objects.count()) == (True, True, 0)


def test_without_categories_the_refusal_is_a_sentence(client, cast, feedback):
    response = enter(client, cast.supervisor).post(to(feedback), rows({"problem": "制度不健全。"}))

    assert "还没有装载任务类别，请联系系统管理员。" in response.content.decode()
    assert Item.objects.count() == 0


def test_pasted_lines_become_rows_and_nothing_is_issued(client, cast, feedback):
    text = "1、制度不健全。\n\n（二）.监管不严。\n没有序号的一条\n"
    data = {**rows({"problem": "先填的。", "source_number": "9"}), "paste": text, "spread": "1"}
    response = enter(client, cast.supervisor).post(to(feedback), data)

    filled = [(form["source_number"].value(), form["problem"].value()) for form in response.context["rows"].forms]
    assert filled[:4] == [
        ("9", "先填的。"),
        ("1", "制度不健全。"),
        ("二", "监管不严。"),
        ("", "没有序号的一条"),
    ]
    assert Item.objects.count() == 0


def test_spreading_keeps_all_that_was_typed_in_a_row(client, cast, feedback):
    chosen, category = make_class("1"), make_category("3.2")
    typed = {"problem": "先填的。", "problem_class": str(chosen.pk), "category": str(category.pk)}
    typed |= {"source": "ON_SITE", "time_frame": "IMMEDIATE", "deadline": "2027-01-01"}
    data = {**rows(typed), "paste": "制度不健全。", "spread": "1"}
    response = enter(client, cast.supervisor).post(to(feedback), data)

    first, second = response.context["rows"].forms[:2]
    assert {name: first[name].value() for name in typed} == typed
    assert (second["problem"].value(), second["time_frame"].value()) == ("制度不健全。", "BY_DATE")


def test_a_problem_issued_again_says_which_void_item_it_replaces(client, cast, feedback):
    make_category("2.1")
    void, foreign = issued(cast), issued(cast, unit=cast.other_unit)
    for item in (void, foreign):
        items.void(item, reason="重复下发，作废后重新下发。", by=cast.supervisor)
    enter(client, cast.supervisor)
    choices = client.get(to(feedback)).context["rows"].forms[0].fields["replaces"].choices
    assert [pk for pk, _ in choices] == ["", str(void.pk)]

    again = {"problem": "制度不健全。", "replaces": str(void.pk)}
    twice = client.post(to(feedback), rows(again, {**again, "problem": "监管不严。"}))
    assert twice.context["rows"].non_form_errors() == ["同一件作废事项只能由一条替代。"]
    made = Item.objects.get(number=client.post(to(feedback), rows(again)).url.split("/")[-2])
    assert made.replaces == void
    assert "replaces" not in client.get(to(feedback)).context["rows"].forms[0].fields
    told = [client.get(reverse("items:page", args=[item.number])).context["page"].kin for item in (made, void)]
    assert told == [[("替代已作废的", [void])], [("已由下列事项替代", [made])]]


@pytest.mark.parametrize(("source", "count"), [("FEEDBACK", 0), ("ON_SITE", 1)])
def test_a_promise_before_the_letter_is_a_slip_of_the_pen(client, cast, feedback, source, count):
    make_category("2.1")
    day = feedback.fed_back_on - datetime.timedelta(days=1)
    enter(client, cast.supervisor)
    response = client.post(to(feedback), rows({"problem": "一。", "source": source, "deadline": day.isoformat()}))

    assert Item.objects.count() == count
    if not count:
        said_there = response.context["rows"].forms[0].errors["deadline"]
        assert said_there == [f"时限早于{feedback.fed_back_on}（问题反馈或登记之日），请核对年份。"]


def test_a_unit_logs_no_promise_of_yesterday(client, cast, feedback):
    fields = {"feedback": feedback.pk, "source": "TASK", "category": make_category("1.1").pk, "problem": "开展学习。"}
    fields |= {"time_frame": "BY_DATE", "deadline": "2026-11-22"}
    response = enter(client, cast.clerk).post(reverse("items:log"), fields)

    assert errors(response) == {"deadline": ["时限早于2026-11-23（问题反馈或登记之日），请核对年份。"]}
    assert Item.objects.count() == 0


def test_a_closed_round_takes_no_more(client, cast, feedback):
    cast.inspection_round.closed_at, cast.inspection_round.closed_by = "2026-11-01T00:00:00Z", cast.supervisor
    cast.inspection_round.save()

    assert enter(client, cast.supervisor).get(to(feedback)).status_code == 404


OFFICE = {"supervisor", "second_supervisor"}


@pytest.mark.parametrize(("name", "may"), [("issue", OFFICE), ("log", {*OFFICE, "clerk", "stranger"})])
def test_who_may_open_the_forms(client, cast, name, may):
    codes = {who: enter(client, post).get(reverse(f"items:{name}")).status_code for who, post in cast.everybody.items()}

    assert codes == {who: 200 if who in may else 403 for who in cast.everybody}


def test_a_unit_logs_what_it_found(client, cast, feedback):
    earlier, category = issued(cast), make_category("3.2")
    enter(client, cast.clerk)
    fields = {
        "feedback": feedback.pk,
        "source": "FOUND",
        "category": category.pk,
        "problem": "另有两处同类问题。",
        "time_frame": "IMMEDIATE",
        "earlier": earlier.number,
    }
    response = client.post(reverse("items:log"), fields)

    made = Item.objects.get(source=Source.FOUND)
    assert said(response) == [f"已登记为 {made.number}，请制定整改措施。"]
    assert (made.status, made.unit, made.category, made.earlier_item) == (
        Status.PLANNING,
        cast.unit,
        category,
        earlier,
    )


def test_a_button_pressed_twice_logs_once_a_page_opened_anew_logs_again(client, cast, feedback):
    fields = {"feedback": feedback.pk, "source": "TASK", "category": make_category("1.1").pk, "problem": "开展学习。"}
    fields |= {"time_frame": "BY_DATE"}
    enter(client, cast.clerk)
    anew = {"csrfmiddlewaretoken": "another"}
    urls = [client.post(reverse("items:log"), fields | token).url for token in (TOKEN, TOKEN, anew)]

    made = [reverse("items:page", args=[item.number]) for item in Item.objects.order_by("pk")]
    assert urls == [made[0], made[0], made[1]]


def test_a_unit_logs_no_feedback_and_nothing_for_others(client, cast):
    foreign = Feedback.objects.get(unit=cast.other_unit)
    hidden = issued(cast, unit=cast.other_unit)
    fields = {"feedback": foreign.pk, "source": "FEEDBACK", "problem": "写好的文字。", "earlier": hidden.number}
    response = enter(client, cast.clerk).post(reverse("items:log"), fields)

    assert errors(response) == {
        "feedback": ["没有这个选项，请重新选择。"],
        "source": ["没有这个选项，请重新选择。"],
        "category": ["这个字段是必填项。"],
        "time_frame": ["这个字段是必填项。"],
        "earlier": [f"没有编号为“{hidden.number}”的事项，请核对。"],
    }
    assert "写好的文字。</textarea>" in response.content.decode()


def test_the_office_logs_for_units_without_accounts_alone(client, cast, feedback):
    enter(client, cast.supervisor)
    assert list(client.get(reverse("items:log")).context["form"].fields["feedback"].queryset) == []

    cast.unit.is_typed_for = True
    cast.unit.save()
    assert list(client.get(reverse("items:log")).context["form"].fields["feedback"].queryset) == [feedback]
