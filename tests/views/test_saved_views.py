"""Saved views of the register: what is kept under a name, how it opens, what is refused, what goes again."""

import pytest
from django.urls import reverse

from tests.factories import PASSWORD, issued, make_user
from tests.reading_pages import Page
from tests.views.item_pages import enter, said
from tests.views.kept_views import COLUMNS, DROP, GONE, LIST, SAVE, heads, keep, rows, send
from tracker.actions.desk import MAX_VIEWS
from tracker.models import Draft, Preference, SavedView
from tracker.tables.items import CHOSEN_FIRST

pytestmark = pytest.mark.django_db


# --- keeping and opening ---------------------------------------------------------------------------------------------


def test_a_view_keeps_what_the_menu_of_the_list_sends_and_opens_at_its_link(client, cast):
    red, other = issued(cast, leader="陈某某"), issued(cast, leader="王某某")
    enter(client, cast.supervisor)
    client.post(reverse("items:columns"), {"column": COLUMNS})
    page = client.get(f"{LIST}?leader=陈&sort=-number&status=&page=2&pick=all")
    form = next(form for form in Page(page.content.decode()).forms if form.action == SAVE)

    answer = client.post(SAVE, {**form.filled(), "name": " 陈某某  牵头 "})

    view = SavedView.objects.get()
    kept = (view.name, view.query, view.columns, view.shared_by, view.user.person)
    assert kept == ("陈某某 牵头", "leader=%E9%99%88&sort=-number", COLUMNS, None, cast.supervisor.person)
    assert (answer.status_code, answer.url) == (302, f"{LIST}?{view.query}&view={view.pk}")
    assert said(answer) == ["已保存视图“陈某某 牵头”。"]

    client.post(reverse("items:columns"), {"column": ["owner"]})
    opened, plain = client.get(answer.url), client.get(LIST)
    assert (heads(opened), heads(plain)) == (["number", "problem", *COLUMNS], ["number", "problem", "owner"])
    assert [item.number for item in opened.context["page_obj"]] == [red.number]
    assert [item.number for item in plain.context["page_obj"]] == [red.number, other.number]


def test_the_menu_offers_each_view_as_a_link_and_marks_the_open_one(client, cast):
    one, two = keep(cast.supervisor, "逾期"), keep(cast.supervisor, "<b>全部</b>", query="")
    html = enter(client, cast.supervisor).get(f"{LIST}?sort=-deadline&lamp=RED&view={one.pk}").content.decode()

    assert f'<a href="?lamp=RED&amp;sort=-deadline&amp;view={one.pk}" aria-current="true">逾期</a>' in html
    assert f'<a href="?view={two.pk}">&lt;b&gt;全部&lt;/b&gt;</a>' in html
    assert '视图：<span class="view-name">逾期</span></summary>' in html
    assert html.count('aria-current="true">逾期') == 1


def test_the_open_view_stays_while_something_else_is_asked_for_and_says_so(client, cast):
    issued(cast)
    view = keep(cast.supervisor)
    page = enter(client, cast.supervisor).get(f"{LIST}?lamp=RED&status=ISSUED&view={view.pk}")
    html = page.content.decode()

    assert '<span class="view-name">本月到期</span>（有改动）</summary>' in html
    assert {f"view={view.pk}" in link.query for link in [*page.context["chips"], *page.context["strip"]]} == {True}
    search = next(form for form in Page(html).forms if form.method == "get")
    assert search.filled()["view"] == [str(view.pk)]
    assert "view" not in page.context["conditions"]


def test_a_tab_is_marked_whatever_view_lends_its_columns(client, cast):
    view = keep(cast.supervisor, query="lamp=RED")
    page = enter(client, cast.supervisor).get(f"{LIST}?lamp=RED&view={view.pk}")

    assert [tab.text for tab in page.context["tabs"] if tab.is_here] == ["逾期"]


def test_choosing_columns_closes_the_view_and_leaves_it_as_it_is(client, cast):
    view = keep(cast.supervisor)
    enter(client, cast.supervisor)
    asked = f"lamp=RED&view={view.pk}"
    assert "现在的列出自打开的视图，保存后改用自己的" in client.get(f"{LIST}?{asked}").content.decode()

    answer = client.post(reverse("items:columns"), {"column": ["owner"], "filter": asked})

    assert answer.url == f"{LIST}?lamp=RED"
    assert heads(client.get(answer.url)) == ["number", "problem", "owner"]
    assert SavedView.objects.get().columns == COLUMNS


