"""The export of the register holds what the list shows, under a Chinese name, and is only to be had by POST."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from tests.factories import issued, item_at, make_user
from tracker.enums import Status
from tracker.ledgers.layouts import LAYOUTS
from tracker.models import Event, Preference

pytestmark = pytest.mark.django_db
NOTHING = "所选范围内没有事项，没有导出。请放宽筛选条件后再导出。"


@pytest.fixture
def url():
    return reverse("exports:new")


def exported(workbook, response) -> list[tuple]:
    """(编号, 反馈问题, 责任单位, 状态) of every data row."""
    page = workbook(response).worksheets[0]
    names = [cell.value for cell in page[5]]
    places = [names.index(name) for name in ("编号", "反馈问题", "责任单位", "状态")]
    rows = [row for row in page.iter_rows(min_row=6, values_only=True) if isinstance(row[0], int)]
    return [tuple(row[place] for place in places) for row in rows]


def as_rows(items) -> list[tuple]:
    return [(row.number, row.problem, row.unit.name, row.get_status_display()) for row in items]


def said(response) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.parametrize("query", ["", "status=ISSUED", "q=信访", "status=PLANNING,ISSUED&page=2&sort=-deadline"])
def test_the_rows_are_those_of_the_list(client, cast, workbook, url, query):
    for problem in ("信访办理不及时。", "河道清淤滞后。"):
        issued(cast, problem=problem)
        issued(cast, problem=problem, unit=cast.other_unit)
        item_at(Status.PLANNING, cast, problem=problem)
    client.force_login(make_user(cast.supervisor))
    listed = client.get(f"{reverse('items:list')}?{query.split('&')[0]}").context["page_obj"]

    response = client.post(url, {"layout": "ledger", "filter": query})

    assert exported(workbook, response) == as_rows(sorted(listed, key=lambda row: row.number))


def test_the_file_has_its_chinese_name(client, cast, url):
    issued(cast)
    client.force_login(make_user(cast.clerk))

    response = client.post(url, {"layout": "ledger", "filter": ""})

    assert (response.status_code, response["Content-Type"], response["Content-Disposition"]) == (
        200,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "attachment; filename*=utf-8''%E6%95%B4%E6%94%B9%E5%8F%B0%E8%B4%A6_2026-11-23.xlsx",
    )
    assert (Event.objects.filter(verb="export").count(), Preference.objects.get(key="layout").value) == (1, "ledger")


def test_a_unit_gets_its_own_rows_whatever_it_asks_for(client, cast, workbook, url):
    own, foreign = issued(cast), issued(cast, unit=cast.other_unit)
    client.force_login(make_user(cast.clerk))

    assert exported(workbook, client.post(url, {"layout": "ledger"})) == as_rows([own])
    ticked = {"layout": "ledger", "pick": "ticked", "ids": [own.pk, foreign.pk]}
    assert exported(workbook, client.post(url, ticked)) == as_rows([own])
    assert said(client.post(url, {**ticked, "ids": [foreign.pk]})) == [NOTHING]


def test_ticked_rows_alone_are_taken(client, cast, workbook, url):
    first, second, _ = (issued(cast) for _ in range(3))
    client.force_login(make_user(cast.supervisor))

    response = client.post(
        url, {"layout": "ledger", "filter": "status=ISSUED", "pick": "ticked", "ids": [second.pk, first.pk]}
    )

    assert exported(workbook, response) == as_rows([first, second])


def test_all_that_is_filtered_wins_over_what_is_ticked(client, cast, workbook, url):
    rows = [issued(cast), issued(cast)]
    client.force_login(make_user(cast.supervisor))

    response = client.post(url, {"layout": "ledger", "filter": "", "pick": "all", "ids": [rows[0].pk]})

    assert exported(workbook, response) == as_rows(rows)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"filter": "status=VOID"}, NOTHING),
        ({"pick": "ticked"}, NOTHING),
        ({"filter": "status=NONE"}, "导出的筛选条件“status”读不懂，没有导出。请回到整改台账重新筛选。"),
        ({"filter": "stat=ISSUED"}, "没有名为“stat”的筛选条件，没有导出。"),
        ({"layout": "none"}, f"没有名为“none”的台账，可以导出的有：{'、'.join(LAYOUTS)}。"),
    ],
)
def test_refusals_are_told_on_the_register(client, cast, url, asked, sentence):
    issued(cast)
    client.force_login(make_user(cast.clerk))

    response = client.post(url, {"layout": "ledger", "filter": "", **asked})

    back = f"{reverse('items:list')}?{asked.get('filter', '')}".rstrip("?")
    assert (response.status_code, response.url, said(response)) == (302, back, [sentence])
    assert Event.objects.filter(verb="export").count() == 0


def test_a_layout_is_not_needed(client, cast, workbook, url):
    item = issued(cast)
    client.force_login(make_user(cast.clerk))

    assert exported(workbook, client.post(url)) == as_rows([item])


@pytest.mark.parametrize(("part", "status"), [("leader", 200), ("admin", 403), ("security", 403), ("auditor", 403)])
def test_who_may_export(client, cast, url, part, status):
    issued(cast)
    client.force_login(make_user(getattr(cast, part)))

    assert client.post(url, {"layout": "ledger"}).status_code == status
    assert client.get(url).status_code == 405
