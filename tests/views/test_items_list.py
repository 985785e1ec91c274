"""The register: who sees which rows, what the page shows of them, and what is done to many at once."""

import re

import pytest
from django.urls import reverse

from tests.factories import finish_all, issued, item_at, make_post, make_unit, make_user
from tracker.actions import progress
from tracker.actions.items import mark
from tracker.enums import Role, Status
from tracker.models import CoUnit, Item
from tracker.views.access import BUSINESS_ROLES

LIST = reverse("items:list")
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def enter(client):
    """Sign a post in; the client is handed back."""

    def enter(post):
        client.force_login(make_user(post), backend=BACKEND)
        return client

    return enter


def numbers(response):
    """The numbers of the rows, top down."""
    return [item.number for item in response.context["page_obj"].object_list]


# --- who sees what ---------------------------------------------------------------------------------------------------


def test_a_unit_sees_its_own_its_descendants_and_shared_rows(cast, enter):
    below = make_unit("市民政局救助站", parent=cast.unit)
    own, foreign, shared = issued(cast), issued(cast, unit=cast.other_unit), issued(cast, unit=cast.other_unit)
    of_child = issued(cast)
    Item.objects.filter(pk=of_child.pk).update(unit=below)
    CoUnit.objects.create(item=shared, unit=cast.unit, part="提供名单")

    page = enter(cast.clerk).get(LIST)

    assert numbers(page) == [own.number, of_child.number, shared.number]
    assert foreign.number not in page.content.decode()
    assert page.content.decode().count(">配合</span>") == 1
    assert cast.other_unit.name not in str(page.context["front"][0].options)


def test_a_statement_kept_for_a_page_knows_new_rows_new_units_and_other_readers(client, cast):
    """The list's statements are compiled once for what was asked; what they find is found anew each time."""
    users = {post: make_user(post) for post in (cast.supervisor, cast.stranger)}
    own, foreign = issued(cast), issued(cast, unit=cast.other_unit)

    def ask(post):
        client.force_login(users[post], backend=BACKEND)
        return client.get(LIST, {"unit": cast.unit.pk})

    assert numbers(ask(cast.supervisor)) == [own.number]
    assert numbers(ask(cast.stranger)) == [foreign.number]  # a unit one may not name is left out

    below, again = make_unit("市民政局救助站", parent=cast.unit), issued(cast)
    Item.objects.filter(pk=foreign.pk).update(unit=below)
    page = ask(cast.supervisor)
    assert numbers(page) == sorted([own.number, foreign.number, again.number])
    assert sum(int(link.count) for link in page.context["strip"]) == 3
    assert numbers(ask(cast.stranger)) == []


def test_supervising_bodies_and_leaders_see_all(cast, enter):
    items = [issued(cast), issued(cast, unit=cast.other_unit)]

    for post in (cast.supervisor, cast.discipline, cast.leader):
        assert numbers(enter(post).get(LIST)) == [item.number for item in items]


@pytest.mark.parametrize("name", ["admin", "security", "auditor"])
def test_administrators_see_no_business_data(cast, enter, name):
    item = issued(cast)

    response = enter(getattr(cast, name)).get(LIST)

    assert response.status_code == 403
    assert item.problem not in response.content.decode()


def test_every_business_role_opens_the_list_and_its_own_first_button(cast, enter):
    buttons = {}
    for role in BUSINESS_ROLES:
        post = make_post(role, cast.supervisor.unit if role == Role.SUPERVISOR else cast.unit)
        page = enter(post).get(LIST).content.decode()
        buttons[role] = re.findall(r'class="button button--primary" href="([^"]+)"', page)

    expected = {role: [] for role in BUSINESS_ROLES}
    expected |= {Role.SUPERVISOR: [reverse("items:issue")], Role.CLERK: [reverse("items:log")]}
    assert buttons == expected


def test_whoever_asks_by_address_for_a_foreign_unit_learns_nothing(cast, enter):
    issued(cast, unit=cast.other_unit)

    page = enter(cast.clerk).get(LIST, {"unit": cast.other_unit.pk})

    assert page.context["front"][0].error == f"没有“{cast.other_unit.pk}”可选，这个条件没有用上。"
    assert cast.other_unit.name not in page.content.decode()


# --- what the page shows ---------------------------------------------------------------------------------------------


def test_a_row_says_what_the_ledger_says(cast, enter):
    item = item_at(Status.IN_PROGRESS, cast)
    first = item.measures.kept().first()
    progress.note(item, text="办法已征求意见。", by=cast.clerk)
    mark(item, by=cast.supervisor, is_key=True, listed=True)
    text = enter(cast.supervisor).get(LIST).content.decode()

    row = re.search(r"<tbody>(.*?)</tbody>", text, re.DOTALL).group(1)
    words = [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)]
    assert words == [
        "",
        item.number,
        f"重点挂牌{item.problem}",
        "市民政局",
        "2.1",
        "陈某某",
        "赵某某",
        "限期",
        "2027-01-22",
        "正常剩30天",
        "整改中",
        "0/2",
        "办法已征求意见。",
    ]
    assert first.done_at is None


def test_measures_done_are_counted(cast, enter):
    item = item_at(Status.IN_PROGRESS, cast)
    finish_all(item, cast)

    assert ">2/2</td>" in enter(cast.supervisor).get(LIST).content.decode()


def test_what_people_typed_stands_in_the_page_as_text(cast, enter):
    issued(cast, problem='<b>制度</b> & "执行"', leader="<i>陈某某</i>")

    page = enter(cast.supervisor).get(LIST, {"q": "<b>"}).content.decode()

    assert "<mark>&lt;b&gt;</mark>制度&lt;/b&gt; &amp; &quot;执行&quot;" in page
    assert "&lt;i&gt;陈某某&lt;/i&gt;" in page
    assert "<b>制度" not in page
    assert "文字：&lt;b&gt;" in page


