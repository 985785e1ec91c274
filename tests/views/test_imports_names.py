"""Whom the names of a ledger mean is said on the preview: kept as text, somebody chosen, somebody new."""

import pytest
from django.contrib.messages import get_messages

from tests.factories import make_unit, make_user
from tests.ledgers.import_books import book
from tests.views.test_imports import uploaded
from tests.views.test_imports_mending import at
from tracker.actions import offices
from tracker.enums import UnitKind
from tracker.models import CoUnit, Item, Person, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("categories")]
ROW = (1, "信访办理不及时。", "1.建账。", "市民政局", "欧阳某某", "", "2026年12月底前", "", "")
BUREAU = (1, "信访办理不及时。", "1.建账。", "市蚕桑局", "", "", "2026年12月底前", "", "")


@pytest.fixture
def office(client, cast):
    client.force_login(make_user(cast.supervisor))
    return client


@pytest.fixture
def clerk(client, cast):
    client.force_login(make_user(cast.clerk))
    return client


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def options(line) -> list[str]:
    return [words for _, words in line.options]


def line_of(page, words, kind="people"):
    return next(line for line in page.context[kind] if line.words == words)


def asked(line, choice: str, **fields) -> dict[str, str]:
    more = {f"{line.control}-{name}": value for name, value in fields.items()}
    return {f"{line.kind}-key-{line.place}": line.key, line.control: choice, **more}


def test_a_name_that_means_somebody_is_turned_back_to_text(clerk, cast, tmp_path):
    Person.objects.create(name="欧阳某某", unit=cast.unit, title="副局长")
    batch = uploaded(clerk, cast, book(tmp_path, ROW))
    line = line_of(clerk.get(at("page", batch)), "欧阳某某")
    assert (options(line), line.choice, line.meant) == (
        ["欧阳某某　副局长（姓名相同）", "照原文存"],
        "",
        "欧阳某某",
    )

    assert said(clerk.post(at("reread", batch), asked(line, "text"))) == ["已按改动重新读，请核对。"]
    page = clerk.get(at("page", batch))
    line = line_of(page, "欧阳某某")
    assert (line.choice, line.meant) == ("text", "")
    clerk.post(at("confirm", batch), asked(line, "text"))

    assert Item.objects.get().leader_person is None
    ended = clerk.get(at("page", batch)).content.decode()
    assert ("导入前指定的 1 处名称" in ended, "照原文存" in ended) == (True, True)


def test_a_clerk_makes_a_person_of_the_own_unit(clerk, cast, tmp_path):
    batch = uploaded(clerk, cast, book(tmp_path, ROW))
    line = line_of(clerk.get(at("page", batch)), "欧阳某某")
    assert options(line)[:2] == ["照原文存", "新建为市民政局人员"]

    confirmed = clerk.post(at("confirm", batch), asked(line, "new"))
    assert said(confirmed) == ["读法有改动，先重新读了一遍，还没有导入。请核对后再确认。"]
    assert not Person.objects.filter(name="欧阳某某").exists()
    line = line_of(clerk.get(at("page", batch)), "欧阳某某")
    assert (line.choice, line.meant) == ("new", "欧阳某某")
    assert said(clerk.post(at("confirm", batch), asked(line, "new"))) == ["导入完成。"]

    assert Item.objects.get().leader_person == Person.objects.get(name="欧阳某某", unit=cast.unit)
    ended = clerk.get(at("page", batch)).content.decode()
    assert ("；新建人员 1 人。" in ended, "新建的人员留下，别处可能已经用到" in ended) == (True, True)
    clerk.post(at("undo", batch), {"reason": "上传错了文件，这是上一轮的台账。"})
    assert "导入时新建的人员还在，别处可能已经用到" in clerk.get(at("page", batch)).content.decode()


def test_a_person_made_meanwhile_is_bound_without_another_round(clerk, cast, tmp_path):
    batch = uploaded(clerk, cast, book(tmp_path, ROW))
    line = line_of(clerk.get(at("page", batch)), "欧阳某某")
    clerk.post(at("reread", batch), asked(line, "new"))
    offices.create_person(by=cast.admin, name="欧阳某某", unit=cast.unit)

    assert said(clerk.post(at("confirm", batch), asked(line, "new")))[-1] == "导入完成。"

    assert Item.objects.get().leader_person == Person.objects.get(name="欧阳某某")