def test_opening_a_view_writes_nothing(client, cast):
    view = keep(cast.supervisor, shared=True)
    before = rows()
    page = enter(client, cast.clerk).get(f"{LIST}?{view.query}&view={view.pk}")

    assert heads(page) == ["number", "problem", *COLUMNS]
    assert (rows(), Preference.objects.count()) == (before, 0)


def test_the_same_name_updates_ones_own_view(client, cast):
    mine, theirs = keep(cast.supervisor, shared=True), keep(cast.second_supervisor)
    enter(client, cast.supervisor)
    html = client.get(f"{LIST}?{mine.query}&view={mine.pk}").content.decode()
    form = next(form for form in Page(html).forms if form.action == SAVE)
    assert (form.filled()["name"], form.filled()["sharing"]) == (["本月到期"], ["shared"])

    answer = send(client, filter="lamp=BLUE", column=["owner"])

    assert said(answer) == ["已更新视图“本月到期”。"]
    assert list(SavedView.objects.order_by("pk").values_list("pk", "query", "columns", "shared_by", "shared_at")) == [
        (mine.pk, "lamp=BLUE", ["owner"], None, None),
        (theirs.pk, theirs.query, COLUMNS, None, None),
    ]


def test_sent_twice_it_is_one_view(client, cast):
    enter(client, cast.clerk)
    answers = [said(send(client, filter="lamp=RED"))[-1] for _ in range(2)]

    assert answers == ["已保存视图“本月到期”。", "已更新视图“本月到期”。"]
    assert rows() == [("本月到期", "lamp=RED", [])]


def test_only_conditions_that_were_taken_are_kept(client, cast):
    enter(client, cast.clerk)
    asked = f"unit={cast.other_unit.pk}&lamp=RED,x&status=ISSUED&data=1&csrf=2&view=7&page=3&sort=number"

    send(client, filter=asked, column=["unit", "zzz", "number"])

    assert [row[1:] for row in rows()] == [("status=ISSUED&sort=number", ["unit"])]


@pytest.mark.parametrize("garbage", ["x", "-1", "0", "9" * 30, "²", "\x00", "1,2", "长" * 500])
def test_a_garbage_id_of_a_view_is_told_in_words(client, cast, garbage):
    keep(cast.clerk)
    page = enter(client, cast.clerk).get(LIST, {"view": garbage})

    assert page.content.decode().count(GONE) == 1
    assert page.context["open_view"] is None


@pytest.mark.parametrize("columns", ["unit", None, 7, {"unit": 1}, ["gone"], [["unit"]]])
def test_kept_columns_that_no_longer_fit_are_no_error(client, cast, columns):
    view = keep(cast.clerk)
    SavedView.objects.update(columns=columns if columns is not None else {})

    shown = ["gone" not in heads(page) for page in [enter(client, cast.clerk).get(f"{LIST}?view={view.pk}")]]
    assert shown == [True]


# --- refusals --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("", "请写视图的名称。"),
        ("   ", "请写视图的名称。"),
        ("长" * 31, "最多 30 个字，现在 31 个字。"),
        ("长" * 20_000, "最多 30 个字，现在 20000 个字。"),
        ("到期\x00", "名称里有不能显示的字符，请重新输入。"),
        ("到期\u202e", "名称里有不能显示的字符，请重新输入。"),
    ],
)
def test_a_wrong_name_is_told_beside_it_and_all_that_was_typed_stays(client, cast, name, sentence):
    enter(client, cast.clerk)
    page = send(client, name=name, sharing="shared", filter="lamp=RED&sort=-number", column=COLUMNS)

    assert (page.status_code, page.context["form"].errors) == (200, {"name": [sentence]})
    html = page.content.decode()
    assert html.count(f'<p class="field__error">{sentence}</p>') == 1
    filled = next(form for form in Page(html).forms if form.action == SAVE).filled()
    told = [filled[key] for key in ("name", "sharing", "filter", "column")]
    assert told == [[name], ["shared"], ["lamp=RED&sort=-number"], COLUMNS]
    assert (page.context["chips"], rows()) == (["预警：逾期"], [])