def test_lamps_and_tabs_count_what_they_open(cast, enter, frozen_clock):
    for status in Status:
        item_at(status, cast)
    item_at(Status.ISSUED, cast, listed=True)
    frozen_clock.shift(86400 * 8)  # the claim date of five days has passed
    client = enter(cast.supervisor)
    page = client.get(LIST)

    links = [*page.context["tabs"], *page.context["strip"]]
    opened = {link.text: str(len(numbers(client.get(f"{LIST}?{link.query}")))) for link in links}
    assert opened == {link.text: link.count for link in links}
    assert [link.count for link in page.context["tabs"]][:2] == ["9", "3"]
    assert sum(int(link.count) for link in page.context["strip"]) == 9


def test_the_tab_shown_is_marked(cast, enter):
    issued(cast)
    page = enter(cast.supervisor).get(LIST, {"lamp": "RED", "sort": "-number", "page": "1", "q": ""})

    assert [tab.text for tab in page.context["tabs"] if tab.is_here] == ["逾期"]


def test_empty_pages_say_what_to_do_next(cast, enter):
    client = enter(cast.supervisor)
    assert "台账里还没有事项" in client.get(LIST).content.decode()

    issued(cast)
    assert "没有符合这些条件的事项" in client.get(LIST, {"q": "没有的词"}).content.decode()


def test_void_rows_and_earlier_ledgers_show_only_when_asked_for(cast, enter):
    live, gone = issued(cast), item_at(Status.VOID, cast)
    old = Item.objects.get(pk=live.pk)
    old.pk, old.number, old.legacy = None, "6-01-90", True
    old.save(force_insert=True)
    client = enter(cast.supervisor)

    assert numbers(client.get(LIST)) == [live.number]
    assert numbers(client.get(LIST, {"status": "VOID"})) == [gone.number]
    assert numbers(client.get(LIST, {"legacy": "1"})) == [old.number]
    assert numbers(client.get(LIST, {"round": cast.inspection_round.pk})) == [live.number, old.number]


# --- order and pages -------------------------------------------------------------------------------------------------


def test_every_sortable_head_sorts_both_ways(cast, enter):
    for status in (Status.STRUCK_OFF, Status.IN_PROGRESS, Status.ISSUED):
        item_at(status, cast)
    client = enter(cast.supervisor)
    heads = [head for head in client.get(LIST).context["heads"] if head.sort]

    assert [head.name for head in heads] == ["number", "unit", "category", "deadline", "lamp", "status"]
    by_status = client.get(LIST, {"sort": "status"})
    assert [item.status for item in by_status.context["page_obj"]] == ["ISSUED", "IN_PROGRESS", "STRUCK_OFF"]
    turned = client.get(LIST, {"sort": "-status"})
    assert [item.status for item in turned.context["page_obj"]] == ["STRUCK_OFF", "IN_PROGRESS", "ISSUED"]
    assert [head.direction for head in turned.context["heads"] if head.name == "status"] == ["down"]


def test_what_has_no_date_or_has_ended_comes_last(cast, enter):
    ended, open_ = item_at(Status.STRUCK_OFF, cast), item_at(Status.IN_PROGRESS, cast)
    undated = issued(cast)
    Item.objects.filter(pk=undated.pk).update(due=None)
    client = enter(cast.supervisor)

    expected = [open_.number, undated.number, ended.number]
    assert numbers(client.get(LIST, {"sort": "lamp"})) == expected
    assert numbers(client.get(LIST, {"sort": "deadline"}))[-1] == undated.number
    assert numbers(client.get(LIST, {"sort": "-deadline"}))[-1] == undated.number


def test_an_unknown_order_or_page_is_no_error(cast, enter):
    item = issued(cast)
    client = enter(cast.supervisor)

    for sort in ("nothing", "-", "--number", "number,unit", "problem", "leader", "\x00", "-x" * 50):
        assert numbers(client.get(LIST, {"sort": sort})) == [item.number]
    for page in ("0", "-1", "x", "99", "1e9", ""):
        assert numbers(client.get(LIST, {"page": page})) == [item.number]


def test_fifty_rows_a_page_without_gap_or_double(cast, enter):
    first = issued(cast)
    copies = [Item.objects.get(pk=first.pk) for _ in range(59)]
    for place, copy in enumerate(copies):
        copy.pk, copy.number, copy.problem = None, f"6-01-{place + 10}", "同样的问题。"
    Item.objects.bulk_create(copies)
    client = enter(cast.supervisor)

    one, two = client.get(LIST, {"sort": "status"}), client.get(LIST, {"sort": "status", "page": 2})
    assert (len(numbers(one)), len(numbers(two))) == (50, 10)
    assert sorted(numbers(one) + numbers(two)) == sorted(Item.objects.values_list("number", flat=True))
    assert "改选筛选出的全部 60 项" in one.content.decode()


@pytest.mark.parametrize("role", ["supervisor", "clerk"])
def test_the_list_takes_the_same_few_statements_for_one_row_and_for_three(cast, enter, django_assert_num_queries, role):
    item_at(Status.IN_PROGRESS, cast)
    client = enter(getattr(cast, role))
    client.get(LIST)
    with django_assert_num_queries(QUERIES):
        assert len(numbers(client.get(LIST))) == 1
    item_at(Status.STRUCK_OFF, cast)
    item_at(Status.PLAN_REVIEW, cast)
    with django_assert_num_queries(QUERIES):
        assert len(numbers(client.get(LIST))) == 3


QUERIES = 10
