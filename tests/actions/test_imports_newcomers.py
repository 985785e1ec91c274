"""Names a ledger brings along: kept as text, or made into people and units as it is taken in – or not at all."""

from contextlib import contextmanager

import pytest

from tests.factories import make_unit
from tests.ledgers.import_books import book, upload
from tracker.actions import imports, offices
from tracker.actions.door import writing
from tracker.actions.imports_undo import undo
from tracker.actions.newcomers import make_newcomers
from tracker.enums import UnitKind
from tracker.errors import Refused
from tracker.ledgers.intake import NEW, TEXT
from tracker.ledgers.intake.people import People
from tracker.models import Event, Feedback, Import, Item, Measure, Person, Post, Unit, User
from tracker.queries import verify

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("categories")]
ROW = (1, "信访办理不及时。", "1.建立台账。", "市民政局", "欧阳某某", "司马某某", "2026年12月底前", "", "")
REASON = "上传错了文件，这是上一轮的台账。"
FIELDS = {"name": "市蚕桑局", "short_name": "蚕桑局", "kind": UnitKind.GOVERNMENT, "fed_back_on": "2026-11-16"}


def said(batch: Import, by, **mapping) -> Import:
    return imports.reread(batch, by=by, mapping={"columns": {}, "choices": {}, **mapping})


def name_of(unit: Unit, words: str) -> str:
    return f"{unit.pk}:{words}"


def bound() -> list[tuple]:
    return list(Item.objects.order_by("pk").values_list("leader", "leader_person__name", "owner_person__name"))


def events(verb: str) -> list[dict]:
    return [event.data for event in Event.objects.filter(verb=verb).order_by("seq")]


def test_a_name_that_means_somebody_is_kept_as_text(cast, tmp_path):
    Person.objects.create(name="欧阳某某", unit=cast.unit)
    batch = upload(book(tmp_path, ROW), cast.supervisor, cast)

    batch = said(batch, cast.supervisor, people={name_of(cast.unit, "欧阳某某"): TEXT})
    batch = said(batch, cast.supervisor, **{**batch.mapping, "columns": {"台账": {"I": "skip"}}})
    batch = imports.confirm(batch, by=cast.supervisor)

    told = [{"words": "欧阳某某", "unit": "市民政局", "meant": "", "is_new": False}]
    assert (bound(), batch.summary["named"]) == ([("欧阳某某", None, None)], told)
    assert events("import")[0]["named"] == told


def test_a_unit_matched_by_likeness_is_kept_as_text(cast, tmp_path):
    make_unit("X市财政局")
    batch = upload(book(tmp_path, (*ROW[:3], "市民政局、市财政局党组", *ROW[4:])), cast.supervisor, cast)
    names = imports.intake_of(batch, by=cast.supervisor).names
    assert [(name.words, name.unit.name, name.is_plain) for name in names] == [
        ("市财政局党组", "X市财政局", False),
        ("市民政局", "市民政局", True),
    ]

    batch = imports.confirm(said(batch, cast.supervisor, units={"市财政局党组": TEXT}), by=cast.supervisor)

    item = Item.objects.get()
    assert (item.co_units.count(), item.department) == (0, "市财政局党组")
    assert batch.summary["named"] == [{"words": "市财政局党组", "unit": "", "meant": "", "is_new": False}]


@pytest.mark.parametrize("part", ["clerk", "supervisor"])
def test_a_person_is_made_as_the_ledger_is_taken_in(cast, tmp_path, part):
    by = getattr(cast, part)
    people = {name_of(cast.unit, words): NEW for words in ("欧阳某某", "司马某某")}
    batch = said(upload(book(tmp_path, ROW, (2, "河道清淤滞后。", *ROW[2:])), by, cast), by, people=people)
    before = Person.objects.count()

    rows = imports.intake_of(batch, by=by).rows
    assert [row.fields["leader_person"].pk for row in rows] == [None, None]
    assert Person.objects.count() == before
    batch = imports.confirm(batch, by=by)

    made = Person.objects.filter(name__in=("欧阳某某", "司马某某"))
    assert [(person.unit, person.is_active, person.title) for person in made] == [(cast.unit, True, "")] * 2
    assert (Post.objects.filter(person__in=made).count(), User.objects.filter(person__in=made).count()) == (0, 0)
    assert bound() == [("欧阳某某", "欧阳某某", "司马某某")] * 2
    assert set(Measure.objects.values_list("owner_person__name", flat=True)) == {"司马某某"}
    told = [{"name": words, "unit": "市民政局"} for words in ("欧阳某某", "司马某某")]
    assert (batch.summary["new_people"], events("import")[0]["new_people"]) == (told, told)
    assert [(data["name"], data["batch"]["id"]) for data in events("create_person")] == [
        ("欧阳某某", batch.pk),
        ("司马某某", batch.pk),
    ]
    assert [name["is_new"] for name in batch.summary["named"]] == [True, True]
    assert (verify.chain(), verify.versions()) == (None, None)


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ("clerk", "市水利局不是本单位，不能新建它的人员；请照原文存，或请系统管理员在设置中新建。"),
        ("secretary", "“导入时新建人员”由联络员、巡察办办理，您现在的任职不能办理。"),
    ],
)
def test_nobody_of_another_unit_is_made(cast, tmp_path, part, sentence):
    batch = upload(book(tmp_path, (*ROW[:3], "市水利局", *ROW[4:])), cast.supervisor, cast)
    batch = said(batch, cast.supervisor, people={name_of(cast.other_unit, "欧阳某某"): NEW})
    intake = imports.intake_of(batch, by=cast.supervisor)

    with pytest.raises(Refused) as refused, writing(by=getattr(cast, part)) as writer:
        make_newcomers(writer, batch, intake)

    assert (refused.value.sentence, Person.objects.filter(name="欧阳某某").count()) == (sentence, 0)


