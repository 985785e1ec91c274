"""工作台 while there is an item in every status: each number opens its rows, for everybody."""

import datetime
import re
from copy import deepcopy
from html import unescape

import pytest
from django.urls import reverse

from tests.cast import make_cast
from tests.factories import item_at, sign
from tests.queries.planted import garden
from tests.staging import staged
from tests.views.test_figures import LINK, numbers
from tests.views.test_home import home
from tracker.enums import Role, Status
from tracker.filters.items import asked_of
from tracker.queries.worklist import piles

BUSINESS = (
    *("clerk", "secretary", "handler", "supervisor", "second_supervisor", "discipline", "organisation"),
    *("leader", "stranger", "stranger_secretary"),
)
TILE = re.compile(r'<a class="figure" href="([^"]+)"[^>]*>\s*<span class="figure__n">(\d+)')


def every_state_of(cast):
    garden(cast)
    rows = {status.value: item_at(status, cast) for status in Status}
    signed = item_at(Status.PLAN_REVIEW, cast)
    sign(signed.submissions.open().get().packet, cast)
    return rows


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    """The cast and an item in each status, for all tests of this module."""
    with staged(django_db_blocker):
        cast = make_cast()
        yield cast, every_state_of(cast)


@pytest.fixture
def cast(stage, db):
    """Objects of their own for each test: what one of them remembers is no row of the next."""
    return deepcopy(stage[0])


@pytest.fixture
def every_state(stage, db):
    return deepcopy(stage[1])


@pytest.mark.parametrize("who", BUSINESS)
def test_every_number_of_the_register_opens_just_its_rows(client, cast, every_state, frozen_clock, who):
    frozen_clock.shift(datetime.timedelta(days=40))
    post = getattr(cast, who)
    html = home(client, post)
    start = reverse("items:list")
    tiled = ((unescape(url).partition("?")[2], int(number)) for url, number in TILE.findall(html) if start in url)
    opened = [*numbers(html, start), *tiled]

    assert len(opened) > 8
    for asked, number in opened:
        conditions = asked_of(post, asked)
        assert (conditions.rows().count(), conditions.errors) == (number, {}), asked


@pytest.mark.parametrize("who", ["clerk", "secretary", "supervisor"])
def test_every_other_number_opens_its_list(client, cast, every_state, who):
    html = home(client, getattr(cast, who))
    opened = [(url, int(n)) for url, n in TILE.findall(html) if "/figures/rows/" in url]
    opened += [
        (url, int(text.rpartition("/")[2]))
        for url, text in LINK.findall(html)
        if "/figures/rows/" in url and text.rpartition("/")[2].isdecimal()
    ]

    assert len(opened) == {"clerk": 2, "secretary": 14, "supervisor": 0}[who]
    for url, number in opened:
        assert f"共 {number} 条" in client.get(unescape(url)).content.decode(), url


def test_the_clerk_reads_what_to_do_and_who_has_the_rest(client, cast, every_state):
    html = home(client, cast.clerk)

    assert "认领，或提出异议" in html
    assert "填根本原因、制定措施，报书记签字" in html
    assert "书记　待签字" in html
    assert "市委巡察办、市纪委监委、市委组织部　审核" in html
    assert 'name="layout" value="ledger"' in html
    assert "责任链" not in html


def test_the_secretary_sees_packets_to_sign_and_the_chain(client, cast, every_state):
    html = home(client, cast.secretary)

    assert html.count("逐条核对后签字") == 2
    assert "责任链" in html
    assert "<b>陈某某</b>" in html


def test_the_office_sees_reviews_objections_and_lagging_units(client, cast, every_state):
    html = home(client, cast.supervisor)

    assert "待我审核" in html
    assert "待处理的异议" in html
    assert re.findall(r'<tr>\s*<th scope="row" title="[^"]*">(.*?)</th>', html) == ["市民政局", "市水利局"]


@pytest.mark.parametrize("who", ["clerk", "secretary", "handler", "supervisor", "discipline", "leader"])
def test_the_bell_counts_what_the_page_lists(client, cast, every_state, who):
    post = getattr(cast, who)
    html = home(client, post)
    told = int(re.search(r'topbar__count">(\d+)<', html)[1])

    assert told == sum(pile.rows.count() for pile in piles(post))
    assert post.role in Role.values
