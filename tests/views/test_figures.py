"""挂图作战 and 统计报表: who sees them, what they say, and that every number on them opens just its rows."""

import datetime
import re
from html import unescape

import pytest
from django.urls import reverse

from tests.factories import item_at, make_user
from tests.paperwork import approve, signed, text_of
from tests.queries.planted import garden, plant
from tracker.enums import Status
from tracker.filters.items import asked_of

CHARTS = [f"?columns={across}" for across in ("category", "class", "month")]
TABLES = [f"?by={by}" for by in ("category", "section", "unit", "class", "time_frame", "round")]
PAGES = [*((("wall_chart"), query) for query in CHARTS), *(("statistics", query) for query in TABLES)]
LINK = re.compile(r'<a (?:class="[^"]*" )?href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)


@pytest.fixture
def planted(cast):
    return garden(cast)


def signed_in(client, post):
    client.force_login(make_user(post))
    return client


def shown(client, name, query=""):
    response = client.get(reverse(name) + query)
    assert response.status_code == 200
    return response.content.decode()


def numbers(html, start):
    """(querystring, number) of every link that counts rows; in 已销号/总数 it is the total that is opened."""
    for address, inside in LINK.findall(html):
        text = re.sub(r"<title>.*?</title>|<[^>]+>", " ", inside).strip()
        if address.startswith(f"{start}?") and (found := re.match(r"(?:\d+/)?(\d+)(?![\d/])", text)):
            yield unescape(address).partition("?")[2], int(found[1])


@pytest.mark.parametrize(("name", "query"), PAGES)
@pytest.mark.parametrize("who", ["supervisor", "clerk", "stranger"])
def test_every_number_opens_just_its_rows(client, cast, planted, name, query, who):
    post = getattr(cast, who)
    html = shown(signed_in(client, post), name, query)
    opened = list(numbers(html, reverse("items:list")))

    assert len(opened) > 3
    for asked, number in opened:
        conditions = asked_of(post, asked)
        assert (conditions.rows().count(), conditions.errors) == (number, {}), asked


@pytest.mark.parametrize("who", ["supervisor", "clerk"])
def test_the_numbers_of_the_other_rates_open_their_rows(client, cast, planted, who):
    item_at(Status.STRUCK_OFF, cast)
    client = signed_in(client, getattr(cast, who))
    opened = [
        (address, int(text))
        for address, text in LINK.findall(shown(client, "statistics"))
        if "/figures/rows/" in address and text.isdecimal()
    ]

    assert len(opened) == 7  # nought was returned, nought reopened
    for address, number in opened:
        rows = client.get(unescape(address)).content.decode()
        assert f"共 {number} 条" in rows
        assert rows.count('<td class="code">') == number


def test_the_wall_chart_says_the_planted_cells(client, cast, planted):
    html = shown(signed_in(client, cast.supervisor), "wall_chart")

    row = re.search(r'<tr><th scope="row" class="matrix__name--0" title="市民政局">.*?</tr>', html)[0]
    cells = [re.sub(r"<[^>]+>", " ", cell).split() for cell in re.findall(r"<td.*?</td>", row)]
    assert cells == [["·", "没有事项"], ["2/5", "逾期"], ["0/1", "紧迫"], ["0/1", "长期坚持"], ["2/7", "逾期"]]
    assert "已销号 2/11＝18.18%" in html


def test_a_round_is_chosen_in_the_address_and_nonsense_is_the_default(client, cast, planted):
    client = signed_in(client, cast.supervisor)
    old = planted["old"].pk

    assert "本轮反馈 <a" in shown(client, "statistics", f"?round={old}")
    assert "各轮反馈 <a" in shown(client, "statistics", "?round=all")
    for query in ("?round=x&by=x", "?round=99999", "?columns=x"):
        assert "二届X市委第6轮巡察　截至" in shown(client, "statistics", query)


def test_the_letters_are_reconciled_on_the_page_of_units(client, cast, planted):
    html = shown(signed_in(client, cast.supervisor), "statistics", "?by=unit")

    assert "6≠4＋1 作废，还差 1" in re.sub(r"<[^>]*>", "", html)
    assert html.count("须核对") == 1


@pytest.mark.parametrize("who", ["leader", "supervisor", "clerk", "stranger"])
def test_the_numbers_of_the_parties_open_their_reviews(client, cast, frozen_clock, who):
    packet, other = signed(cast, 2), signed(cast)
    approve(packet, cast.discipline)
    approve(other, cast.supervisor)
    frozen_clock.shift(datetime.timedelta(days=15))
    client = signed_in(client, getattr(cast, who))
    table = shown(client, "statistics").partition('id="reviews"')[2]
    opened = [(unescape(url), text) for url, text in LINK.findall(table) if "/figures/rows/" in url]

    assert [text for _, text in opened] == {
        "leader": ["2", "2", "15 天", "1", "1", "15 天", "3", "3", "15 天"],
        "supervisor": ["2", "2", "15 天", "1", "1", "15 天", "1", "1", "15 天"],  # silent on the first packet
        "clerk": ["2", "2", "15 天", "1", "1", "15 天", "3", "3", "15 天"],
        "stranger": [],
    }[who]
    for (address, text), whole in zip(opened, [text for _, text in opened[::3] for _ in range(3)], strict=True):
        rows = client.get(address).content.decode()
        assert f"共 {whole if '天' in text else text} 条" in rows
        assert rows.count("2026-12-07　超期 1 天") == int(whole)


def test_no_number_of_the_parties_betrays_a_verdict(client, cast):
    """What a party that has not spoken reads is the same before and after another one has."""
    packet = signed(cast)
    client = signed_in(client, cast.supervisor)
    party = cast.discipline.unit_id
    pages = [reverse("statistics"), *(f"/figures/rows/reviews/?{asked}" for asked in ("", f"party={party}", "party=x"))]

    before = [text_of(client.get(page)) for page in pages]
    approve(packet, cast.discipline)

    assert [text_of(client.get(page)) for page in pages] == before
    assert ["共 1 条" in page for page in before] == [False, True, False, False]


def test_administrators_see_no_business_data(client, cast):
    for post in (cast.admin, cast.security, cast.auditor):
        signed_in(client, post)
        for name in ("wall_chart", "statistics"):
            assert client.get(reverse(name)).status_code == 403


def test_rows_of_another_unit_are_not_found(client, cast, planted):
    client = signed_in(client, cast.stranger)

    assert client.get(reverse("figure_rows", args=["struck_off"]), {"unit": cast.unit.pk}).status_code == 404
    assert client.get(reverse("figure_rows", args=["struck_off"]), {"unit": "x"}).status_code == 404
    assert client.get(reverse("figure_rows", args=["nothing"])).status_code == 404


@pytest.mark.parametrize(
    ("name", "query", "queries"), [("wall_chart", "", 11), ("statistics", "", 15), ("statistics", "?by=unit", 21)]
)
def test_pages_take_the_same_statements_however_many_rows(
    client, cast, planted, django_assert_num_queries, name, query, queries
):
    client = signed_in(client, cast.supervisor)
    shown(client, name, query)
    with django_assert_num_queries(queries):
        shown(client, name, query)
    for _ in range(2):
        plant(cast, planted["below"], category="3.1")
    with django_assert_num_queries(queries):
        shown(client, name, query)