def test_whoever_left_is_not_offered_anew(clerk, cast, tmp_path):
    Person.objects.create(name="欧阳某某", unit=cast.unit, is_active=False)
    batch = uploaded(clerk, cast, book(tmp_path, ROW))
    page = clerk.get(at("page", batch))
    line = line_of(page, "欧阳某某")
    sentence = "本单位有同名的离岗人员，不能再建一个；请照原文存，或请系统管理员改为在岗。"
    assert ("新建为市民政局人员" in options(line), line.note) == (False, sentence)

    refused = clerk.post(at("reread", batch), asked(line, "new"))

    assert refused.context["errors"] == {line.control: sentence}


def test_a_name_too_long_for_a_person_stays_text(clerk, cast, tmp_path):
    batch = uploaded(clerk, cast, book(tmp_path, (*ROW[:4], "某" * 41, *ROW[5:])))
    lines = [line for line in clerk.get(at("page", batch)).context["people"] if len(line.words) > 40]
    assert ["新建为市民政局人员" in options(line) for line in lines] == [False] * len(lines)


def test_the_system_administrator_lists_them_like_any_other(client, cast, tmp_path):
    client.force_login(make_user(cast.clerk))
    batch = uploaded(client, cast, book(tmp_path, ROW))
    line = line_of(client.get(at("page", batch)), "欧阳某某")
    client.post(at("reread", batch), asked(line, "new"))
    client.post(at("confirm", batch))

    client.force_login(make_user(cast.admin))

    page = client.get("/settings/people/", {"q": "欧阳某某"})
    assert (page.status_code, "欧阳某某" in page.content.decode()) == (200, True)


def test_a_unit_is_made_with_what_was_written_of_it(office, cast, tmp_path):
    batch = uploaded(office, cast, book(tmp_path, BUREAU))
    line = line_of(office.get(at("page", batch)), "市蚕桑局", "names")
    assert options(line)[:2] == ["照原文存，不作单位", "新建单位"]

    office.post(at("reread", batch), asked(line, "new"))
    page = office.get(at("page", batch))
    line = line_of(page, "市蚕桑局", "names")
    assert line.new.values == {"name": "市蚕桑局", "short_name": "", "kind": "GOVERNMENT", "fed_back_on": ""}
    assert [fault.sentence for fault in page.context["intake"].errors] == [
        "将新建的市蚕桑局还没有写反馈日期，不能牵头；请在“责任单位”中写明。"
    ]
    fields = {"name": "X市蚕桑局", "short_name": "蚕桑局", "kind": "INSTITUTION", "fed_back_on": "2026年11月16日"}
    office.post(at("reread", batch), asked(line, "new", **fields))
    line = line_of(office.get(at("page", batch)), "市蚕桑局", "names")
    assert line.new.values == {**fields, "fed_back_on": "2026-11-16"}
    assert not Unit.objects.filter(name="X市蚕桑局").exists()
    assert said(office.post(at("confirm", batch), asked(line, "new", **line.new.values))) == ["导入完成。"]

    unit = Item.objects.get().unit
    assert (unit.name, unit.short_name, unit.kind) == ("X市蚕桑局", "蚕桑局", UnitKind.INSTITUTION)
    told = "，别处可能已经用到；登记过反馈的单位仍在本轮次"
    assert f"新建的单位留下{told}" in office.get(at("page", batch)).content.decode()
    office.post(at("undo", batch), {"reason": "上传错了文件，这是上一轮的台账。"})
    assert f"导入时新建的单位还在{told}。" in office.get(at("page", batch)).content.decode()
    assert unit.feedback.count() == 1


