"""A row under no problem on the preview: left out, or going on with the problem above it."""

import pytest

from tests.factories import make_user
from tests.ledgers.import_books import book
from tests.views.test_imports import uploaded
from tests.views.test_imports_mending import GOOD, at
from tracker.models import Item

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("categories")]


@pytest.fixture
def office(client, cast):
    client.force_login(make_user(cast.supervisor))
    return client


def test_a_row_of_no_problem_is_left_out_and_taken_in_again(office, cast, tmp_path):
    stray = (None, None, "2.公示。", "市民政局", "", "周某某", "立行立改")
    batch = uploaded(office, cast, book(tmp_path, GOOD, ("小计", "1个问题"), stray))
    [line] = office.get(at("page", batch)).context["cells"]
    assert (line.key, line.row_key, line.row_choice) == ("台账!B4", "台账!4", "")

    office.post(at("reread", batch), {"row-key-0": line.row_key, "row-0": "leave"})
    [line] = office.get(at("page", batch)).context["cells"]
    assert (line.key, line.row_key, line.row_choice) == ("", "台账!4", "leave")
    office.post(at("reread", batch), {"row-key-0": line.row_key})

    batch.refresh_from_db()
    assert batch.mapping["cells"] == {}


def test_a_row_of_no_problem_goes_on_with_the_one_above(office, cast, tmp_path):
    stray = (None, None, "2.公示。", "市民政局", "", "周某某", "2027年1月底前")
    batch = uploaded(office, cast, book(tmp_path, GOOD, ("小计", "1个问题"), stray))
    [line] = office.get(at("page", batch)).context["cells"]
    assert [words for _, words in line.row_options] == ["补写反馈问题", "这一行不导入", "并入上一行（第 2 行）"]

    office.post(at("reread", batch), {"row-key-0": line.row_key, "row-0": "join"})

    page = office.get(at("page", batch))
    [line] = page.context["cells"]
    assert (line.row_key, line.row_choice, line.sentence, line.weight) == (
        "台账!4",
        "join",
        "您选定并入上一行。",
        "mended",
    )
    assert [(row.number, row.said) for row, _ in page.context["raw_sheets"][0].rows][3] == (4, "并入上一行")
    office.post(at("confirm", batch), {"row-key-0": line.row_key, "row-0": "join"})
    item = Item.objects.get()
    assert [(each.text, str(each.deadline)) for each in item.measures.order_by("ordinal")] == [
        ("建账。", "2026-12-31"),
        ("公示。", "2027-01-31"),
    ]
    batch.refresh_from_db()
    assert [(each["cell"], each["new"]) for each in batch.summary["corrections"]] == [("4", "并入上一行")]
    ended = office.get(at("page", batch)).content.decode()
    assert ("台账!第 4 行" in ended, "并入上一行" in ended) == (True, True)


def test_nothing_is_joined_where_there_is_no_problem_above(office, cast, tmp_path):
    stray = (None, None, "2.公示。", "市民政局", "", "周某某", "立行立改")
    batch = uploaded(office, cast, book(tmp_path, stray, GOOD))
    [line] = office.get(at("page", batch)).context["cells"]
    assert [words for _, words in line.row_options] == ["补写反馈问题", "这一行不导入"]

    office.post(at("reread", batch), {"row-key-0": line.row_key, "row-0": "join"})

    [line] = office.get(at("page", batch)).context["cells"]
    assert (line.row_key, line.weight) == ("台账!2", "bad")
