"""The plan form: what is saved, what is understood, what is refused and kept as typed."""

import datetime

from tests.factories import fill_plan, item_at, make_category, make_class
from tests.views.item_pages import BACKEND, address, enter, said, send
from tracker.actions import items, plans
from tracker.enums import Status
from tracker.models import Draft, Requirement, User
from tracker.queries.history import sentence

DAY = datetime.date(2026, 12, 31)


def form_of(client, item, **changed):
    """The plan form as the page gives it, with some fields typed over."""
    forms = client.get(address("plan", item)).context["forms"]
    data = {name: forms.plan[name].value() for name in forms.plan.fields}
    for formset in forms.all[1:]:
        data |= {f"{formset.prefix}-TOTAL_FORMS": len(formset.forms)}
        data |= {f"{formset.prefix}-INITIAL_FORMS": formset.initial_form_count()}
        data |= {form.add_prefix(name): form[name].value() for form in formset.forms for name in form.fields}
    data |= {name.replace("__", "-"): value for name, value in changed.items()}
    return {name: value for name, value in data.items() if value is not None and value is not False}


def row(kind, place, **fields):
    return {f"{kind}__{place}__{name}": value for name, value in fields.items()}


def problems(response):
    """Every error on the page: the plan's own, then of each row with any."""
    forms = response.context["forms"]
    rows = [dict(form.errors) for formset in forms.all[1:] for form in formset.forms if form.errors]
    whole = [list(formset.non_form_errors()) for formset in forms.all[1:] if formset.non_form_errors()]
    return [*([dict(forms.plan.errors)] if forms.plan.errors else []), *rows, *whole]


def test_a_whole_plan_is_saved(client, cast):
    item = item_at(Status.PLANNING, cast)
    category, chosen = make_category("3.2"), make_class("2")
    point = Requirement.objects.create(category=category, ordinal=1, text="废改立", made_real_by="长效机制")
    enter(client, cast.clerk)
    name = cast.handler.person.name
    fields = form_of(
        client,
        item,
        root_cause="责任不清。",
        category=category.pk,
        requirement=point.pk,
        problem_class=chosen.pk,
        time_frame="MID_LONG",
        is_lasting="on",
        leader="陈某某（副局长）",
        owner=name,
        department="社会救助科",
        **row("measures", 0, text="修订办法。", standard="印发", owner=name, deadline="2026-12-31"),
        **row("measures", 1, text="专项检查。", owner="查无此人", deadline_text="2026年底前，并长期坚持"),
        **row("milestones", 0, text="完成清查", due_on="2026/12/31"),
        **row("co_units", 0, unit="市水利局", part="核拨资金"),
    )
    response = send(client, "plan", item, **fields)

    told = ["措施已保存。", "时限“2026年底前，并长期坚持”读作 2026-12-31，并长期坚持。"]
    assert (response.url, said(response)) == (address("page", item), told)
    item.refresh_from_db()
    kept = (item.root_cause, item.category, item.requirement, item.problem_class, item.time_frame, item.is_lasting)
    assert kept == ("责任不清。", category, point, chosen, "MID_LONG", True)
    assert (item.leader, item.leader_person, item.owner_person) == ("陈某某（副局长）", None, cast.handler.person)
    assert (item.department, item.deadline) == ("社会救助科", DAY)
    rows = [(each.text, each.owner_person, each.deadline, each.deadline_text) for each in item.measures.kept()]
    assert rows == [
        ("修订办法。", cast.handler.person, DAY, ""),
        ("专项检查。", None, DAY, "2026年底前，并长期坚持"),
    ]
    assert [(step.text, step.due_on) for step in item.milestones.kept()] == [("完成清查", DAY)]
    assert [(part.unit, part.part) for part in item.co_units.all()] == [(cast.other_unit, "核拨资金")]


def test_a_half_filled_plan_may_be_saved(client, cast):
    item = item_at(Status.PLANNING, cast)
    enter(client, cast.clerk)
    response = send(client, "plan", item, **form_of(client, item, **row("measures", 1, text="修订办法。")))

    assert said(response) == ["措施已保存。"]
    assert [(each.text, each.owner, each.deadline) for each in item.measures.kept()] == [("修订办法。", "", None)]