@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        ({"name": " "}, {"name": "请写单位全称。"}),
        ({"name": "市水利局"}, {"name": "已有名为“市水利局”的单位，请直接选它。"}),
        ({"name": "市纪委监委"}, {"name": "已有名为“市纪委监委”的单位，请直接选它。"}),
        ({"name": "市 水利局"}, {"name": "已有名为“市 水利局”的单位，请直接选它。"}),
        ({"name": "市\u200b水利局"}, {"name": "已有名为“市水利局”的单位，请直接选它。"}),
        ({"name": "\u200b\x00"}, {"name": "请写单位全称。"}),
        ({"name": "市\ue000蚕桑局"}, {"name": "里面有看不见的字符，请重新输入。"}),
        ({"short_name": "长" * 21}, {"short_name": "超过 20 字，请缩短。"}),
        ({"short_name": "市水利局"}, {"short_name": "“市水利局”已是别的单位的名称，请另写或不填。"}),
        ({"kind": "SUPERVISING"}, {"kind": "请选择单位类型。"}),
        ({"fed_back_on": "上周"}, {"fed_back_on": "写作 2026-12-31。"}),
    ],
)
def test_what_cannot_be_a_unit_is_told_beside_its_field(office, cast, tmp_path, fields, errors):
    batch = uploaded(office, cast, book(tmp_path, BUREAU))
    line = line_of(office.get(at("page", batch)), "市蚕桑局", "names")

    response = office.post(at("reread", batch), asked(line, "new", **fields))

    line = line_of(response, "市蚕桑局", "names")
    assert response.context["errors"] == {f"{line.control}-{name}": sentence for name, sentence in errors.items()}
    assert (line.new.errors, {name: line.new.values[name] for name in fields}) == (errors, fields)
    batch.refresh_from_db()
    assert batch.mapping == {}


def test_a_clerk_is_told_who_makes_units(clerk, cast, tmp_path):
    batch = uploaded(clerk, cast, book(tmp_path, BUREAU))
    page = clerk.get(at("page", batch))
    line = line_of(page, "市蚕桑局", "names")
    assert ("新建单位" in options(line), "系统里没有的单位由市委巡察办新建" in page.content.decode()) == (False, True)

    refused = clerk.post(at("reread", batch), asked(line, "new"))

    assert refused.context["errors"] == {
        line.control: "巡察哪些单位由市委巡察办定，您现在的任职不能新建单位；"
        "请选已有的单位或照原文存，确有遗漏请告知市委巡察办。"
    }


def test_a_unit_matched_by_likeness_may_be_another_or_none(office, cast, tmp_path):
    make_unit("X市财政局")
    batch = uploaded(office, cast, book(tmp_path, (*ROW[:3], "市民政局、市财政局党组", *ROW[4:])))
    line = line_of(office.get(at("page", batch)), "市财政局党组", "names")
    assert options(line)[:3] == ["X市财政局（名称相近）", "照原文存，不作单位", "新建单位"]
    assert line_of(office.get(at("page", batch)), "市民政局", "names").options == []

    office.post(at("reread", batch), asked(line, "text"))
    office.post(at("confirm", batch))

    assert (Item.objects.get().department, CoUnit.objects.count()) == ("市财政局党组", 0)


def test_what_nobody_sees_is_no_part_of_a_unit(office, cast, tmp_path):
    batch = uploaded(office, cast, book(tmp_path, BUREAU))
    line = line_of(office.get(at("page", batch)), "市蚕桑局", "names")
    fields = {"name": "X市\x00蚕桑局\u200b", "short_name": " 蚕桑\n局 ", "fed_back_on": "2026-11-16"}

    office.post(at("reread", batch), asked(line, "new", **fields))
    office.post(at("confirm", batch))

    unit = Item.objects.get().unit
    assert (unit.name, unit.short_name) == ("X市蚕桑局", "蚕桑 局")


def test_what_is_but_written_another_way_is_asked_for_once(office, cast, tmp_path):
    """Of two controls for the same words the untouched one would take back what the other says."""
    told = ("市民政局、市蚕桑局（本部）", "欧阳Ａ某"), ("市民政局、市蚕桑局(本部)", "欧阳A某")
    rows = [(n, f"{n}号河段清淤滞后。", "1.清淤。", *each, "", "", "", "") for n, each in enumerate(told, 1)]
    batch = uploaded(office, cast, book(tmp_path, *rows))
    page = office.get(at("page", batch))
    assert [(line.words, line.count) for line in page.context["names"]] == [("市蚕桑局（本部）", 2), ("市民政局", 2)]
    assert [(line.words, line.count) for line in page.context["people"]] == [("欧阳Ａ某", 2)]

    office.post(
        at("reread", batch), {**asked(page.context["names"][0], "new"), **asked(page.context["people"][0], "new")}
    )
    office.post(at("confirm", batch))

    assert [unit.name for unit in Unit.objects.filter(name__contains="蚕桑")] == ["市蚕桑局（本部）"]
    assert {*Item.objects.values_list("leader_person", flat=True)} == {Person.objects.get(name="欧阳Ａ某").pk}
    assert CoUnit.objects.count() == 2