def test_what_a_clerk_says_of_another_unit_makes_nobody(cast, tmp_path):
    batch = upload(book(tmp_path, ROW), cast.clerk, cast)
    batch = said(batch, cast.clerk, people={name_of(cast.other_unit, "欧阳某某"): NEW})

    imports.confirm(batch, by=cast.clerk)

    assert Person.objects.filter(name="欧阳某某").count() == 0


def test_if_confirming_fails_nobody_is_left(cast, tmp_path):
    people, units = {name_of(cast.unit, "欧阳某某"): NEW}, {"市蚕桑局": NEW}
    row = (2, "河道清淤滞后。", "1.清淤。", "市蚕桑局", "", "", "", "", "")
    batch = upload(book(tmp_path, ROW, row), cast.supervisor, cast)
    batch = said(batch, cast.supervisor, people=people, units=units, new_units={"市蚕桑局": FIELDS})
    counts = [model.objects.count() for model in (Person, Unit, Feedback, Event)]

    @contextmanager
    def within(_, __):
        yield lambda done: None
        raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        imports.confirm(batch, by=cast.supervisor, within=within)

    assert [model.objects.count() for model in (Person, Unit, Feedback, Event)] == counts
    assert imports.confirm(batch, by=cast.supervisor).summary["created"] == 2


def test_whoever_has_come_meanwhile_is_not_made_again(cast, tmp_path):
    batch = upload(book(tmp_path, ROW), cast.clerk, cast)
    batch = said(batch, cast.clerk, people={name_of(cast.unit, "欧阳某某"): NEW})
    there = offices.create_person(by=cast.admin, name="欧阳某某", unit=cast.unit)

    batch = imports.confirm(batch, by=cast.clerk)

    assert (Person.objects.filter(name="欧阳某某").get(), "new_people" in batch.summary) == (there, False)
    assert Item.objects.get().leader_person == there
    assert batch.summary["named"] == [{"words": "欧阳某某", "unit": "市民政局", "meant": "欧阳某某", "is_new": False}]


def test_whoever_left_the_unit_is_not_made_again(cast, tmp_path):
    Person.objects.create(name="欧阳某某", unit=cast.unit, is_active=False)
    batch = upload(book(tmp_path, ROW), cast.clerk, cast)

    batch = said(batch, cast.clerk, people={name_of(cast.unit, "欧阳某某"): NEW})

    name = next(name for name in imports.intake_of(batch, by=cast.clerk).people if name.words == "欧阳某某")
    assert (name.has_left, name.may_be_new, name.person) == (True, False, None)
    imports.confirm(batch, by=cast.clerk)
    assert Person.objects.filter(name="欧阳某某").count() == 1


@pytest.mark.parametrize(
    ("name", "count"), [("欧阳某某", 1), ("欧阳\u202c某某", 0), ("欧阳\x7f某某", 0), ("某" * 41, 0)]
)
def test_only_of_what_can_be_a_name_somebody_is_made(cast, name, count):
    people = People({cast.unit.pk}, {name_of(cast.unit, name): NEW})

    assert [people.find(cast.unit, name)].count(None) == 1 - count


def test_undoing_leaves_whoever_was_made(cast, tmp_path):
    batch = upload(book(tmp_path, ROW), cast.clerk, cast)
    batch = imports.confirm(said(batch, cast.clerk, people={name_of(cast.unit, "欧阳某某"): NEW}), by=cast.clerk)

    undo(batch, by=cast.clerk, reason=REASON)

    assert Person.objects.filter(name="欧阳某某", is_active=True).count() == 1


