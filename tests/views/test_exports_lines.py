"""Ticked lines of the statistics, and the items behind a list of figures: what comes out is what the page counts."""

import re
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from tests.factories import make_user
from tests.paperwork import signed
from tests.queries.planted import garden
from tracker.actions import jobs
from tracker.actions.reviews import Decision, decide
from tracker.enums import Verdict
from tracker.filters.exports import narrowed_to
from tracker.models import Export, Item, Job, Review
from tracker.queries.figures_lines import BREAKDOWNS
from tracker.views.figures import TABS

pytestmark = pytest.mark.django_db
BOX = re.compile(r'name="line" value="([^"]+)"')


@pytest.fixture
def planted(cast):
    return garden(cast)


def numbers(workbook, response) -> list[str]:
    """编号 of each data row of a ledger."""
    rows = workbook(response).worksheets[0].iter_rows(min_row=6, values_only=True)
    return [row[1] for row in rows if isinstance(row[0], int)]


def units(workbook, response) -> list[tuple[str, int]]:
    """The unit of each line of a 统计表 with its 应整改数."""
    rows = workbook(response).worksheets[0].iter_rows(min_row=6, values_only=True)
    return [(row[2], row[9]) for row in rows if isinstance(row[0], int)]


@pytest.mark.parametrize("by", TABS)
@pytest.mark.parametrize("who", ["supervisor", "clerk"])
def test_a_ticked_line_holds_the_items_that_it_counts(client, cast, planted, workbook, by, who):
    client.force_login(make_user(getattr(cast, who)))
    page = client.get(f"{reverse('statistics')}?by={by}")
    boxes = [unescape(box) for box in BOX.findall(page.content.decode())]
    lines = page.context["lines"]
    assert len(boxes) == len(lines) > 0
    for box, line in zip(boxes, lines, strict=True):
        asked = {"filter": page.context["lines_scope"].query(), "line": box, "layout": "ledger"}
        response = client.post(reverse("exports:new"), asked)
        found = numbers(workbook, response) if response.status_code == 200 else []
        assert len(found) == line.tally.total, (BREAKDOWNS[by][0], line.label)


def test_several_lines_are_put_together_and_none_means_all(client, cast, planted, workbook):
    client.force_login(make_user(cast.supervisor))
    asked = {"filter": "headline=1", "layout": "statistics"}
    first, second = f"unit={cast.unit.pk}", f"unit={cast.other_unit.pk}"
    whole, *parts = (
        units(workbook, client.post(reverse("exports:new"), {**asked, "line": lines}))
        for lines in ([], [first], [second], [first, second])
    )
    names = [cast.unit.name, cast.other_unit.name, "市社会福利院"]  # which stands under the first
    assert [name for name, _ in whole] == names
    assert parts == [[whole[0], whole[2]], [whole[1]], whole]


def test_a_unit_cannot_tick_what_it_does_not_see(client, cast, planted, workbook):
    client.force_login(make_user(cast.clerk))
    foreign = {"filter": f"unit={cast.unit.pk}&headline=1", "line": f"unit={cast.other_unit.pk}", "layout": "ledger"}
    response = client.post(reverse("exports:new"), foreign)
    assert (response.status_code, Export.objects.count()) == (302, 0)


@pytest.mark.parametrize(
    ("query", "lines", "narrowed"),
    [
        ("round=1&headline=1", [], "round=1&headline=1"),
        ("round=1&headline=1", ["category=2.1"], "round=1&headline=1&category=2.1"),
        ("unit=3&headline=1", ["unit=4", "unit=5"], "unit=4,5&headline=1"),
        ("", ["class=1,2", "class=none"], "class=1,2,none"),
    ],
)
def test_lines_of_a_kind_count_as_one_list(query, lines, narrowed):
    assert narrowed_to(query, lines) == narrowed


def sent_back(cast) -> Item:
    """An item of the unit whose plan a party has sent back."""
    packet = signed(cast)
    review = Review.objects.filter(submission__packet=packet, unit_of_party=cast.discipline.unit).get()
    decide([Decision(review, Verdict.RETURN, "整改情况与实际不符，请补充。")], by=cast.discipline)
    return packet.submissions.get().item


@pytest.mark.parametrize("who", ["supervisor", "clerk", "stranger"])
def test_the_items_behind_a_list_come_out_once_each(client, cast, workbook, who):
    item = sent_back(cast)
    client.force_login(make_user(getattr(cast, who)))
    page = client.get(reverse("figure_rows", args=["sent_back"]) + "?round=all")
    address = reverse("figure_rows_export", args=["sent_back"]) + "?round=all"
    response = client.post(address)
    if who == "stranger":
        assert address not in page.content.decode()
        said = [str(message) for message in get_messages(response.wsgi_request)]
        assert said == ["所选范围内没有事项，没有导出。请放宽筛选条件后再导出。"]
        return
    assert f'action="{address}"' in page.content.decode()
    assert numbers(workbook, response) == [item.number]
    assert Export.objects.get().scope.startswith(page.context["title"])


def test_a_long_list_is_left_to_a_job(client, cast, monkeypatch):
    item = sent_back(cast)
    monkeypatch.setattr(jobs, "LONG", 0)
    client.force_login(make_user(cast.supervisor))
    client.post(reverse("figure_rows_export", args=["sent_back"]) + "?round=all")
    assert Job.objects.get().asked == {"layout": "ledger", "query": "", "ids": [str(item.pk)]}


def test_there_is_no_export_of_a_list_that_does_not_exist(client, cast):
    client.force_login(make_user(cast.supervisor))
    assert client.post(reverse("figure_rows_export", args=["none"])).status_code == 404
