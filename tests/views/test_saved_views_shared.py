"""Who is offered which saved view: one's own, the office's, one's own unit's, and never another unit's."""

import pytest
from django.utils.html import escape

from tests.factories import issued, make_post, make_unit
from tests.views.item_pages import enter
from tests.views.kept_views import DROP, GONE, LIST, SAVE, heads, keep, rows, send
from tracker.enums import Role
from tracker.models import SavedView
from tracker.tables.items import CHOSEN_FIRST

pytestmark = pytest.mark.django_db


def offered(client, post, query=""):
    """(own, shared) names with who shares them, as the menu of the list shows them to a post."""
    page = enter(client, post).get(f"{LIST}?{query}")
    links = [[(link.view.name, link.view.by) for link in page.context[f"{kind}_views"]] for kind in ("own", "shared")]
    html = page.content.decode()
    assert [name for group in links for name, _ in group if escape(name) not in html] == []
    return tuple(links)


def test_private_and_shared_views_reach_whom_they_should(client, cast):
    colleague = make_post(Role.REVIEWER, cast.supervisor.unit)
    keep(cast.supervisor, "办公室自己的")
    keep(cast.supervisor, "全市逾期", shared=True)
    keep(colleague, "审核员的", shared=True)
    keep(cast.clerk, "民政自己的")
    keep(cast.clerk, "民政共享的", shared=True)
    keep(cast.stranger, "水利共享的", shared=True)
    office, bureau = (f"{post.unit.label}　{post.person.name}" for post in (cast.supervisor, cast.clerk))
    whole, within = ("全市逾期", office), ("民政共享的", bureau)
    water = ("水利共享的", f"{cast.other_unit.label}　{cast.stranger.person.name}")
    reviewed = ("审核员的", f"{colleague.unit.label}　{colleague.person.name}")

    told = {
        name: offered(client, getattr(cast, name))
        for name in ("supervisor", "discipline", "leader", "clerk", "secretary", "stranger_secretary")
    }

    assert told == {
        "supervisor": ([("办公室自己的", ""), whole], [reviewed]),
        "discipline": ([], [whole]),
        "leader": ([], [whole]),
        "clerk": ([("民政自己的", ""), within], [whole]),
        "secretary": ([], [whole, within]),
        "stranger_secretary": ([], [whole, water]),
    }


def test_a_unit_above_or_below_is_another_unit(client, cast):
    below = make_unit("市民政局救助站", parent=cast.unit)
    keep(cast.clerk, "民政共享的", shared=True)
    keep(make_post(Role.CLERK, below), "救助站的", shared=True)

    assert offered(client, make_post(Role.SECRETARY, below))[1] == [
        ("救助站的", f"{below.name}　{SavedView.objects.get(name='救助站的').shared_by.person.name}")
    ]
    assert [name for name, _ in offered(client, cast.secretary)[1]] == ["民政共享的"]


def test_what_was_shared_ends_with_the_post_it_was_shared_from(client, cast, frozen_clock):
    keep(cast.supervisor, "全市逾期", shared=True)
    assert [name for name, _ in offered(client, cast.clerk)[1]] == ["全市逾期"]
    cast.supervisor.until = "2026-11-23"
    cast.supervisor.save()
    make_post(Role.LEADER, cast.leader.unit, cast.supervisor.person)

    frozen_clock.shift(86400)

    assert offered(client, cast.clerk) == ([], [])
    assert offered(client, cast.supervisor) == ([("全市逾期", "")], [])


@pytest.mark.parametrize("name", ["stranger", "secretary", "discipline"])
def test_whoever_names_a_view_that_is_not_offered_gets_neither_its_columns_nor_its_name(client, cast, name):
    view = keep(cast.clerk, "民政局内部口径", columns=["patron"])
    enter(client, getattr(cast, name))

    page, never = (client.get(f"{LIST}?lamp=RED&view={pk}") for pk in (view.pk, 999_999))

    assert [heads(each) for each in (page, never)] == [["number", "problem", *CHOSEN_FIRST]] * 2
    told = [each.content.decode().count(GONE) for each in (page, never)]
    assert (told, "民政局内部口径" in page.content.decode()) == ([1, 1], False)
    assert {link.query for link in page.context["chips"]} == {""}


def test_a_view_of_the_office_shows_no_foreign_row_and_names_no_foreign_unit(client, cast):
    own, foreign = issued(cast), issued(cast, unit=cast.other_unit)
    view = keep(cast.supervisor, "水利的", shared=True, query=f"unit={cast.other_unit.pk}&status=ISSUED")

    page = enter(client, cast.clerk).get(f"{LIST}?{view.query}&view={view.pk}")

    assert [item.number for item in page.context["page_obj"]] == [own.number]
    assert page.context["front"][0].error == f"没有“{cast.other_unit.pk}”可选，这个条件没有用上。"
    html = page.content.decode()
    assert (foreign.number in html, cast.other_unit.name in html) == (False, False)
    assert page.context["view_is_changed"] is False


@pytest.mark.parametrize("name", ["secretary", "stranger", "supervisor", "second_supervisor"])
def test_nobody_deletes_the_view_of_another(client, cast, name):
    views = [keep(cast.clerk, shared=True), keep(cast.handler, "私有的"), keep(cast.leader, "领导的", shared=True)]
    enter(client, getattr(cast, name))

    assert {client.post(DROP, {"view": view.pk}).status_code for view in views} == {404}
    assert len(rows()) == 3
    assert "确认删除" not in client.get(LIST).content.decode()


@pytest.mark.parametrize("name", ["admin", "security", "auditor"])
def test_administrators_have_no_views(client, cast, name):
    enter(client, getattr(cast, name))

    assert [send(client).status_code, client.post(DROP).status_code, client.get(SAVE).status_code] == [403] * 3
    assert rows() == []


# --- statements ------------------------------------------------------------------------------------------------------


def test_one_view_and_three_take_the_same_statements(client, cast, django_assert_num_queries):
    own = keep(cast.clerk, query="sort=-deadline")
    issued(cast)
    enter(client, cast.clerk)
    client.get(f"{LIST}?{own.query}&view={own.pk}")
    for count in (1, 3):
        with django_assert_num_queries(10):
            page = client.get(f"{LIST}?{own.query}&view={own.pk}")
        assert len(page.context["own_views"]) + len(page.context["shared_views"]) == count
        keep(cast.clerk, "二")
        keep(cast.supervisor, "三", shared=True)