def test_of_rows_left_out_nobody_is_made(cast, tmp_path):
    bad = (2, "河道清淤滞后。", "1.清淤。", "市民政局", "上官某某", "", "2026年9月31日", "", "")
    people = {name_of(cast.unit, words): NEW for words in ("欧阳某某", "上官某某")}
    batch = said(upload(book(tmp_path, ROW, bad), cast.supervisor, cast), cast.supervisor, people=people)

    batch = imports.confirm(batch, by=cast.supervisor, only_good=True)

    assert batch.summary["new_people"] == [{"name": "欧阳某某", "unit": "市民政局"}]
    assert [name["meant"] for name in batch.summary["named"]] == ["欧阳某某", ""]


def test_a_unit_is_made_with_its_feedback_and_its_people(cast, tmp_path):
    row = (*ROW[:3], "市蚕桑局", *ROW[4:])
    batch = upload(book(tmp_path, row), cast.supervisor, cast)
    people = {"+市蚕桑局:欧阳某某": NEW}
    batch = said(batch, cast.supervisor, units={"市蚕桑局": NEW}, new_units={"市蚕桑局": FIELDS}, people=people)
    assert not Unit.objects.filter(name="市蚕桑局").exists()

    batch = imports.confirm(batch, by=cast.supervisor)

    unit = Unit.objects.get(name="市蚕桑局")
    assert (unit.short_name, unit.kind, unit.path) == ("蚕桑局", UnitKind.GOVERNMENT, f"/{unit.pk}/")
    feedback = Feedback.objects.get(unit=unit)
    assert (str(feedback.fed_back_on), feedback.ordinal, feedback.last_number) == ("2026-11-16", 3, 1)
    item = Item.objects.get()
    assert (item.unit, item.number, item.leader_person.unit) == (unit, "6-03-01", unit)
    assert (batch.summary["new_units"], batch.summary["new_people"]) == (
        ["市蚕桑局"],
        [{"name": "欧阳某某", "unit": "市蚕桑局"}],
    )
    assert [data["batch"]["id"] for verb in ("create_unit", "add_feedback") for data in events(verb)] == [batch.pk] * 2
    assert (verify.chain(), verify.versions()) == (None, None)


def test_a_unit_without_a_feedback_date_helps_but_does_not_lead(cast, tmp_path):
    rows = (*ROW[:3], "市民政局、市蚕桑局", *ROW[4:]), (2, "河道清淤滞后。", "1.清淤。", "市蚕桑局", "", "", "", "", "")
    batch = upload(book(tmp_path, *rows), cast.supervisor, cast)
    fields = {**FIELDS, "fed_back_on": ""}

    batch = said(batch, cast.supervisor, units={"市蚕桑局": NEW}, new_units={"市蚕桑局": fields})

    intake = imports.intake_of(batch, by=cast.supervisor)
    assert [fault.sentence for fault in intake.errors] == [
        "将新建的市蚕桑局还没有写反馈日期，不能牵头；请在“责任单位”中写明。"
    ]
    imports.confirm(batch, by=cast.supervisor, only_good=True)
    unit = Unit.objects.get(name="市蚕桑局")
    assert ([part.unit for part in Item.objects.get().co_units.all()], unit.feedback.count()) == ([unit], 0)


def test_a_unit_that_has_come_meanwhile_is_not_made_again(cast, tmp_path):
    batch = upload(book(tmp_path, (*ROW[:3], "市民政局、市蚕桑局", *ROW[4:])), cast.supervisor, cast)
    batch = said(batch, cast.supervisor, units={"市蚕桑局": NEW}, new_units={"市蚕桑局": FIELDS})
    there = offices.create_unit(by=cast.admin, name="市蚕桑局", kind=UnitKind.GOVERNMENT)

    batch = imports.confirm(batch, by=cast.supervisor)

    assert [part.unit for part in Item.objects.get().co_units.all()] == [there]
    assert "new_units" not in batch.summary


def test_a_supervising_body_is_never_made_again(cast, tmp_path):
    name = cast.supervisor.unit.name
    batch = upload(book(tmp_path, (*ROW[:3], f"市民政局、{name}", *ROW[4:])), cast.supervisor, cast)

    batch = said(batch, cast.supervisor, units={name: NEW}, new_units={name: {**FIELDS, "name": name}})

    imports.confirm(batch, by=cast.supervisor)
    assert (Unit.objects.filter(name=name).count(), Item.objects.get().department) == (1, name)


def test_a_clerk_makes_no_unit(cast, tmp_path):
    """Whatever stands in the mapping: nothing of a clerk's ledger needs another unit."""
    batch = upload(book(tmp_path, (*ROW[:3], "市民政局、市蚕桑局", *ROW[4:])), cast.clerk, cast)
    batch = said(batch, cast.clerk, units={"市蚕桑局": NEW}, new_units={"市蚕桑局": FIELDS})

    imports.confirm(batch, by=cast.clerk)

    assert not Unit.objects.filter(name="市蚕桑局").exists()