def test_kept_rows_are_changed_and_removed(client, cast):
    item = item_at(Status.PLANNING, cast)
    fill_plan(item, cast)
    first, second = item.measures.kept()
    enter(client, cast.clerk)
    changed = {**row("measures", 0, text="修订并公开办法。"), **row("measures", 1, DELETE="on", text="")}
    send(client, "plan", item, **form_of(client, item, **changed))

    assert [(each.pk, each.text, each.ordinal) for each in item.measures.kept()] == [(first.pk, "修订并公开办法。", 1)]
    second.refresh_from_db()
    assert second.removed_by == cast.clerk


def test_bad_input_stands_beside_its_fields_and_nothing_is_lost(client, cast):
    item = item_at(Status.PLANNING, cast)
    other = make_category("4.1")
    point = Requirement.objects.create(category=other, ordinal=1, text="压力传导", made_real_by="提醒")
    enter(client, cast.clerk)
    fields = form_of(
        client,
        item,
        root_cause="责任不清。",
        category="",
        time_frame="NEVER",
        requirement=point.pk,
        **row("measures", 0, standard="印发", deadline="明年"),
        **row("measures", 1, text="专项检查。", deadline="0201-01-01"),
        **row("milestones", 0, text="完成清查"),
        **row("co_units", 0, unit="没有的局", part="核拨资金"),
    )
    response = send(client, "plan", item, **fields)

    assert (response.status_code, item.measures.count()) == (200, 0)
    assert problems(response) == [
        {"category": ["这个字段是必填项。"], "time_frame": ["没有这个选项，请重新选择。"]},
        {"text": ["这个字段是必填项。"], "deadline": ["写作 2026-12-31。"]},
        {"deadline": ["年份写错了，请核对。"]},
        {"due_on": ["这个字段是必填项。"]},
        {"unit": ["没有“没有的局”这个单位，请照单位名称填写。"]},
    ]
    page = response.content.decode()
    assert "有 7 处须更正，填过的内容都还在。" in page
    for typed in ("责任不清。</textarea>", 'value="印发"', 'value="明年"', 'value="完成清查"', 'value="没有的局"'):
        assert typed in page


def test_a_point_of_another_category_is_refused(client, cast):
    item = item_at(Status.PLANNING, cast)
    point = Requirement.objects.create(category=make_category("4.1"), ordinal=1, text="压力传导", made_real_by="提醒")
    enter(client, cast.clerk)
    response = send(client, "plan", item, **form_of(client, item, requirement=point.pk))

    assert problems(response) == [{"requirement": ["所选要点不属于所选任务类别，请改选。"]}]


def test_a_unit_has_one_part(client, cast):
    item = item_at(Status.PLANNING, cast)
    enter(client, cast.clerk)
    twice = {
        **row("co_units", 0, unit="市水利局", part="核拨资金"),
        **row("co_units", 1, unit="市水利局", part="比对数据"),
    }
    response = send(client, "plan", item, **form_of(client, item, **twice))
    assert problems(response) == [["配合单位重复：市水利局，请合成一行。"]]

    own = row("co_units", 0, unit=cast.unit.name, part="核拨资金")
    response = send(client, "plan", item, **form_of(client, item, **own))
    assert problems(response) == [{"unit": ["没有“市民政局”这个单位，请照单位名称填写。"]}]


def test_two_kept_co_units_may_change_places(client, cast):
    third = type(cast.unit).objects.create_under(None, name="市医保局", kind="GOVERNMENT")
    item = item_at(Status.PLANNING, cast)
    parts = [{"unit": cast.other_unit, "part": "甲"}, {"unit": third, "part": "乙"}]
    plans.save_plan(item, by=cast.clerk, co_units=parts)
    enter(client, cast.clerk)
    changed = {**row("co_units", 0, unit="市医保局"), **row("co_units", 1, unit="市水利局")}
    response = send(client, "plan", item, **form_of(client, item, **changed))

    assert said(response) == ["措施已保存。"]
    kept = item.co_units.filter(removed_at=None).order_by("pk")
    assert [(part.unit.name, part.part) for part in kept] == [("市医保局", "甲"), ("市水利局", "乙")]


