"""What a person mended on the preview – cells, rows, sheets, headers, people – and what the import tells of it."""

from pathlib import Path

import pytest

from tests.factories import issued, item_at
from tests.ledgers.import_books import HEADINGS, book, take, upload
from tracker.actions import imports
from tracker.actions.imports_undo import undo
from tracker.enums import ImportState, Status
from tracker.errors import Invalid
from tracker.models import Event, Item, Measure, Person, Unit
from tracker.vault import path_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("categories")]
GOOD = (1, "信访办理不及时。", "1.建立台账。", "市民政局", "陈某某", "赵某某", "2026年12月底前", "", "")
BAD = (2, "河道清淤滞后。", "1.清淤。", "市民正局", "陈某某", "赵某某", "2026年9月31日", "", "")
REASON = "上传错了文件，这是上一轮的台账。"


def make_person(name: str, unit: Unit, **fields) -> Person:
    return Person.objects.create(name=name, unit=unit, **fields)


def mended(path: Path, by, cast, unit=None, **said):
    mapping = {"columns": {}, "units": {}, "choices": {}, **said}
    return imports.reread(upload(path, by, cast, unit), by=by, mapping=mapping)


def test_a_faulty_ledger_is_mended_and_taken_in_whole(cast, tmp_path):
    path = book(tmp_path, GOOD, BAD)
    batch = upload(path, cast.supervisor, cast)
    with pytest.raises(imports.Faulty):
        imports.confirm(batch, by=cast.supervisor)

    cells = {"台账": {"D3": "市民政局", "G3": "2026-09-30"}}
    batch = imports.reread(batch, by=cast.supervisor, mapping={"columns": {}, "cells": cells})
    batch = imports.confirm(batch, by=cast.supervisor)

    assert batch.state == ImportState.CONFIRMED
    assert list(Measure.objects.order_by("pk").values_list("deadline_text", flat=True)) == [
        "2026年12月底前",
        "2026-09-30",
    ]
    told = [
        {"sheet": "台账", "cell": "D3", "old": "市民正局", "new": "市民政局"},
        {"sheet": "台账", "cell": "G3", "old": "2026年9月31日", "new": "2026-09-30"},
    ]
    assert batch.summary["corrections"] == told
    assert Event.objects.get(verb="import").data["corrections"] == told
    assert path_of(batch.sha256).read_bytes() == path.read_bytes()


def test_an_import_in_which_nothing_was_mended_says_nothing_of_it(cast, tmp_path):
    batch = take(book(tmp_path, GOOD), cast.supervisor, cast)
    assert ("corrections" in batch.summary, "corrections" in Event.objects.get(verb="import").data) == (False, False)


def test_a_row_without_a_problem_is_left_out(cast, tmp_path):
    path = book(tmp_path, GOOD, ("小计", "1个问题"), (None, None, "2.公示。", "市民政局", "", "周某某", "立行立改"))
    with pytest.raises(imports.Faulty):
        take(path, cast.supervisor, cast)

    imports.confirm(mended(path, cast.supervisor, cast, cells={"台账": {"4": ""}}), by=cast.supervisor)

    assert list(Item.objects.values_list("problem", flat=True)) == ["信访办理不及时。"]


def test_a_header_without_words_is_refused_and_nothing_changes(cast, tmp_path):
    batch = upload(book(tmp_path, GOOD, (), BAD), cast.supervisor, cast)

    with pytest.raises(Invalid) as refused:
        imports.reread(batch, by=cast.supervisor, mapping={"columns": {}, "headers": {"台账": 9}})

    assert refused.value.errors == {"headers": ["这样读不出一个问题，没有改动。请看哪一列是反馈问题，表头是哪一行。"]}
    batch.refresh_from_db()
    assert batch.mapping == {}


def bound() -> list[tuple]:
    names = ("leader", "leader_person__name", "owner", "owner_person__name")
    return list(Item.objects.order_by("pk").values_list(*names))


def test_names_of_the_units_people_are_bound_to_them(cast, tmp_path):
    leader, owner = make_person("欧阳某某", cast.unit), make_person("司马某某", cast.unit)
    make_person("上官某某", cast.other_unit)
    left = make_person("诸葛某某", cast.unit, is_active=False)
    path = book(
        tmp_path,
        (1, "信访办理不及时。", "1.建立台账。", "市民政局", "欧阳某某", "司马某某", "2026年12月底前", "", ""),
        (
            2,
            "殡葬服务收费不公开。",
            "1.公开目录。",
            "市民政局",
            "欧阳某某、司马某某",
            "上官某某",
            "2026年12月底前",
            "",
            "",
        ),
        (3, "低保审核不严。", "1.比对数据。", "市民政局", left.name, "", "2026年12月底前", "", ""),
    )

    take(path, cast.supervisor, cast)

    assert bound() == [
        ("欧阳某某", leader.name, "司马某某", owner.name),
        ("欧阳某某、司马某某", None, "上官某某", None),
        ("诸葛某某", None, "", None),
    ]
    assert list(Measure.objects.order_by("pk").values_list("owner_person", flat=True)) == [owner.pk, None, None]


def test_of_two_with_one_name_the_chosen_one_is_meant(cast, tmp_path):
    [_, second] = [make_person("欧阳某某", cast.unit, title=title) for title in ("副局长", "科长")]
    path = book(tmp_path, (1, "信访办理不及时。", "1.建立台账。", "市民政局", "欧阳某某", "", "2026年12月底前", "", ""))
    batch = upload(path, cast.supervisor, cast)
    [name] = imports.intake_of(batch, by=cast.supervisor).people
    assert (name.words, name.person, len(name.same)) == ("欧阳某某", None, 2)

    batch = imports.reread(batch, by=cast.supervisor, mapping={"columns": {}, "people": {name.key: second.pk}})
    imports.confirm(batch, by=cast.supervisor)

    assert Item.objects.get().leader_person == second


def test_the_people_of_a_plan_filled_in_come_and_go_with_their_names(cast, tmp_path):
    before, after = make_person("欧阳某某", cast.unit), make_person("司马某某", cast.unit)
    item = item_at(Status.PLANNING, cast, problem="信访办理不及时。", leader="欧阳某某", leader_person=before)
    row = (1, item.problem, "1.建立台账。", "市民政局", "司马某某", "欧阳某某", "2026年12月底前", "", "")

    batch = take(book(tmp_path, row, headings=HEADINGS), cast.clerk, cast)

    item.refresh_from_db()
    measure = item.measures.kept().get(text="建立台账。")
    assert (item.leader_person, item.owner_person, measure.owner_person) == (after, before, before)
    undo(batch, by=cast.clerk, reason=REASON)
    item.refresh_from_db()
    assert (item.leader, item.leader_person, item.owner_person) == ("欧阳某某", before, None)


def test_what_is_mended_may_match_an_item_that_is_there(cast, tmp_path):
    item = issued(cast, problem="河道清淤滞后。")
    path = book(tmp_path, (2, "河道清於滯後", "1.清淤。", "市民政局", "", "", "", "", ""))

    batch = mended(path, cast.supervisor, cast, cells={"台账": {"B2": item.problem}})

    assert imports.confirm(batch, by=cast.supervisor).summary["known"] == 1
