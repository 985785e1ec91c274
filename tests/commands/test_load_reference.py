"""What every installation needs is loaded once; what the office corrected stays as it is."""

import datetime
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories import make_round
from tracker.actions import reference, writing
from tracker.management.fixtures import read_fixture
from tracker.models import Category, Event, Holiday, ProblemClass, Requirement, Section

SECTIONS = read_fixture("reference/categories.json")
CLASSES = read_fixture("reference/problem_classes.json")
YEARS = read_fixture("reference/holidays.json")
COUNTS = {
    Section: 4,
    Category: 12,
    Requirement: sum(len(each["requirements"]) for section in SECTIONS for each in section["categories"]),
    ProblemClass: len(CLASSES) + sum(len(each["children"]) for each in CLASSES),
    Holiday: sum(len(year["days"]) for year in YEARS),
}


def run() -> str:
    out = StringIO()
    call_command("load_reference", stdout=out)
    return out.getvalue()


def counts() -> dict:
    return {model: model.objects.count() for model in COUNTS}


@pytest.mark.django_db
def test_it_loads_everything_and_tells_it_once() -> None:
    assert run() == f"已装入基础数据 {sum(COUNTS.values())} 条。\n"
    assert counts() == COUNTS
    event = Event.objects.get()
    assert (event.verb, event.actor, event.post, event.seq) == ("load_reference", None, None, 1)
    assert event.data == {
        "inserted": {
            "sections": COUNTS[Section],
            "categories": COUNTS[Category],
            "requirements": COUNTS[Requirement],
            "problem_classes": COUNTS[ProblemClass],
            "holidays": COUNTS[Holiday],
        }
    }


@pytest.mark.django_db
def test_rows_say_what_the_files_say() -> None:
    run()
    category = Category.objects.select_related("section").get(code="2.1")
    assert (category.section.code, category.section.ordinal, category.short_name) == (
        "二",
        2,
        SECTIONS[1]["categories"][0]["short"],
    )
    first = SECTIONS[1]["categories"][0]["requirements"][0]
    point = category.requirements.get(ordinal=1)
    assert (point.text, point.made_real_by) == (f"{first['title']}：{first['text']}", first["made_real_by"])
    child = ProblemClass.objects.select_related("parent", "default_category").get(code="A1")
    told = CLASSES[0]["children"][0]
    assert (child.name, child.parent.code, child.default_category.code, child.inspection_round) == (
        told["title"],
        "A",
        told["default_category"],
        None,
    )
    assert Holiday.objects.get(day=datetime.date(2026, 2, 14)).is_workday is True


@pytest.mark.django_db
def test_a_second_time_nothing_happens() -> None:
    run()
    assert run() == ""
    assert counts() == COUNTS
    assert Event.objects.count() == 1


@pytest.mark.django_db
def test_corrections_of_the_office_survive_and_gaps_are_filled() -> None:
    run()
    Category.objects.filter(code="2.1").update(short_name="销号", title="改过的标题")
    Requirement.objects.filter(category__code="2.1", ordinal=1).update(text="改过的要点")
    ProblemClass.objects.filter(code="A1").update(name="改过的类别")
    Holiday.objects.filter(day="2026-10-01").update(name="国庆", is_workday=True)
    ProblemClass.objects.filter(code="A2").delete()
    Holiday.objects.filter(day="2026-01-01").delete()
    assert run() == "已装入基础数据 2 条。\n"
    assert counts() == COUNTS
    assert Category.objects.values_list("short_name", "title").get(code="2.1") == ("销号", "改过的标题")
    assert Requirement.objects.get(category__code="2.1", ordinal=1).text == "改过的要点"
    assert ProblemClass.objects.get(code="A1").name == "改过的类别"
    assert Holiday.objects.values_list("name", "is_workday").get(day="2026-10-01") == ("国庆", True)
    assert ProblemClass.objects.get(code="A2").parent.code == "A"


def load_days(provisional: bool, *days: str) -> int:
    rows = [{"date": day, "is_workday": False, "name": "元旦"} for day in days]
    year = {"year": 2030, "provisional": provisional, "days": rows}
    return reference.load(sections=SECTIONS, classes=CLASSES, years=[year])["holidays"]


@pytest.mark.django_db
def test_a_provisional_year_is_a_stop_gap() -> None:
    assert load_days(True, "2030-01-01", "2030-10-01") == 2
    Holiday.objects.filter(day="2030-10-01").delete()
    assert load_days(True, "2030-01-01", "2030-10-01") == 0
    assert load_days(False, "2030-01-01", "2030-01-02", "2030-10-01") == 2


@pytest.mark.django_db
def test_a_round_gets_its_own_copy_of_the_default_classes() -> None:
    run()
    row = make_round()
    with writing(by=None) as writer:
        assert reference.copy_classes(writer, row) == COUNTS[ProblemClass]
    told = ("code", "name", "parent__code", "default_category__code")
    copies = ProblemClass.objects.filter(inspection_round=row)
    assert list(copies.values_list(*told)) == list(
        ProblemClass.objects.filter(inspection_round=None).values_list(*told)
    )
    rounds = Counter(copies.exclude(parent=None).values_list("parent__inspection_round", flat=True))
    assert rounds == {row.pk: COUNTS[ProblemClass] - len(CLASSES)}