def test_measures_are_copied_from_another_item_of_the_unit(client, cast):
    source = item_at(Status.IN_PROGRESS, cast)
    item = item_at(Status.PLANNING, cast)
    enter(client, cast.clerk)
    page = client.get(address("plan", item), {"from": source.number})
    assert page.context["others"] == [(source.number, f"{source.number}　{source.problem.split('：')[0]}")]
    assert f"已带入 {source.number} 的措施，核对修改后保存才算数。" in page.content.decode()

    texts = [form["text"].value() for form in page.context["forms"].measures.forms[:2]]
    ids = [form["id"].value() for form in page.context["forms"].measures.forms[:2]]
    assert (texts, ids) == (["修订管理办法。", "开展专项检查。"], [None, None])


def test_what_cannot_be_seen_cannot_be_copied(client, cast):
    foreign = item_at(Status.PLANNING, cast, unit=cast.unit)
    items.reassign(foreign, unit=cast.other_unit, reason="属于水利部门的职责范围。", by=cast.supervisor)
    item = item_at(Status.PLANNING, cast)

    assert enter(client, cast.clerk).get(address("plan", item), {"from": foreign.number}).status_code == 404


def test_a_stale_plan_is_refused_and_kept_as_typed(client, cast):
    item = item_at(Status.PLANNING, cast)
    enter(client, cast.clerk)
    fields = form_of(client, item, root_cause="责任不清。")
    seen = item.revision
    items.mark(item, by=cast.supervisor, is_key=True)
    response = client.post(address("plan", item), {**fields, "revision": seen})

    name = cast.supervisor.person.name
    sentence = f"已由{name}处理（2026-11-23 15:30 标记重点、包保），请看最新情况后再办。"
    assert problems(response) == [{"__all__": [sentence]}]
    assert "责任不清。</textarea>" in response.content.decode()


def test_a_row_that_somebody_took_out_is_refused(client, cast):
    item = item_at(Status.PLANNING, cast)
    fill_plan(item, cast)
    enter(client, cast.clerk)
    fields = form_of(client, item, **row("measures", 0, id="999999999999"))

    assert problems(send(client, "plan", item, **fields)) == [
        {"__all__": ["所改的行已被他人删除，请看最新情况后再改。"]}
    ]


def test_without_its_row_counts_the_form_is_refused_in_chinese(client, cast):
    item = item_at(Status.PLANNING, cast)
    response = send(enter(client, cast.clerk), "plan", item, time_frame="BY_DATE", category=item.category_id)

    assert response.status_code == 200
    assert item.measures.count() == 0
    assert "有 3 处须更正" in response.content.decode()


def test_a_draft_comes_back_and_says_when_the_item_has_moved(client, cast):
    item = item_at(Status.PLANNING, cast)
    enter(client, cast.clerk)
    fields = form_of(client, item, root_cause="写到一半", revision=item.revision)
    user = User.objects.get(person=cast.clerk.person)
    content = {name: [str(value)] for name, value in fields.items()}
    Draft.objects.create(user=user, key=address("plan", item), content=content)
    page = client.get(address("plan", item)).content.decode()
    assert "写到一半</textarea>" in page
    assert "已恢复 11-23 15:30 的草稿，还没有提交，核对后接着办。" in page
    assert "事项有过变动" not in page

    items.mark(item, by=cast.supervisor, is_key=True)
    page = client.get(address("plan", item)).content.decode()
    assert f"事项有过变动，最近一次：11-23 15:30　{sentence(item.events.first())}。" in page

    send(client, "plan", item, **{**fields, "revision": item.revision + 1})
    assert list(Draft.objects.all()) == []


def test_the_plan_is_locked_under_review(client, cast):
    item = item_at(Status.PLAN_REVIEW, cast)
    page = enter(client, cast.clerk).get(address("plan", item))

    assert page.context["why"] == "事项现为“方案审核”，“制定措施”只在“制定措施”时可以办理。"


def test_the_secretary_reads_the_form_and_cannot_save(client, cast):
    item = item_at(Status.PLANNING, cast)
    client.force_login(
        User.objects.create_user("mishu", "x", cast.secretary.person, must_change_password=False), BACKEND
    )
    sentence = "“制定措施”由事项牵头单位的联络员办理，您现在的任职不能办理。"

    assert client.get(address("plan", item)).context["why"] == sentence
    response = send(client, "plan", item, **form_of(client, item))
    assert problems(response) == [{"__all__": [sentence]}]