@pytest.mark.parametrize(("sharing", "sentence"), [("", "请选给谁看。"), ("all", "没有这个选项，请重新选择。")])
def test_with_whom_it_is_shared_has_to_be_said(client, cast, sharing, sentence):
    page = send(enter(client, cast.clerk), sharing=sharing)

    assert page.context["form"].errors == {"sharing": [sentence]}
    assert rows() == []


def test_the_thirty_first_view_is_refused_but_an_old_one_is_updated(client, cast):
    for place in range(MAX_VIEWS):
        keep(cast.clerk, f"视图{place}")
    keep(cast.secretary, "书记的")
    enter(client, cast.clerk)

    page = send(client, name="又一个", filter="lamp=RED")
    sentence = "您已保存 30 个视图，请先删除不用的，或者用已有的名称更新那一个。"
    assert page.context["form"].errors == {"name": [sentence]}
    assert (page.content.decode().count(f'<p class="field__error">{sentence}</p>'), len(rows())) == (1, MAX_VIEWS + 1)

    assert said(send(client, name="视图7", filter="lamp=BLUE")) == ["已更新视图“视图7”。"]
    assert SavedView.objects.get(name="视图7").query == "lamp=BLUE"


def test_conditions_too_long_are_refused_in_words(client, cast):
    client = enter(client, cast.clerk)
    page = send(client, filter="&".join(f"status=ISSUED{',ISSUED' * 30}" for _ in range(20)))

    assert page.context["form"].non_field_errors() == ["条件太多太长，不能存成视图，请去掉一些条件后再保存。"]
    assert rows() == []


# --- the page, and a draft that comes back to it ---------------------------------------------------------------------


def test_the_page_alone_starts_from_its_address_and_the_columns_kept(client, cast):
    enter(client, cast.supervisor).post(reverse("items:columns"), {"column": COLUMNS})

    html = client.get(f"{SAVE}?lamp=RED").content.decode()

    filled = next(form for form in Page(html).forms if form.action == SAVE).filled()
    assert (filled["filter"], filled["column"], filled["sharing"]) == (["lamp=RED"], COLUMNS, ["own"])
    assert "共享给能看台账的所有人" in html
    assert "共享给市民政局的同事" in enter(client, cast.clerk).get(SAVE).content.decode()


def test_a_name_typed_into_the_menu_too_late_comes_back_with_its_conditions(client, cast, frozen_clock):
    told = {"username": make_user(cast.clerk).username, "password": PASSWORD, "next": f"{LIST}?lamp=RED"}
    html = client.post(reverse("sign_in"), told, follow=True).content.decode()
    form = next(form for form in Page(html).forms if form.action == SAVE)
    frozen_clock.shift(31 * 60)

    late = client.post(SAVE, {**form.filled(), "name": "本月到期"})
    assert late.url == f"{reverse('sign_in')}?next={SAVE.replace('/', '%2F')}"
    back = enter(client, cast.clerk).get(SAVE).content.decode()

    filled = next(form for form in Page(back).forms if form.action == SAVE).filled()
    assert (filled["name"], filled["filter"], filled["column"]) == (["本月到期"], ["lamp=RED"], list(CHOSEN_FIRST))
    client.post(SAVE, filled)
    assert (SavedView.objects.get().query, Draft.objects.count()) == ("lamp=RED", 0)


# --- deleting --------------------------------------------------------------------------------------------------------


def test_a_view_of_ones_own_is_deleted_and_the_list_stays(client, cast):
    gone, stays = keep(cast.clerk, "一", shared=True), keep(cast.clerk, "二")
    enter(client, cast.clerk)

    answer = client.post(DROP, {"view": gone.pk, "filter": f"lamp=RED&view={stays.pk}", "open": stays.pk})

    assert (answer.url, said(answer)) == (f"{LIST}?lamp=RED&view={stays.pk}", ["已删除视图“一”。"])
    assert [row[0] for row in rows()] == ["二"]
    assert client.post(DROP, {"view": gone.pk}).status_code == 404
    answer = client.post(DROP, {"view": stays.pk, "filter": f"lamp=RED&view={stays.pk}", "open": stays.pk})
    assert (answer.url, rows()) == (f"{LIST}?lamp=RED", [])


@pytest.mark.parametrize("pk", ["", "x", "-1", "9" * 40, "²", "\x00"])
def test_a_garbage_id_deletes_nothing(client, cast, pk):
    keep(cast.clerk)

    assert enter(client, cast.clerk).post(DROP, {"view": pk}).status_code == 404
    assert len(rows()) == 1
